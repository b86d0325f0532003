"""The best of a screen by the optimiser: each trip's two legs solved and flown again.

One ask a candidate, the same pure function on every engine; each answer is a file of the run's
folder as soon as it is there, so that whatever ends the work costs at most what is under way.
Checked: tests/screen/test_low_thrust_certify.py.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from windlass.base import engine
from windlass.base.canonical import content_hash
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput, NotSolved, WindlassError
from windlass.base.progress import Progress, silent
from windlass.catalogue import whole as columns
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.sealed import swap
from windlass.lowthrust.ends import asteroid, planet
from windlass.lowthrust.from_estimate import Certified, certified, cheapest
from windlass.lowthrust.leg import End, LowThrustLeg
from windlass.lowthrust.solve import Solved, solve
from windlass.lowthrust.surrogate import most
from windlass.screen.low_thrust import SHORTEST_OUT_S, LowThrustRules
from windlass.screen.low_thrust_chunk import NUMBERS
from windlass.screen.low_thrust_rows import ranked
from windlass.screen.run import Engine, Run

FOLDER: Final = "certified"
CERTIFIED, SOLVED, REFUSED = "certified", "solved", "refused"
"""Solved and flown again, by an orbit that certifies; by one that only screens; neither."""
MOVES_D: Final = ((0, 0), (30, 0), (0, 30), (60, 0), (0, 60), (-30, 0), (0, 120), (0, 180))
"""Days by which the launch is earlier and the asteroid met later, until a way out is found."""
FREE_S: Final = 120.0 * DAY_S
"""By which the arrival may be moved."""
OUT_SHARE: Final = 0.9
"""Of the xenon, at most, for the way out."""


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


def certify(ask: CertifyAsk) -> dict[str, Any]:
    """Return what became of a candidate: its trip by the optimiser, or why there is none.

    status: CERTIFIED, SOLVED or REFUSED; returned_kg and so on: as ``low_thrust_chunk.NUMBERS``;
    miss_m, miss_m_s: of the legs flown again.
    """
    begun = time.process_time()
    try:
        found = {"status": CERTIFIED if ask.orbit.certifies else SOLVED, "why": "", **_trip(ask)}
    except WindlassError as reason:
        found = {"status": REFUSED, "why": str(reason)}
    return {
        "designation": ask.orbit.designation, "estimated_kg": ask.told["returned_kg"], **found,
        "cpu_s": round(time.process_time() - begun, 1),
    }  # fmt: skip


def _trip(ask: CertifyAsk) -> dict[str, Any]:
    rules, told = ask.rules, ask.told
    first, last = told["launch_s"] - 61.0 * DAY_S, told["arrive_s"] + FREE_S
    body = asteroid(ask.orbit, (first, min(last, rules.arrive_s[1])))
    out = _out(ask, body)
    meet = out.best.told.departs_s + out.best.told.tof_s
    leave = meet + rules.stay_s
    left = rules.xenon_kg - out.propellant_kg
    launch = out.best.told.departs_s
    home = LowThrustLeg(
        start=body, end=planet("earth", (0.0, rules.vinf_m_s)),
        departs_s=(leave, leave), tof_s=(told["arrive_s"] - leave,) * 2,
        mass_kg=(1.0, 1e9), engine=rules.engine, goal="start", spend_kg=left,
    )  # fmt: skip
    back = _back(rules, home, launch)
    speed = [float(np.linalg.norm(leg)) for leg in (out.best.told.w0_m_s, back.best.told.w1_m_s)]
    arrive = back.best.told.departs_s + back.best.told.tof_s
    return {
        "returned_kg": back.best.start_kg - rules.dry_kg - left, "launch_s": launch,
        "meet_s": meet, "leave_s": back.best.told.departs_s, "arrive_s": arrive,
        "out_kg": out.propellant_kg, "back_kg": back.propellant_kg,
        "vinf_out_m_s": speed[0], "vinf_in_m_s": speed[1],
        "flight_yr": (arrive - launch) / YEAR_S,
        "miss_m": max(out.flown.miss_m, back.flown.miss_m),
        "miss_m_s": max(out.flown.miss_m_s, back.flown.miss_m_s),
    }  # fmt: skip


def _out(ask: CertifyAsk, body: End) -> Certified | Solved:
    """Return the way out, its dates moved where it does not come to an end."""
    rules, told = ask.rules, ask.told
    reasons = []
    for earlier, later in MOVES_D:
        launch = told["launch_s"] - earlier * DAY_S
        tof = told["meet_s"] + later * DAY_S - launch
        late = told["arrive_s"] - launch > rules.max_flight_s + 1.0
        if late or tof < SHORTEST_OUT_S or launch < (rules.launch_s or launch):
            continue
        leg = LowThrustLeg(
            start=planet("earth", (0.0, rules.vinf_m_s)), end=body, departs_s=(launch, launch),
            tof_s=(tof, tof), mass_kg=(rules.wet_kg, rules.wet_kg), engine=rules.engine,
        )  # fmt: skip
        ways: tuple[Callable[[], Certified | Solved], ...] = (
            partial(cheapest, leg, OUT_SHARE * rules.xenon_kg),
            partial(solve, leg, nearest=False),
        )  # fmt: skip
        for way in ways if earlier == later else ways[:1]:
            try:
                found = way()
            except NotSolved as reason:
                reasons.append(str(reason))
                continue
            if found.propellant_kg < OUT_SHARE * rules.xenon_kg:
                return found
            reasons.append(f"{found.propellant_kg:,.0f} kg of propellant")
    raise NotSolved(
        "way out", status=-1, value=reasons[-1] if reasons else "no launch", remedy="other dates"
    )


def _back(rules: LowThrustRules, leg: LowThrustLeg, launch_s: float) -> Certified:
    """Return the way home on its dates, or with its arrival free where that brings more."""
    shift = _shift(leg)
    leave, tof = leg.departs_s[0], leg.tof_s[0]
    last = min(launch_s + rules.max_flight_s, rules.arrive_s[1]) - leave
    span = (max(0.5 * tof, tof - FREE_S), max(tof, min(last, tof + FREE_S)))
    free = replace(leg, tof_s=span)
    best: Certified | None = None
    why: NotSolved | None = None
    for one in (leg, free):
        try:
            found = certified(one, shift, at=(leave, tof))
        except NotSolved as reason:
            why = reason
            continue
        if best is None or found.best.start_kg > best.best.start_kg:
            best = found
    if best is None:
        raise why or NotSolved("way home", status=-1, value="", remedy="other dates")
    return best


def _shift(leg: LowThrustLeg) -> int:
    """Return by how many revolutions the best estimate differs from that which comes nearest."""
    leave, tof = leg.departs_s[0], leg.tof_s[0]
    if leg.spend_kg is None:
        raise InvalidInput("propellant of a way home", value=None, remedy="give spend_kg")
    found = most(
        leg.start.at(leave)[:1], leg.end.at(leave + tof)[:1], tof, leg.engine, leg.spend_kg,
        vinf_m_s=(0.0, leg.end.vinf_m_s[1]), shifts=(-1, 0, 1),
    )  # fmt: skip
    return int(found.shift[0])


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
