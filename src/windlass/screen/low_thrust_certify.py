"""The best of a screen by the optimiser: each solved as a whole trip and flown again.

Both legs are one trip, whose dates move together from where the screen has them.  One ask a
candidate, the same pure function on every engine; each answer is a file of the run's folder as
soon as it is there, so that whatever ends the work costs at most what is under way.
Checked: tests/screen/test_low_thrust_certify.py.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from windlass.base import engine
from windlass.base.canonical import content_hash
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import NotSolved, WindlassError
from windlass.base.progress import Progress, silent
from windlass.catalogue import whole as columns
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.sealed import swap
from windlass.kernels import status as st
from windlass.lowthrust.ends import asteroid, planet
from windlass.lowthrust.leg import LowThrustLeg, Span
from windlass.lowthrust.trip import SolvedTrip, solve_trip
from windlass.lowthrust.trip_ask import LowThrustTrip, Stay
from windlass.lowthrust.trip_starts import likely
from windlass.lowthrust.trip_value import Dates
from windlass.screen.low_thrust import LowThrustRules
from windlass.screen.low_thrust_chunk import NUMBERS
from windlass.screen.low_thrust_rows import ranked
from windlass.screen.run import Engine, Run

FOLDER: Final = "certified"
CERTIFIED, SOLVED, REFUSED = "certified", "solved", "refused"
"""Solved and flown again, by an orbit that certifies; by one that only screens; neither."""
ROOM_S: Final = 365.0 * DAY_S
"""By which dates and flights may differ from the screen's."""
NEAR_S: Final = 120.0 * DAY_S
"""The same for dates to begin on, where the screen's own lead nowhere."""
MOVED_S: Final = 65.0 * DAY_S
"""By which the meeting is moved first, the launch and the arrival kept."""
POOR: Final = 0.8
"""Share of the estimate below which a trip is not the one that was meant."""
OTHERS: Final = 3
"""Of these at most."""
SHORTEST_S: Final = 90.0 * DAY_S
"""Flight of either leg."""
LONGER_S: Final = 180.0 * DAY_S
"""By which the stay may be longer than asked: a wait before the way home, which costs nothing."""
LEAST_KG: Final = 1e3
MOST: Final = 10.0
"""Mass taken aboard: at least; at most, as a multiple of the estimate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifyAsk:
    """Ask: a candidate with its trip by the estimate (``low_thrust_chunk.NUMBERS``)."""

    rules: LowThrustRules
    orbit: Orbit
    trip: tuple[float, ...]

    @property
    def told(self) -> dict[str, float]:
        """The trip by its names."""
        return dict(zip(NUMBERS, self.trip, strict=True))

    @property
    def dates(self) -> Dates:
        """Its departures and flights."""
        told = self.told
        return Dates(
            departs_s=(told["launch_s"], told["leave_s"]),
            tof_s=(told["meet_s"] - told["launch_s"], told["arrive_s"] - told["leave_s"]),
        )


def certify(ask: CertifyAsk) -> dict[str, Any]:
    """Return what became of a candidate: its trip by the optimiser, or why there is none.

    status: CERTIFIED, SOLVED or REFUSED; returned_kg and so on: as ``low_thrust_chunk.NUMBERS``;
    miss_m, miss_m_s: of the legs flown again, the worst.
    """
    begun = time.process_time()
    try:
        found = {
            "status": CERTIFIED if ask.orbit.certifies else SOLVED, "why": "",
            **_told(_trip(ask)),
        }  # fmt: skip
    except WindlassError as reason:
        found = {"status": REFUSED, "why": str(reason)}
    return {
        "designation": ask.orbit.designation, "estimated_kg": ask.told["returned_kg"], **found,
        "cpu_s": round(time.process_time() - begun, 1),
    }  # fmt: skip


def trip(ask: CertifyAsk) -> LowThrustTrip:
    """Return the trip that the optimiser is asked for: by the rules, about the screen's dates."""
    rules, dates = ask.rules, ask.dates
    first = max(dates.departs_s[0] - ROOM_S, rules.earliest_s(rules.arrive_s[0]))
    arrives = max(dates.arrives_s - ROOM_S, rules.arrive_s[0]), min(
        dates.arrives_s + ROOM_S, rules.arrive_s[1]
    )  # fmt: skip
    earth = planet("earth", (0.0, rules.vinf_m_s))
    rock = asteroid(ask.orbit, (first, arrives[1]))
    most = MOST * ask.told["returned_kg"] + LEAST_KG
    departs = [(max(t - ROOM_S, first), t + ROOM_S) for t in dates.departs_s]
    flights = [(max(t - ROOM_S, SHORTEST_S), t + ROOM_S) for t in dates.tof_s]
    out = LowThrustLeg(
        start=earth, end=rock, departs_s=departs[0], tof_s=flights[0],
        mass_kg=(rules.wet_kg, rules.wet_kg), engine=rules.engine,
    )  # fmt: skip
    home = LowThrustLeg(
        start=rock, end=earth, departs_s=departs[1], tof_s=flights[1],
        mass_kg=(LEAST_KG, most + rules.wet_kg), engine=rules.engine,
    )  # fmt: skip
    stays = rules.stay_s, rules.stay_s + LONGER_S
    return LowThrustTrip(
        legs=(out, home), stays=(Stay(stays_s=stays, gains_kg=(LEAST_KG, most)),), goal="gain",
        spend_kg=rules.xenon_kg, within_s=rules.max_flight_s, arrives_s=arrives,
    )  # fmt: skip


def _trip(ask: CertifyAsk) -> SolvedTrip:
    """Return the best trip near the screen's dates; where these lead nowhere, or to far less than
    was estimated, near those with another meeting, and near others that the linear answer likes."""
    asked = trip(ask)
    best: SolvedTrip | None = None
    why: list[str] = []
    for starts in _starts(asked, ask.dates):
        try:
            found = solve_trip(asked, starts=starts)
        except NotSolved as reason:
            why.append(str(reason.value))
            continue
        if best is None or found.gain_kg > best.gain_kg:
            best = found
        if best.gain_kg >= POOR * ask.told["returned_kg"]:
            break
    if best is None:
        raise NotSolved(
            f"no dates lead to a trip to {ask.orbit.designation} and home", status=st.NO_SOLUTION,
            value="; ".join(dict.fromkeys(why)), remedy="give it more time, power or xenon",
        )  # fmt: skip
    return best


def _starts(asked: LowThrustTrip, dates: Dates) -> Iterator[tuple[Dates, ...]]:
    """Yield dates to begin on: the screen's, those with the asteroid met earlier or later, those
    that the linear answer likes near by."""
    yield (dates,)
    shortest = min(dates.tof_s) - SHORTEST_S
    for moved in (MOVED_S, -MOVED_S):
        if abs(moved) < shortest:
            (launch, leave), (out, home) = dates.departs_s, dates.tof_s
            yield (
                Dates(departs_s=(launch, leave + moved), tof_s=(out + moved, home - moved)),
            )  # fmt: skip
    others = tuple(when for when, _ in likely(_near(asked, dates), OTHERS))
    if others:
        yield others


def _near(asked: LowThrustTrip, dates: Dates) -> LowThrustTrip:
    """Return the trip with less room about its dates."""

    def about(span: Span, t: float) -> Span:
        return max(span[0], t - NEAR_S), min(span[1], t + NEAR_S)

    legs = tuple(
        replace(leg, departs_s=about(leg.departs_s, departs), tof_s=about(leg.tof_s, tof))
        for leg, departs, tof in zip(asked.legs, dates.departs_s, dates.tof_s, strict=True)
    )
    return replace(asked, legs=legs)


def _told(found: SolvedTrip) -> dict[str, float]:
    """Return a trip in the numbers of the screen."""
    out, home = found.legs
    launch, leave = (leg.best.told.departs_s for leg in found.legs)
    meet, arrive = (leg.best.told.departs_s + leg.best.told.tof_s for leg in found.legs)
    return {
        "returned_kg": found.gain_kg, "launch_s": launch, "meet_s": meet, "leave_s": leave,
        "arrive_s": arrive, "out_kg": out.propellant_kg, "back_kg": home.propellant_kg,
        "vinf_out_m_s": float(np.linalg.norm(out.best.told.w0_m_s)),
        "vinf_in_m_s": float(np.linalg.norm(home.best.told.w1_m_s)),
        "flight_yr": (arrive - launch) / YEAR_S,
        "miss_m": max(leg.flown.miss_m for leg in found.legs),
        "miss_m_s": max(leg.flown.miss_m_s for leg in found.legs),
    }  # fmt: skip


def asks(run: Run, top: int) -> list[CertifyAsk]:
    """Return asks of the first of a finished screen."""
    import polars as pl

    best = ranked(run.frame).head(top)
    every = run.whole.frame.filter(pl.col("designation").is_in(best["designation"].to_list()))
    orbits = {row["designation"]: columns.orbit(row) for row in every.iter_rows(named=True)}
    return [
        CertifyAsk(
            rules=run.low_thrust, orbit=orbits[row["designation"]],
            trip=tuple(row[name] for name in NUMBERS),
        )
        for row in best.iter_rows(named=True)
    ]  # fmt: skip


def carry_on(
    run: Run, top: int, on: Engine | None = None, progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Certify what of the first is not done yet; return all answers, in the order of the screen.

    Locally by processes, ``on.workers`` of them, or by Ray.  A candidate whose work broke down is
    tried again by the next call.
    """
    where = on or Engine(workers=2)
    every = asks(run, top)
    for at, made in _work(run, every, where, progress or silent()):
        _place(_file(run, every[at]), made)
    return [answer for ask in every if (answer := _kept(_file(run, ask))) is not None]


def known(run: Run) -> list[dict[str, Any]]:
    """Return all answers that there are, by designation."""
    files = sorted((run.folder / FOLDER).glob("*.json"))
    found = [one for path in files if (one := _kept(path)) is not None]
    return sorted(found, key=lambda one: one["designation"])


def _work(
    run: Run, every: list[CertifyAsk], on: Engine, progress: Progress
) -> Iterator[tuple[int, dict[str, Any]]]:
    new = [k for k, ask in enumerate(every) if _kept(_file(run, ask)) is None]
    for at, answer in engine.stream(
        certify, [every[k] for k in new], engine=on.name, address=on.address, pool="processes",
        workers=on.workers, name="certifying", progress=progress,
    ):  # fmt: skip
        if not isinstance(answer, engine.Failed):
            yield new[at], dict(answer)


def _file(run: Run, ask: CertifyAsk) -> Path:
    name = content_hash([ask.orbit.designation, list(ask.trip)])[:16]
    return run.folder / FOLDER / f"{name}.json"


def _kept(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "status" in found else None


def _place(path: Path, answer: Mapping[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(answer, indent=1, sort_keys=True))
    swap(part, path)
