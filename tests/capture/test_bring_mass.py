"""Largest loads: the rocket equation read backwards, published rows, limits met from both sides."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from windlass.base.constants import AU_M, G0
from windlass.base.entries import entry
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.capture.bring_mass import Tug, Way, curve, electric, flight, largest
from windlass.kernels.rocket import burn_time, propellant_from_final
from windlass.kernels.status import OK
from windlass.transfers.finite_burn import least_thrust
from windlass.transfers.mass_chain import propellant

KECK = {name: entry("tugs", "keck-2012")[name]["value"] for name in (
    "power", "isp", "efficiency", "dry_mass", "duty"
)}  # fmt: skip


def keck(propellant_kg: float, *, distance_m: float = AU_M) -> Tug:
    return electric(
        power_w=KECK["power"], isp_s=KECK["isp"], efficiency=KECK["efficiency"],
        dry_kg=KECK["dry_mass"], duty=KECK["duty"], propellant_kg=propellant_kg,
        distance_m=distance_m,
    )  # fmt: skip


@pytest.mark.parametrize(("isp", "tonnes"), [(450.0, 39.5), (325.0, 55.1), (3_000.0, 5.83)])
def test_published_propellant_brings_a_thousand_tonnes(isp: float, tonnes: float) -> None:
    """1000 t by 170 m/s with 5.5 t dry (brophy2012), to the digits printed."""
    way = Way(depart_m_s=170.0, arrive_m_s=0.0, tof_s=6.0 * YEAR_S)
    tug = Tug(dry_kg=5_500.0, propellant_kg=1e3 * tonnes, isp_s=isp)
    needs = propellant(flight(tug, way, 1e6))
    digits = 2 if isp > 1_000.0 else 1
    assert round(needs / 1e3, digits) == tonnes
    brought = largest(Tug(dry_kg=5_500.0, propellant_kg=needs, isp_s=isp), way)
    assert brought.mass_kg == pytest.approx(1e6, rel=1e-12)
    assert brought.limited_by == "propellant"


def test_the_published_tug_brings_what_was_published() -> None:
    """1300 t, 170 m/s of low thrust, 7.7 t of xenon, 6.0 years (brophy2012)."""
    tug = keck(7_700.0)
    load = largest(tug, Way(depart_m_s=170.0, arrive_m_s=0.0, tof_s=6.0 * YEAR_S, flown=True))
    assert 1.3e6 <= load.mass_kg < 1.03 * 1.3e6
    assert load.limited_by == "propellant"
    assert 4.0 * YEAR_S < load.burn_s < 6.0 * YEAR_S
    half = largest(tug, Way(depart_m_s=170.0, arrive_m_s=0.0, tof_s=3.0 * YEAR_S, flown=True))
    assert half.limited_by == "thrust"
    assert half.burn_s == pytest.approx(3.0 * YEAR_S, rel=1e-9)
    far = largest(
        keck(7_700.0, distance_m=1.5 * AU_M),
        Way(depart_m_s=170.0, arrive_m_s=0.0, tof_s=6.0 * YEAR_S, flown=True),
    )
    assert far.limited_by == "thrust"
    near = largest(
        keck(7_700.0, distance_m=0.8 * AU_M),
        Way(depart_m_s=170.0, arrive_m_s=0.0, tof_s=6.0 * YEAR_S, flown=True),
    )
    assert near.mass_kg == load.mass_kg


ways = st.builds(
    Way,
    depart_m_s=st.floats(0.0, 800.0),
    arrive_m_s=st.floats(0.0, 800.0),
    tof_s=st.floats(50.0 * DAY_S, 3_000.0 * DAY_S),
    flown=st.booleans(),
    margin=st.sampled_from([0.0, 0.1]),
)


@settings(deadline=None)
@given(way=ways, xenon=st.floats(100.0, 20e3), power=st.floats(5e3, 400e3))
def test_no_more_than_the_largest_can_be_brought(way: Way, xenon: float, power: float) -> None:
    assume(way.dv_m_s > 1.0)
    tug = electric(
        power_w=power, isp_s=3_000.0, efficiency=0.6, dry_kg=5_500.0, propellant_kg=xenon, duty=0.9
    )
    load = largest(tug, way)
    if load.mass_kg == 0.0:
        assert load.limited_by == "nothing can be brought"
        more = 1e-3
    else:
        events = flight(tug, way, load.mass_kg)
        assert propellant(events) <= xenon * (1.0 + 1e-9)
        assert load.propellant_kg == pytest.approx(propellant(events))
        assert load.burn_s <= way.tof_s
        assert load.flown_m_s >= way.dv_m_s * (1.0 - 1e-12)
        more = load.mass_kg * (1.0 + 1e-6) + 1.0
    try:
        needs = propellant(flight(tug, way, more))
    except OutOfDomain:
        assert load.limited_by != "propellant"
    else:
        assert needs > xenon
        assert load.limited_by != "thrust"


@settings(deadline=None)
@given(way=ways, xenon=st.floats(500.0, 20e3))
def test_thrust_without_end_brings_what_impulses_do(way: Way, xenon: float) -> None:
    assume(way.dv_m_s > 1.0)
    stage = largest(Tug(dry_kg=5_500.0, propellant_kg=xenon, isp_s=3_000.0), way)
    strong = largest(Tug(dry_kg=5_500.0, propellant_kg=xenon, isp_s=3_000.0, thrust_n=1e9), way)
    assert strong.mass_kg == pytest.approx(stage.mass_kg, rel=1e-4, abs=1.0)
    assert strong.mass_kg <= stage.mass_kg * (1.0 + 1e-8)
    if stage.mass_kg > 0.0:
        needs, status = propellant_from_final(stage.mass_kg + 5_500.0, way.dv_m_s, 3_000.0 * G0)
        assert status == OK
        assert needs == pytest.approx(xenon, rel=1e-9)


def test_a_weak_tug_is_limited_by_the_finite_burn() -> None:
    tug, way = keck(13e3), Way(depart_m_s=100.0, arrive_m_s=0.0, tof_s=3.0 * YEAR_S)
    load = largest(tug, way)
    assert load.limited_by == "thrust"
    start = load.mass_kg + tug.dry_kg + load.propellant_kg
    assert tug.thrust_n == pytest.approx(least_thrust(start, 100.0, way.tof_s), rel=1e-3)
    flown = largest(tug, Way(depart_m_s=100.0, arrive_m_s=0.0, tof_s=3.0 * YEAR_S, flown=True))
    assert flown.mass_kg > 1.9 * load.mass_kg
    seconds, status = burn_time(
        flown.mass_kg + tug.dry_kg + flown.propellant_kg, 100.0, tug.thrust_n, tug.exhaust_m_s
    )
    assert status == OK
    assert seconds == pytest.approx(way.tof_s, rel=1e-9)


def test_the_curve_rises_with_time() -> None:
    made = [
        Way(depart_m_s=dv, arrive_m_s=0.0, tof_s=days * DAY_S)
        for days, dv in ((300, 600.0), (200, 900.0), (900, 700.0), (1_400, 90.0), (700, 200.0))
    ]
    loads = curve(keck(9e3), made)
    times = [load.way.tof_s / DAY_S for load in loads]
    assert times == sorted(times)
    assert [round(t) for t in times] == [200, 300, 700, 1_400]
    masses = [load.mass_kg for load in loads]
    assert masses == sorted(masses)
    assert curve(keck(9e3), []) == ()


def test_ends() -> None:
    free = largest(keck(1e3), Way(depart_m_s=0.0, arrive_m_s=0.0, tof_s=DAY_S))
    assert math.isinf(free.mass_kg)
    assert free.propellant_kg == 0.0
    dear = largest(keck(1e3), Way(depart_m_s=2e4, arrive_m_s=0.0, tof_s=YEAR_S))
    assert (dear.mass_kg, dear.limited_by) == (0.0, "nothing can be brought")
    short = largest(keck(1e3), Way(depart_m_s=500.0, arrive_m_s=0.0, tof_s=DAY_S))
    assert (short.mass_kg, short.limited_by) == (0.0, "nothing can be brought")
    with pytest.raises(OutOfDomain, match="longer than the flight"):
        flight(keck(1e5), Way(depart_m_s=900.0, arrive_m_s=0.0, tof_s=YEAR_S, flown=True), 1e6)


@pytest.mark.parametrize(
    "made",
    [
        lambda: Tug(dry_kg=0.0, propellant_kg=1.0, isp_s=1.0),
        lambda: Tug(dry_kg=1.0, propellant_kg=math.nan, isp_s=1.0),
        lambda: Tug(dry_kg=1.0, propellant_kg=1.0, isp_s=1.0, thrust_n=0.0),
        lambda: Way(depart_m_s=-1.0, arrive_m_s=0.0, tof_s=1.0),
        lambda: Way(depart_m_s=1.0, arrive_m_s=math.nan, tof_s=1.0),
        lambda: Way(depart_m_s=1.0, arrive_m_s=0.0, tof_s=0.0),
        lambda: Way(depart_m_s=1.0, arrive_m_s=0.0, tof_s=1.0, margin=-0.1),
        lambda: keck(1.0, distance_m=0.0),
        lambda: electric(
            power_w=1.0, isp_s=1.0, efficiency=1.1, dry_kg=1.0, propellant_kg=1.0, duty=0.9
        ),
    ],
)
def test_refusals(made: object) -> None:
    with pytest.raises(InvalidInput):
        made()  # type: ignore[operator]
