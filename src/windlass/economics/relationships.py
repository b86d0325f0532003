"""Cost-estimating relationships by their names: cost from a mass, with what stands behind each.

Rows of data/relationships.toml: coefficients, the range that they were fitted over, and the scatter
about the line.  Used outside that range, or where the range or the scatter is not known, a cost is
flagged, and the flag goes on to all that is made from it.
Source: koelle2007, wertz2011, foreman2016.  Checked: tests/economics/test_relationships_table.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.entries import entry, entry_figure
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive, leaf
from windlass.base.sources import table
from windlass.economics.uncertain import Z95

TABLE: Final = "relationships"
WORK_YEARS: Final = "work-years"
FORMS: Final = ("power", "affine", "affine-log")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """One row.  form: of FORMS; driver: what x is, and its unit; money: currency with its year, or
    work-years; low, high: range of x that stands behind it, None where not known; error: standard
    error of the natural logarithm, None where not known.
    """

    key: str
    title: str
    model: str
    gives: str
    form: str
    driver: str
    unit: str
    money: str
    low: float | None
    high: float | None
    error: float | None

    def outside(self, x: float) -> tuple[str, ...]:
        """Return in words what of a use lies outside what is known of the relationship."""
        found = []
        if self.low is None or self.high is None:
            found.append(f"{self.title} ({self.model}): its calibration range is not known")
        elif not self.low <= x <= self.high:
            found.append(
                f"{self.title} ({self.model}): {x:,.4g} {self.unit}, calibrated from "
                f"{self.low:,.4g} to {self.high:,.4g} {self.unit}"
            )
        if self.error is None:
            found.append(f"{self.title} ({self.model}): its standard error is not known")
        return tuple(found)


def names() -> tuple[str, ...]:
    """Return the keys of all relationships."""
    return tuple(table(TABLE))


def relationship(key: str) -> Relationship:
    """Return a relationship; InvalidInput with near keys for one that is not there."""
    row = entry(TABLE, key)
    if row["form"] not in FORMS:
        raise InvalidInput(f"form of {key}", value=row["form"], remedy=f"one of {FORMS}")
    return Relationship(
        key=key, title=row["title"], model=row["model"], gives=row["gives"], form=row["form"],
        driver=row["driver"], unit="kg", money=row["money"], low=_part(row, "low"),
        high=_part(row, "high"), error=_part(row, "error"),
    )  # fmt: skip


def _part(row: Mapping[str, Any], name: str) -> float | None:
    return float(row[name]["value"]) if name in row else None


def value(form: str, x: float, a: float, b: float, c: float = 0.0) -> float:
    """Return a·x^b, c + a·x^b or c + a·x·ln x; InvalidInput for x not above 0."""
    if not 0.0 < x < math.inf:
        raise InvalidInput("what drives a cost must be above 0", value=x)
    if form == "affine-log":
        return c + a * x * math.log(x)
    return float((0.0 if form == "power" else c) + a * math.pow(x, b))


def cost(
    key: str,
    driver: Figure,
    *,
    name: str,
    factors: Mapping[str, Figure] | None = None,
    work_year: Figure | None = None,
) -> Figure:
    """Return a cost as a figure, in the money of its relationship or of the work-year's price.

    driver: in the relationship's unit; factors: numbers that it is multiplied by, such as those of
    TRANSCOST for novelty and experience; work_year: money for one, for those in work-years.  Its
    range holds the scatter behind the relationship: 5 and 95 % points of a lognormal.  Raises
    InvalidInput for a driver of another unit, or where a work-year has no price.
    """
    one = relationship(key)
    if driver.unit != one.unit:
        raise InvalidInput(f"{one.title} is driven by {one.driver} in {one.unit}",
                           value=f"{driver.name} in {driver.unit or 'no unit'}")  # fmt: skip
    inputs = {"x": driver}
    for part in ("a", "b", "c"):
        if part in entry(TABLE, key):
            inputs[part] = entry_figure(TABLE, key, part, name=f"{key}.{part}")
    if one.error is not None:
        inputs["scatter"] = _scatter(key, one.error)
    unit = one.money
    if one.money == WORK_YEARS:
        if work_year is None:
            raise InvalidInput(f"{one.title} is in work-years", value=key,
                               remedy="give the price of a work-year")  # fmt: skip
        inputs["work_year"], unit = work_year, work_year.unit
    given = dict(factors or {})
    wrong = [name for name, figure in given.items() if figure.unit or not figure.value > 0.0]
    if wrong or set(given) & set(inputs):
        raise InvalidInput("factors of a cost are numbers above 0 with names of their own",
                           value=", ".join(wrong or given))  # fmt: skip

    def of(x: float, a: float, b: float, c: float = 0.0, **more: float) -> float:
        return value(one.form, x, a, b, c) * math.prod(more.values())

    return derive(
        name, unit, of, {**inputs, **given}, model=f"{one.title}: {one.model}",
        sources=tuple(sorted({entry(TABLE, key)["a"]["source"]})), flags=one.outside(driver.value),
    )  # fmt: skip


def _scatter(key: str, error: float) -> Figure:
    """Return 1, with the range of a lognormal with that standard error."""
    row = entry(TABLE, key)["error"]
    wide = math.exp(Z95 * error)
    return leaf(f"{key}.scatter", 1.0, "", status=row["status"], sources=(row["source"],),
                low=1.0 / wide, high=wide, note=row.get("note", ""))  # fmt: skip
