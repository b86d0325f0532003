"""The page of a comparison: what is stored is shown, and what is not computed is said so."""

import json

import pytest

from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.catalogue.collection import lookup
from windlass.redirect.ship import Ship
from windlass.report import redirect_charts as charts
from windlass.report.redirect_page import redirect_page
from windlass.studies.redirect_ask import RedirectAsk
from windlass.studies.redirect_run import compared

SHIP = Ship(dry_kg=5_500.0, propellant_kg=6_000.0, power_w=40e3, isp_s=3_000.0, efficiency=0.6)


@pytest.fixture(scope="module")
def told() -> dict:
    one = RedirectAsk(
        target=lookup("Apophis"), mode="deflect", ship=SHIP, count=3, lead_s=2.7 * YEAR_S,
        encounter_s=parse_epoch("2029-04-13"),
        only=("kinetic-impactor", "tug-electric", "gravity-tractor", "nuclear-standoff"),
    )  # fmt: skip
    return json.loads(json.dumps(compared(one)))


def test_every_technique_is_a_row(told: dict) -> None:
    text = redirect_page(told)
    for row in told["techniques"]:
        assert row["title"] in text
    for words in ("The largest asteroid", "One after another", "What decides", "Keyholes",
                  "What is known of each"):  # fmt: skip
        assert words in text
    assert "nan" not in text.lower().replace("finance", "").split()


def test_order_is_that_of_the_rows_though_stored_in_another(told: dict) -> None:
    shuffled = told | {"tornado": dict(sorted(told["tornado"].items(), reverse=True))}
    assert redirect_page(shuffled) == redirect_page(told)


def test_what_is_not_computed_is_said(told: dict) -> None:
    bare = told | {
        "keyholes": {"why": "too dear", "holes": []}, "combinations": [], "tornado": {},
        "spin_period_s": None,
    }  # fmt: skip
    text = redirect_page(bare)
    assert "Not computed: too dear" in text
    assert "not computed" in text
    assert "One after another" not in text


def test_charts_of_nothing_are_none(told: dict) -> None:
    none = [row | {"share_of_needed": None, "largest_kg": None} for row in told["techniques"]]
    assert charts.share_chart(none, "Shift") is None
    assert charts.largest_chart(none, 1.0) is None
    assert charts.curve_chart([{"ships": 1}], {"a": "A"}, 1.0) is None
    assert charts.swing_chart("a", "A", [{"name": "x", "low": "", "high": "", "at_low": None,
                                          "at_high": 1.0}], "Share") is None  # fmt: skip


def test_charts_draw_what_is_told(told: dict) -> None:
    rows = told["techniques"]
    share = charts.share_chart(rows, "Shift")
    assert share is not None
    assert len(share.traces[0]["x"]) == sum(bool(row["share_of_needed"]) for row in rows)
    large = charts.largest_chart(rows, told["mass_kg"]["value"] / 1e3)
    assert large is not None
    xs = large.traces[0]["x"]
    assert xs == sorted(xs, reverse=True)
    curve = charts.curve_chart([{"ships": 1, "a": 1e6}, {"ships": 10, "a": None}], {"a": "A"}, 5e3)
    assert curve is not None
    assert curve.traces[0]["y"] == [1e3, None]
