"""Thrust of an electric thruster, and its share of sunlight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.constants import AU_M, G0
from windlass.base.errors import InvalidInput
from windlass.transfers.electric import sunlight, thrust_n


def test_thrust_of_the_published_tug() -> None:
    # brophy2012: 40 kW, 3000 s, 60 %: about 1.6 N
    assert thrust_n(40e3, 3000.0, 0.60) == pytest.approx(1.63, abs=0.01)


@pytest.mark.parametrize(
    "given", [(0.0, 3000.0, 0.6, 1.0), (40e3, 0.0, 0.6, 1.0), (40e3, 3000.0, 1.2, 1.0),
              (40e3, 3000.0, 0.0, 1.0), (40e3, 3000.0, 0.6, 1.1), (float("nan"), 3e3, 0.6, 1.0)],
)  # fmt: skip
def test_no_thrust_without_power_or_beyond_what_there_is(given: tuple[float, ...]) -> None:
    with pytest.raises(InvalidInput, match="efficiency"):
        thrust_n(*given)


@given(
    power=st.floats(1e3, 1e6), isp=st.floats(800.0, 8_000.0), eff=st.floats(0.1, 1.0),
    duty=st.floats(0.1, 1.0),
)  # fmt: skip
def test_jet_power_is_the_power_put_in(power: float, isp: float, eff: float, duty: float) -> None:
    thrust = thrust_n(power, isp, eff, duty)
    assert 0.5 * thrust * isp * G0 == pytest.approx(eff * power * duty, rel=1e-12)


@given(st.floats(1.0, 40.0))
def test_light_is_spread_over_a_sphere(far: float) -> None:
    assert sunlight(far * AU_M) * far**2 == pytest.approx(1.0, rel=1e-12)
    assert sunlight(AU_M / far) == 1.0
