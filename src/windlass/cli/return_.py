"""``windlass return``: bring an asteroid, or a part of it, to Earth by solar-electric tug.

Checked: tests/cli/test_return.py.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import Parameter

from windlass.base.errors import InvalidInput
from windlass.cli.output import AsJson, Catalogues, emit, say, write_page

if TYPE_CHECKING:
    from windlass.catalogue.target import Target
    from windlass.lowthrust.return_ask import ReturnAsk
    from windlass.store.run import Run


XENON: Final = "9 t"
"""Aboard at the lunar flyby unless another mass, or the mass to be brought, is given."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Tug:
    """The tug and its limits.

    Parameters
    ----------
    power:
        Power into the thrusters at 1 au, after the climb from low orbit.
    isp:
        Specific impulse.
    efficiency:
        Share of that power that becomes thrust.
    duty:
        Share of the time that the thrusters run.
    dry:
        Dry mass of the tug.
    xenon:
        Xenon aboard at the lunar flyby, where the most mass is sought: 9 t unless given.
    margin:
        Share of the xenon that is kept back.
    """

    power: str
    isp: str = "3000 s"
    efficiency: float = 0.60
    duty: float = 0.90
    dry: str = "5.5 t"
    xenon: str | None = None
    margin: float = 0.05


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class When:
    """Dates and speeds.

    Parameters
    ----------
    arrive:
        Arrivals at Earth, such as 2026..2032, which ends where 2032 begins.
    depart:
        Departures from Earth's neighbourhood, after the climb; any that fit unless given.
    max_time:
        Longest time from there to the arrival.
    stay:
        Shortest and longest stay at the asteroid.
    c3:
        C3 that the flyby of the Moon gives at departure.
    arrival_c3:
        C3 that the flyby of the Moon takes at arrival.
    coast:
        Time without thrust before and after each encounter.
    """

    arrive: str
    depart: str | None = None
    max_time: str = "8 yr"
    stay: str = "90 d..400 d"
    c3: str = "2 km2/s2"
    arrival_c3: str = "2 km2/s2"
    coast: str = "10 d"


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class What:
    """What is brought, and whither.

    Parameters
    ----------
    returned_mass:
        Mass to be brought: the least xenon is sought. Without it: the most mass.
    spin:
        Period of what is taken; the measured one, or a minute, unless given.
    density:
        Its density; that of its class unless given.
    capture:
        dro to go on into the lunar retrograde orbit; flyby to end at the flyby of the Moon.
    climb:
        Whether the tug climbs from low orbit by itself.
    """

    returned_mass: str | None = None
    spin: str | None = None
    density: str | None = None
    capture: str = "dro"
    climb: bool = True


def return_(
    target: str,
    /,
    *,
    tug: Tug,
    when: When,
    what: What | None = None,
    front: bool = True,
    windows: int = 6,
    catalogue: Catalogues = (),
    fresh: Annotated[bool, Parameter(negative="")] = False,
    files: Path | None = None,
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Design the return of an asteroid by solar-electric tug, from low orbit to capture.

    Parameters
    ----------
    target:
        Number, name or designation of the asteroid.
    front:
        Compute what less time and less xenon would bring: some minutes.
    windows:
        Launch windows to compute; 0 for none.
    catalogue:
        Catalogue file (SBDB, MPC, Parquet, CSV) whose rows go before the packaged table.
    fresh:
        Compute it even if it is kept, or parts of it are.
    files:
        Folder for both legs by all forces: path as OEM, thrust as OCM, flown again from them; some
        minutes.
    out:
        Page to write; without it reports/return-NAME-RUN.html.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.progress import Bars
    from windlass.bodies import settle
    from windlass.catalogue.collection import lookup
    from windlass.catalogue.read import with_files
    from windlass.store import Store
    from windlass.studies import low_thrust_return as returns

    if windows < 0:
        raise InvalidInput("launch windows", value=windows, remedy="ask for 0 or more")
    found = settle.one(lookup(target, with_files(catalogue) if catalogue else None))
    ask, notes = _ask(found, tug, when, what or What())
    try:
        run, plan = returns.kept(
            ask, found, store=Store.open(), notes=notes, front=front, windows=windows, chart=front,
            fresh=fresh, progress=Bars(),
        )  # fmt: skip
    except KeyboardInterrupt:
        without = ", without --fresh," if fresh else ""
        print(
            f"windlass: what is solved is kept; run the command again{without} to go on",
            file=sys.stderr,
        )
        raise
    page = write_return(run, out)
    legs = [] if files is None else returns.files(ask, plan, found, files, Bars())
    if as_json:
        first = {"run_id": run.run_id, "kept": plan is None}
        emit(first | run.result | {"files": legs, "page": str(page)})
    else:
        say([*run.result["lines"], *_table(run.result), *_files(legs), f"Page: {page}"])
    return 0


def _files(legs: list[dict[str, Any]]) -> list[str]:
    """Return what became of the legs by all forces as lines."""
    return [
        f"By all forces, {one['name']}: {one['xenon_kg']:,.0f} kg of xenon "
        f"({one['designed_kg']:,.0f} by the Sun's pull alone); flown from {one['oem']} and "
        f"{one['ocm']} it ends "
        f"{one['miss_m'] / 1e3:,.2f} km and {one['miss_m_s'] * 1e3:,.2f} mm/s off, which "
        f"{one['correction_m_s'] * 1e3:,.2f} mm/s corrects."
        if one["status"] == "flown"
        else f"By all forces, {one['name']}: no files. {one['status']}"
        for one in legs
    ]


def write_return(run: Run, out: Path | None) -> Path:
    """Write the page of a return that is kept; return where."""
    from windlass.report.return_page import return_page
    from windlass.screen.porkchop import file_name

    name = Path(file_name(run.result["designation"])).stem.replace("porkchop", "return", 1)
    page = out or Path("reports") / f"{name}-{run.run_id[:12]}.html"
    write_page(page, return_page(run.result, run.arrays()))
    return page


def _ask(target: Target, tug: Tug, when: When, what: What) -> tuple[ReturnAsk, tuple[str, ...]]:
    from windlass.base.epochs import parse_span
    from windlass.base.units import parse
    from windlass.catalogue.physical import Given, physical
    from windlass.lowthrust.return_ask import Climb, ReturnAsk, Spin
    from windlass.studies.options import spin_period

    if tug.xenon is not None and what.returned_mass is not None:
        raise InvalidInput(
            "what is sought is not clear", value=(tug.xenon, what.returned_mass),
            remedy="give --xenon to seek the most mass, or --returned-mass to seek the least xenon",
        )  # fmt: skip
    xenon = XENON if tug.xenon is None and what.returned_mass is None else tug.xenon
    given = Given(
        spin_period_s=None if what.spin is None else parse(what.spin, "s", where="--spin"),
        density_kg_m3=_density(what.density),
    )  # fmt: skip
    body = physical(target, given)
    turns, density = spin_period(body), body.density
    most = body.mass.high or body.mass.value
    asked = ReturnAsk(
        name=target.title, orbit=target.orbit,
        arrives_s=parse_span(when.arrive, where="--arrive"),
        departs_s=None if when.depart is None else parse_span(when.depart, where="--depart"),
        within_s=parse(when.max_time, "s", where="--max-time"),
        power_w=parse(tug.power, "W", where="--power"), isp_s=parse(tug.isp, "s", where="--isp"),
        efficiency=tug.efficiency, duty=tug.duty, dry_kg=parse(tug.dry, "kg", where="--dry"),
        xenon_kg=_mass(xenon, "--xenon"),
        returned_kg=_mass(what.returned_mass, "--returned-mass"), most_kg=most,
        margin=tug.margin, stay_s=_stay(when.stay),
        vinf_out_m_s=_speed(when.c3, "--c3"), vinf_home_m_s=_speed(when.arrival_c3, "--arrival-c3"),
        coast_s=parse(when.coast, "s", where="--coast"),
        spin=Spin(period_s=turns.value, density=density.value, isp_s=287.0, arm_m=2.0),
        capture=_capture(what.capture), climb=Climb() if what.climb else None,
    )  # fmt: skip
    low, high = body.mass.low or body.mass.value, most
    notes = (
        f"{target.title} itself: {low / 1e3:,.0f} to {high / 1e3:,.0f} t, by its size and class "
        f"{body.mass.value / 1e3:,.0f} t. No more than {high / 1e3:,.0f} t are asked for.",
        f"Spin: a turn in {turns.value:,.0f} s; stopped by thrusters of 287 s at an arm of 2 m, as "
        "for a sphere.",
        f"{tug.margin:.0%} of the xenon is kept back; the thrusters run {tug.duty:.0%} of the "
        "time.",
        "About the Sun alone: what other bodies do to the legs is not in these figures.",
    )
    return asked, notes


def _density(text: str | None) -> float | None:
    from windlass.base.units import parse

    return None if text is None else parse(text, "kg/m3", where="--density")


def _mass(text: str | None, where: str) -> float | None:
    from windlass.base.units import parse

    return None if text is None else parse(text, "kg", where=where)


def _speed(text: str, where: str) -> float:
    """Return the speed [m/s] of a C3."""
    from windlass.base.units import parse

    c3 = parse(text, "m2/s2", where=where)
    if c3 < 0.0:
        raise InvalidInput("C3 is below 0", value=text, remedy="give 0 or more", where=where)
    return float(c3**0.5)


def _stay(text: str) -> tuple[float, float]:
    from windlass.base.units import parse

    low, _, high = text.partition("..")
    first = parse(low, "s", where="--stay")
    return first, parse(high, "s", where="--stay") if high else first


def _capture(text: str) -> Any:
    if text not in ("dro", "flyby"):
        raise InvalidInput("no such capture", value=text, remedy="dro or flyby", where="--capture")
    return text


def _table(result: dict[str, Any]) -> list[str]:
    """Return the events as lines."""
    made = [f"{'':<14}{'':>12}{'all, t':>12}{'asteroid, t':>13}{'xenon, t':>10}{'Δv, m/s':>10}"]
    for one in result["events"]:
        dv = "" if one["dv_m_s"] is None else f"{one['dv_m_s']:,.0f}"
        made.append(
            f"{one['name']:<14}{one['date']:>12}{one['total_kg'] / 1e3:>12,.2f}"
            f"{one['asteroid_kg'] / 1e3:>13,.1f}{one['xenon_used_kg'] / 1e3:>10,.2f}{dv:>10}"
        )
    return made
