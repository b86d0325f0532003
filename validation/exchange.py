"""Judge files of trajectories: written, read again, and read by others, against the flight."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from validation.judges import NoJudge, ask_about_file
from validation.table import Row, at_most, skip
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import asteroid, reference
from windlass.catalogue.collection import lookup
from windlass.exchange.czml import read_czml, write_czml
from windlass.exchange.names import CENTRES, on_grid, stamp
from windlass.exchange.oem import write_oem
from windlass.exchange.read_oem import read_oem
from windlass.exchange.sample import sample
from windlass.exchange.spk import read_spk, write_spk
from windlass.exchange.trajectory import Trajectory

LIMIT_KM = 1.0
CREATED = "2026-11-21T00:00:00"
CRITERION = "a file comes back within 1 km of the flight"
TARGET = 20_099_942
SPAN = (parse_epoch("2028-10-01"), parse_epoch("2029-10-01"))
FLYBY = parse_epoch("2029-04-13T21:46")
KICK = np.array([40.0, -90.0, 15.0])
"""An impulse after the flyby [m/s], so that the files have two arcs."""


@dataclass(frozen=True)
class Flown:
    """Flights one after the other, asked as one."""

    parts: tuple[reference.Flight, ...]

    def at(self, t: np.ndarray, centre: str) -> np.ndarray:
        """States (n, 6) [m, m/s] about a centre."""
        starts = [part.span_s[0] for part in self.parts]
        which = np.searchsorted(starts, t, side="right") - 1
        made = np.empty((t.size, 6))
        for k, part in enumerate(self.parts):
            if (which == k).any():
                made[which == k] = np.hstack(part.state(t[which == k], centre))
        return made


def flown() -> Flown:
    """Apophis through its flyby of 2029 in the reference model, and 20 days later an impulse."""
    orbit = lookup("99942").orbit
    r, v = asteroid.integrate(orbit, SPAN).state(SPAN[0])
    middle = on_grid(FLYBY + 20.0 * DAY_S)
    first = reference.fly(r[0], v[0], SPAN[0], middle, name="Apophis", push=orbit.nongrav)
    r, v = first.state(middle)
    second = reference.fly(r[0], v[0] + KICK, middle, SPAN[1], name="Apophis", push=orbit.nongrav)
    return Flown(parts=(first, second))


def rows() -> list[Row]:
    flight = flown()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for centre in ("sun", "earth"):
            made = sample(flight.parts, centre=centre, object_id=str(TARGET))
            found += files(Path(folder), flight, made)
    return found


def files(folder: Path, flight: Flown, made: Trajectory) -> list[Row]:
    """Each format: read again, and read by the judges that know it."""
    centre = made.centre
    oem, spk, czml = (folder / f"{centre}.{end}" for end in ("oem", "bsp", "czml"))
    write_oem(oem, made, created=CREATED)
    # anise joins the blocks of an OEM file and smooths impulses away: it is given one block.
    alone, first = folder / f"{centre}-1.oem", replace(made, arcs=made.arcs[:1])
    write_oem(alone, first, created=CREATED)
    found = [
        back("OEM", flight, made, read_oem(oem)),
        judged("OEM", "oem", flight, made, {"file": str(oem)}),
        judged("OEM", "anise", flight, first, asked(alone, centre) | {"kind": "oem"}),
    ]
    try:
        import spiceypy  # noqa: F401
    except ImportError:
        reason = "spiceypy is not installed; install the extra 'judges'"
        found.append(
            skip(capability="SPK", quantity=f"about the {centre}", source=CRITERION, reason=reason)
        )
    else:
        write_spk(spk, made)
        found += [
            back("SPK", flight, made, read_spk(spk)),
            judged("SPK", "spk", flight, made, asked(spk, centre)),
            judged("SPK", "anise", flight, made, asked(spk, centre) | {"kind": "spk"}),
        ]
    shown = write_czml(czml, made)
    found.append(back("CZML", flight, shown, read_czml(czml)))
    (impulse,) = read_oem(oem).impulses
    off = float(np.linalg.norm(impulse.dv_m_s - KICK))
    found.append(
        at_most(capability="trajectory files, OEM", quantity=f"impulse, about the {centre}",
                limit=1e-3, computed=off, unit="m/s", source="the impulse flown")
    )  # fmt: skip
    return found


def asked(path: Path, centre: str) -> dict[str, object]:
    return {"file": str(path), "target": TARGET, "centre": CENTRES[centre][1]}


def instants(made: Trajectory, n: int) -> np.ndarray:
    """Random instants, half of them within a day of the flyby; no two kinds of rounding."""
    rng = np.random.default_rng(11)
    low, high = made.span_s
    t = np.append(rng.uniform(low, high, n), FLYBY + rng.uniform(-DAY_S, DAY_S, n))
    return np.array([on_grid(float(x)) for x in t])


def back(kind: str, flight: Flown, made: Trajectory, read: Trajectory) -> Row:
    """A file as this package reads it."""
    t = instants(made, 2000)
    return row(kind, "read again", made, read.state(t)[0], flight.at(t, made.centre))


def judged(
    kind: str, judge: str, flight: Flown, made: Trajectory, request: dict[str, object],
    ask: Callable[..., dict] = ask_about_file,
) -> Row:  # fmt: skip
    """A file as another library reads it."""
    t = instants(made, 100)
    named = {"spk": "SPICE"}.get(judge, judge)
    epochs = {"epochs": [stamp(float(x)) for x in t], "epochs_s": t.tolist()}
    try:
        answer = ask(judge, request | epochs)
    except NoJudge as reason:
        return skip(
            capability=f"trajectory files, {kind}", quantity=f"by {named}, about the {made.centre}",
            source=named, reason=str(reason),
        )  # fmt: skip
    states = 1e3 * np.array(answer["states"])
    return row(kind, f"by {named}", made, states[:, :3], flight.at(t, made.centre))


def row(kind: str, how: str, made: Trajectory, r: np.ndarray, true: np.ndarray) -> Row:
    off = float(np.linalg.norm(r - true[:, :3], axis=1).max()) / 1e3
    return at_most(
        capability=f"trajectory files, {kind}",
        quantity=f"greatest miss, {how}, about the {made.centre}",
        limit=LIMIT_KM, computed=off, unit="km", source=CRITERION,
    )  # fmt: skip
