"""The mining plant: by hand, by brute force in time, and what must hold of any plant."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.entries import entry_figure
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput
from windlass.campaign import fleet
from windlass.campaign.mining import (
    Machine,
    Plant,
    fewer,
    hauler_kg_s,
    machine,
    needed,
    scaled,
    split,
    stream,
    years,
)

DIG = Machine(key="d", task="dig", rate_kg_s=2.0, mass_kg=30.0, between_s=70.0, repair_s=30.0)
HAUL = Machine(key="h", task="haul", rate_kg_s=3.0, mass_kg=40.0, between_s=80.0, repair_s=20.0)
REFINE = Machine(
    key="r", task="refine", rate_kg_s=5.0, mass_kg=900.0, between_s=90.0, repair_s=10.0,
    power_w=100.0, spares_a_year=0.5,
)  # fmt: skip
ALL = (DIG, HAUL, REFINE)


def plant(dig: int, haul: int, refine: int, share: float = 0.1, power: float = math.inf) -> Plant:
    counted = ((DIG, dig), (HAUL, haul), (REFINE, refine))
    return Plant(machines=counted, product_share=share, power_w=power)


def test_least_of_dig_haul_refine_and_power_by_hand() -> None:
    made = stream(plant(10, 10, 10))
    assert dict(made.tasks) == pytest.approx({"dig": 14.0, "haul": 24.0, "refine": 45.0})
    assert (made.bottleneck, made.product_kg_s) == ("dig", pytest.approx(1.4))
    assert stream(plant(20, 5, 10)).bottleneck == "haul"
    assert stream(plant(20, 20, 1)).bottleneck == "refine"
    dark = stream(plant(10, 10, 10, power=450.0))
    assert (dark.bottleneck, dark.product_kg_s) == ("power", pytest.approx(0.7))
    assert made.mass_kg == 9_700.0
    assert made.spares_kg_s * YEAR_S == pytest.approx(4_500.0)


@settings(max_examples=40)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), st.integers(2, 5))
def test_more_is_never_less_and_twice_is_twice(dig: int, haul: int, refine: int, n: int) -> None:
    base = stream(plant(dig, haul, refine, power=900.0)).product_kg_s
    assert stream(scaled(plant(dig, haul, refine, power=900.0), n)).product_kg_s == pytest.approx(
        n * base
    )
    for more in ((dig + 1, haul, refine), (dig, haul + 1, refine)):
        assert stream(plant(*more, power=900.0)).product_kg_s >= base * (1 - 1e-12)
    loose = stream(plant(dig, haul, refine))
    tight = stream(plant(dig, haul, refine), queueing=True)
    assert tight.product_kg_s <= loose.product_kg_s * (1 + 1e-9)


def test_numbers_out_of_service_by_brute_force() -> None:
    """Every number at work of each, by its chance."""
    numbers = (4, 3, 2)
    mean = 0.0
    for at_work in itertools.product(*(range(many + 1) for many in numbers)):
        chance = math.prod(
            math.comb(many, k) * one.availability**k * (1 - one.availability) ** (many - k)
            for one, many, k in zip(ALL, numbers, at_work, strict=True)
        )
        mean += chance * min(one.rate_kg_s * k for one, k in zip(ALL, at_work, strict=True))
    assert stream(plant(*numbers), queueing=True).rock_kg_s == pytest.approx(mean, rel=1e-9)


def test_a_plant_that_fails_and_is_repaired_in_time() -> None:
    """Each vehicle works and is mended by turns, at random; nothing is stored between tasks."""
    random, steps, dt = np.random.default_rng(1), 60_000, 1.0
    rates = []
    for one, many in zip(ALL, (6, 5, 3), strict=True):
        up = random.random(many) < one.availability
        at_work = np.empty(steps)
        for k in range(steps):
            turn = random.random(many)
            fails = turn < -math.expm1(-dt / one.between_s)
            mended = turn < -math.expm1(-dt / one.repair_s)
            up = np.where(up, ~fails, mended)
            at_work[k] = up.sum()
        rates.append(one.rate_kg_s * at_work)
    simulated = np.minimum.reduce(rates).mean()
    assert stream(plant(6, 5, 3), queueing=True).rock_kg_s == pytest.approx(simulated, rel=0.03)


def test_needed_is_enough_and_one_fewer_is_not() -> None:
    made = needed(ALL, 2.0, 0.1)
    assert stream(made).product_kg_s >= 2.0 * (1 - 1e-9)
    for k in range(3):
        less = tuple((one, many - (j == k)) for j, (one, many) in enumerate(made.machines))
        assert stream(Plant(machines=less, product_share=0.1)).product_kg_s < 2.0


def test_split_is_the_best_of_all_splits() -> None:
    best = max(
        stream(plant(dig, haul, 20 - dig - haul)).product_kg_s
        for dig in range(1, 19) for haul in range(1, 20 - dig)
    )  # fmt: skip
    assert stream(split(ALL, 20, 0.1)).product_kg_s == pytest.approx(best)


def test_each_hundred_fewer_costs_more_time_than_the_one_before() -> None:
    rows = fewer(ALL, 2_500, 1e9, 0.1)
    assert rows[0][0] == 2_500
    times = [time for _, time, _ in rows]
    assert times == sorted(times)
    assert rows[1][2] == pytest.approx(times[1] - times[0])
    assert rows[-1][2] > rows[1][2]
    # Time goes as one by the number of vehicles.
    assert times[0] * 2_500 == pytest.approx(times[15] * rows[15][0], rel=0.01)
    assert years(ALL, 2_500, 1e9, 0.1) == times[0]


def test_one_type_of_the_table_is_what_the_fleet_counts() -> None:
    one = machine("ipex-class", "dig")
    share = entry_figure("excavators", "ipex-class", "availability", name="a").value
    assert one.availability == pytest.approx(share)
    rock, time_s = 1e9, 10 * YEAR_S
    by_fleet = fleet.vehicles(rock, time_s, one.rate_kg_s, share)
    made = needed((one, machine("hauler-small", "haul"), machine("refiner-small", "refine")),
                  0.1 * rock / time_s, 0.1)  # fmt: skip
    assert {m.task: n for m, n in made.machines}["dig"] == by_fleet
    assert machine("hauler-mine", "haul").rate_kg_s > machine("hauler-small", "haul").rate_kg_s


def test_a_hauler_goes_and_comes_back() -> None:
    assert hauler_kg_s(100.0, 50.0, 1.0, 0.0) == 1.0
    assert hauler_kg_s(100.0, 0.0, 1.0, 50.0) == 2.0


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: hauler_kg_s(1.0, 0.0, 1.0, 0.0),
        lambda: hauler_kg_s(1.0, 1.0, 0.0, 0.0),
        lambda: plant(1, 1, -1),
        lambda: plant(1, 1, 1, share=0.0),
        lambda: needed((DIG, HAUL), 1.0, 0.1),
        lambda: needed(ALL, math.inf, 0.1),
        lambda: split(ALL, 2, 0.1),
        lambda: fewer(ALL, 10, 1.0, 0.1, step=0),
        lambda: years(ALL, 10, -1.0, 0.1),
        lambda: machine("ipex-class", "haul"),
        lambda: machine("unknown", "dig"),
        lambda: Machine(key="x", task="dig", rate_kg_s=0.0, mass_kg=1, between_s=1, repair_s=DAY_S),
        lambda: Machine(key="x", task="fly", rate_kg_s=1.0, mass_kg=1, between_s=1, repair_s=0.0),  # type: ignore[arg-type]
    ],
)
def test_nonsense_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidInput):
        wrong()  # type: ignore[operator]
