"""The page of partners: its words, charts and tables, and what it refuses."""

import json
from typing import Any

import pytest

from tests.studies.test_partners_file import SHIPPED
from windlass.base.errors import InvalidInput
from windlass.report.partners_page import partners_page
from windlass.studies import partners_run
from windlass.studies.partners_load import load


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return partners_run.run(*load(SHIPPED), together=True)


def test_the_page_says_who_has_what_and_who_refuses(told: dict[str, Any], read: Any) -> None:
    page = partners_page(told, run_id="ab" * 32)
    seen = read(page)
    assert not seen.loads
    assert len(seen.ids) == len(set(seen.ids))
    for words in ("All accept draft-2", "would refuse", "The core is empty", "Shapley value",
                  "The nearest change that suits all", "Contributions and work",
                  "United States", "windlass partners deal m7.toml"):  # fmt: skip
        assert words in seen.words
    for key in ("chart-shares", "chart-money-1", "chart-terms-2"):
        assert f'id="{key}"' in page


def test_charts_have_units(told: dict[str, Any]) -> None:
    page = partners_page(told)
    data = json.loads(
        page.split('id="chart-data"')[1].split(">", 1)[1].split("</script", 1)[0]
        .replace("\\u003c", "<")
    )  # fmt: skip
    for key in ("chart-shares", "chart-money-1"):
        assert "USD2024" in data[key]["layout"]["yaxis"]["title"]["text"]
    assert len(data["chart-shares"]["data"]) == 6  # the bounds of the core, and five rules


def test_nothing_to_share_is_said(read: Any) -> None:
    file, campaign = load(SHIPPED, sets=('want.asteroid.worth="2.6 bn USD2024"',))
    seen = read(partners_page(partners_run.run(file, campaign)))
    assert "There is nothing to share" in seen.words
    assert "not computed, there is nothing to share" in seen.words


def test_a_figure_without_a_trace_is_refused(told: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(told))
    name = "share.shapley.usa"
    node = dict(broken["figures"]["nodes"][broken["figures"]["names"][name]])
    broken["figures"]["nodes"]["untraced"] = node | {"sources": [], "inputs": []}
    broken["figures"]["names"][name] = "untraced"
    with pytest.raises(InvalidInput, match="stands on nothing"):
        partners_page(broken)
