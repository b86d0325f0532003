"""Pair ways out with ways back: the cheapest and the fastest round trip on the grids.

The load of a pair is what must be launched by what the launcher can launch; at most 1 is
feasible.  Out and back are coupled by the mass that must stand at the body, which enters
the way out as a factor, so the best arrival before each departure is found once and the
rest is arithmetic on the return grid.  Checked: tests/transfers/test_trip.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import G0
from windlass.transfers.finite_burn import thrust_burn
from windlass.transfers.legs import LegGrid

Array = NDArray[np.float64]
Index = NDArray[np.int64]

_RTOL = 1e-7
"""Of masses on the grid; the chosen trip is worked out to rounding afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TripAsk:
    """Ask: masses, vehicle, and limits of one round trip; SI, spans in seconds.

    returned_kg: taken on at the body; left_kg: left there (a mining plant); spent_kg: spent
    there (de-spin); insertion: burn after the return leg on the combined mass, by arrival v∞;
    thrust_n: None for impulsive burns; spiral_m_s: from the parking orbit to escape, by the
    tug itself; capability: launcher mass [kg] for departure v∞ [m/s]; free_depart_m_s and
    free_arrive_m_s: v∞ that a lunar flyby gives or takes; tank_fraction: dry mass by
    propellant mass.
    """

    returned_kg: float
    left_kg: float = 0.0
    spent_kg: float = 0.0
    dry_kg: float
    isp_s: float
    thrust_n: float | None
    tank_fraction: float = 0.0
    capacity_kg: float = np.inf
    insertion: Callable[[Array], Array]
    spiral_m_s: float = 0.0
    free_depart_m_s: float = 0.0
    free_arrive_m_s: float = 0.0
    arrive_burn: Callable[[Array], Array]
    depart_burn: Callable[[Array], Array]
    capability: Callable[[Array], Array]
    launch_s: tuple[float, float]
    stay_s: tuple[float, float]
    latest_s: float
    max_duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trips:
    """All return cells with their best way out; arrays (n, m) over the return grid.

    load: launch mass by launcher capability; propellant_kg; duration_s: lift-off to the end
    of the insertion burn; out_cell (n, m, 2): indices of the way out, −1 where none fits; inf where
    a pair cannot be flown.
    """

    load: Array
    launch_kg: Array
    propellant_kg: Array
    duration_s: Array
    launch_s: Array
    out_cell: Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What the ends of all legs cost and allow, whatever the mass.

    Arrays over the grid back (insertion_m_s, brake_m_s) or out (leave_m_s, able_kg).
    """

    insertion_m_s: Array
    brake_m_s: Array
    leave_m_s: Array
    able_kg: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class _Back:
    """Return cells at one mass: ratio, mass leaving the body by that in the final orbit; how long
    the insertion burn takes [s]."""

    ratio: Array
    insertion_s: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class _Out:
    """Ways out at one mass at the body: load by it, mass ratio, lift-off [s past J2000]."""

    score: Array
    ratio: Array
    launch_s: Array


def prices(ask: TripAsk, out: LegGrid, back: LegGrid) -> Prices:
    """Return what the ends cost; the same for all asks that differ in their masses alone."""
    return Prices(
        insertion_m_s=ask.insertion(back.vinf_arrive_m_s),
        brake_m_s=ask.arrive_burn(back.vinf_arrive_m_s),
        leave_m_s=ask.depart_burn(out.vinf_depart_m_s),
        able_kg=ask.capability(np.where(out.status == 0, out.vinf_depart_m_s, np.inf)),
    )


def pair(ask: TripAsk, out: LegGrid, back: LegGrid, *, quick: bool = False) -> Trips:
    """Return the load, propellant and duration of every return cell with its best way out.

    The best way out is that of least load; with quick, the latest lift-off whose load the
    launcher bears, which makes the shortest trip.

    Burns of the way out are as long as the mass at the body asks for.  That mass is taken
    from the least return first, then from the best trip found with it, so that the best trip
    is consistent; others are priced as if they carried its mass.
    """
    return _pairs(ask, out, back, prices(ask, out, back), (quick,))[0]


def pairs(ask: TripAsk, out: LegGrid, back: LegGrid, priced: Prices) -> tuple[Trips, ...]:
    """Return what ``pair`` does without quick and with it; priced: see ``prices``."""
    return _pairs(ask, out, back, priced, (False, True))


def _pairs(
    ask: TripAsk, out: LegGrid, back: LegGrid, priced: Prices, ways: tuple[bool, ...]
) -> tuple[Trips, ...]:
    ve = ask.isp_s * G0
    home = _Back(
        ratio=_back_ratio(ask, back, priced, ve), insertion_s=_insertion_s(ask, back, priced, ve)
    )
    least = _least_mass_at_body(ask, home.ratio)
    first = _out_burns(ask, out, priced, least, ve)
    made = []
    for quick in ways:
        trips = _pair_at(ask, out, back, home, first, least, quick)
        best = int(np.argmin(trips.load))
        if np.isfinite(trips.load.flat[best]):
            at_body = float(_mass_at_body(ask, home.ratio, trips.propellant_kg).flat[best])
            burns = _out_burns(ask, out, priced, at_body, ve)
            trips = _pair_at(ask, out, back, home, burns, at_body, quick)
        made.append(trips)
    return tuple(made)


def _pair_at(
    ask: TripAsk,
    out: LegGrid,
    back: LegGrid,
    home: _Back,
    burns: _Out,
    at_body_kg: float,
    quick: bool,
) -> Trips:
    """Pair with the burns of the way out as long as at_body_kg asks for."""
    score, ratio_out, launch, cell = _out_by_arrival(burns, at_body_kg, quick)
    key = np.where(np.isfinite(score), -launch, np.inf) if quick else score
    best = _window_least(key, out, back, ask.stay_s)
    have = best >= 0
    pick = np.where(have, best, 0)
    r_out = np.where(have, ratio_out[pick], np.inf)[:, None]
    lifted = np.where(have, launch[pick], np.nan)[:, None]
    arrive = back.arrive_s
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        spent = _propellant(ask, home.ratio, r_out)
        at_body = _mass_at_body(ask, home.ratio, spent)
        launch_kg = at_body * r_out
        load = at_body * np.where(have, score[pick], np.inf)[:, None]
        duration = arrive - lifted + home.insertion_s
        ok = np.isfinite(load) & (spent >= 0) & (duration <= ask.max_duration_s)
        ok &= arrive + home.insertion_s <= ask.latest_s
    return Trips(
        load=np.where(ok, load, np.inf),
        launch_kg=np.where(ok, launch_kg, np.inf),
        propellant_kg=np.where(ok, spent, np.inf),
        duration_s=np.where(ok, duration, np.inf),
        launch_s=np.broadcast_to(lifted, load.shape),
        out_cell=np.broadcast_to(
            np.where(have[:, None], cell[pick], -1)[:, None, :], (*load.shape, 2)
        ),
    )


def _insertion_s(ask: TripAsk, back: LegGrid, priced: Prices, ve: float) -> Array:
    """Return how long the insertion burn takes [s] for each return cell; 0 for a stage."""
    if ask.thrust_n is None:
        return np.zeros(back.status.shape)
    end = ask.dry_kg + ask.returned_kg
    return end * np.expm1(priced.insertion_m_s / ve) * ve / ask.thrust_n


def _mass_at_body(ask: TripAsk, ratio_back: Array, propellant_kg: Array) -> Array:
    """Return the mass that must arrive at the body, before what is spent and left there."""
    with np.errstate(invalid="ignore"):
        end = ask.dry_kg + ask.tank_fraction * propellant_kg + ask.returned_kg
    return end * ratio_back - ask.returned_kg + ask.left_kg + ask.spent_kg


def feasible(ask: TripAsk, trips: Trips) -> NDArray[np.bool_]:
    """Return which cells keep launcher and tank within their limits."""
    return (trips.load <= 1.0) & (trips.propellant_kg <= ask.capacity_kg)


def _back_ratio(ask: TripAsk, back: LegGrid, priced: Prices, ve: float) -> Array:
    """Mass leaving the body by mass in the final orbit, per return cell; inf if too weak."""
    after = np.exp(priced.insertion_m_s / ve)
    brake = priced.brake_m_s
    leave = back.vinf_depart_m_s
    solved = back.status == 0
    if ask.thrust_n is None:
        ratio = after * np.exp((np.where(solved, brake + leave, np.nan)) / ve)
        return np.where(solved & np.isfinite(ratio), ratio, np.inf)
    end = ask.dry_kg + ask.returned_kg
    tof = np.broadcast_to(back.tof_s, brake.shape)
    m1, _, t1 = thrust_burn(
        end * after, np.where(solved, brake, np.nan), tof, ask.thrust_n, ve, _RTOL
    )
    m1 = np.where(np.isfinite(m1), m1, np.nan)
    m2, _, t2 = thrust_burn(m1, np.where(solved, leave, np.nan), tof, ask.thrust_n, ve, _RTOL)
    return np.where(np.isfinite(m2) & (t1 + t2 <= tof), m2 / end, np.inf)


def _least_mass_at_body(ask: TripAsk, ratio_back: Array) -> float:
    end = ask.dry_kg + ask.returned_kg
    best = float(np.min(ratio_back)) if ratio_back.size else np.inf
    if not np.isfinite(best):
        return ask.dry_kg
    return end * best - ask.returned_kg + ask.left_kg + ask.spent_kg


def _out_burns(ask: TripAsk, out: LegGrid, priced: Prices, at_body_kg: float, ve: float) -> _Out:
    """Return the ways out (n, m) at the mass that must stand at the body."""
    leave, meet = priced.leave_m_s, out.vinf_arrive_m_s
    solved = out.status == 0
    tof = np.broadcast_to(out.tof_s, meet.shape)
    if ask.thrust_n is None:
        with np.errstate(over="ignore"):
            ratio = np.where(solved, np.exp(np.where(solved, leave + meet, 0.0) / ve), np.inf)
        spiral_s = np.zeros_like(ratio)
    else:
        m1, _, t1 = thrust_burn(
            at_body_kg, np.where(solved, meet, np.nan), tof, ask.thrust_n, ve, _RTOL
        )
        m1 = np.where(np.isfinite(m1), m1, np.nan)
        m2, _, t2 = thrust_burn(m1, np.where(solved, leave, np.nan), tof, ask.thrust_n, ve, _RTOL)
        m2 = np.where(np.isfinite(m2) & (t1 + t2 <= tof), m2, np.inf)
        up = np.exp(ask.spiral_m_s / ve)
        spiral_s = m2 * (up - 1.0) * ve / ask.thrust_n
        ratio = m2 * up / at_body_kg
    launch = out.depart_s[:, None] - spiral_s
    able = priced.able_kg
    good = solved & np.isfinite(ratio) & (able > 0)
    good &= (launch >= ask.launch_s[0]) & (launch <= ask.launch_s[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(good, ratio / np.where(able > 0, able, np.nan), np.inf)
    return _Out(score=score, ratio=ratio, launch_s=launch)


def _out_by_arrival(
    burns: _Out, at_body_kg: float, quick: bool
) -> tuple[Array, Array, Array, Index]:
    """Best way out for each arrival step: (score, mass ratio, lift-off, cell)."""
    score, ratio, launch = burns.score, burns.ratio, burns.launch_s
    if quick:
        borne = score * at_body_kg <= 1.0
        return _least_by_diagonal(np.where(borne, -launch, np.inf), score, ratio, launch)
    return _least_by_diagonal(score, score, ratio, launch)


def _least_by_diagonal(
    key: Array, score: Array, ratio: Array, launch: Array
) -> tuple[Array, Array, Array, Index]:
    """Reduce cells (i, j) to arrivals k = i + j, keeping the least key; score, ratio … of it."""
    n, m = key.shape
    arrivals = n + m - 1
    least = np.full(arrivals, np.inf)
    best = np.full(arrivals, np.inf)
    r = np.full(arrivals, np.inf)
    lift = np.full(arrivals, np.nan)
    cell = np.full((arrivals, 2), -1, dtype=np.int64)
    rows = np.arange(n)
    for j in range(m):
        at = rows + j
        better = key[:, j] < least[at]
        k = at[better]
        least[k] = key[better, j]
        best[k] = score[better, j]
        r[k] = ratio[better, j]
        lift[k] = launch[better, j]
        cell[k, 0] = rows[better]
        cell[k, 1] = j
    return best, r, lift, cell


def _window_least(score: Array, out: LegGrid, back: LegGrid, stay_s: tuple[float, float]) -> Index:
    """Return for each return departure the arrival step of least key that the stay allows."""
    h = out.ask.step_s
    first = out.depart_s[0] + out.tof_s[0]
    arrive = first + h * np.arange(score.size)
    low = np.searchsorted(arrive, back.depart_s - stay_s[1] - 1e-3 * h)
    high = np.searchsorted(arrive, back.depart_s - stay_s[0] + 1e-3 * h, side="right")
    best = np.full(back.depart_s.size, -1, dtype=np.int64)
    for i, (a, b) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        if b > a:
            k = a + int(score[a:b].argmin())
            if np.isfinite(score[k]):
                best[i] = k
    return best


def _propellant(ask: TripAsk, ratio_back: Array, ratio_out: Array) -> Array:
    """Return the propellant [kg] of all burns; tanks grow with it, which makes it linear.

    With end mass E = dry + f·P + M, launch mass (E·Rb − M + left + spent)·Ro, and mass
    conserved over the trip, P·(1 + f − f·Rb·Ro) = rest; no mass can fly where the bracket is
    not positive.
    """
    f, m = ask.tank_fraction, ask.returned_kg
    carried = ask.left_kg + ask.spent_kg
    rest = ((ask.dry_kg + m) * ratio_back - m + carried) * ratio_out - carried - ask.dry_kg
    bracket = 1.0 + f - f * ratio_back * ratio_out
    return np.where(bracket > 0, rest / np.where(bracket > 0, bracket, 1.0), np.inf)
