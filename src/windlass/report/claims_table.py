"""Claims put to the test as rows: claimed, computed, what decides, what would have to be true.

Checked: tests/report/test_claims_table.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.figure import Figure
from windlass.base.units import currency
from windlass.base.words import number
from windlass.report.amounts import amount, span, times
from windlass.report.cells import Cell, cell, missing, plain_name
from windlass.report.variants import View

MARKS: Final = {
    "holds": ("✓", "holds"),
    "within the range": ("≈", "near"),
    "does not hold": ("✗", "fails"),
    "not computed": ("?", "open"),
    "shown": ("✓", "shown"),
    "not yet": ("…", "later"),
}
"""Status, its sign, and the name of its style."""
NOT_YET: Final = "not yet"
_BOUND: Final = {"<=": "at most", ">=": "at least", "<": "less than", ">": "more than"}
_BARE: Final = re.compile(r"(?<![\w.,])\d{4,}(?![\w.,]|\s*$)|^\d{4,}$")
_OPTION: Final = re.compile(r"option (?P<key>[\w-]+)$")
_COMMAND: Final = re.compile(r"command (?P<words>.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """The assumption that decides: what it is, its range, and what it would have to be.

    lines: what would have to be true, in short sentences; setting: what to give to --set.
    """

    name: str
    nominal: str
    low_high: str
    status: str
    sources: tuple[str, ...]
    note: str
    meets: bool
    lines: tuple[str, ...]
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """A claim with a number beside what comes out.

    in_year: the claimed money as it is compared; elsewhere: the body on whose orbit that is,
    empty where it is the target's own; why: what is to be said on what decides.
    """

    key: str
    text: str
    account: str
    source: str
    note: str
    claimed: str
    in_year: str
    computed: Cell
    ratio: str
    status: str
    option: str
    elsewhere: str
    why: str
    deciding: Deciding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A claim without a number: what demonstrates it, or that nothing does yet."""

    key: str
    text: str
    account: str
    source: str
    note: str
    status: str
    by: str
    goal: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """All claims of a study: those with a number, those without, and how many of each status."""

    tested: tuple[Tested, ...]
    shown: tuple[Shown, ...]
    counts: tuple[tuple[str, int], ...]


def claims(
    found: Sequence[Mapping[str, Any]],
    figures: Mapping[str, Figure],
    views: Sequence[View],
    titles: Mapping[str, str],
) -> Claims | None:
    """Return the claims as the page shows them, None where there are none.

    found: the study's verdicts; views: the variants that they are about; titles: of options and
    variants by their keys.
    """
    if not found:
        return None
    by_key = {one.key: one for one in views}
    tested = tuple(
        _tested(one, figures, by_key, titles) for one in found if one["status"] != "shown"
    )
    shown = tuple(_shown(one, titles) for one in found if one["status"] == "shown")
    statuses = [*(one.status for one in tested), *(one.status for one in shown)]
    counts = tuple((status, statuses.count(status)) for status in MARKS if status in statuses)
    return Claims(tested=tested, shown=shown, counts=counts)


def _tested(
    one: Mapping[str, Any],
    figures: Mapping[str, Figure],
    views: Mapping[str, View],
    titles: Mapping[str, str],
) -> Tested:
    made = one["decides"]
    ratio = one["ratio"]
    view = views.get(str(one["variant"]))
    why, _, rest = str(one["why"]).partition("; ")
    return Tested(
        key=str(one["key"]),
        text=str(one["text"]),
        account=str(one["account"]),
        source=str(one["source"]),
        note=str(one["note"]),
        claimed=claimed_text(str(one["claimed_text"])),
        in_year=_in_year(one),
        computed=_computed(one, figures, why),
        ratio="no ratio" if ratio is None else times(float(ratio)),
        status=str(one["status"]),
        option=str(one["option"] or "") if view is None else view.short,
        elsewhere="" if view is None else view.elsewhere,
        why=rest if one["computed"] is None else str(one["why"]),
        deciding=None if made is None else _deciding(made, one, titles),
    )


def _computed(one: Mapping[str, Any], figures: Mapping[str, Figure], why: str) -> Cell:
    """Return the figure that the claim is set against, or why it has no value."""
    figure = figures.get(str(one["figure"]))
    if figure is not None and one["computed"] is not None:
        return cell(figure, "")
    if one["computed"] is None:
        return missing(why or "the study gave no such figure")
    return Cell(text=amount(float(one["computed"]), str(one["unit"])), name=str(one["key"]))


def _in_year(one: Mapping[str, Any]) -> str:
    """Return a claimed amount of money as it is compared, where it is given in another year's."""
    unit = str(one["unit"])
    if not currency(unit) or unit in str(one["claimed_text"]) or not one["ratio"]:
        return ""
    return f"that is {amount(float(one['computed']) / float(one['ratio']), unit)}"


def claimed_text(text: str) -> str:
    """Return a claimed value in words: "100..999" -> "100 to 999", "<= 5 yr" -> "at most 5 yr"."""
    for sign, words in _BOUND.items():
        if text.startswith(sign):
            return f"{words} {claimed_text(text.removeprefix(sign).strip())}"
    low, apart, high = text.partition("..")
    if apart:
        return f"{claimed_text(low)} to {claimed_text(high)}"
    return _BARE.sub(lambda match: f"{int(match.group()):,}", text)


def _deciding(
    made: Mapping[str, Any], one: Mapping[str, Any], titles: Mapping[str, str]
) -> Deciding:
    def own(value: float, digits: int = 4) -> str:
        return amount(float(value), str(made["unit"]), str(made["shown"]), digits)

    low = made["nominal"] if made["low"] is None else made["low"]
    high = made["nominal"] if made["high"] is None else made["high"]
    same_trip = bool(made["meets"]) and one["reproduced"] is None and bool(one["why"])
    key = str(made["key"] or "")
    setting = f"--set '{key}=\"{made['text']}\"'" if key and made["meets"] and not same_trip else ""
    return Deciding(
        name=plain_name(str(made["name"]), titles),
        nominal=own(made["nominal"]),
        low_high=span(own(low, 3), own(high, 3)),
        status=str(made["status"]),
        sources=tuple(str(key) for key in made["sources"]),
        note=str(made["note"]),
        meets=bool(made["meets"]),
        lines=tuple(_lines(made, one, own, same_trip)),
        setting=setting,
    )


def _lines(made: Mapping[str, Any], one: Mapping[str, Any], own: Any, same_trip: bool) -> list[str]:
    """Return what would have to be true, a short sentence each."""
    unit = str(one["unit"])
    if made["meets"]:
        lines = [f"It would have to be {own(made['value'])}{' on the same trip' * same_trip}."]
        if one["reproduced"] is not None:
            lines.append(f"Run again with it: {amount(float(one['reproduced']), unit)}.")
        return lines
    gives = f"gives {amount(float(made['reached']), unit)}"
    if one.get("nearly"):
        gives = f"– {number(100.0 * float(made['reached']), 3)} % {one['nearly']}"
    lines = [
        "No value in that range does it.",
        f"Nearest: {own(made['value'])} {gives}.",
    ]
    if made["beyond"] is not None:
        lines.append(f"Beyond every source: {own(made['beyond'])} would.")
    return lines


def _shown(one: Mapping[str, Any], titles: Mapping[str, str]) -> Shown:
    by = str(one["shown_by"])
    option, command = _OPTION.fullmatch(by), _COMMAND.fullmatch(by)
    if option is not None:
        by = f"the option “{titles.get(option['key'], option['key'])}”"
    return Shown(
        key=str(one["key"]),
        text=str(one["text"]),
        account=str(one["account"]),
        source=str(one["source"]),
        note=str(one["note"]),
        status=NOT_YET if by == NOT_YET else "shown",
        by=by,
        goal="options" if option is not None else "",
        command="" if command is None else command["words"],
    )
