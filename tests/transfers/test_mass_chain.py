"""Mass chain: Keck's published chain, the rocket equation replayed, refusals."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.transfers.mass_chain import Burn, Change, Spend, propellant, replay, solve


@pytest.mark.parametrize(
    ("isp", "expected_kg"), [(450.0, 39_500.0), (325.0, 55_100.0), (3000.0, 5_830.0)]
)
def test_keck_return_of_a_thousand_tonnes(isp: float, expected_kg: float) -> None:
    # brophy2012: 1000 t with 170 m/s and 5.5 t dry
    events = solve((Burn(name="return", dv_m_s=170.0, isp_s=isp),), 1_005_500.0)
    assert propellant(events) == pytest.approx(expected_kg, rel=2e-3)


def test_keck_baseline_chain() -> None:
    # brophy2012, 2008 HU4: 18.8 t in LEO, 15.0 at C3 2, 13.6 at the asteroid; 3.8, 1.4, 7.7 t Xe
    steps = (
        Burn(name="spiral", dv_m_s=6600.0, isp_s=3000.0),
        Burn(name="outbound", dv_m_s=2800.0, isp_s=3000.0),
        Change(name="rock", mass_kg=1_300_000.0),
        Burn(name="return", dv_m_s=170.0, isp_s=3000.0),
    )
    events = solve(steps, 1_300_000.0 + 5_500.0 + 330.0)
    assert events[0].before_kg == pytest.approx(18_800, rel=0.02)
    assert events[1].before_kg == pytest.approx(15_000, rel=0.02)
    assert events[2].before_kg == pytest.approx(13_600, rel=0.02)
    assert events[0].propellant_kg == pytest.approx(3_800, rel=0.03)
    assert events[1].propellant_kg == pytest.approx(1_400, rel=0.06)
    assert events[3].propellant_kg == pytest.approx(7_700, rel=0.03)


@given(
    end=st.floats(1e3, 2e6),
    dvs=st.lists(st.floats(0.0, 4e3), min_size=1, max_size=5),
    isp=st.floats(280.0, 4000.0),
    rock=st.floats(0.0, 0.9),
    spent=st.floats(0.0, 500.0),
)
def test_the_chain_flown_forwards_ends_where_it_was_asked_to(
    end: float, dvs: list[float], isp: float, rock: float, spent: float
) -> None:
    steps = (
        *(Burn(name=f"b{i}", dv_m_s=dv, isp_s=isp) for i, dv in enumerate(dvs)),
        Change(name="rock", mass_kg=rock * end),
        Spend(name="spin", mass_kg=spent),
    )
    events = solve(steps, end)
    assert replay(events, steps) == pytest.approx(end, rel=1e-9)
    for first, second in itertools.pairwise(events):
        assert first.after_kg == second.before_kg
    assert propellant(events) >= 0


@given(mass=st.floats(1e4, 2e6), dv=st.floats(1.0, 300.0), years=st.floats(0.5, 8.0))
def test_thrust_costs_more_than_an_impulse_and_tends_to_it(
    mass: float, dv: float, years: float
) -> None:
    def flown(thrust: float) -> float:
        burn = Burn(name="b", dv_m_s=dv, isp_s=3000.0, thrust_n=thrust, tof_s=years * 3.15576e7)
        return solve((burn,), mass)[0].flown_m_s

    need = 2.0 * mass * dv / (years * 3.15576e7)
    assert flown(4.0 * need) >= flown(40.0 * need) >= dv * (1 - 1e-12)
    assert flown(4e4 * need) == pytest.approx(dv, rel=1e-3)
    with pytest.raises(OutOfDomain, match="too weak"):
        flown(0.9 * need)


def test_refusals_name_the_thing() -> None:
    with pytest.raises(InvalidInput, match="end mass"):
        solve((), -1.0)
    with pytest.raises(InvalidInput, match="outbound"):
        solve((Burn(name="outbound", dv_m_s=math.nan, isp_s=3000.0),), 1.0)
    with pytest.raises(OutOfDomain, match="rock"):
        solve((Change(name="rock", mass_kg=5.0),), 4.0)


@pytest.mark.parametrize(
    ("step", "kind", "words", "value"),
    [
        (Spend(name="spin", mass_kg=-1.0), InvalidInput, "negative mass", "-1"),
        (Spend(name="spin", mass_kg=math.inf), OutOfDomain, "no finite mass", "inf"),
        (Change(name="rock", mass_kg=-math.inf), OutOfDomain, "no finite mass", "-inf"),
        (Burn(name="b", dv_m_s=1.0, isp_s=0.0), InvalidInput, "Isp", "0"),
        (Burn(name="b", dv_m_s=-2.0, isp_s=9.0), InvalidInput, "Δv", "-2"),
        (Burn(name="b", dv_m_s=1e9, isp_s=9.0), OutOfDomain, "no finite mass", "1000000000"),
        (
            Burn(name="b", dv_m_s=1.0, isp_s=9.0, thrust_n=-1.0, tof_s=5.0), InvalidInput,
            "thrust", "-1",
        ),
        (Burn(name="b", dv_m_s=1.0, isp_s=9.0, thrust_n=0.0), InvalidInput, "thrust", "0"),
        (
            Burn(name="b", dv_m_s=1.0, isp_s=9.0, thrust_n=math.inf, tof_s=5.0), InvalidInput,
            "thrust", "inf",
        ),
        (
            Burn(name="b", dv_m_s=1.0, isp_s=9.0, thrust_n=1.0, tof_s=0.0), InvalidInput,
            "flight time", "0",
        ),
    ],
)  # fmt: skip
def test_what_is_refused_is_the_number_at_fault(
    step: Burn | Change | Spend, kind: type[Exception], words: str, value: str
) -> None:
    with pytest.raises(kind, match=words) as caught:
        solve((step, Spend(name="after", mass_kg=1.0)), 100.0)
    told = caught.value.as_dict()  # type: ignore[attr-defined]
    assert str(told["value"]).startswith(value)
    assert told["remedy"]
