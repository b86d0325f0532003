"""``windlass porkchop``: all legs to or from an asteroid in a window, and the best of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from windlass.cli.output import AsJson, Catalogues, emit, say, write_page


def porkchop(
    target: str,
    /,
    *,
    depart: str,
    tof: str = "60 d..700 d",
    back: Annotated[bool, Parameter(negative="")] = False,
    body: str = "earth",
    step: str = "5 d",
    revolutions: int = 1,
    out: Path | None = None,
    catalogue: Catalogues = (),
    as_json: AsJson = False,
) -> int:
    """Search all legs between a planet and an asteroid; print the best, draw them all.

    Parameters
    ----------
    target:
        Number, name or designation of the asteroid.
    depart:
        Departure dates, such as 2035..2039.
    tof:
        Flight times, such as "60 d..700 d".
    back:
        From the asteroid to the planet instead of towards it.
    body:
        The planet: earth, mars, venus …
    step:
        Step of departure and flight time.
    revolutions:
        Most full revolutions about the Sun.
    out:
        Page to write, such as pork.html.
    catalogue:
        Catalogue file (SBDB, MPC, Parquet, CSV) whose rows go before the packaged table.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.studies.porkchop import about, search

    found = search(
        target,
        depart=depart,
        tof=tof,
        back=back,
        body=body,
        step=step,
        revolutions=revolutions,
        catalogue=catalogue,
    )
    if out is not None:
        from windlass.report import porkchop_page

        best = found.best
        mark = {
            "depart_s": best.depart_s,
            "tof_s": best.tof_s,
            "cost_m_s": best.cost_m_s,
            "vinf_depart_m_s": best.vinf_depart_m_s,
            "vinf_arrive_m_s": best.vinf_arrive_m_s,
            "n_rev": best.n_rev,
        }
        write_page(out, porkchop_page.render(found.title, found.frame, mark, about(found)))
        print(f"Page: {out}", file=sys.stderr)
    if as_json:
        emit(found.plain() | {"page": None if out is None else str(out)})
    else:
        say([found.title, *about(found)])
    return 0
