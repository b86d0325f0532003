"""``windlass claims``: claimed against computed, and what would have to be true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from windlass.cli.output import AsJson, emit, say


def claims(run: str, /, *, as_json: AsJson = False) -> int:
    """Set every claim of a run beside what comes out, and say what would have to be true.

    Parameters
    ----------
    run:
        "latest", a run's id, or the start of one.
    as_json:
        Print the verdicts as JSON, values in SI with their unit beside.
    """
    from windlass.store import Store

    found = Store.open().get(run)
    verdicts = found.result.get("claims", [])
    if as_json:
        emit({"run_id": found.run_id, "count": len(verdicts), "claims": verdicts})
        return 0
    if not verdicts:
        say(["The scenario of this run makes no claims; a [claim.NAME] table adds one."])
        return 0
    for one in verdicts:
        say(_lines(one))
    return 0


def _lines(one: Mapping[str, Any]) -> Iterator[str]:
    by = f" ({one['account']})" if one["account"] else ""
    yield f"{one['key']}  {one['text']}{by}"
    if one["status"] == "shown":
        yield f"    shown by: {one['shown_by']}"
    else:
        yield from _numbers(one)
    if one["note"]:
        yield f"    note: {one['note']}"


def _numbers(one: Mapping[str, Any]) -> Iterator[str]:
    from windlass.base.words import great

    unit = one["unit"]
    computed = "no value" if one["computed"] is None else _amount(one["computed"], unit)
    ratio = "" if one["ratio"] is None else f", {great(one['ratio'], 3)} times the claim"
    yield f"    claimed {one['claimed_text']}; computed {computed}{ratio}: {one['status']}"
    if one["option"]:
        yield f"    with: {one['option']}"
    if one["why"]:
        yield f"    why: {one['why']}"
    if one["decides"] is not None:
        yield from _decides(one["decides"], one, unit)


def _decides(made: Mapping[str, Any], one: Mapping[str, Any], unit: str) -> Iterator[str]:
    from windlass.base.words import great
    from windlass.report.cells import plain_name

    def own(value: float | None) -> str:
        return "open" if value is None else _amount(value, made["unit"], made["shown"])

    low = made["nominal"] if made["low"] is None else made["low"]
    high = made["nominal"] if made["high"] is None else made["high"]
    sources = ", ".join(made["sources"]) or made["status"]
    yield (
        f"    decides: {plain_name(made['name'])}, {own(made['nominal'])} "
        f"({own(low)} to {own(high)}; {sources})"
    )
    if made["meets"]:
        again = one["reproduced"]
        other = " on the same trip" if again is None and one["why"] else ""
        told = "" if again is None else f"; run again it gives {_amount(again, unit)}"
        yield f"    would have to be: {own(made['value'])}{other}{told}"
        if made["key"] and not other:
            yield f"    try: --set '{made['key']}=\"{made['text']}\"'"
        return
    gives = f"which gives {_amount(made['reached'], unit)}"
    if one.get("nearly"):
        gives = f"with which {great(100.0 * made['reached'], 3)} % {one['nearly']}"
    yield f"    would have to be: no value in that range; nearest {own(made['value'])}, {gives}"
    if made["beyond"] is not None:
        yield f"    beyond every source: {own(made['beyond'])}"


def _amount(value: float, unit: str, shown: str = "") -> str:
    """Return an SI value as a reader expects it."""
    from windlass.report.amounts import amount

    return amount(value, unit, shown)
