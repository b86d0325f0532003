"""A cost file: a work-breakdown whose elements are priced by relationship, analogy or vendor.

Every element becomes a figure in the file's money; learning over its units, shares laid on others,
its years; then what the sum may come to, and the reserve that a confidence asks for.
Checked: tests/studies/test_money_cost.py.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import BaseModel, Field, ValidationError, model_validator

from windlass.base import ledger
from windlass.base.canonical import content_hash
from windlass.base.codeversion import code_version
from windlass.base.errors import InvalidInput, InvalidInputs
from windlass.base.figure import Figure, derive, leaf
from windlass.economics import breakdown, learning, prices, relationships
from windlass.economics.breakdown import Element
from windlass.economics.programme_flow import LONGEST_YEARS
from windlass.economics.uncertain import Uncertain
from windlass.studies.campaign_file import Share0
from windlass.studies.quantities import Cash, Fraction, Mass, Money, Part
from windlass.studies.toml_file import lay, line_of, parsed, place, read, value

KIND: Final = "money-cost"
CONFIDENCES: Final = (10.0, 30.0, 50.0, 70.0, 80.0, 90.0)
Status = Literal["assumed", "claimed", "published", "measured", "chosen"]


class AnalogyPart(Part):
    """A known cost, scaled by a power of the driver's ratio to that of the one that is known."""

    cost: Cash
    base: Mass
    driver: Mass
    power: float = Field(default=1.0, gt=0.0, le=2.0)
    wide: float = Field(default=1.5, gt=1.0, le=100.0)
    status: Status = "assumed"
    source: str = ""


class ElementPart(Part):
    """One element.  above: what it is part of; then one of: relationship with driver, analogy,
    price (with low and high), share of others; nothing for one that only holds others.

    factors: numbers that a relationship is multiplied by; quantity, learning: further units cost
    less; begins, ends: years from the start in which it is spent.
    """

    title: str = ""
    above: str = ""
    relationship: str | None = None
    driver: Mass | None = None
    factors: dict[str, float] = Field(default_factory=dict)
    analogy: AnalogyPart | None = None
    price: Cash | None = None
    low: Cash | None = None
    high: Cash | None = None
    share: Share0 | None = None
    of: list[str] = Field(default_factory=list)
    quantity: int = Field(default=1, ge=1)
    learning: Fraction = 1.0
    begins: float = Field(default=0.0, ge=0.0)
    ends: float = Field(default=1.0, gt=0.0, le=LONGEST_YEARS)
    status: Status = "assumed"
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> ElementPart:
        given = [name for name in ("relationship", "analogy", "price", "share")
                 if getattr(self, name) is not None]  # fmt: skip
        if len(given) > 1:
            raise ValueError(f"is priced in {len(given)} ways ({', '.join(given)}); keep one")
        if (self.relationship is None) != (self.driver is None):
            raise ValueError("a relationship and its driver belong together")
        if (self.share is None) == bool(self.of):
            raise ValueError("a share is of other elements: give share and of")
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high belong together")
        if self.status in ("claimed", "published", "measured") and not self.source and given:
            raise ValueError(f"a {self.status} cost names its source")
        return self

    @property
    def priced(self) -> bool:
        """Whether it has a cost of its own."""
        ways = (self.relationship, self.analogy, self.price, self.share)
        return any(one is not None for one in ways)


class CostFile(Part):
    """A cost file.  work_year: price of one, for relationships in work-years; correlation: of every
    two elements, but for pairs; confidence: for which the reserve is worked out; against: a known
    cost that the sum is set beside.
    """

    schema_: Literal[1] = Field(alias="schema")
    kind: Literal["cost"]
    name: str
    title: str = ""
    currency: str = "USD2024"
    work_year: Cash | None = None
    correlation: float = Field(default=0.2, ge=-1.0, le=1.0)
    pairs: dict[str, float] = Field(default_factory=dict)
    confidence: Annotated[float, Field(gt=0.0, lt=100.0)] = 70.0
    start: int = Field(default=2030, ge=1950, le=2200)
    seed: int = 0
    against: Cash | None = None
    against_title: str = ""
    against_source: str = ""
    element: dict[str, ElementPart]


def load(path: Path, *, sets: Iterable[str] = ()) -> CostFile:
    """Return what a cost file says, with overrides "a.b.c=value" laid over it.

    Raises SourceError for a file that cannot be read, InvalidInput or InvalidInputs for its faults.
    """
    text = read(path, "cost")
    data = parsed(text, path, "cost")
    for item in sets:
        key, equals, given = (part.strip() for part in item.partition("="))
        if not equals or not key:
            raise InvalidInput("override is not KEY=VALUE", value=item,
                               remedy='write element.bus.price="90 M USD2024"')  # fmt: skip
        lay(data, key, value(given), where="--set")
    try:
        return CostFile.model_validate(data)
    except ValidationError as error:
        faults = [_fault(fault, text, path) for fault in error.errors()]
        raise (faults[0] if len(faults) == 1 else InvalidInputs(faults)) from error


def _fault(fault: Any, text: str, path: Path) -> InvalidInput:
    parts = [str(part) for part in fault["loc"]]
    kind, message, remedy = fault["type"], str(fault["msg"]).removeprefix("Value error, "), ""
    if kind == "extra_forbidden":
        model = ElementPart if parts[:1] == ["element"] else CostFile
        near = difflib.get_close_matches(parts[-1], model.model_fields, n=3, cutoff=0.5)
        message = "unknown key"
        remedy = f"did you mean {' or '.join(near)}?" if near else "remove it"
    elif kind == "missing":
        message, remedy = "missing key", "add it"
    given = fault.get("input")
    shown = None if kind == "missing" or isinstance(given, dict | list | BaseModel) else given
    key = ".".join(parts)
    where = place(path, line_of(text, parts))
    return InvalidInput(f"{key}: {message}" if key else message, value=shown, remedy=remedy,
                        where=where)  # fmt: skip


def run_id(file: CostFile) -> str:
    """Return the content hash of what is asked."""
    return content_hash({"file": file.model_dump(mode="json"), "code": code_version()})


def run(file: CostFile) -> dict[str, Any]:
    """Return what a breakdown costs as plain data; InvalidInput for one that is no tree."""
    figures = _priced(file)
    elements = [
        Element(key=key, above=part.above, begins=part.begins, ends=part.ends,
                cost=_uncertain(figures[key]) if part.priced else None)
        for key, part in file.element.items()
    ]  # fmt: skip
    breakdown.check(elements)
    sums = _sums(file, figures, elements)
    top = next(one.key for one in elements if not one.above)
    ends = [key for key, part in file.element.items() if part.priced]
    pairs = {tuple(p.strip() for p in key.split(",", 1)): rho for key, rho in file.pairs.items()}
    wrong = [key for key in pairs if len(key) != 2]
    if wrong:
        raise InvalidInput("pairs are of two elements", value=str(wrong[0]),
                           remedy='"a, b" = 0.5')  # fmt: skip
    rho = breakdown.correlation(
        ends, file.correlation, {(key[0], key[1]): one for key, one in pairs.items()}
    )
    spread = breakdown.spread(
        [one.cost for one in elements if one.cost is not None], rho, seed=file.seed
    )
    total = {**figures, **sums}[top]
    made = {f"cost.{key}": one for key, one in {**figures, **sums}.items()}
    made |= _reserved(file, spread, total)
    yearly = breakdown.yearly(elements)
    return {
        "schema": 1, "kind": KIND, "name": file.name, "title": file.title or file.name,
        "unit": file.currency, "start_year": file.start, "top": top,
        "total": total.value, "mean": spread.mean, "deviation": spread.deviation,
        "correlation": file.correlation, "confidence": file.confidence,
        "reserve": breakdown.reserve(spread, total.value, file.confidence),
        "percentiles": [
            {"percent": p, "value": spread.percentile(p), "drawn": spread.drawn_percentile(p)}
            for p in CONFIDENCES
        ],
        "drawn": [float(v) for v in np.percentile(spread.drawn, np.arange(1, 100))],
        "yearly": [float(v) for v in yearly],
        "rows": [_row(key, part, figures, sums) for key, part in file.element.items()],
        "against": None if file.against is None else {
            "value": _money(file.against, file.currency),
            "title": file.against_title or "What is known",
            "source": file.against_source,
        },
        "figures": ledger.write(made),
        "notes": [*dict.fromkeys(flag for one in made.values() for flag in one.trace.flags)],
    }  # fmt: skip


def _row(
    key: str, part: ElementPart, figures: Mapping[str, Figure], sums: Mapping[str, Figure]
) -> dict[str, Any]:
    one = figures[key] if part.priced else sums[key]
    how = next((name for name in ("relationship", "analogy", "price", "share")
                if getattr(part, name) is not None), "sum")  # fmt: skip
    return {
        "key": key, "above": part.above, "title": part.title or key, "value": one.value,
        "low": one.low, "high": one.high, "how": how, "quantity": part.quantity,
        "by": part.relationship or part.source or "", "figure": f"cost.{key}",
        "flags": list(one.trace.flags), "begins": part.begins, "ends": part.ends,
        "note": part.note,
    }  # fmt: skip


def _money(given: Money, currency: str) -> float:
    here, there = prices.year_of(given.currency), prices.year_of(currency)
    return given.value * prices.index(there) / prices.index(here)


def _priced(file: CostFile) -> dict[str, Figure]:
    """Return the cost of each element that has one, in the file's money; shares last."""
    year, found = prices.year_of(file.currency), {}
    work = None
    if file.work_year is not None:
        work = leaf("work_year", file.work_year.value, file.work_year.currency, status="assumed",
                    note="price of a work-year, by the file")  # fmt: skip
    for key, part in file.element.items():
        if part.priced and part.share is None:
            found[key] = prices.in_year(_units(key, part, _first(key, part, work)), year)
    for key in _in_order(file):
        found[key] = _shared(file, key, file.element[key], found)
    return found


def _in_order(file: CostFile) -> list[str]:
    """Return the shares, each after those that it is a share of; InvalidInput for a ring."""
    shares = {key: part for key, part in file.element.items() if part.share is not None}
    try:
        every = TopologicalSorter({key: _based(file, key, one) for key, one in shares.items()})
        return [key for key in every.static_order() if key in shares]
    except CycleError as error:
        raise InvalidInput(
            "elements are shares of each other", value=", ".join(dict.fromkeys(error.args[1])),
            remedy="name in `of` the parts that each is a share of",
        ) from error  # fmt: skip


def _based(file: CostFile, key: str, part: ElementPart) -> list[str]:
    """Return all that a share is of, without itself."""
    base: list[str] = []
    for name in part.of:
        if name not in file.element:
            raise InvalidInput(f"element.{key} is a share of what is not there", value=name,
                               remedy=f"of {', '.join(file.element)}")  # fmt: skip
        base += _beneath(file, name)
    return [one for one in dict.fromkeys(base) if one != key]


def _first(key: str, part: ElementPart, work: Figure | None) -> Figure:
    """Return the cost of the first unit of an element, in the money in which it is told."""
    name = f"cost.{key}.first"
    if part.relationship is not None and part.driver is not None:
        driver = leaf(f"{key}.driver", part.driver, "kg", status="chosen")
        factors = {
            f"factor_{k}": leaf(f"{key}.{k}", v, "", status="chosen")
            for k, v in part.factors.items()
        }
        return relationships.cost(
            part.relationship, driver, name=name, work_year=work, factors=factors
        )
    if part.analogy is not None:
        return _analogy(key, part.analogy)
    assert part.price is not None
    low, high = part.low, part.high
    for end in (low, high):
        if end is not None and end.currency != part.price.currency:
            raise InvalidInput(f"element.{key}: price and its range are of different money",
                               value=(part.price.currency, end.currency))  # fmt: skip
    return leaf(
        name, part.price.value, part.price.currency, status=part.status, note=part.note,
        sources=(part.source,) if part.source else (),
        low=None if low is None else low.value, high=None if high is None else high.value,
    )  # fmt: skip


def _analogy(key: str, part: AnalogyPart) -> Figure:
    known = leaf(f"{key}.known", part.cost.value, part.cost.currency, status=part.status,
                 sources=(part.source,) if part.source else (),
                 low=part.cost.value / part.wide, high=part.cost.value * part.wide,
                 note=f"known to within {part.wide:g} times, assumed")  # fmt: skip
    inputs = {
        "known": known,
        "driver": leaf(f"{key}.driver", part.driver, "kg", status="chosen"),
        "base": leaf(f"{key}.base", part.base, "kg", status="chosen"),
        "power": leaf(f"{key}.power", part.power, "", status="assumed"),
    }
    return derive(
        f"cost.{key}.first", part.cost.currency,
        lambda known, driver, base, power: known * (driver / base) ** power, inputs,
        model="by analogy, scaled by a power of its mass",
    )  # fmt: skip


def _units(key: str, part: ElementPart, first: Figure) -> Figure:
    """Return the cost of all units on a learning curve."""
    if part.quantity == 1:
        return first
    rate = leaf(f"{key}.learning", part.learning, "", status="assumed")
    many = leaf(f"{key}.quantity", float(part.quantity), "", status="chosen")
    outside: tuple[str, ...] = ()
    if part.quantity > learning.CALIBRATED:
        known = f"known to about {learning.CALIBRATED:,}"
        outside = (f"learning curve of {key}: {part.quantity:,} units, {known}",)
    return derive(
        f"cost.{key}.units", first.unit,
        lambda first, quantity, rate: first * learning.total(int(quantity), rate),
        {"first": first, "quantity": many, "rate": rate}, model="units on a learning curve",
        sources=("wright1936",), flags=outside,
    )  # fmt: skip


def _shared(file: CostFile, key: str, part: ElementPart, found: Mapping[str, Figure]) -> Figure:
    """Return a share of other elements, and of all that is beneath them."""
    base = {one: found[one] for one in _based(file, key, part) if one in found}
    if not base:
        raise InvalidInput(f"element.{key} is a share of nothing that has a cost",
                           value=", ".join(part.of))  # fmt: skip
    share = leaf(f"{key}.share", float(part.share or 0.0), "", status=part.status,
                 sources=(part.source,) if part.source else ())  # fmt: skip
    return derive(
        f"cost.{key}", file.currency, lambda **x: x.pop("its share") * sum(x.values()),
        {"its share": share, **base}, model="share of other elements",
    )  # fmt: skip


def _beneath(file: CostFile, key: str) -> list[str]:
    found = [key]
    for at in found:
        found += [name for name, part in file.element.items()
                  if part.above == at and name not in found]  # fmt: skip
    return found


def _sums(
    file: CostFile, figures: Mapping[str, Figure], elements: list[Element]
) -> dict[str, Figure]:
    """Return the sums of the elements that hold others."""
    made: dict[str, Figure] = {}

    def of(key: str) -> Figure:
        if key in figures:
            return figures[key]
        if key not in made:
            parts = {one.key: of(one.key) for one in elements if one.above == key}
            made[key] = derive(f"cost.{key}", file.currency, lambda **x: sum(x.values()), parts,
                               model="sum of its parts")  # fmt: skip
        return made[key]

    for one in elements:
        of(one.key)
    return made


def _uncertain(figure: Figure) -> Uncertain:
    v = figure.value
    low, high = (v if end is None else end for end in (figure.low, figure.high))
    if not 0.0 < low < high:
        return Uncertain(name=figure.name, value=v, low=v, high=v, shape="fixed")
    return Uncertain(name=figure.name, value=v, low=low, high=high)


def _reserved(file: CostFile, spread: breakdown.Spread, total: Figure) -> dict[str, Figure]:
    inputs = {"total": total}
    found = leaf(
        "cost.with_reserve", spread.percentile(file.confidence), file.currency, status="computed",
        inputs=inputs, sources=("book1999",),
        model=f"{file.confidence:g} % point of the sum, elements correlated by "
        f"{file.correlation:g}",
    )  # fmt: skip
    return {"cost.with_reserve": found}
