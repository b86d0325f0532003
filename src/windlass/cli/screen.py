"""``windlass screen``: which asteroids can be reached, or reached and returned from.

Checked: tests/cli/test_screen.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cyclopts import App, Parameter

from windlass.cli.output import AsJson, emit, say
from windlass.cli.screen_how import How, begun, check_engine, check_top, finish
from windlass.cli.screen_low_thrust import low_thrust
from windlass.cli.screen_path import path
from windlass.cli.screen_porkchop import porkchop
from windlass.cli.screen_refine import refine
from windlass.cli.screen_retrievable import retrievable

screen = App(
    name="screen",
    help="Screen all asteroids of the catalogue: which can be reached and returned from, and which "
    "can be brought home.",
)
screen.command(porkchop)
screen.command(path)
screen.command(refine)
screen.command(retrievable)
screen.command(low_thrust, name="low-thrust")


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
    check_top(top)
    check_engine(engine, workers)
    how = How(engine=engine, address=address, workers=workers, top=top, out=out, as_json=as_json)
    return finish(run.find(resume), how)


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
    from windlass.screen import ask

    check_top(how.top)
    check_engine(how.engine, how.workers)
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
    return finish(begun(rules, how), how)
