"""``windlass money cost`` and ``windlass money product``: a work-breakdown, a body's products.

Checked: tests/cli/test_money_more.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK
from windlass.cli.output import AsJson, Catalogues, emit, say, write_page

if TYPE_CHECKING:
    from windlass.store.run import Run

Sets = Annotated[tuple[str, ...], Parameter(name="--set", negative="")]


def cost(
    file: Path, /, *, sets: Sets = (), out: Path | None = None, as_json: AsJson = False
) -> int:
    """Price a work-breakdown: relationships, analogies, prices; its spread, reserve and years.

    Parameters
    ----------
    file:
        Cost file (.toml).
    sets:
        KEY=VALUE laid over the file; may be given again.
    out:
        Page to write; without it reports/cost-NAME-RUN.html.
    as_json:
        Print JSON, money in the file's currency.
    """
    from windlass.studies import money_cost

    asked = money_cost.load(file, sets=sets)
    found = _kept(
        money_cost.run_id(asked), money_cost.KIND, lambda: money_cost.run(asked),
        asked.model_dump(mode="json", by_alias=True),
    )  # fmt: skip
    _tell(found, write_cost(found, out), _cost_lines, as_json)
    return EXIT_OK


def product(
    *,
    target: str = "",
    taxonomy: str = "",
    like: str = "",
    returned: str = "",
    place: str = "earth",
    recover: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    years: int = 20,
    rate: float | None = None,
    delivery: str = "",
    launch: str = "",
    keeping: float = 0.0,
    catalogue: Catalogues = (),
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Say what a body holds and what its products fetch, on the ground or in space.

    Parameters
    ----------
    target:
        A body of the catalogue.
    taxonomy:
        In place of a body: a spectral type, such as C or M.
    like:
        In place of both: a meteorite, such as ci-chondrite.
    returned:
        Mass that is brought to the place, such as "500 t"; the whole body of a target without it.
    place:
        earth, leo, gto, geo, eml1, nrho, lunar-orbit or lunar-surface.
    recover:
        A commodity that is got out, such as platinum; may be given again; all unless given.
    years:
        Over which it is sold.
    rate:
        Discount rate a year; that of the tables unless given.
    delivery:
        Cost of a kilogram to the ground, such as "5000 USD2023/kg".
    launch:
        Price of a kilogram to low orbit, such as "3000 USD2023/kg".
    keeping:
        Cost of holding stock a year, by its worth today.
    catalogue:
        Catalogue files in place of the packaged table.
    out:
        Page to write; without it reports/product-RUN.html.
    as_json:
        Print JSON, values in SI with units beside.
    """
    from windlass.base.units import parse
    from windlass.catalogue.read import with_files
    from windlass.studies import money_product

    kg = parse(returned, "kg", where="--returned") if returned else None
    asked = money_product.Ask(
        target=target, taxonomy=taxonomy, like=like, returned_kg=kg, place=place,
        recovered=recover, years=years, rate=rate, delivery=delivery, launch=launch,
        keeping=keeping,
    )  # fmt: skip
    bodies = with_files(catalogue) if catalogue else None
    given = {
        "target": target, "taxonomy": taxonomy, "like": like, "returned": returned, "place": place,
        "recover": list(recover), "years": years, "rate": rate, "delivery": delivery,
        "launch": launch, "keeping": keeping or None, "from": [str(one) for one in catalogue],
    }  # fmt: skip

    def make() -> dict[str, Any]:
        told = money_product.run(asked, catalogue=bodies).data
        title = f"Products of {told['body']}, {told['place_title']}"
        return {**told, "title": title, "asked": given}

    found = _kept(money_product.run_id(asked, bodies), money_product.KIND, make, given)
    told = found.result
    _tell(found, write_product(found, out), _product_lines, as_json)
    best = told["basket"].get("basket.worth.best")
    return EXIT_OK if best is not None and best["value"] > 0.0 else EXIT_INFEASIBLE


def _kept(run_id: str, kind: str, make: Any, scenario: dict[str, Any]) -> Run:
    """Return the kept run of an ask, made where it is not there."""
    from windlass.store import Store

    store = Store.open()
    if not store.has(run_id):
        told = make()
        store.put(run_id, kind=kind, title=told["title"], scenario=scenario, result=told,
                  arrays={})  # fmt: skip
    else:
        store.touch(run_id)
    return store.get(run_id)


def _tell(
    found: Run, page: Path, lines: Callable[[dict[str, Any]], list[str]], as_json: bool
) -> None:
    """Say what a kept run found: as JSON, or in lines, and where its page is."""
    if as_json:
        emit({"run_id": found.run_id, "page": str(page), **found.result})
    else:
        say(lines(found.result))
        say([f"Run {found.run_id[:12]}, kept. Page: {page}"])


def write_cost(found: Run, out: Path | None) -> Path:
    """Write the page of a kept work-breakdown and return where."""
    from windlass.report.cost_page import cost_page

    name = re.sub(r"[^0-9A-Za-z]+", "-", str(found.result["name"])).strip("-") or "cost"
    page = out or Path("reports") / f"cost-{name}-{found.run_id[:12]}.html"
    write_page(page, cost_page(found.result, run_id=found.run_id))
    return page


def write_product(found: Run, out: Path | None) -> Path:
    """Write the page of kept products and return where."""
    from windlass.report.product_page import product_page

    page = out or Path("reports") / f"product-{found.run_id[:12]}.html"
    write_page(page, product_page(found.result, run_id=found.run_id))
    return page


def _cost_lines(told: dict[str, Any]) -> list[str]:
    from windlass.report.amounts import amount

    unit = told["unit"]
    points = ", ".join(f"P{one['percent']:.0f} {amount(one['value'], unit)}"
                       for one in told["percentiles"])  # fmt: skip
    lines = [
        f"{told['title']}: {amount(told['total'], unit)}; {points}.",
        f"A reserve of {100.0 * told['reserve']:.3g} % makes it enough with "
        f"{told['confidence']:g} % confidence." if told["reserve"] >= 0.0 else
        f"{-100.0 * told['reserve']:.3g} % less is enough with {told['confidence']:g} % "
        "confidence.",
        *(f"  {one['title']}: {amount(one['value'], unit)}{' †' if one['flags'] else ''}"
          for one in told["rows"]),
    ]  # fmt: skip
    against = told["against"]
    if against is not None:
        lines.append(
            f"{against['title']}: {amount(against['value'], unit)}, so that the "
            f"elements come to {100.0 * told['total'] / against['value']:.3g} % of it."
        )
    return [*lines, *(f"† {one}" for one in told["notes"])]


def _product_lines(told: dict[str, Any]) -> list[str]:
    from windlass.report.amounts import amount
    from windlass.report.campaign_words import capital, figure, mass

    unit = told["unit"]
    lines = [f"{mass(told['returned_kg'])} of {told['body']}, at {told['place_title']}:"]
    for one in told["products"]:
        how = f"{amount(one['even']['value'], unit, digits=3)} evenly, " \
              f"{amount(one['worth_best']['value'], unit, digits=3)} present at best"  # fmt: skip
        lines.append(
            f"  {one['title']}: {mass(one['mass_kg'])}, {how} (elasticity "
            f"{figure(one['elasticity']['value'])}, {one['elasticity']['status']})"
            if one["sold"] else f"  {one['title']}: not sold, {one['why']}"
        )  # fmt: skip
    sold = {one["key"] for one in told["products"]}
    lines += [f"  {capital(one['key'])}: not sold, {one['why']}"
              for one in told["unsold"] if one["key"] not in sold]  # fmt: skip
    for key, words in (("basket.value.naive", "At today's prices"),
                       ("basket.worth.even", "Present value, sold evenly"),
                       ("basket.worth.best", "Present value, at best")):  # fmt: skip
        one = told["basket"].get(key)
        if one is not None:
            lines.append(f"{words}: {amount(one['value'], unit)}.")
    return [*lines, *told["notes"]]
