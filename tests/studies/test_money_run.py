"""The money of a kept study, whole."""

import dataclasses
import json
from typing import Any

import numpy as np
import pytest

from windlass.base import ledger
from windlass.base.canonical import canonical_json
from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.errors import InvalidInput
from windlass.economics import prices
from windlass.report.traced import refuse_untraced, walk
from windlass.studies import money_inputs, money_run
from windlass.studies.study import StudyResult

ASK = money_run.Ask(paths=2**10)


@pytest.fixture(scope="module")
def result(found: StudyResult) -> dict[str, Any]:
    return dict(json.loads(canonical_json(found.data)))


@pytest.fixture(scope="module")
def told(result: dict[str, Any]) -> dict[str, Any]:
    return money_run.run(result, ASK, study="ab" * 32)


def test_it_is_plain_and_the_same_again(result: dict[str, Any], told: dict[str, Any]) -> None:
    text = json.dumps(told, allow_nan=False)
    assert json.dumps(money_run.run(result, ASK, study="ab" * 32), allow_nan=False) == text
    other = money_run.run(result, money_run.Ask(paths=2**10, seed=1), study="ab" * 32)
    assert other["drawn"]["percentiles"] != told["drawn"]["percentiles"]


def test_percentiles_are_in_order_and_replay(result: dict[str, Any], told: dict[str, Any]) -> None:
    rows = told["drawn"]["percentiles"]
    assert [one["percent"] for one in rows] == [10.0, 50.0, 90.0]
    assert rows[0]["npv"] < rows[1]["npv"] < rows[2]["npv"]
    for one in rows:
        by_path = money_run.replay(result, told, path=one["path"], percent=None)
        by_percent = money_run.replay(result, told, path=None, percent=one["percent"])
        assert by_path == by_percent
        assert by_path["npv"] == pytest.approx(one["npv"], rel=1e-9)
    with pytest.raises(InvalidInput, match="number of a path"):
        money_run.replay(result, told, path=2**10, percent=None)


def test_the_fan_ends_at_the_percentiles(told: dict[str, Any]) -> None:
    fan = np.array(told["drawn"]["fan"]["values"])
    assert (np.diff(fan, axis=0) >= 0.0).all()
    at = told["drawn"]["fan"]["percents"].index(50.0)
    assert fan[at, -1] == pytest.approx(told["drawn"]["percentiles"][1]["npv"], rel=0.02)


def test_costs_add_up_level_by_level(told: dict[str, Any]) -> None:
    rows = told["costs"]
    for above in {one["above"] for one in rows} - {""}:
        whole = next(one["value"] for one in rows if one["key"] == above)
        parts = sum(one["value"] for one in rows if one["above"] == above)
        assert parts == pytest.approx(whole, rel=1e-9)


def test_money_of_each_year_is_worth_the_same(told: dict[str, Any]) -> None:
    one = told["nominal"]
    years = one["first"] - 2024
    assert one["npv_nominal"] == pytest.approx(
        one["npv_real"] * (1.0 + one["inflation"]) ** years, rel=1e-9
    )


def test_the_best_path_of_sales_is_no_worse_than_selling_evenly(told: dict[str, Any]) -> None:
    market = told["market"]
    assert market["best"]["value"] >= market["even"]["value"] - 1e-9 * abs(market["even"]["value"])
    assert market["even"]["revenue"] <= market["naive"]
    assert sum(market["best"]["sold_kg_yr"]) <= market["mass_kg"] * (1.0 + 1e-9)


def test_each_claim_about_money_says_what_would_have_to_be_true(
    result: dict[str, Any], told: dict[str, Any]
) -> None:
    keys = [one["key"] for one in told["claims"]]
    assert keys[0] == ""
    claimed = {row["key"] for row in result["claims"] if row["role"] in
               ("cost.total", "revenue.total", "value.gross", "payback")}  # fmt: skip
    assert set(keys[1:]) <= claimed
    assert keys[1:]
    for one in told["claims"]:
        assert (one["margin"] > 0.0) is one["holds"]
        assert one["alone"]


def test_every_figure_reaches_a_source(told: dict[str, Any]) -> None:
    figures = ledger.read(told["figures"])
    refuse_untraced(figures)
    level = figures[f"{told['variant']}.cost.levelised"]
    assert level.low is None or level.low < level.value
    assert any("launch" in one.name for one in walk([level]))
    assert f"{told['variant']}.npv.p10" in figures


def test_a_price_that_moves_widens_what_may_come(result: dict[str, Any]) -> None:
    moved = money_run.run(
        result, money_run.Ask(paths=2**10, volatility=0.3, reversion=0.1), study="ab" * 32
    )
    assert moved["walk"] == [0.3, 0.1]
    row = moved["drawn"]["percentiles"][2]
    again = money_run.replay(result, moved, path=row["path"], percent=None)
    assert again["npv"] == pytest.approx(row["npv"], rel=1e-9)
    assert len(again["price"]) >= len(again["flow"])


def test_faults_are_told(result: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="no money is known"):
        money_run.run(result, money_run.Ask(variant="x.y"), study="ab")
    with pytest.raises(InvalidInput, match="two assumptions"):
        money_run.run(result, money_run.Ask(paths=64, over=("price",)), study="ab")
    with pytest.raises(InvalidInput, match="no assumption"):
        money_run.run(result, money_run.Ask(paths=64, over=("price", "start")), study="ab")
    for more in ({"volatility": -1.0}, {"volatility": float("nan")}, {"reversion": -0.1}):
        with pytest.raises(InvalidInput, match="of the price"):
            money_run.Ask(**more)  # type: ignore[arg-type]


def test_a_programme_that_begins_on_new_years_day_begins_in_that_year(
    result: dict[str, Any], told: dict[str, Any]
) -> None:
    start = ledger.read(result["figures"])[f"{told['variant']}.npv"]
    begins = dict(start.trace.inputs)["start"].value
    assert told["start_year"] == int(format_epoch(begins)[:4]) == told["nominal"]["first"] == 2027


def test_prices_of_years_that_are_known_are_not_guessed(result: dict[str, Any]) -> None:
    figures = ledger.read(result["figures"])
    asked = money_inputs.inputs(figures, money_inputs.keys(figures)[0])
    old = dataclasses.replace(asked, unit="USD1999")  # read as money of 1999
    told = money_run._nominal(old, 0.05)
    rise = prices.index(2024) / prices.index(1999) * 1.05 ** (told["first"] - 2024)
    assert told["flow"][0] == pytest.approx(money_run._flow(old)[0] * rise, rel=1e-9)


@pytest.mark.parametrize(("own", "years"), [(100.0, 60), (0.4, 1)])
def test_a_sale_of_other_years_is_told(result: dict[str, Any], own: float, years: int) -> None:
    figures = ledger.read(result["figures"])
    asked = money_inputs.inputs(figures, money_inputs.keys(figures)[0])
    sale = dataclasses.replace(asked.figures["sale"], value=own * YEAR_S, low=None, high=None)
    other = dataclasses.replace(asked, figures={**asked.figures, "sale": sale})
    market = money_run._market(other)
    even = market["even"]
    assert market["years"] == years
    assert even["revenue"] == pytest.approx(even["price"] * even["sold_kg_yr"] * years)
    sold = even["revenue"] / years * 1.07 ** -np.arange(float(years))
    assert even["value"] == pytest.approx(float(sold.sum()), rel=1e-9)
    assert any(f"cash flows are of {own:g} years" in note for note in money_run._notes(other))
    assert money_run._notes(asked) == [*asked.notes]
