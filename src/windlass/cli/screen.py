"""``windlass screen``: which asteroids can be reached, or reached and returned from.

Checked: tests/cli/test_screen.py.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from windlass.base.errors import InvalidInput
from windlass.cli.output import AsJson, Catalogues, emit, say
from windlass.cli.screen_porkchop import porkchop
from windlass.cli.screen_refine import refine

if TYPE_CHECKING:
    from windlass.screen.run import Run

screen = App(
    name="screen",
    help="Screen all asteroids of the catalogue: which can be reached, and returned from.",
)
screen.command(porkchop)
screen.command(refine)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Grid:
    """Dates, grid and limits of a screen.

    Parameters
    ----------
    launch:
        Launch dates, such as 2025..2050, which ends where 2050 begins.
    max_dv:
        Greatest Δv of all burns together, from the parking orbit on.
    max_duration:
        Longest trip, from launch to return (to arrival for a rendezvous).
    step:
        Step of launch days, flight times and stays.
    phase:
        Launch days are those with (JD − 0.5) mod step = phase [d]: 5 unless given, as NHATS has
        it for a step of 8.
    first_leg:
        Shortest flight time.
    max_c3:
        Greatest C3 at launch.
    revolutions:
        Most full revolutions about the Sun on a leg: 0 for round trips, as NHATS has it, and
        1 for a rendezvous unless given.
    parking:
        Altitude of the parking orbit.
    """

    launch: str
    max_dv: str = "12 km/s"
    max_duration: str = "450 d"
    step: str = "8 d"
    phase: float | None = None
    first_leg: str = "1 d"
    max_c3: str = "60 km2/s2"
    revolutions: int | None = None
    parking: str = "400 km"


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class How:
    """What is screened, where the work is done, what is shown.

    Parameters
    ----------
    target:
        Restrict the screen to an asteroid; may be given again.
    catalogue:
        Catalogue file that takes the place of the installed catalogue: JPL or MPC JSON, MPCORB,
        NEODyS, Parquet, CSV.
    max_h:
        Leave out asteroids fainter than this absolute magnitude.
    engine:
        local, or ray, which needs windlass[ray].
    address:
        Address of a Ray cluster: auto joins the one that runs here.
    workers:
        Processors for a Ray cluster that is started here.
    top:
        Rows to print.
    out:
        Page to write; without it screen.html in the run's folder.
    as_json:
        Print JSON with units in its keys.
    """

    target: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = ()
    catalogue: Catalogues = ()
    max_h: float | None = None
    engine: str = "local"
    address: str | None = None
    workers: int = 2
    top: int | None = None
    out: Path | None = None
    as_json: AsJson = False


@screen.default
def again(
    *,
    resume: str | None = None,
    engine: str = "local",
    address: str | None = None,
    workers: int = 2,
    top: int | None = None,
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Carry on a screen that was stopped, or show one that is finished.

    Parameters
    ----------
    resume:
        Name of the screen, the start of it, or latest.
    engine:
        local, or ray.
    address:
        Address of a Ray cluster: auto joins the one that runs here.
    workers:
        Processors for a Ray cluster that is started here.
    top:
        Rows to print.
    out:
        Page to write; without it screen.html in the run's folder.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.screen import run

    if resume is None:
        names = run.listed()
        if as_json:
            emit({"count": len(names), "screens": names})
        else:
            say(names or ["No screen is kept here; `windlass screen accessible` begins one."])
        return 0
    _check_top(top)
    _check_engine(engine, workers)
    how = How(engine=engine, address=address, workers=workers, top=top, out=out, as_json=as_json)
    return _finish(run.find(resume), how)


@screen.command
def accessible(
    *,
    grid: Grid,
    min_stay: str = "8 d",
    entry_altitude: str = "125 km",
    entry_speed: str = "12 km/s",
    how: How | None = None,
) -> int:
    """Screen for round trips: out, stay, back, by the rules of NHATS unless told otherwise.

    Parameters
    ----------
    min_stay:
        Shortest stay at the asteroid.
    entry_altitude:
        Altitude at which the atmosphere is entered.
    entry_speed:
        Greatest speed there; what is faster is braked, and paid for.
    """
    back = {"min_stay": min_stay, "entry_altitude": entry_altitude, "entry_speed": entry_speed}
    return _run("accessible", grid, how or How(), back)


@screen.command
def rendezvous(*, grid: Grid, how: How | None = None) -> int:
    """Screen for one-way trips: leave the parking orbit, meet the asteroid, stay with it."""
    return _run("rendezvous", grid, how or How(), {})


def _run(kind: str, grid: Grid, how: How, more: dict[str, str]) -> int:
    from windlass.screen import ask, run
    from windlass.screen.search import asteroids

    _check_top(how.top)
    _check_engine(how.engine, how.workers)
    rules = ask.rules(
        kind,
        grid.launch,
        phase=grid.phase,
        revolutions=grid.revolutions,
        max_dv=grid.max_dv,
        max_duration=grid.max_duration,
        step=grid.step,
        first_leg=grid.first_leg,
        max_c3=grid.max_c3,
        parking=grid.parking,
        **more,
    )
    whole, note = asteroids(how.target, how.catalogue, how.max_h)
    if note:
        print(f"windlass: {note}", file=sys.stderr)
    return _finish(run.begin(rules, whole), how)


def _check_top(top: int | None) -> None:
    if top is not None and top < 1:
        raise InvalidInput("rows to print must be at least 1", value=top, where="--top")


def _check_engine(name: str, workers: int) -> None:
    from windlass.base.engine import ENGINES

    if name not in ENGINES:
        raise InvalidInput(
            "no such engine",
            value=name,
            remedy=f"use one of {', '.join(ENGINES)}",
            where="--engine",
        )
    if workers < 1:
        raise InvalidInput("workers must be at least 1", value=workers, where="--workers")


def _finish(begun: Run, how: How) -> int:
    """Carry a run to its end and show it."""
    from windlass.base.progress import Bars
    from windlass.cli import screen_table
    from windlass.screen import run, search

    if not begun.finished:
        print(
            f"windlass: screen {begun.name}; if it is stopped: windlass screen --resume "
            f"{begun.name}",
            file=sys.stderr,
        )
    started = time.monotonic()
    on = run.Engine(
        name=how.engine, address=how.address, workers=how.workers if how.engine == "ray" else 1
    )
    try:
        frame = run.carry_on(begun, on, Bars())
    except KeyboardInterrupt:
        print(f"windlass: to go on: windlass screen --resume {begun.name}", file=sys.stderr)
        raise
    found = search.found(begun, frame)
    lasted = time.monotonic() - started
    page = _page(found, how.out)
    if how.as_json:
        emit(_with_page(found.plain(how.top), page))
        return 0
    screen_table.show(found, how.top or screen_table.ROWS, lasted)
    say([f"Rows: {begun.folder / run.ROWS}", f"Page: {page}"])
    return 0


def _page(found: Any, out: Path | None) -> Path:
    from windlass.cli.output import write_page
    from windlass.report import screen_page

    where = out or found.run.folder / "screen.html"
    write_page(where, screen_page.render(found))
    return where


def _with_page(plain: dict[str, Any], page: Path) -> dict[str, Any]:
    rows = plain.pop("rows")
    return plain | {"page": str(page), "rows": rows}
