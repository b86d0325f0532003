"""``windlass what-if``: what a change of a scenario does, beside what it gives now.

Checked: tests/cli/test_what_if.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, InvalidInput
from windlass.cli.output import AsJson, emit, say
from windlass.cli.study import default_scenario

WORDS = {
    "returned": "returned", "launch.date": "lift-off", "duration": "duration",
    "propellant": "propellant", "launch.mass": "launched", "fleet.ships": "ships",
    "cost.total": "cost", "revenue.total": "revenue", "npv": "net present value",
    "payback.at_rate": "paid back after",
}  # fmt: skip
"""Role -> how it is told."""
LEAST = 0.0005
"""Relative changes below it are not told in percent."""


def what_if(
    scenario: Path | None = None,
    /,
    *,
    sets: Annotated[tuple[str, ...], Parameter(name="--set", negative="")] = (),
    named: str | None = None,
    as_json: AsJson = False,
) -> int:
    """Show what a change of a scenario does to every option, beside what it gives now.

    The changed scenario is worked out in full, on the grids of the first: nothing is fitted.
    Left out are the most that could be brought, claims and other orbits: `windlass study` has them.
    Exit code 6 where no option is possible then.

    Parameters
    ----------
    scenario:
        Scenario file; without it the default of windlass.toml, or the only one in scenarios/.
    sets:
        The change, such as tug.isp="2800 s"; may be given again.
    named:
        Named scenario of the file that is the change, or laid beneath it.
    as_json:
        Print both answers as JSON, values in SI with their unit beside.
    """
    from windlass.base.progress import Bars
    from windlass.studies.load import load
    from windlass.studies.what_if import Warm, told

    if not sets and named is None:
        raise InvalidInput("nothing is changed", remedy='--set KEY="VALUE", or --named NAME')
    path = scenario or default_scenario()
    base, changed = load(path), load(path, sets=sets, named=named)
    with Bars().task("working both out", 2) as step:
        warm = Warm.open(base)
        step.advance(1)
        after = warm.ask(changed)
        step.advance(1)
    found = told(warm.base, after)
    if as_json:
        emit(found)
    else:
        say(lines(found))
    return EXIT_INFEASIBLE if after.best is None else EXIT_OK


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Return both answers side by side as lines."""
    titles = {row["key"]: row["title"] for row in found["variants"]}
    before, after = (titles.get(key, "nothing is possible") for key in found["recommended"])
    yield f"Recommended: {after}" + ("." if before == after else f"; before: {before}.")
    for row in found["variants"]:
        yield ""
        mark = "★" if row["key"] == found["recommended"][1] else " " if row["feasible"][1] else "✗"
        yield f"{mark} {row['title']}{_turn(row)}"
        if row["feasible"][1] or row["feasible"][0]:
            yield from (f"    {_line(one)}" for one in row["figures"])
        yield from (f"    fails: {why}" for why in row["reasons"][1][:3])


def _turn(row: Mapping[str, Any]) -> str:
    was, now = row["feasible"]
    return "" if was == now else ": possible now" if now else ": no longer possible"


def _line(one: Mapping[str, Any]) -> str:
    from windlass.report.amounts import amount

    def text(end: Mapping[str, Any] | None) -> str:
        return "—" if end is None else amount(end["value"], one["unit"], one["shown"])

    before, after = text(one["before"]), text(one["after"])
    name = f"{WORDS[one['role']]:<18}"
    if before == after:
        return f"{name}{after}"
    small = one["change"] is None or abs(one["change"]) < LEAST
    change = "" if small else f"  ({one['change']:+.1%})"
    return f"{name}{before} → {after}{change}"
