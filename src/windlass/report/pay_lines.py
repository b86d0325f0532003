"""A change of pay and hours beside their rules, in lines.

Checked: tests/report/test_pay_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

_SHOWN: Final = 10
HIDDEN: Final = "not told"
"""What stands where a figure would tell of a few."""


def lines(told: Mapping[str, Any]) -> list[str]:
    """Return what is told of a change of pay; of several, one after another."""
    unit, hours = told["currency"], told["hours"]
    found = [f"{hours['persons']} people, {hours['first']} to {hours['last']}, "
             f"beside {told['old']['name']}."]  # fmt: skip
    for one in told["new"]:
        found.append(f"{one['name']}:")
        if told["view"] == "worker":
            found += [f"  {text}" for text in row_lines(one["row"], one["clauses"], unit)]
        elif told["view"] == "representative":
            found += [f"  {text}" for cell in one["cells"]
                      for text in cell_lines(cell, one["clauses"], unit)]  # fmt: skip
        else:
            found += [f"  {text}" for text in total_lines(one, unit)]
    if told.get("untold"):
        found.append(f"Of {told['untold']} people no total is told: their groups are too small.")
    found += [f"Hours not read, line {one['line']}: {one['why']}" for one in hours["refused"]]
    return found


def row_lines(row: Mapping[str, Any], words: Mapping[str, str], unit: str) -> list[str]:
    """Return what a person's row says."""
    found = [
        f"{row['person']} ({row['group']}): {row['worked_h']:g} h, {money(row['old'], unit)} "
        f"before, {money(row['new'], unit)} then: {money(row['gain'], unit, sign=True)}",
        f"an hour: {row['old_an_hour']:,.2f} before, {row['new_an_hour']:,.2f} {unit} then",
    ]  # fmt: skip
    return found + clause_lines(row["by_clause"], words, unit)


def cell_lines(cell: Mapping[str, Any], words: Mapping[str, str], unit: str) -> list[str]:
    """Return what a representative is told of a cell."""
    head = f"{' and '.join(cell['groups'])}, {cell['persons']} people, {cell['worked_h']:,.1f} h: "
    if cell["gain"] is None:
        return [f"{head}{HIDDEN}, whatever is told would tell of a few"]
    found = [f"{head}{money(cell['old'], unit)} before, {money(cell['gain'], unit, sign=True)}; "
             f"{many(cell['losers'])} lose, {many(cell['gainers'])} gain"]  # fmt: skip
    found += [f"  {text}" for text in clause_lines(cell["by_clause"], words, unit)]
    if cell["left_out"]:
        found.append(f"  without {', '.join(words.get(one, one) for one in cell['left_out'])}: "
                     "it would tell of a few")  # fmt: skip
    return found


def total_lines(one: Mapping[str, Any], unit: str) -> list[str]:
    """Return what the manager is told: all, groups, clauses, stoppage."""
    total = one["total"]
    found = [f"{money(total['old'], unit)} before, {money(total['gain'], unit, sign=True)}; "
             f"{total['losers']} lose, {total['gainers']} gain"]  # fmt: skip
    found += clause_lines(total["by_clause"], one["clauses"], unit)
    found += [f"{row['group']}, {row['persons']}: {money(row['gain'], unit, sign=True)}, "
              f"{row['losers']} lose" for row in one["groups"]]  # fmt: skip
    return found + stoppage_lines(one["stoppage"], unit)


def stoppage_lines(found: Mapping[str, Any] | None, unit: str) -> list[str]:
    """Return what stoppages cost beside what is saved."""
    if found is None:
        return ["Days of stoppage that cost what is saved: not computed (--day-cost or --money)"]
    if found["saving_year"] <= 0.0:
        return ["Nothing is saved, so that any stoppage costs more."]
    told = [
        f"It saves {found['saving_year']:,.0f} {unit} a year: what {found['days']:,.2f} days of "
        f"stoppage cost ({found['day_cost']:,.0f} {unit} a day, {found['source']})"
    ]
    if found["probability"] is None:
        told.append(f"even a sure stoppage a year, of {found['mean_days']:.1f} days, costs less")
    else:
        share = f"{100 * found['probability']:.3g} %"
        told.append(f"it costs more than it saves from a stoppage in {share} of years, of "
                    f"{found['mean_days']:.1f} days on average")  # fmt: skip
    if found["expected"] is not None:
        word = "more" if found["expected"] > 0 else "less"
        much = f"{abs(found['expected']):,.0f} {unit}"
        told.append(f"at {100 * found['added']:g} % a year, stoppages cost {much} a year {word} "
                    "than is saved")  # fmt: skip
    return told


def clause_lines(amounts: Mapping[str, str], words: Mapping[str, str], unit: str) -> list[str]:
    """Return what each clause does, the most first."""
    rows = sorted(amounts.items(), key=lambda row: -abs(Decimal(row[1])))
    return [f"{words.get(id_, id_)}: {money(amount, unit, sign=True)}" for id_, amount in rows
            if Decimal(amount)]  # fmt: skip


def hours_lines(told: Mapping[str, Any]) -> list[str]:
    """Return whose hours break which rule, and whose dose is above its limit."""
    rows = told["persons"]
    over = f"{sum(row['overtime_h'] for row in rows):,.1f} h of overtime"
    found = [f"{len(rows)} people, {told['first']} to {told['last']}, by {told['rule']}: "
             f"{len(told['breaches'])} breaches; {over} beyond {told['over_h']:g} h "
             "a week."]  # fmt: skip
    found += [f"  {one['person']}: {one['total_msv']:.1f} mSv, above the career limit of "
              f"{one['limit_msv']:g} mSv ({one['agency']})"
              for one in told["doses"] if one["exceeds"]]  # fmt: skip
    worst = sorted({one["person"]: one for one in sorted(told["breaches"], key=_over)}.values(),
                   key=lambda one: -_over(one))  # fmt: skip
    counts = {row["person"]: row["breaches"] for row in rows}
    found += [f"  {one['person']}, {counts[one['person']]} times, the worst: {breach(one)}"
              for one in worst[:_SHOWN]]  # fmt: skip
    if len(worst) > _SHOWN:
        found.append(f"  {len(worst) - _SHOWN} people more (--json, --out)")
    if not told["doses"]:
        found.append("Doses: not computed (--dose).")
    found += [f"Hours not read, line {one['line']}: {one['why']}" for one in told["refused"]]
    return found


def _over(one: Mapping[str, Any]) -> float:
    """Return how far a breach is from its limit, by the limit."""
    return abs(float(one["value"]) - float(one["limit"])) / float(one["limit"])


def breach(one: Mapping[str, Any]) -> str:
    """Return a breach in words."""
    unit = " h" if one["unit"] else ""
    return (f"{CLAUSES.get(one['clause'], one['clause'])} {one['value']:.4g}{unit}, limit "
            f"{one['limit']:g}{unit}, from {one['begin'][:16]}")  # fmt: skip


COUNTS: Final = ("week_count", "days", "long_count")
"""Clauses of a rule that are counts; all others are hours."""
CLAUSES: Final[Mapping[str, str]] = {
    "shift_s": "a shift of", "rest_s": "a rest of", "week_s": "in seven days",
    "week_count": "shifts in seven days:", "week_rest_s": "longest rest in seven days",
    "days": "days in a row:", "long_rest_s": "rest after long shifts", "day_s": "on duty a day",
    "after_s": "rest after a flight",
}  # fmt: skip


def money(amount: str | float | None, unit: str, *, sign: bool = False) -> str:
    """Return an amount for a reader, "−1,234.50 USD"; what is not told is said to be."""
    if amount is None:
        return HIDDEN
    value = Decimal(str(amount))
    text = f"{value:+,.2f}" if sign and value else f"{value:,.2f}"
    return f"{text.replace('-', '−')} {unit}"


def many(count: int | None) -> str:
    """Return a count, or that it is not told."""
    return f"({HIDDEN})" if count is None else str(count)
