"""``windlass screen low-thrust``: what a solar-electric tug can return, ranked and certified.

Checked: tests/cli/test_screen_low_thrust.py.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cyclopts import Parameter

from windlass.base.errors import InvalidInput
from windlass.cli.output import console, emit, say
from windlass.cli.screen_how import How, begun, check_engine, check_top

if TYPE_CHECKING:
    from windlass.screen.run import Run
    from windlass.screen.search import Found

CERTIFY: Final = 30
"""Candidates that the optimiser looks at."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Ship:
    """The tug as it leaves Earth, past the spiral; what is not given is as data/tugs.toml has it.

    Parameters
    ----------
    tug:
        Electric tug of the table.
    power:
        Power into the thrusters at 1 au.
    isp:
        Specific impulse.
    efficiency:
        Share of the power that goes into the jet.
    duty:
        Share of the time in which it thrusts.
    dry_mass:
        Mass of the tug without propellant.
    xenon:
        Aboard as Earth is left, for the way out and the way back: 9.1 t unless given.
    """

    tug: str = "keck-2012"
    power: str | None = None
    isp: str | None = None
    efficiency: float | None = None
    duty: float | None = None
    dry_mass: str | None = None
    xenon: str | None = None


def low_thrust(
    *,
    arrive: str,
    launch: str | None = None,
    max_flight: str = "8 yr",
    stay: str = "90 d",
    c3: str = "2 km2/s2",
    least_mass: str = "100 t",
    certify: int = CERTIFY,
    ship: Ship | None = None,
    how: How | None = None,
) -> int:
    """Rank what a tug can return of every asteroid, and let the optimiser solve the first.

    Parameters
    ----------
    arrive:
        Dates of arrival at Earth, such as 2031..2046.
    launch:
        First date on which Earth is left, past the spiral: any unless given.
    max_flight:
        Longest trip from there to the arrival.
    stay:
        Time at the asteroid.
    c3:
        Greatest C3 at both ends, that lunar flybys give and take.
    least_mass:
        Returned mass below which an asteroid is left out.
    certify:
        How many of the first the optimiser is to solve and to fly again: 0 for none.
    """
    from windlass.screen.low_thrust import low_thrust as rules_of

    shown, tug = how or How(), ship or Ship()
    check_top(shown.top)
    check_engine(shown.engine, shown.workers)
    _check_certify(certify)
    given = {
        "power": tug.power,
        "isp": tug.isp,
        "dry_mass": tug.dry_mass,
        "xenon": tug.xenon,
    }
    rules = rules_of(
        arrive,
        launch=launch,
        tug=tug.tug,
        efficiency=tug.efficiency,
        duty=tug.duty,
        max_flight=max_flight,
        stay=stay,
        c3=c3,
        least_mass=least_mass,
        **{name: text for name, text in given.items() if text is not None},
    )
    return finish(begun(rules, shown), shown, certify)


def _check_certify(count: int) -> None:
    if count < 0:
        raise InvalidInput(
            "candidates to certify must be 0 or more", value=count, where="--certify"
        )


def finish(made: Run, how: How, certify: int = CERTIFY) -> int:
    """Carry a run to its end, certify its first candidates, and show it."""
    from windlass.base.progress import Bars
    from windlass.cli.output import write_page
    from windlass.report import low_thrust_rank_page
    from windlass.screen import low_thrust_certify, run, search

    print(
        f"windlass: screen {made.name}; if it is stopped: windlass screen --resume {made.name}",
        file=sys.stderr,
    )
    started = time.monotonic()
    many = how.workers if how.engine == "ray" else 1
    on = run.Engine(name=how.engine, address=how.address, workers=many)
    each = run.Engine(name=how.engine, address=how.address, workers=how.workers)
    try:
        found = search.found(made, run.carry_on(made, on, Bars()))
        if certify:
            low_thrust_certify.carry_on(made, certify, each, Bars())
    except KeyboardInterrupt:
        print(f"windlass: to go on: windlass screen --resume {made.name}", file=sys.stderr)
        raise
    answers = low_thrust_certify.known(made)
    lasted = time.monotonic() - started
    page = how.out or made.folder / "screen.html"
    write_page(page, low_thrust_rank_page.render(found, answers))
    if how.as_json:
        emit(plain(found, answers, how.top, page))
        return 0
    show(found, answers, how.top or ROWS, lasted)
    say([f"Rows: {made.folder / run.ROWS}", f"Page: {page}"])
    return 0


ROWS: Final = 30
"""Rows that are printed unless told otherwise."""


def plain(
    found: Found, answers: Sequence[Mapping[str, Any]], top: int | None, page: Path
) -> dict[str, Any]:
    """Return the screen for programs: what the optimiser says stands beside each row."""
    said = {one["designation"]: dict(one) for one in answers}
    made = found.plain(top)
    rows = [row | {"optimiser": said.get(row["designation"])} for row in made.pop("rows")]
    return made | {"page": str(page), "rows": rows}


def show(found: Found, answers: Sequence[Mapping[str, Any]], top: int, lasted_s: float) -> None:
    """Print counts, the best rows and what their marks mean."""
    from rich.table import Table

    from windlass.report.low_thrust_rank_words import answer

    out = console()
    lines = answer(found, answers)
    if lasted_s >= 1.0:
        lines[0] += f" ({lasted_s:.0f} s)"
    say(lines, out)
    if found.reached.height == 0:
        return
    said = {one["designation"]: one for one in answers}
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("asteroid", no_wrap=True, max_width=24)
    for name in ("est. t", "opt. t", "launch", "arrive", "yr", "Xe out", "back", "size", "U"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in found.reached.head(top).iter_rows(named=True):
        table.add_row(*_cells(row, said.get(row["designation"])))
    out.print(table)
    say(
        [
            "est.: returned mass by the linear estimate, in tonnes; opt.: by the optimiser, both "
            "legs flown again; launch: Earth is left; Xe: xenon in tonnes; size in metres; "
            "U: condition code, 0 sure to 9."
        ],
        out,
    )


def _cells(row: Mapping[str, Any], said: Mapping[str, Any] | None) -> list[str]:
    from windlass.base.epochs import format_epoch

    size = row["size_m"]
    proved = "" if said is None else "no"
    shown: Mapping[str, Any] = row
    if said is not None and said["status"] != "refused":
        proved, shown = f"{said['returned_kg'] / 1e3:,.0f}", said
    return [
        row["title"],
        f"{row['returned_kg'] / 1e3:,.0f}",
        proved,
        format_epoch(shown["launch_s"]),
        format_epoch(shown["arrive_s"]),
        f"{shown['flight_yr']:.1f}",
        f"{shown['out_kg'] / 1e3:.2f}",
        f"{shown['back_kg'] / 1e3:.2f}",
        "" if size is None else f"{size:.0f}" if size >= 10 else f"{size:.1f}",
        "" if row["uncertainty"] is None else str(row["uncertainty"]),
    ]
