"""Pairing of legs: against a brute-force search over all pairs."""

import math
from dataclasses import fields
from types import SimpleNamespace

import numpy as np
import pytest

from windlass.base.constants import G0
from windlass.base.errors import OutOfDomain
from windlass.transfers.legs import LegGrid
from windlass.transfers.mass_chain import Burn, Change, Spend, propellant, solve
from windlass.transfers.trip import TripAsk, Trips, pair, pairs, prices

DAY = 86_400.0
STEP = 20 * DAY


def grid(rng: np.random.Generator, first_day: float, n: int, m: int, scale: float) -> LegGrid:
    status = (rng.random((n, m)) < 0.2).astype(np.int8) * 4
    vinf1 = np.where(status == 0, rng.random((n, m)) * scale, np.nan)
    vinf2 = np.where(status == 0, rng.random((n, m)) * scale, np.nan)
    return LegGrid(
        ask=SimpleNamespace(step_s=STEP),  # type: ignore[arg-type]
        depart_s=first_day * DAY + STEP * np.arange(n),
        tof_s=STEP * np.arange(3, 3 + m),
        cost_m_s=vinf1 + vinf2,
        vinf_depart_m_s=vinf1,
        vinf_arrive_m_s=vinf2,
        n_rev=np.zeros((n, m), dtype=np.int8),
        branch=np.zeros((n, m), dtype=np.int8),
        status=status,
    )


def ask(**changes: object) -> TripAsk:
    values: dict[str, object] = {
        "returned_kg": 50_000.0,
        "spent_kg": 20.0,
        "dry_kg": 5_000.0,
        "isp_s": 3000.0,
        "thrust_n": 1.5,
        "insertion": lambda v: 20.0 + 0.3 * v,
        "spiral_m_s": 6_600.0,
        "arrive_burn": lambda v: np.maximum(0.0, v - 300.0),
        "depart_burn": lambda v: np.maximum(0.0, v - 1_000.0),
        "capability": lambda v: np.full(np.shape(v), 30_000.0),
        "launch_s": (-1e12, 1e12),
        "stay_s": (60 * DAY, 400 * DAY),
        "latest_s": 1e12,
        "max_duration_s": 1e12,
    }
    return TripAsk(**(values | changes))  # type: ignore[arg-type]


def chain(a: TripAsk, out: LegGrid, back: LegGrid, k: int, m: int, i: int, j: int) -> float:
    """Launch mass of one pair worked out with the scalar chain, an independent code path."""
    burn = {"isp_s": a.isp_s, "thrust_n": a.thrust_n}
    t_out, t_back = float(out.tof_s[m]), float(back.tof_s[j])
    dv = lambda f, v: float(f(np.array([v]))[0])  # noqa: E731
    steps = (
        Burn(name="spiral", dv_m_s=a.spiral_m_s, **burn),
        Burn(name="o1", dv_m_s=dv(a.depart_burn, out.vinf_depart_m_s[k, m]), tof_s=t_out, **burn),
        Burn(name="o2", dv_m_s=float(out.vinf_arrive_m_s[k, m]), tof_s=t_out, **burn),
        Spend(name="spin", mass_kg=a.spent_kg),
        Change(name="rock", mass_kg=a.returned_kg),
        Burn(name="r1", dv_m_s=float(back.vinf_depart_m_s[i, j]), tof_s=t_back, **burn),
        Burn(name="r2", dv_m_s=dv(a.arrive_burn, back.vinf_arrive_m_s[i, j]), tof_s=t_back, **burn),
        Burn(name="in", dv_m_s=dv(a.insertion, back.vinf_arrive_m_s[i, j]), **burn),
    )
    try:
        events = solve(steps, a.dry_kg + a.returned_kg)
    except OutOfDomain:
        return math.inf
    assert propellant(events) == pytest.approx(
        events[0].before_kg - a.dry_kg - a.spent_kg, rel=1e-9
    )
    return events[0].before_kg


def best_of_all(a: TripAsk, out: LegGrid, back: LegGrid) -> float:
    best = math.inf
    for i, j in np.ndindex(*back.status.shape):
        for k, m in np.ndindex(*out.status.shape):
            stay = back.depart_s[i] - out.depart_s[k] - out.tof_s[m]
            if out.status[k, m] or back.status[i, j]:
                continue
            if a.stay_s[0] <= stay <= a.stay_s[1]:
                best = min(best, chain(a, out, back, k, m, i, j))
    return best


@pytest.mark.parametrize("seed", range(4))
def test_the_best_pair_is_the_best_of_all_pairs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    out, back = grid(rng, 0, 9, 5, 2_000.0), grid(rng, 200, 8, 6, 150.0)
    a = ask()
    trips = pair(a, out, back)
    i, j = np.unravel_index(np.argmin(trips.load), trips.load.shape)
    k, m = trips.out_cell[i, j]
    mine = chain(a, out, back, int(k), int(m), int(i), int(j))
    assert trips.launch_kg[i, j] == pytest.approx(mine, rel=1e-5)
    assert mine <= best_of_all(a, out, back) * (1 + 1e-5)


def test_chemical_tanks_grow_with_the_load_and_mass_is_conserved() -> None:
    rng = np.random.default_rng(7)
    out, back = grid(rng, 0, 8, 5, 1_500.0), grid(rng, 150, 6, 4, 120.0)
    a = ask(thrust_n=None, isp_s=450.0, tank_fraction=0.1, spiral_m_s=0.0)
    trips = pair(a, out, back)
    ok = np.isfinite(trips.load)
    assert ok.any()
    spent = trips.propellant_kg[ok]
    launch = trips.launch_kg[ok]
    np.testing.assert_allclose(launch, 5_000.0 + 1.1 * spent + 20.0, rtol=1e-9)


def test_limits_are_kept() -> None:
    rng = np.random.default_rng(8)
    out, back = grid(rng, 0, 12, 6, 2_000.0), grid(rng, 200, 14, 7, 150.0)
    free = pair(ask(), out, back)
    short = pair(ask(max_duration_s=700 * DAY), out, back)
    ok = np.isfinite(short.load)
    assert ok.sum() < np.isfinite(free.load).sum()
    assert (short.duration_s[ok] <= 700 * DAY).all()
    late = pair(ask(launch_s=(1e11, 1e12)), out, back)
    assert not np.isfinite(late.load).any()
    assert float(np.exp(60.0 / (3000.0 * G0))) > 1


@pytest.mark.parametrize("thrust_n", [1.5, None])
def test_both_at_once_are_what_each_is_alone_and_prices_hold_for_every_mass(
    thrust_n: float | None,
) -> None:
    rng = np.random.default_rng(9)
    out, back = grid(rng, 0, 12, 6, 2_000.0), grid(rng, 200, 14, 7, 150.0)
    priced = prices(ask(thrust_n=thrust_n), out, back)
    for kg in (1_000.0, 50_000.0, 900_000.0):
        a = ask(thrust_n=thrust_n, returned_kg=kg)
        for quick, both in zip((False, True), pairs(a, out, back, priced), strict=True):
            alone = pair(a, out, back, quick=quick)
            for one in fields(Trips):
                np.testing.assert_array_equal(getattr(both, one.name), getattr(alone, one.name))
