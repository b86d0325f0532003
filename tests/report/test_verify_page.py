"""The page of a verdict: its word, its charts, and what it says when nothing flies."""

from dataclasses import replace

import pytest

from tests.verify.hop import ORBIT, hop
from windlass.base.epochs import parse_epoch
from windlass.report.correction_chart import correction_chart
from windlass.report.verify_page import verify_page
from windlass.report.verify_path_chart import distance_chart, path_chart
from windlass.verify.examine import Asked, Verified, examine
from windlass.verify.keep_out import keep_out
from windlass.verify.outcome import Known, Outcome


@pytest.fixture(scope="module")
def made() -> Verified:
    plan = hop()
    outcome = Outcome(
        name="the way home of <2099> ZZ9", title="2099 ZZ9", kind="way home", plan=plan, why="",
        claimed_m_s=plan.total_m_s, limit_m_s=500.0,
        known=Known(orbit=ORBIT, covariance=None, told="a test"),
    )  # fmt: skip
    keep = keep_out(instants=6, clones=20, years=2.0)
    return examine(
        outcome, Asked(samples=30, keep=keep, missed=False, after_s=parse_epoch("2026-11-22"))
    )


def test_the_page_has_verdict_charts_and_burns(made: Verified) -> None:
    page = verify_page(made)
    assert f">{made.verdict.word}</span>" in page
    for key in ("chart-path", "chart-distances", "chart-corrections", "chart-corridor"):
        assert f'id="{key}"' in page
    assert "Burns as designed and by all forces" in page
    assert "&lt;2099&gt;" in page
    assert "<2099>" not in page
    assert page == verify_page(made)


def test_the_page_of_what_does_not_fly_has_no_empty_chart(made: Verified) -> None:
    none = replace(made.outcome, plan=None, why="nothing near it")
    page = verify_page(examine(none, Asked()))
    assert ">refuted</span>" in page
    assert 'class="chart"' not in page
    assert "nothing near it" in page


def test_charts_have_units_and_say_themselves(made: Verified) -> None:
    plan, spread, found = made.outcome.plan, made.spread, made.operations
    assert plan is not None
    assert spread is not None
    assert found is not None
    for chart in (
        path_chart("a", plan),
        distance_chart("b", plan, found),
        correction_chart("c", spread),
    ):
        for name in ("xaxis", "yaxis"):
            text = chart.layout[name]["title"]["text"]
            assert "(" in text or text == "Date"
        assert len(chart.alt) > 40
    total = correction_chart("c", spread).traces[0]
    assert total["y"][-1] == 100.0
