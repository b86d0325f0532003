"""The front on a campaign's page: its points, what is proven beneath, what was left out."""

import pytest

from tests.studies.test_campaign_pareto import CHOICE
from windlass.report.campaign_page import campaign_page
from windlass.report.campaign_pareto_section import pareto_chart, pareto_section
from windlass.report.campaign_words import Ids
from windlass.studies.campaign_load import load
from windlass.studies.campaign_pareto import pareto


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("front") / "choice.toml"
    path.write_text(CHOICE)
    return pareto(load(path), against="time", points=3)


def test_the_chart_has_axes_with_units_points_and_what_is_proven(told) -> None:
    chart = pareto_chart(told["front"], told["currency"])
    assert chart is not None
    proven, points = chart.traces
    assert points["x"] == pytest.approx([3.0, 30.0])
    assert points["y"] == pytest.approx([18.0, 8.0])
    assert all(low <= high + 1e-9 for low, high in zip(proven["y"], points["y"], strict=True))
    # What is proven between two points is what is proven of the looser one.
    assert (proven["line"]["shape"], points["line"]["shape"]) == ("vh", "hv")
    assert chart.layout["xaxis"]["title"]["text"] == "Time until all is delivered (d)"
    assert chart.layout["yaxis"]["title"]["text"] == "Cost (million USD2024)"
    assert "2035-01-01 short: 2 × fast" in points["text"][0]


def test_the_page_names_each_point_and_explains_its_words(told) -> None:
    page = campaign_page(told)
    for part in (
        'id="front"',
        'id="point-1"',
        'id="point-2"',
        "haimes1971",
        "mavrotas2009",
        "windlass campaign pareto choice.toml --against time",
        'id="term-pareto-front"',
    ):
        assert part in page, part


def test_one_point_is_no_chart_and_no_front_no_section(told) -> None:
    points = told["front"]["points"]
    left = [{"limit": None, "why": "no plan in the time", "value": None, "against": None}]
    one = told | {"front": told["front"] | {"points": points[:1], "left": left}}
    section = pareto_section(one, Ids(()))
    assert section is not None
    assert section["charts"] == []
    assert "do not pull apart" in section["lines"][0]
    assert "no plan was found in the time" in section["tables"][1]["rows"][0]["cells"][2]
    assert pareto_section(told | {"front": None}, Ids(())) is None


def test_an_unproven_point_is_told(told) -> None:
    points = [one | {"status": "feasible", "gap": 0.2} for one in told["front"]["points"]]
    section = pareto_section(told | {"front": told["front"] | {"points": points}}, Ids(()))
    assert section is not None
    assert any(": 2 of 2 points; " in line for line in section["lines"])
