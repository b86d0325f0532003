"""``windlass campaign pareto``: what a little more of one goal buys of another.

Checked: tests/cli/test_campaign_pareto.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK
from windlass.cli.campaign import Sets
from windlass.cli.output import AsJson, console, emit, say, write_page

Goal = Literal["cost", "launch-mass", "time"]


def pareto(
    file: Path,
    /,
    *,
    against: Goal,
    points: int = 7,
    sets: Sets = (),
    limit: str = "60 s",
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Sweep two goals: plans of which none is better in both, each with what is proven of it.

    Parameters
    ----------
    file:
        Campaign file (.toml); its own goal is the first.
    against:
        The other goal.
    points:
        How many limits of the other goal, its ends with them.
    sets:
        KEY=VALUE laid over the file; may be given again.
    limit:
        Longest time for each search; a point takes two at most.
    out:
        Page to write; without it reports/campaign-NAME-pareto.html.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.units import parse
    from windlass.cli.campaign import _lines, _plain
    from windlass.report.campaign_page import campaign_page
    from windlass.studies import campaign_pareto
    from windlass.studies.campaign_load import load

    plain = campaign_pareto.pareto(
        load(file, sets=sets),
        against=against,
        points=points,
        limit_s=parse(limit, "s", where="--limit"),
    )
    page = out or Path("reports") / f"campaign-{_plain(plain['name'])}-pareto.html"
    write_page(page, campaign_page(plain))
    if as_json:
        emit(plain | {"page": str(page)})
    elif plain["front"] is None:
        say([*_lines(plain), f"Page: {page}"])
    else:
        say(campaign_pareto.lines(plain))
        _show(plain)
        say([f"Page: {page}"])
    return EXIT_INFEASIBLE if plain["front"] is None else EXIT_OK


def _show(plain: dict[str, Any]) -> None:
    from rich.table import Table

    from windlass.studies.campaign_pareto import NAMES, shown

    found, table = plain["front"], Table(box=None, pad_edge=False)
    goal, against, currency = found["goal"], found["against"], plain["currency"]
    for name in ("", NAMES[against], NAMES[goal], "at least", "gap", "last delivery", "flights"):
        table.add_column(name, justify="right" if name in ("gap", "at least") else "left")
    for one in found["points"]:
        table.add_row(
            one["anchor"], shown(one["against"], against, currency),
            shown(one["value"], goal, currency), shown(one["bound"], goal, currency),
            _gap(one["gap"]), one["last_delivery"],
            ", ".join(f"{many} {key}" for key, many in one["flights"].items()),
        )  # fmt: skip
    console().print(table)


def _gap(share: float) -> str:
    return f"{100.0 * share:.2g} %" if share >= 1e-6 else "under 0.0001 %"
