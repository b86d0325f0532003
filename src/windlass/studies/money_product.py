"""What a body's products fetch: what it holds, what is sold where, and when to sell it.

Given a class, an analogue or a body of the catalogue, the mass that is brought and the place: a
row for each commodity, and the basket of those that earn more than they cost to sell.
Checked: tests/studies/test_money_product.py; validation/products.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from windlass.base import ledger, units
from windlass.base.canonical import content_hash
from windlass.base.codeversion import code_version
from windlass.base.entries import entry_figure
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, assumed_share, derive, leaf
from windlass.bodies import settle
from windlass.catalogue import contents
from windlass.catalogue.collection import Catalogue, lookup
from windlass.catalogue.contents import Holdings
from windlass.catalogue.physical import physical
from windlass.economics import avoided_launch, prices
from windlass.studies import product_market
from windlass.studies.product_market import Place

KIND: Final = "money-product"
EARTH: Final = "earth"
METAL: Final = ("iron", "nickel", "cobalt")
"""Sold together as raw metal in space."""
LAUNCH: Final = "launch.price"
RAW: Final = "metal"
DRAWS: Final = 2**13
LONGEST: Final = 100
TOLD: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One of target (a body of the catalogue), taxonomy (a spectral type) and like (an entry of
    data/contents.toml).

    returned_kg: mass brought to the place; None for the whole body of a target.  place: "earth" or
    a key of ``avoided_launch.places()``; recovered: commodities, () for all.  years: over which it
    is sold; rate: real, a year.  delivery: of a kilogram to the ground, launch: of a kilogram to
    low orbit, such as "5000 USD2023/kg"; "" for those of the tables.  keeping: cost of holding
    stock a year, by its worth today.  year: of the money.
    """

    target: str = ""
    taxonomy: str = ""
    like: str = ""
    returned_kg: float | None = None
    place: str = EARTH
    recovered: tuple[str, ...] = ()
    years: int = 20
    rate: float | None = None
    delivery: str = ""
    launch: str = ""
    keeping: float = 0.0
    year: int = 2024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductResult:
    """What a product fetches.  data: plain JSON; figures: by name."""

    run_id: str
    data: dict[str, Any]
    figures: dict[str, Figure]

    def __getitem__(self, name: str) -> Figure:
        """Return a figure by its name or the end of it."""
        return ledger.find(self.figures, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A product: its mass, its market, its figures by role, the best path; why it is not sold."""

    place: Place
    figures: Mapping[str, Figure]
    path: Mapping[str, Any]
    unsold: str


def run_id(ask: Ask, catalogue: Catalogue | None = None) -> str:
    """Return the content hash of what is asked, and of what is known of the body.

    catalogue: besides the packaged table.
    """
    body = repr(settle.one(lookup(ask.target, catalogue))) if ask.target else ""
    return content_hash({"ask": repr(ask), "body": body, "code": code_version()})


def run(ask: Ask, *, catalogue: Catalogue | None = None) -> ProductResult:
    """Return what the products of a body fetch.

    catalogue: besides the packaged table.  Raises InvalidInput for a body, class, place, commodity
    or money that is none, and for a body whose size is not known where no mass is given.
    """
    _check(ask)
    held, body, about = _held(ask, catalogue)
    returned = _returned(ask, body)
    chosen = ask.recovered or contents.COMMODITIES
    rate = entry_figure("cost", "programme", "discount_rate", name="discount_rate", given=ask.rate)
    figures = {"returned": returned, "discount_rate": rate}
    masses = {}
    for commodity in chosen:
        figures[f"{commodity}.content"] = content = held.content(commodity)
        masses[commodity] = _mass(commodity, returned, content)
        figures[f"{commodity}.mass"] = masses[commodity]
    lines, left = _lines(ask, masses, rate)
    for line in lines:
        figures |= {f"{line.place.key}.{role}": one for role, one in line.figures.items()}
    figures |= _basket(ask, lines)
    data = {
        "schema": 1, "kind": KIND, **about, "place": ask.place, "place_title": _title(ask.place),
        "returned_kg": returned.value, "years": ask.years, "rate": rate.value,
        "year": ask.year, "unit": f"USD{ask.year}",
        "parts": [{"key": one.key, "title": one.title, "chance": one.chance.value,
                   "naive": _naive(lines, returned.value, _medians(one))}
                  for one in held.parts],
        "drawn": _drawn(lines, returned.value, held),
        "holds": [_holds(held, one, figures) for one in chosen],
        "products": [_row(line) for line in lines],
        "unsold": [*left, *({"key": one.place.key, "why": one.unsold} for one in lines
                            if one.unsold)],
        "basket": {role: _told(one) for role, one in figures.items()
                   if role.startswith("basket.")},
        "notes": _notes(ask, body, returned, held),
        "figures": ledger.write(figures),
    }  # fmt: skip
    return ProductResult(run_id=run_id(ask, catalogue), data=data, figures=figures)


def _check(ask: Ask) -> None:
    given = [one for one in (ask.target, ask.taxonomy, ask.like) if one]
    if len(given) != 1:
        raise InvalidInput("a body is needed, told one way", value=given,
                           remedy="give one of a target, a class and an analogue")  # fmt: skip
    if ask.returned_kg is not None and not 0.0 < ask.returned_kg < math.inf:
        raise InvalidInput("what is brought is above 0 kg", value=ask.returned_kg)
    if not 1 <= ask.years <= LONGEST:
        raise InvalidInput("years of sale", value=ask.years, remedy=f"from 1 to {LONGEST}")
    if ask.place != EARTH and ask.place not in avoided_launch.places():
        known = ", ".join((EARTH, *avoided_launch.places()))
        raise InvalidInput("unknown place", value=ask.place, remedy=f"one of {known}")
    for one in ask.recovered:
        if one not in contents.COMMODITIES:
            raise InvalidInput("unknown commodity", value=one,
                               remedy=f"use one of {', '.join(contents.COMMODITIES)}")  # fmt: skip


def _held(ask: Ask, catalogue: Catalogue | None) -> tuple[Holdings, Figure | None, dict[str, Any]]:
    """Return what may be held, the mass of a whole body, and the body in words."""
    if ask.like:
        held = contents.of_analogue(ask.like)
        return held, None, {"body": held.parts[0].title, "class": "", "class_from": "chosen"}
    if ask.taxonomy:
        held = contents.of_class(ask.taxonomy, strict=True)
        return held, None, {"body": f"class {held.kind}", "class": held.kind,
                            "class_from": "chosen"}  # fmt: skip
    target = settle.one(lookup(ask.target, catalogue))
    held = contents.of_class(target.taxonomy)
    try:
        mass = physical(target).mass
    except InvalidInput:
        if ask.returned_kg is None:
            raise
        mass = None
    return held, mass, {"body": target.title, "class": held.kind,
                        "class_from": "catalogue" if target.taxonomy else "not known"}  # fmt: skip


def _returned(ask: Ask, body: Figure | None) -> Figure:
    if ask.returned_kg is not None:
        return leaf("returned", ask.returned_kg, "kg", status="chosen", note="given by the user")
    if body is None:
        raise InvalidInput("how much is brought?", value="no mass", remedy="give a returned mass")
    return derive("returned", "kg", lambda mass: mass, {"mass": body}, model="the whole body")


def _mass(commodity: str, returned: Figure, content: Figure) -> Figure:
    return derive(
        f"{commodity}.mass",
        "kg",
        lambda mass, content, recovery: mass * content * recovery,
        {
            "mass": returned,
            "content": content,
            "recovery": product_market.recovery(commodity),
        },
        model="what is brought, times content and recovery",
    )


def _metal(raw: Mapping[str, Figure]) -> Figure:
    """Return the mass of raw metal: iron, with as much of the nickel and cobalt as is in it."""
    return derive(
        "metal.mass", "kg", product_market.metal, {"most": product_market.nickel_most(), **raw},
        model="iron, with the nickel and cobalt that iron can hold",
    )  # fmt: skip


def _lines(
    ask: Ask, masses: Mapping[str, Figure], rate: Figure
) -> tuple[list[_Line], list[dict[str, str]]]:
    """Return the products that have a market, and the commodities that have none there."""
    delivery = _money("delivery", ask.delivery) or entry_figure(
        "cost", "programme", "delivery", name="delivery"
    )
    launch, left, found = _money(LAUNCH, ask.launch), [], []
    goods = dict(masses)
    if ask.place == EARTH:
        if goods.pop("water", None) is not None:
            left.append({"key": "water", "why": "on the ground nobody pays for it"})
    elif "iron" in goods:
        raw: dict[str, Figure] = {one: goods.pop(one) for one in METAL if one in goods}
        goods[RAW] = _metal(raw)
    for key, mass in goods.items():
        if mass.value <= 0.0:
            left.append({"key": key, "why": "the body holds none"})
            continue
        if ask.place != EARTH and key in avoided_launch.USES:
            if not avoided_launch.wanted(ask.place, key):
                left.append({"key": key, "why": f"nobody is known to want {key} there"})
                continue
            place = product_market.in_space(key, ask.place, ask.year, launch)
        else:
            place = product_market.on_the_ground(key, ask.year, delivery)
        found.append(_line(ask, place, mass, rate))
    return found, left


def _line(ask: Ask, place: Place, mass: Figure, rate: Figure) -> _Line:
    unsold = ""
    if place.price.value <= place.cost:
        unsold = (
            f"a kilogram costs {place.cost:,.4g} USD{ask.year} to bring down and refine and "
            f"fetches {place.price.value:,.4g} at most"
        )
    path = product_market.best_path(place, mass.value, ask.years, rate.value, ask.keeping)
    figures = product_market.sold(place, place.key, mass, ask.years, rate, path, ask.keeping)
    if not unsold and path.value <= 0.0:
        unsold = "no path of sales was found that earns more than it costs"
    told = {
        "sold_kg_yr": path.sold.tolist(), "price": path.price.tolist(),
        "stock_kg": path.stock.tolist(), "others_kg_yr": path.others.tolist(), "from": path.name,
        "settled": path.settled, "sold_kg": float(path.sold.sum()),
        "revenue": float(path.sold @ path.price),
    }  # fmt: skip
    return _Line(place=place, figures=figures, path=told, unsold=unsold)


def _money(name: str, text: str) -> Figure | None:
    """Return the user's price a kilogram as a figure; InvalidInput for none, or without a year."""
    if not text:
        return None
    value, currency = units.parse_money(text, "/kg", where=name)
    if value < 0.0 or (value == 0.0 and name == LAUNCH):
        least = "above 0" if name == LAUNCH else "0 or more"
        raise InvalidInput(f"a price is {least}", value=text, where=name)
    return leaf(name, value, f"{currency}/kg", status="chosen", note="given by the user")


def _basket(ask: Ask, lines: list[_Line]) -> dict[str, Figure]:
    """Return the sums: of all at today's price, and of what is sold."""
    money = f"USD{ask.year}"
    words = {
        "value.naive": "all products times the price of today, as if it did not fall",
        "revenue.even": "revenue of what is worth selling, sold evenly",
        "worth.even": "present value of what is worth selling, sold evenly",
        "worth.best": "present value of what is worth selling, by the best paths",
    }
    made = {}
    for role, model in words.items():
        some = lines if role == "value.naive" else [one for one in lines if not one.unsold]
        if some:
            parts = {one.place.key: one.figures[role] for one in some}
            made[f"basket.{role}"] = _sum(f"basket.{role}", parts, money, model)
    return made


def _sum(name: str, parts: Mapping[str, Figure], unit: str, model: str) -> Figure:
    return derive(name, unit, lambda **x: math.fsum(x.values()), parts, model=model)


def _holds(held: Holdings, commodity: str, figures: Mapping[str, Figure]) -> dict[str, Any]:
    """Return a commodity's content in the class and in each analogue, and what is got out."""
    content = figures[f"{commodity}.content"]
    return {
        "key": commodity, "content": content.value, "low": content.low, "high": content.high,
        "mean": held.mean(commodity),
        "quantiles": {f"{100 * one:g}": held.quantile(commodity, one) for one in TOLD},
        "by_part": {part.key: part.contents[commodity].value for part in held.parts},
        "mass_kg": figures[f"{commodity}.mass"].value,
    }  # fmt: skip


def _row(line: _Line) -> dict[str, Any]:
    """Return a product as plain data; the elasticity stands beside every revenue."""
    place, f = line.place, line.figures
    return {
        "key": place.key, "title": place.title, "market": place.kind,
        "mass_kg": f["mass"].value, "sold": not line.unsold, "why": line.unsold,
        "price_now": place.price.value, "price_sold": f["price.sold"].value,
        "price_isoelastic": f["price.isoelastic"].value,
        "supply_kg_yr": place.now().supply, "years_of_supply": f["market.years"].shown_value,
        "elasticity": {"value": place.elasticity.value, "low": place.elasticity.low,
                       "high": place.elasticity.high, "status": place.elasticity.trace.status,
                       "sources": list(place.elasticity.trace.sources)},
        "uses": list(place.uses),
        "costs": {role: one.value for role, one in place.costs.items()}, "cost": place.cost,
        "naive": _told(f["value.naive"]), "even": _told(f["revenue.even"]),
        "worth_even": _told(f["worth.even"]), "worth_best": _told(f["worth.best"]),
        "best": dict(line.path),
        "names": {role: f"{place.key}.{role}" for role in f},
    }  # fmt: skip


def _medians(part: contents.Part) -> dict[str, float]:
    return {commodity: one.value for commodity, one in part.contents.items()}


def _naive(lines: list[_Line], returned: float, held: Mapping[str, Any]) -> Any:
    """Return what is worth selling times the price of today, for contents by commodity."""
    total: Any = 0.0
    for line in lines:
        if line.unsold:
            continue
        own = METAL if line.place.key == RAW else (line.place.key,)
        got = {one: returned * held[one] * product_market.recovery(one).value
               for one in own if one in held}  # fmt: skip
        mass = product_market.metal(**got) if line.place.key == RAW else sum(got.values())
        total = total + mass * line.place.price.value
    return total


def _drawn(lines: list[_Line], returned: float, held: Holdings) -> dict[str, Any]:
    """Return the same over bodies drawn at random: what not knowing the body leaves open."""
    values = np.broadcast_to(_naive(lines, returned, held.draw(DRAWS)), DRAWS)
    return {
        "draws": DRAWS, "mean": float(values.mean()),
        "naive": {f"{100 * one:g}": float(np.quantile(values, one)) for one in TOLD},
    }  # fmt: skip


def _told(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "low": figure.low, "high": figure.high,
            "assumed": assumed_share(figure)}  # fmt: skip


def _title(place: str) -> str:
    return "the ground" if place == EARTH else avoided_launch.places()[place]


def _notes(ask: Ask, body: Figure | None, returned: Figure, held: Holdings) -> list[str]:
    said = []
    if body is not None and body.high is not None and returned.value > body.high:
        said.append("The body very likely has less mass than is to be brought.")
    if len(held.parts) > 1:
        said.append("What the class may be is assumed: no table of chances is published.")
    if ask.place != EARTH:
        said.append("There is no market in space today; what is wanted there is a guess by use.")
        said.append("Metals that are not sold in space are brought down to the ground.")
    if "osmium" in (ask.recovered or contents.COMMODITIES):
        said.append("Osmium has no benchmark: its price is what sellers ask.")
    said.append("Each metal is sold as if the others were not; platinum-group metals replace each "
                "other, so the basket is too high.")  # fmt: skip
    said.append("What bringing and digging the rock costs is not in it, only delivery to the "
                "ground and refining.")  # fmt: skip
    known = prices.years()[-1]
    if ask.year != known:
        said.append(f"Prices of {known} in money of {ask.year} by consumer prices.")
    return said
