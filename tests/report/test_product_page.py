"""The page of a body's products."""

import json
from typing import Any

import pytest

from windlass.base.errors import InvalidInput
from windlass.report.product_page import product_page
from windlass.studies import money_product


def told_of(**more: Any) -> dict[str, Any]:
    return money_product.run(money_product.Ask(**more)).data


@pytest.fixture(scope="module")
def water() -> dict[str, Any]:
    return told_of(taxonomy="C", returned_kg=5e5, place="nrho")


def test_the_page_puts_elasticity_beside_every_revenue(water: dict[str, Any], read: Any) -> None:
    seen = read(product_page(water, run_id="ab" * 32))
    assert not seen.loads
    assert len(seen.ids) == len(set(seen.ids))
    for words in ("Water", "Elasticity of demand", "assumed", "CM chondrite",
                  "What the body holds", "present value at the first sale"):  # fmt: skip
        assert words in seen.words


def test_what_is_not_sold_says_why(read: Any) -> None:
    seen = read(product_page(told_of(like="iiiab-core", returned_kg=1e6)))
    assert "Not sold" in seen.words
    assert "to bring down and refine" in seen.words


def test_the_chart_has_units(water: dict[str, Any]) -> None:
    page = product_page(water)
    data = json.loads(
        page.split('id="chart-data"')[1].split(">", 1)[1].split("</script", 1)[0]
        .replace("\\u003c", "<")
    )  # fmt: skip
    assert "USD2024" in data["chart-worth"]["layout"]["xaxis"]["title"]["text"]


def test_a_figure_without_a_trace_is_refused(water: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(water))
    name = "basket.worth.best"
    node = dict(broken["figures"]["nodes"][broken["figures"]["names"][name]])
    broken["figures"]["nodes"]["bad"] = node | {"status": "published", "sources": []}
    broken["figures"]["names"][name] = "bad"
    with pytest.raises(InvalidInput, match="without a source"):
        product_page(broken)


def test_what_is_worth_selling_is_told_apart_from_all(read: Any) -> None:
    told = told_of(taxonomy="C", returned_kg=1e6)
    naive, drawn = told["basket"]["basket.value.naive"]["value"], told["drawn"]["naive"]
    assert naive > drawn["95"], "iron and nickel are in the one and not in the other"
    words = read(product_page(told)).words
    assert "Of those that are worth selling, over bodies drawn at random" in words
    nothing = read(product_page(told_of(like="iiiab-core", returned_kg=1e6, recovered=("iron",))))
    assert "drawn at random" not in nothing.words


def test_the_command_makes_the_page_again(water: dict[str, Any], read: Any) -> None:
    asked = {"taxonomy": "C", "returned": "500 t", "place": "nrho", "recover": ["water", "iron"],
             "years": 10, "rate": None, "delivery": "", "launch": "3000 USD2023/kg"}  # fmt: skip
    words = read(product_page({**water, "asked": asked})).words
    assert (
        "windlass money product --taxonomy C --returned '500 t' --place nrho --recover water "
        "--recover iron --years 10 --launch '3000 USD2023/kg'"
    ) in words
