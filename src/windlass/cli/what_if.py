"""``windlass what-if``: what a change of a scenario does, beside what it gives now.

Checked: tests/cli/test_what_if.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK
from windlass.cli.output import AsJson, emit, say
from windlass.cli.study import default_scenario

if TYPE_CHECKING:
    from windlass.base.figure import Figure
    from windlass.studies.scenario import Scenario

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
    Exit code 6 where no option is possible then.  Without a change it lists what would move the
    answer most.

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

    path = scenario or default_scenario()
    base, changed = load(path), load(path, sets=sets, named=named)
    if not sets and named is None:
        return _matters(path, base, as_json)
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


def _matters(path: Path, base: Scenario, as_json: bool) -> int:
    """List what moves the answer of the leading variant most."""
    from windlass.base.progress import Bars
    from windlass.studies.answer import leading
    from windlass.studies.assemble import VARIANT_TITLES
    from windlass.studies.levers import levers
    from windlass.studies.what_if import Warm

    with Bars().task("working it out", 1) as step:
        answered = Warm.open(base).base
        step.advance(1)
    best = None if answered.best is None else answered.variants[answered.best]
    one = leading(list(answered.variants.values()), best)
    found = [] if one is None else [lever.as_dict() for lever in levers(one)]
    if as_json:
        emit({"variant": None if one is None else one.goal.key, "levers": found})
    elif one is None or not found:
        say(["No option has a trip: nothing can be moved. `windlass claims` says what it takes."])
    else:
        title = f"{one.goal.title}, {VARIANT_TITLES[one.goal.variant].lower()}"
        say([f"What moves the answer most ({title}), from its low to its high end:", ""])
        for row in found:
            say(_lever(row, one.figures))
        tried = f'{found[0]["key"]}="{_short(found[0]["set"][2] or found[0]["set"][0])}"'
        say(["", f"Try: windlass what-if {path} --set {tried}"])
    return EXIT_OK


def _lever(row: Mapping[str, Any], figures: Mapping[str, Figure]) -> list[str]:
    """Return two lines: the key with its value and range, and the outcome that it moves most."""
    from windlass.report.amounts import amount

    def swing(role: str) -> float:
        now = figures[role].value
        ends = [now, *(end for end in row["moves"][role] if end is not None)]
        return float((max(ends) - min(ends)) / (abs(now) or 1.0))

    def end(text: str | None, value: float | None) -> str:
        if text is None or value is None:
            return "—"
        own = float(text.partition(" ")[0]) == value
        return amount(value, row["unit"], row["shown"]) if own else _short(text)

    role = max(row["moves"], key=swing)
    now, low, high = (end(text, row[name]) for text, name in
                      zip(row["set"], ("value", "low", "high"), strict=True))  # fmt: skip
    ends = ["the model fails" if at is None else
            amount(at, figures[role].unit, figures[role].shown_unit)
            for at in row["moves"][role]]  # fmt: skip
    return [f"{row['key']} = {now} ({low} to {high}), {row['status']}",
            f"    {WORDS[role]}: {ends[0]} to {ends[1]}"]  # fmt: skip


def _short(text: str) -> str:
    """Return a value as a scenario takes it, with four digits."""
    value, _, unit = text.partition(" ")
    return f"{float(value):.4g} {unit}".strip()


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
