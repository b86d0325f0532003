"""A return by solar-electric tug as a run: asked, solved, kept, and told as plain data.

Checked: tests/cli/test_return.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from windlass.base.canonical import content_hash
from windlass.base.codeversion import code_version, lock_hash, thread_count
from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.progress import Progress, silent
from windlass.bodies import planets
from windlass.catalogue.target import Target
from windlass.lowthrust import return_front
from windlass.lowthrust.history import history
from windlass.lowthrust.return_ask import ReturnAsk
from windlass.lowthrust.return_files import written
from windlass.lowthrust.return_front import Point
from windlass.lowthrust.return_plan import ReturnPlan, bodies, plan_return
from windlass.store import Store
from windlass.store.run import Run
from windlass.studies.kept_parts import Parts

KIND: Final = "return"
LEGS: Final = ("outbound", "return")


def run_id(ask: ReturnAsk, target: Target, more: dict[str, Any]) -> str:
    """Return the content hash of what a return stands on."""
    return content_hash({
        "return": repr(ask), "target": repr(target), "more": more,
        "planets": planets.load().source.digest, "code": code_version(), "lock": lock_hash(),
        "threads": thread_count(),
    })  # fmt: skip


def kept(
    ask: ReturnAsk,
    target: Target,
    *,
    store: Store,
    notes: tuple[str, ...] = (),
    front: bool = True,
    windows: int = 6,
    chart: bool = True,
    fresh: bool = False,
    progress: Progress | None = None,
) -> tuple[Run, ReturnPlan | None]:
    """Return the run of a return, and its plan, None where the store had the run.

    front, windows, chart: what else is computed beside the plan (windows: how many, 0 for none).
    What is solved is kept at once: if the work is ended, the same call takes it up, unless fresh.
    Raises what ``plan_return`` raises, and SourceError for a store that fails.
    """
    own = run_id(ask, target, {"front": front, "windows": windows, "chart": chart, "notes": notes})
    if store.has(own) and not fresh:
        found = store.get(own)
        store.touch(own)
        return found, None
    show = progress or silent()
    parts = _parts(ask, target, store)
    if fresh:
        parts.drop()
    with show.task(f"return of {target.title}", 1) as step:
        plan = parts.of("plan", lambda: plan_return(ask))
        step.advance()
    tables = {"history": _history(plan)}
    if plan.climb is not None:
        tables["spiral"] = _spiral(plan)
    result = told(plan, target, notes)
    if front:
        total = len(return_front.TIMES) * len(return_front.AMOUNTS)
        tables["front"] = _points(
            _watched(show, "less time, less xenon", return_front.front(plan, parts.of), total),
            best=True,
        )
    if windows:
        tables["windows"] = _points(
            _watched(show, "launch windows", return_front.windows(plan, windows, parts.of), windows)
        )
    if chart:
        with show.task("departures and flight times", 1) as step:
            tables["porkchop"] = _points(parts.of("map", lambda: return_front.chart(plan)))
            step.advance()
    store.put(
        own, kind=KIND, title=f"{target.title}, {result['returned_t']:.0f} t",
        scenario={"target": target.title, "ask": _plain_ask(ask)}, result=result, arrays=tables,
    )  # fmt: skip
    parts.drop()
    return store.get(own), plan


def _parts(ask: ReturnAsk, target: Target, store: Store) -> Parts:
    """Return the parts of a return that are kept until it is whole."""
    return Parts(store.folder, run_id(ask, target, {}), {one.name: one for one in bodies(ask)})


def files(
    ask: ReturnAsk, plan: ReturnPlan | None, target: Target, folder: Path, progress: Progress
) -> list[dict[str, Any]]:
    """Return what became of both legs by all forces, their files written into a folder.

    plan: solved again where it is None.
    """
    with progress.task("legs among all bodies", 1) as step:
        plan = plan or plan_return(ask)
        created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        stem = re.sub(r"[^A-Za-z0-9]+", "-", target.designation or target.title).strip("-")
        made = written(plan, folder, stem, created=created)
        step.advance()
    return [
        {k: str(v) if isinstance(v, Path) else v for k, v in asdict(one).items()} for one in made
    ]


def _watched(show: Progress, name: str, points: Iterable[Point], total: int) -> list[Point]:
    made = []
    with show.task(name, total) as step:
        for one in points:
            made.append(one)
            step.advance()
    return made


def _plain_ask(ask: ReturnAsk) -> dict[str, Any]:
    plain = asdict(ask)
    plain.pop("orbit")
    return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}


# --- as tables -----------------------------------------------------------------------------------


def _history(plan: ReturnPlan) -> pl.DataFrame:
    out, home = plan.trip.legs
    first = history(out).frame(LEGS[0], "earth", "asteroid")
    second = history(home).frame(LEGS[1], "asteroid", "earth")
    return pl.concat([first, second], how="diagonal_relaxed")


def _spiral(plan: ReturnPlan) -> pl.DataFrame:
    assert plan.climb is not None
    h = plan.climb.history
    return pl.DataFrame({
        name: getattr(h, name)
        for name in (
            "t_s", "radius_m", "mass_kg", "power_w", "power_left", "shadow_share",
            "inclination_rad", "dv_m_s",
        )
    })  # fmt: skip


def _points(points: list[Point], best: bool = False) -> pl.DataFrame:
    columns: dict[str, Any] = {
        name: [getattr(one, name) for one in points]
        for name in ("returned_kg", "xenon_kg", "flight_s", "departs_s", "arrives_s")
    }
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64)).with_columns(
        status=pl.Series([one.status for one in points], dtype=pl.String)
    )
    if best:
        on = pl.Series(return_front.best_of(points), dtype=pl.Boolean)
        frame = frame.with_columns(on_front=on)
    return frame


# --- in words and figures -----------------------------------------------------------------------


def told(plan: ReturnPlan, target: Target, notes: tuple[str, ...]) -> dict[str, Any]:
    """Return a plan as plain data, with units in its keys."""
    ask, trip = plan.ask, plan.trip
    return {
        "title": f"Low-thrust return of {target.title}",
        "asteroid": target.title,
        "designation": target.designation,
        "lines": lines(plan, target),
        "returned_t": plan.returned_kg / 1e3,
        "xenon_t": plan.xenon_kg / 1e3,
        "xenon_aboard_t": plan.extra.xenon_kg / 1e3,
        "xenon_climb_t": None if plan.climb is None else plan.climb.propellant_kg / 1e3,
        "despin_t": plan.extra.despin_kg / 1e3,
        "flight_yr": trip.dates.time_s / YEAR_S,
        "arrival_c3_km2_s2": plan.arrival_c3_m2_s2 / 1e6,
        "launch_t": plan.events[0].total_kg / 1e3,
        "array_kw": _array_kw(plan),
        "power_kw": ask.power_w / 1e3, "isp_s": ask.isp_s, "efficiency": ask.efficiency,
        "duty": ask.duty, "margin": ask.margin, "dry_t": ask.dry_kg / 1e3,
        "events": _events(plan), "legs": _legs(plan), "notes": list(notes),
    }  # fmt: skip


def _array_kw(plan: ReturnPlan) -> float | None:
    """Return what the new array gives at 1 au, so that the power is left after the climb."""
    if plan.climb is None:
        return None
    worn = plan.ask.climb is not None and plan.ask.climb.worn
    return plan.ask.power_w / (plan.climb.power_left if worn else 1.0) / 1e3


def _events(plan: ReturnPlan) -> list[dict[str, Any]]:
    """Return the events, each with the xenon that it took."""
    made, before = [], 0.0
    for one in plan.events:
        made.append({
            "name": one.name, "date": format_epoch(one.t_s), "t_s": one.t_s,
            "total_kg": one.total_kg, "asteroid_kg": one.asteroid_kg,
            "xenon_used_kg": one.xenon_used_kg - before, "dv_m_s": one.dv_m_s,
            "spin_rad_s": one.spin_rad_s, "told": one.told,
        })  # fmt: skip
        before = one.xenon_used_kg
    return made


def _legs(plan: ReturnPlan) -> list[dict[str, Any]]:
    return [
        {
            "name": name, "departs_s": leg.best.told.departs_s, "tof_s": leg.best.told.tof_s,
            "start_kg": leg.best.start_kg, "final_kg": leg.final_kg,
            "propellant_kg": leg.propellant_kg, "dv_m_s": event.dv_m_s,
            "status": "solved" if leg.flown.holds else "does not hold",
            "feasibility": leg.best.broken,
            "optimality_kg": leg.best.optimality.left, "slope": leg.best.optimality.slope,
            "miss_m": leg.flown.miss_m, "miss_m_s": leg.flown.miss_m_s,
            "revolutions": leg.best.turns,
        }
        for name, leg, event in zip(LEGS, plan.trip.legs, _burns(plan), strict=True)
    ]  # fmt: skip


def _burns(plan: ReturnPlan) -> list[Any]:
    return [one for one in plan.events if one.name in ("arrival", "at Earth")]


def lines(plan: ReturnPlan, target: Target) -> list[str]:
    """Return the answer in sentences."""
    ask, when = plan.ask, plan.trip.dates
    out, home = plan.trip.legs
    first = (
        f"A tug of {ask.power_w / 1e3:g} kW, {ask.isp_s:g} s and {ask.dry_kg / 1e3:g} t dry brings "
        f"{plan.returned_kg / 1e3:,.1f} t of {target.title} to Earth with "
        f"{plan.xenon_kg / 1e3:,.2f} t of xenon from the lunar flyby on."
    )
    second = (
        f"It leaves Earth's neighbourhood on {format_epoch(when.departs_s[0])} with "
        f"{out.best.start_kg / 1e3:,.1f} t, stays from "
        f"{format_epoch(when.departs_s[0] + when.tof_s[0])} to {format_epoch(when.departs_s[1])}, "
        f"and is back on {format_epoch(when.arrives_s)} after {when.time_s / YEAR_S:.1f} years, at "
        f"C3 {plan.arrival_c3_m2_s2 / 1e6:.2f} km²/s²."
    )
    made = [first, second]
    if plan.climb is not None:
        made.append(
            f"Before that it climbs from low orbit for {plan.climb.time_s / YEAR_S:.1f} years, "
            f"with {plan.climb.propellant_kg / 1e3:,.2f} t of xenon: "
            f"{plan.events[0].total_kg / 1e3:,.1f} t are launched, with an array of "
            f"{_array_kw(plan):,.1f} kW when new."
        )
    miss = max(leg.flown.miss_m for leg in (out, home)) / 1e3
    made.append(
        f"Both legs were flown again by another integrator, about the Sun alone, and end within "
        f"{miss:,.0f} km."
    )
    return made
