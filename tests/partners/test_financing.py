"""Financing: nothing is lost between the parties, a loan paid back earns its rate, and by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.economics.cash_flow import npv
from windlass.partners.financing import LENDER, OTHERS, Loan, Structure, finance

HALVES = {"a": 0.5, "b": 0.5}


def test_by_hand() -> None:
    """100 is needed, half of it lent at 10 %, a year of grace, two payments; then profits."""
    loan = Loan(most=50.0, share=0.5, rate=0.1, grace_years=1, term_years=2)
    made = finance(
        np.array([-100.0, 0.0, 60.0, 60.0, 60.0]),
        Structure(equity={"a": 0.8, "b": 0.2}, profit=HALVES, levy=0.1, loan=loan),
    )
    # 50 grows to 55 in the year of grace, and is paid back in two payments of 55·0.1/(1 − 1.1⁻²)
    level = 55.0 * 0.1 / (1.0 - 1.1**-2)
    assert made.due == pytest.approx([0, 0, level, level, 0])
    assert made.flows[LENDER] == pytest.approx([-50, 0, level, level, 0])
    assert made.flows[OTHERS] == pytest.approx([0, 0, 0.1 * (60 - level), 0.1 * (60 - level), 6])
    assert made.flows["a"] == pytest.approx([-40, 0, 0.45 * (60 - level), 0.45 * (60 - level), 27])
    assert made.flows["b"][0] == pytest.approx(-10.0)
    assert made.debt == pytest.approx([50, 55, 55 * 1.1 - level, 0, 0], abs=1e-9)
    assert made.unpaid == pytest.approx(0.0, abs=1e-9)
    assert made.cover == pytest.approx(60 / level)


def test_guarantors_stand_in_and_are_paid_back_before_profits() -> None:
    loan = Loan(most=100.0, share=1.0, rate=0.0, grace_years=0, term_years=2,
                guarantees={"a": 0.75}, fee=0.0)  # fmt: skip
    made = finance(
        np.array([-100.0, 0.0, 200.0]), Structure(equity=HALVES, profit=HALVES, loan=loan)
    )
    # year 1: 50 is due and nothing there; a pays 37.5 of it.  Year 2: the rest, a, then profits
    assert made.flows["a"][1] == pytest.approx(-37.5)
    assert made.flows[LENDER] == pytest.approx([-100, 37.5, 62.5])
    assert made.flows["a"][2] == pytest.approx(37.5 + 0.5 * 100.0)
    assert made.flows["b"] == pytest.approx([0, 0, 50])
    assert made.cover == 0.0


def test_a_loan_that_is_never_paid_back_is_told() -> None:
    loan = Loan(most=10.0, share=1.0, rate=0.05, grace_years=0, term_years=1)
    made = finance(np.array([-10.0, 0.0, 0.0]), Structure(equity=HALVES, profit=HALVES, loan=loan))
    assert made.unpaid == pytest.approx(10.0 * 1.05**2)


FLOWS = st.lists(st.floats(-100.0, 100.0), min_size=1, max_size=30)


@settings(max_examples=150, deadline=None)
@given(
    flow=FLOWS, share=st.floats(0.0, 1.0), rate=st.floats(0.0, 0.3), grace=st.integers(0, 5),
    term=st.integers(1, 12), levy=st.floats(0.0, 0.5), stood=st.floats(0.0, 1.0),
    fee=st.floats(0.0, 0.05), most=st.floats(0.0, 500.0),
)  # fmt: skip
def test_nothing_is_lost_between_the_parties(
    flow: list[float], share: float, rate: float, grace: int, term: int, levy: float, stood: float,
    fee: float, most: float,
) -> None:  # fmt: skip
    loan = Loan(most=most, share=share, rate=rate, grace_years=grace, term_years=term,
                guarantees={"a": stood}, fee=fee)  # fmt: skip
    made = finance(
        np.array(flow), Structure(equity={"a": 0.3, "b": 0.7}, profit=HALVES, levy=levy, loan=loan)
    )
    total = np.sum(list(made.flows.values()), axis=0)
    assert total == pytest.approx(flow, abs=1e-7)
    lent = made.flows[LENDER]
    # what the lender is owed at the end is what is missing to its rate
    assert npv(rate, lent) * (1 + rate) ** (len(flow) - 1) == pytest.approx(
        -made.unpaid, abs=1e-6 * max(1.0, (1 + rate) ** len(flow) * 100.0)
    )
    assert (made.debt >= -1e-7).all()
    assert (made.flows[OTHERS] >= -1e-9).all()


def test_shares_that_are_rounded_lose_no_money() -> None:
    thirds = {"a": 0.3333333, "b": 0.3333333, "c": 0.3333333}
    flow = np.array([-2e12, 1e12, 3e12])
    loan = Loan(most=1e12, share=1.0, rate=0.0, grace_years=0, term_years=1,
                guarantees={"a": 0.5, "b": 0.5000004})  # fmt: skip
    made = finance(flow, Structure(equity=thirds, profit=thirds, loan=loan))
    assert np.sum(list(made.flows.values()), axis=0) == pytest.approx(flow, abs=1e-3)
    assert made.unpaid == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize(
    ("structure", "told"),
    [
        (Structure(equity={"a": 0.5}, profit=HALVES), "equity must add up"),
        (Structure(equity=HALVES, profit={"a": 1.2, "b": -0.2}), "profit of"),
        (Structure(equity=HALVES, profit=HALVES, levy=1.0), "levy"),
        (Structure(equity={"lender": 1.0}, profit=HALVES), "may not be called so"),
        (
            Structure(equity=HALVES, profit=HALVES, loan=Loan(most=-1, share=0.5, rate=0.1)),
            "amount",
        ),
        (
            Structure(equity=HALVES, profit=HALVES,
                      loan=Loan(most=1, share=0.5, rate=0.1, term_years=0)),
            "term of 1",
        ),
        (
            Structure(equity=HALVES, profit=HALVES, loan=Loan(most=1, share=0.5, rate=np.inf)),
            "rate above",
        ),
        (
            Structure(equity=HALVES, profit=HALVES,
                      loan=Loan(most=1, share=0.5, rate=0.1, fee=np.inf, guarantees={"a": 0.5})),
            "no negative fee",
        ),
        (
            Structure(equity=HALVES, profit=HALVES,
                      loan=Loan(most=1, share=0.5, rate=0.1, guarantees={"a": 0.8, "b": 0.8})),
            "more than the loan",
        ),
    ],
)  # fmt: skip
def test_refuses(structure: Structure, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        finance(np.array([-1.0, 2.0]), structure)
    with pytest.raises(InvalidInput, match="finite yearly"):
        finance(np.array([np.nan]), Structure(equity=HALVES, profit=HALVES))
