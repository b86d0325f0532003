"""What all screens share on the command line: what is screened, where, and how it is shown.

Checked: tests/cli/test_screen.py.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from windlass.base.errors import InvalidInput
from windlass.cli.output import AsJson, Catalogues, emit, say

if TYPE_CHECKING:
    from windlass.screen.run import Asked, Run


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


def check_top(top: int | None) -> None:
    """Raise InvalidInput where no row would be printed."""
    if top is not None and top < 1:
        raise InvalidInput("rows to print must be at least 1", value=top, where="--top")


def check_engine(name: str, workers: int) -> None:
    """Raise InvalidInput for an engine or a number of workers that there is not."""
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


def begun(rules: Asked, how: How) -> Run:
    """Return the run of a screen of the asteroids that were named, or of all."""
    from windlass.base.progress import Bars
    from windlass.screen import run
    from windlass.screen.search import asteroids

    whole, note = asteroids(how.target, how.catalogue, how.max_h, Bars())
    if note:
        print(f"windlass: {note}", file=sys.stderr)
    return run.begin(rules, whole)


def finish(made: Run, how: How) -> int:
    """Carry a run to its end and show it."""
    from windlass.base.progress import Bars
    from windlass.cli import screen_retrieve_table, screen_table
    from windlass.screen import run, search

    if made.rules.kind == "low-thrust":
        from windlass.cli import screen_low_thrust

        return screen_low_thrust.finish(made, how)
    if not made.finished:
        print(
            f"windlass: screen {made.name}; if it is stopped: windlass screen --resume {made.name}",
            file=sys.stderr,
        )
    started = time.monotonic()
    on = run.Engine(
        name=how.engine, address=how.address, workers=how.workers if how.engine == "ray" else 1
    )
    try:
        frame = run.carry_on(made, on, Bars())
    except KeyboardInterrupt:
        print(f"windlass: to go on: windlass screen --resume {made.name}", file=sys.stderr)
        raise
    found = search.found(made, frame)
    lasted = time.monotonic() - started
    page = _page(found, how.out)
    if how.as_json:
        emit(_with_page(found.plain(how.top), page))
        return 0
    table = screen_retrieve_table if made.rules.kind == "retrievable" else screen_table
    table.show(found, how.top or screen_table.ROWS, lasted)
    say([f"Rows: {made.folder / run.ROWS}", f"Page: {page}"])
    return 0


def _page(found: Any, out: Path | None) -> Path:
    from windlass.cli.output import write_page
    from windlass.report import retrieve_page, screen_page

    where = out or found.run.folder / "screen.html"
    page = retrieve_page if found.run.rules.kind == "retrievable" else screen_page
    write_page(where, page.render(found))
    return where


def _with_page(plain: dict[str, Any], page: Path) -> dict[str, Any]:
    rows = plain.pop("rows")
    return plain | {"page": str(page), "rows": rows}
