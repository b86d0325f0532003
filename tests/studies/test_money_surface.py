"""What would have to be true: lines on surfaces, and single inputs, checked by putting them in."""

from typing import Any

import numpy as np
import pytest

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.economics import cash_flow, programme_flow
from windlass.studies import earn
from windlass.studies import money_inputs as money
from windlass.studies import money_surface as surfaces
from windlass.studies.study import StudyResult


@pytest.fixture(scope="module")
def asked(found: StudyResult) -> money.Inputs:
    return money.inputs(found.figures, money.keys(found.figures)[0])


def row(role: str, low: float | None, high: float | None) -> dict[str, Any]:
    return {"key": "k", "role": role, "claimed": [low, high], "claimed_text": "so much"}


def test_a_single_input_put_in_makes_the_claim_just_hold(asked: money.Inputs) -> None:
    claim = surfaces.pays(asked.unit)
    rows = surfaces.alone(asked, claim)
    needed = [one for one in rows if one.needed is not None]
    assert needed
    for one in needed:
        values = asked.nominal()
        rate = asked.rate.value
        if one.role == "rate":
            rate = one.needed
        else:
            values[one.role] = np.array([one.needed])
        assert money.present_value(values, rate)[0] == pytest.approx(
            0.0, abs=1e-6 * abs(asked.npv.value)
        )
    far = [abs(np.log(one.needed / one.now)) for one in needed if one.needed]
    assert far == sorted(far)


def test_the_surface_is_the_margin_at_each_of_its_points(asked: money.Inputs) -> None:
    claim = surfaces.pays(asked.unit)
    found = surfaces.surface(asked, claim, ("price", "mass"), knots=5)
    for i in (0, 3):
        for j in (1, 4):
            values = asked.nominal() | {"price": found.x[[j]], "mass": found.y[[i]]}
            assert found.margin[i, j] == pytest.approx(
                money.present_value(values, asked.rate.value)[0], rel=1e-9
            )
    assert (np.diff(found.margin, axis=1) > 0.0).all()  # a higher price always helps
    assert 0.0 <= found.holds <= 1.0


def test_claims_about_money_become_margins(asked: money.Inputs) -> None:
    x = asked.nominal()
    rate = np.array([asked.rate.value])
    cost, earned = float(money.cost(x)[0]), float(money.revenue(x)[0])
    for role, low, high, margin in (
        ("cost.total", None, 1.1 * cost, 0.1 * cost),
        ("revenue.total", 1.2 * earned, None, -0.2 * earned),
        ("value.gross", 0.0, None, float((x["mass"] * x["price"])[0])),
    ):
        claim = surfaces.claim_of(row(role, low, high), asked.unit)
        assert claim is not None
        assert claim.margin(x, rate)[0] == pytest.approx(margin, rel=1e-9)
        what = "mass times the price" if role == "value.gross" else "is at"
        assert what in claim.words
        assert "(claimed: so much)" in claim.words
    rounded = surfaces.claim_of(row("value.gross", 15e9, 25e9), asked.unit)
    assert rounded is not None
    assert f"at least 15 bn {asked.unit}" in rounded.words  # what the margin is taken to
    assert surfaces.claim_of(row("fleet.ships", 1.0, 2.0), asked.unit) is None
    assert surfaces.claim_of(row("cost.total", 1.0, None), asked.unit) is None


def test_a_payback_is_the_one_of_the_cash_flow(asked: money.Inputs) -> None:
    rich = asked.nominal()
    rich["price"] = rich["price"] * 30.0
    values = {role: float(one[0]) for role, one in rich.items()}
    values["revenue"] = float(money.revenue(rich)[0])
    back = cash_flow.payback_years(programme_flow.flow(earn.parts_of(values)))
    assert back is not None
    for more, holds in ((1.001, True), (0.999, False)):
        claim = surfaces.claim_of(row("payback", None, more * back * YEAR_S), asked.unit)
        assert claim is not None
        assert (claim.margin(rich, np.array([0.07]))[0] > 0.0) is np.bool_(holds)


def test_what_decides_moves_the_margin_most(asked: money.Inputs) -> None:
    claim = surfaces.pays(asked.unit)
    order = surfaces.deciding(asked, claim)
    assert set(order) <= set(surfaces.movable(asked))
    assert "price" in order[:3]
    earns = surfaces.claim_of(row("revenue.total", 1e12, None), asked.unit)
    assert earns is not None
    assert "spacecraft" not in surfaces.deciding(asked, earns)


def test_faults_are_told(asked: money.Inputs) -> None:
    claim = surfaces.pays(asked.unit)
    for roles, word in ((("price", "start"), "no assumption"), (("price", "price"), "two")):
        with pytest.raises(InvalidInput, match=word):
            surfaces.surface(asked, claim, roles)
