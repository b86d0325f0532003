"""The kernel of the mass chain: rocket equation backwards, a burn's own equations, statuses."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from windlass.kernels import mass_chain as kernel
from windlass.kernels.status import BAD_INPUT, LIMIT, OK, OUT_OF_DOMAIN

VE = 29_420.0


def solved(
    *steps: tuple[int, float], end: float = 1e4, thrust: float = 1.5, tof: float = 3e7
) -> tuple[int, int, np.ndarray]:
    kind = np.array([what for what, _ in steps], dtype=np.int64)
    amount = np.array([much for _, much in steps])
    ones = np.ones(len(steps))
    out = np.full((len(steps), 4), np.nan)
    status, at = kernel.chain(
        kind, amount, VE * ones, thrust * ones, tof * ones, end, 1e-13, out
    )  # fmt: skip
    return status, at, out


@example(dv=5e-323, load=0.0, spent=0.0, end=1e4)
@given(
    dv=some.floats(0.0, 5e3), load=some.floats(0.0, 9e3), spent=some.floats(0.0, 500.0),
    end=some.floats(1e4, 1e6),
)  # fmt: skip
def test_flown_forwards_the_chain_ends_with_what_was_asked_for(
    dv: float, load: float, spent: float, end: float
) -> None:
    steps = (
        (kernel.SPIRAL, dv), (kernel.LEG, 0.1 * dv), (kernel.SPEND, spent),
        (kernel.CHANGE, load), (kernel.IMPULSE, dv),
    )  # fmt: skip
    status, at, out = solved(*steps, end=end, thrust=1e3)
    assert (status, at) == (OK, -1)
    mass = out[0, 0]
    for (what, much), (before, after, flown, seconds) in zip(steps, out, strict=True):
        assert before == pytest.approx(mass, rel=1e-12)
        if what == kernel.CHANGE:
            mass += much
        elif what == kernel.SPEND:
            mass -= much
        else:
            mass *= math.exp(-flown / VE)
            if what == kernel.SPIRAL:
                assert seconds == pytest.approx((before - after) * VE / 1e3, rel=1e-9, abs=1e-6)
        assert after == pytest.approx(mass, rel=1e-12)
    assert mass == pytest.approx(end, rel=1e-11)


@given(dv=some.floats(1.0, 3e3), spare=some.floats(1.01, 20.0))
def test_a_burn_on_a_leg_keeps_its_own_equations(dv: float, spare: float) -> None:
    tof, end = 3e7, 1e6
    thrust = spare * 2.0 * dv * end * math.exp(2.0 * dv / VE) / tof
    start, flown, burn = kernel.burn_on_leg(end, dv, tof, thrust, VE, 1e-13)
    assert start == pytest.approx(end * math.exp(flown / VE), rel=1e-11)
    assert flown == pytest.approx(thrust / start * burn, rel=1e-11)
    assert thrust / start * burn * (tof - 0.5 * burn) == pytest.approx(dv * tof, rel=1e-9)


@pytest.mark.parametrize(
    ("step", "status"),
    [
        ((kernel.IMPULSE, -1.0), BAD_INPUT),
        ((kernel.SPIRAL, math.nan), BAD_INPUT),
        ((kernel.SPEND, -1.0), BAD_INPUT),
        ((kernel.CHANGE, 2e4), OUT_OF_DOMAIN),
        ((kernel.IMPULSE, 701.0 * VE), OUT_OF_DOMAIN),
        ((kernel.SPEND, math.inf), OUT_OF_DOMAIN),
        ((kernel.LEG, 2_300.0), LIMIT),
    ],
)
def test_what_cannot_be_is_said_at_its_step(step: tuple[int, float], status: int) -> None:
    found = solved((kernel.IMPULSE, 1.0), step, (kernel.IMPULSE, 1.0))
    assert found[:2] == (status, 1)
    assert np.isfinite(found[2][2]).all()
    assert np.isnan(found[2][:2]).all()


def test_what_has_no_end_mass_thrust_or_time_is_bad_input() -> None:
    for end in (0.0, -1.0, math.nan, math.inf):
        assert solved((kernel.IMPULSE, 1.0), end=end)[:2] == (BAD_INPUT, -1)
    assert solved((kernel.LEG, 1.0), tof=0.0)[:2] == (BAD_INPUT, 0)
    assert solved((kernel.SPIRAL, 1.0), thrust=0.0)[:2] == (BAD_INPUT, 0)
