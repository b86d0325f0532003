"""The page of a work-breakdown."""

import json
from typing import Any

import pytest

from tests.studies.test_money_cost import SHIPPED
from windlass.base.errors import InvalidInput
from windlass.report.cost_page import cost_page
from windlass.studies import money_cost


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return money_cost.run(money_cost.load(SHIPPED))


def test_the_page_says_what_it_costs_and_what_is_not_known(told: dict[str, Any], read: Any) -> None:
    seen = read(cost_page(told, run_id="ab" * 32))
    assert not seen.loads
    assert len(seen.ids) == len(set(seen.ids))
    for words in ("with 70 % confidence", "Capture mechanism", "calibration range is not known",
                  "Keck study", "uscm8-power-development"):  # fmt: skip
        assert words in seen.words


def test_the_tree_has_every_part(told: dict[str, Any]) -> None:
    page = cost_page(told)
    data = json.loads(
        page.split('id="chart-data"')[1].split(">", 1)[1].split("</script", 1)[0]
        .replace("\\u003c", "<")
    )  # fmt: skip
    tree = data["chart-elements"]["data"][0]
    assert sorted(tree["ids"]) == sorted(one["key"] for one in told["rows"])
    assert data["chart-years"]["layout"]["yaxis"]["title"]["text"]


def test_a_figure_without_a_trace_is_refused(told: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(told))
    name = "cost.launch"
    node = dict(broken["figures"]["nodes"][broken["figures"]["names"][name]])
    broken["figures"]["nodes"]["bad"] = node | {"status": "published", "sources": []}
    broken["figures"]["names"][name] = "bad"
    with pytest.raises(InvalidInput, match="without a source"):
        cost_page(broken)


def test_less_than_the_sum_is_no_reserve(told: dict[str, Any], read: Any) -> None:
    words = read(cost_page({**told, "reserve": -0.166, "confidence": 5.0})).words
    assert "16.6 % less is enough with 5 % confidence" in words
    assert "a reserve of -" not in words.lower()


def test_only_what_is_missing_is_told(told: dict[str, Any], read: Any) -> None:
    assert "Scatter is missing" in read(cost_page(told)).words
    rows = [{**one, "flags": [], "how": "price"} for one in told["rows"]]
    rows[-1]["flags"] = ["learning curve of launch: 20,000 units, known to about 10,000"]
    plain = {**told, "rows": rows, "notes": rows[-1]["flags"]}
    words = read(cost_page(plain)).words
    assert "priced by relationships" not in words
    assert "Scatter is missing" not in words
