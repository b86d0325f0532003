"""Accounts: Keck's baseline in full, tanks that grow, figures that answer to their leaves."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.figure import leaf
from windlass.studies.account import INPUTS, account, account_of, figures
from windlass.transfers.mass_chain import Burn, Change, Spend, propellant, solve

DAY = 86_400.0

KECK = {
    "dry_mass": 5_500.0,
    "returned": 1_300_000.0,
    "left": 0.0,
    "isp": 3000.0,
    "thrust": 1.63,
    "tank_fraction": 0.0,
    "rcs_isp": 287.0,
    "rcs_arm": 2.0,
    "density": 2_800.0,
    "spin_period": 60.0,
    "ships": 1.0,
    "spiral_dv": 6_600.0,
    "out_depart_dv": 0.0,
    "out_arrive_dv": 2_100.0,
    "out_time": 1.7 * 365.25 * DAY,
    "return_depart_dv": 108.0,
    "return_arrive_dv": 0.0,
    "return_time": 6.0 * 365.25 * DAY,
    "insertion_dv": 0.0,
}


def values(**changes: float) -> tuple[float, ...]:
    return tuple((KECK | changes)[name] for name in INPUTS)


def test_keck_baseline() -> None:
    # brophy2012: spiral 3.8 t in 2.2 yr, outbound 2.8 km/s and 1.4 t, return 0.17 km/s and 7.7 t
    found = account(*values())
    assert found.launch_kg == pytest.approx(18_800, rel=0.05)
    assert found.burned("spiral") == pytest.approx(3_800, rel=0.05)
    # the published time holds passages through Earth's shadow, without power
    assert 2.0 < found.seconds("spiral") / (365.25 * DAY) < 2.2
    assert found.flown("out arrival") == pytest.approx(2_800, rel=0.15)
    assert found.flown("return departure") == pytest.approx(170, rel=0.05)
    assert found.burned("return departure") == pytest.approx(7_700, rel=0.05)


@given(
    fraction=st.floats(0.01, 0.3),
    dv=st.floats(10.0, 3_000.0),
    rock=st.floats(0.0, 2e5),
)
def test_tanks_are_the_stated_fraction_of_the_load(fraction: float, dv: float, rock: float) -> None:
    x = values(
        thrust=0.0,
        isp=450.0,
        tank_fraction=fraction,
        spiral_dv=0.0,
        out_arrive_dv=dv,
        returned=rock + 1.0,
    )
    try:
        found = account(*x)
    except OutOfDomain:
        return
    end = found.events[-1].after_kg
    assert end == pytest.approx(5_500.0 + fraction * found.propellant_kg + rock + 1.0, rel=1e-9)


def test_a_stage_that_cannot_carry_its_own_tanks_is_refused() -> None:
    with pytest.raises(OutOfDomain, match="no stage"):
        account(*values(thrust=0.0, isp=300.0, tank_fraction=0.4, out_arrive_dv=9_000.0))


def test_burns_longer_than_their_leg_are_refused() -> None:
    with pytest.raises(OutOfDomain):
        account(*values(return_depart_dv=60.0, return_arrive_dv=115.0))


def test_figures_answer_to_their_leaves() -> None:
    made = {
        name: leaf(name, value, "", status="assumed" if name == "returned" else "chosen")
        for name, value in KECK.items()
    }
    made["returned"] = leaf("returned", 1.0e6, "kg", status="assumed", low=2.0e5, high=1.2e6)
    found = figures("x.", made)
    back = found["x.return.propellant"]
    assert back.value == account_of(made).burned("return departure", "return arrival")
    assert back.low is not None
    assert back.high is not None
    assert back.low < back.value < back.high
    share = back.responses["isp=3000.0"].elasticity
    assert share == pytest.approx(-1.0, abs=0.2)


def test_a_range_that_the_thrust_cannot_follow_stays_open() -> None:
    made = {name: leaf(name, value, "", status="chosen") for name, value in KECK.items()}
    made["returned"] = leaf("returned", 1.0e6, "kg", status="assumed", low=2.0e5, high=9.0e6)
    assert figures("x.", made)["x.return.propellant"].high is None


@given(
    thrust=st.sampled_from([0.0, 3.0]), dv=st.floats(0.0, 500.0), left=st.floats(0.0, 1e3),
    rock=st.floats(1.0, 2e6), spin=st.sampled_from([0.0, 120.0]), insertion=st.floats(0.0, 300.0),
)  # fmt: skip
def test_its_events_are_those_of_the_chain_of_its_steps(
    thrust: float, dv: float, left: float, rock: float, spin: float, insertion: float
) -> None:
    x = KECK | {
        "thrust": thrust, "returned": rock, "left": left, "spin_period": spin,
        "return_depart_dv": 0.1 * dv, "out_depart_dv": dv, "insertion_dv": insertion,
    }  # fmt: skip
    try:
        found = account(*(x[name] for name in INPUTS))
    except OutOfDomain:
        return
    time = {"out": x["out_time"], "ret": x["return_time"]}

    def burn(name: str, dv_m_s: float) -> Burn:
        return Burn(
            name=name, dv_m_s=dv_m_s, isp_s=x["isp"], thrust_n=thrust or None,
            tof_s=time.get(name[:3]),
        )  # fmt: skip

    steps = (
        burn("spiral", x["spiral_dv"]), burn("out departure", dv),
        burn("out arrival", x["out_arrive_dv"]),
        Spend(name="stop the spin", mass_kg=found.despin_kg),
        Change(name="plant stays behind", mass_kg=-left),
        Change(name="take on the load", mass_kg=rock), burn("return departure", 0.1 * dv),
        burn("return arrival", x["return_arrive_dv"]), burn("insertion", insertion),
    )  # fmt: skip
    assert found.events == solve(steps, x["dry_mass"] + rock)
    assert found.propellant_kg == propellant(found.events)
    assert found.launch_kg == found.events[0].before_kg


def test_impulses_need_no_time_and_a_leg_of_thrust_does() -> None:
    assert account(*values(thrust=0.0, isp=450.0, out_time=0.0)).spare == 1.0
    with pytest.raises(InvalidInput, match="flight time"):
        account(*values(out_time=0.0))
    with pytest.raises(InvalidInput, match="flight time"):
        account(*values(return_time=math.nan))


def test_what_is_kept_cannot_be_changed() -> None:
    found = account(*values())
    with pytest.raises(ValueError, match="read-only"):
        found.numbers[0, 0] = 1.0
    with pytest.raises(TypeError):
        found.inputs["dry_mass"] = 1.0  # type: ignore[index]
