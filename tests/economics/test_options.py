"""Rights to wait: published American puts, Black and Scholes, parity, and where to use them."""

import math
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.economics.options import Option, european, value


def put(worth: float, volatility: float = 0.2, years: float = 1.0) -> Option:
    return Option(
        kind="put", worth=worth, price=40.0, rate=0.06, volatility=volatility, years=years
    )


def plain_tree(one: Option, steps: int) -> float:
    """Cox, Ross and Rubinstein's tree as it was published."""
    dt = one.years / steps
    up = math.exp(one.volatility * math.sqrt(dt))
    p, discount = (math.exp(one.rate * dt) - 1 / up) / (up - 1 / up), math.exp(-one.rate * dt)
    values = np.maximum(one.price - one.worth * up ** np.arange(-steps, steps + 1, 2.0), 0.0)
    for k in range(steps - 1, -1, -1):
        level = one.worth * up ** np.arange(-k, k + 1, 2.0)
        kept = discount * (p * values[1:] + (1 - p) * values[:-1])
        values = np.maximum(kept, one.price - level)
    return float(values[0])


def test_published_american_puts() -> None:
    """36 against 40, 6 %, 20 %, a year: QuantLib's example prints 4.486, of a tree of 801 steps,
    which the plain tree gives; trees of many more steps come to 4.48668.  Longstaff and Schwartz
    (2001, table 1) have 4.478, 4.840, 7.101, 8.508 by finite differences, with 50 dates a year, so
    a little less."""
    assert plain_tree(put(36.0), 801) == pytest.approx(4.486, abs=5e-4)
    assert plain_tree(put(36.0), 5001) == pytest.approx(value(put(36.0)).value, abs=5e-5)
    for volatility, years, fifty in (
        (0.2, 1.0, 4.478), (0.2, 2.0, 4.840), (0.4, 1.0, 7.101), (0.4, 2.0, 8.508),
    ):  # fmt: skip
        found = value(put(36.0, volatility, years)).value
        assert fifty < found < fifty + 0.02


@settings(max_examples=25, deadline=None)
@given(
    worth=st.floats(20.0, 80.0), volatility=st.floats(0.1, 0.6), years=st.floats(0.2, 5.0),
    paid=st.floats(0.0, 0.08), kind=st.sampled_from(["call", "put"]),
)  # fmt: skip
def test_late_rights_are_black_and_scholes_and_early_ones_never_less(
    worth: float, volatility: float, years: float, paid: float, kind: str
) -> None:
    late = Option(kind=kind, worth=worth, price=40.0, rate=0.05, volatility=volatility,  # type: ignore[arg-type]
                  years=years, paid=paid, early=False)  # fmt: skip
    exact = european(late)
    assert value(late, 400).value == pytest.approx(exact, abs=2e-3)
    early = value(Option(**{f: getattr(late, f) for f in late.__slots__} | {"early": True}), 400)
    assert early.value >= exact - 2e-3
    assert early.value >= early.now
    assert early.waiting == pytest.approx(early.value - early.now)
    if kind == "call" and paid == 0.0:
        # nothing is lost by waiting: never used early
        assert early.value == pytest.approx(exact, abs=2e-3)


def test_parity_and_where_to_use_it() -> None:
    more = {
        "worth": 50.0,
        "price": 40.0,
        "rate": 0.05,
        "volatility": 0.3,
        "years": 2.0,
        "paid": 0.03,
    }
    call, other = Option(kind="call", **more), Option(kind="put", **more)
    gap = 50.0 * math.exp(-0.06) - 40.0 * math.exp(-0.1)
    assert european(call) - european(other) == pytest.approx(gap)
    # a call that lasts for ever is best used at β/(β − 1) of its price (dixit1994)
    forever = Option(kind="call", worth=40.0, price=40.0, rate=0.05, volatility=0.2, years=80.0,
                     paid=0.05)  # fmt: skip
    b = 0.5 + math.sqrt(0.25 + 2 * 0.05 / 0.2**2)
    found = value(forever, 800)
    assert found.trigger == pytest.approx(40.0 * b / (b - 1.0), rel=0.01)
    never = Option(kind="call", worth=40.0, price=40.0, rate=0.05, volatility=0.2, years=2.0)
    assert value(never, 200).trigger is None


@pytest.mark.parametrize(
    ("kind", "rate", "paid"),
    [("put", 0.0, 0.0), ("put", -0.02, 0.0), ("call", 0.0, 0.0), ("call", 0.03, -0.01)],
)
def test_where_waiting_costs_nothing_there_is_no_worth_to_use_it_at(
    kind: Literal["call", "put"], rate: float, paid: float
) -> None:
    one = Option(kind=kind, worth=40.0, price=40.0, rate=rate, paid=paid, volatility=0.2,
                 years=1.0)  # fmt: skip
    found = value(one, 200)
    assert found.trigger is None
    assert found.value == pytest.approx(european(one), abs=2e-3)


def test_refuses() -> None:
    with pytest.raises(InvalidInput, match="above 0"):
        value(Option(kind="put", worth=0.0, price=1.0, rate=0.0, volatility=0.2, years=1.0))
    with pytest.raises(InvalidInput, match="4 steps"):
        value(put(36.0), 2)
    with pytest.raises(InvalidInput, match="more steps"):
        value(Option(kind="put", worth=1.0, price=1.0, rate=0.5, volatility=0.01, years=9.0), 10)
    # the coarser of the two trees has steps twice as long, of chances above 1
    with pytest.raises(InvalidInput, match="more steps"):
        value(Option(kind="put", worth=0.45, price=40.0, rate=0.5, volatility=0.05, years=9.0))
    with pytest.raises(InvalidInput, match="fewer steps"):
        value(Option(kind="call", worth=40.0, price=40.0, rate=0.05, volatility=5.0, years=50.0))
