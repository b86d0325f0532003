"""The page of a programme's money: its words, charts and tables, and what it refuses."""

import json
from typing import Any

import pytest

from tests.report import sample_money
from windlass.base.errors import InvalidInput
from windlass.report.money_page import money_page
from windlass.report.money_words import factor, role, value
from windlass.studies import money_run


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return money_run.run(sample_money.result(), money_run.Ask(paths=512), study="ab" * 32)


@pytest.fixture(scope="module")
def page(told: dict[str, Any]) -> str:
    return money_page(told, run_id="cd" * 32)


def test_the_page_says_whether_it_pays_and_how_sure_that_is(
    page: str, told: dict[str, Any], read: Any
) -> None:
    seen = read(page)
    assert not seen.loads
    assert len(seen.ids) == len(set(seen.ids))
    assert "of 512 paths" in seen.words
    assert "elasticity of demand" in seen.words
    for title in ("How sure it is", "What it fetches", "What it costs", "What it hangs on",
                  "What would have to be true", "Year by year"):  # fmt: skip
        assert title in seen.words
    for one in told["drawn"]["percentiles"]:
        assert f"path {one['path']}" in seen.words


def test_charts_have_words_and_axes(page: str) -> None:
    for key in ("chart-fan", "chart-costs", "chart-price", "chart-shares", "chart-surface-1"):
        assert f'id="{key}"' in page
    data = json.loads(
        page.split('id="chart-data"')[1].split(">", 1)[1].split("</script", 1)[0]
        .replace("\\u003c", "<")
    )  # fmt: skip
    assert {one["type"] for one in data["chart-costs"]["data"]} == {"icicle"}
    for key in ("chart-fan", "chart-shares"):
        for axis in ("xaxis", "yaxis"):
            assert data[key]["layout"][axis]["title"]["text"]


def test_a_figure_without_a_trace_is_refused(told: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(told))
    name = f"{told['variant']}.npv"
    node = dict(broken["figures"]["nodes"][broken["figures"]["names"][name]])
    node |= {"status": "published", "sources": [], "inputs": []}
    broken["figures"]["nodes"]["untraced"] = node
    broken["figures"]["names"][name] = "untraced"
    with pytest.raises(InvalidInput, match="without a source"):
        money_page(broken)


def test_words_of_inputs() -> None:
    assert role("mass") == "product that is sold"
    assert value("reserve", 0.3, "") == "30 %"
    assert value("supply", 1000.0 * 7.5 / 31557600.0, "kg/s") == "7.5 t a year"
    assert factor(2.0, 10.0) == "5 times"
    assert factor(2.0, 1.5) == "0.75 times"
    assert factor(1.0, None) == "not within a million times"
    assert factor(1.0, 1.0) == "holds already"
