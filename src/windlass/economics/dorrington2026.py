"""Zero-profit Δv of a craft that brings a commodity to an orbit where it saves a launch.

NPV of one craft that flies out empty and returns a mass M:
M·(p·(1+r)^−T − c_l·(e2 − e1)) − m·(c_prod + c_l + c_l·(e2 − 1)) − c_ops·T, e1 = exp(Δv/(g0·Isp)),
e2 = e1².  Source: dorrington2026.  Checked: tests/economics/test_mining_models.py;
validation/economics.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from windlass.base.constants import G0
from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput, NotSolved, OutOfDomain


@dataclass(frozen=True, slots=True, kw_only=True)
class Craft:
    """One craft and its market; money in any one currency.

    dry_kg; isp_s; thrust_n: None for impulsive flight, whose trip takes trip_years;
    launch_per_kg c_l; price_share: p by c_l; build_per_kg c_prod; operations_per_year;
    rate: of discount.
    """

    dry_kg: float = 1_250.0
    isp_s: float = 450.0
    thrust_n: float | None = None
    trip_years: float = 1.0
    launch_per_kg: float = 7_469.88
    price_share: float = 0.9
    build_per_kg: float = 3e5
    operations_per_year: float = 487_160.0
    rate: float = 0.20


CHEMICAL = Craft()
ELECTRIC = Craft(isp_s=3_000.0, thrust_n=10.0)


def npv(craft: Craft, dv_m_s: float, returned_kg: float) -> float:
    """Return the present value for a Δv each way [m/s] ≥ 0 and a returned mass [kg] ≥ 0.

    Raises OutOfDomain where it is beyond what floats hold.
    """
    if not (0 <= dv_m_s < math.inf and 0 <= returned_kg < math.inf):
        raise InvalidInput("Δv and returned mass must not be negative", value=(dv_m_s, returned_kg))
    if not (craft.isp_s > 0 and craft.rate > -1 and (craft.thrust_n or 1.0) > 0):
        raise InvalidInput(
            "craft needs specific impulse and thrust above 0 and a rate above −1", value=craft
        )
    try:
        found = _npv(craft, dv_m_s, returned_kg)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise OutOfDomain(
            "present value is beyond what floats hold",
            value=(dv_m_s, returned_kg),
            remedy="use a smaller Δv or finite values of the craft",
        )
    return found


def _npv(craft: Craft, dv_m_s: float, returned_kg: float) -> float:
    e1 = math.exp(dv_m_s / (G0 * craft.isp_s))
    e2 = e1 * e1
    m, c = craft.dry_kg, craft.launch_per_kg
    years = craft.trip_years
    if craft.thrust_n is not None:
        burned = m * e2 + returned_kg * (e2 - e1) + (m + returned_kg) * e1
        years = dv_m_s * burned / craft.thrust_n / YEAR_S
    worth = returned_kg * (craft.price_share * c * (1 + craft.rate) ** -years - c * (e2 - e1))
    built = m * (craft.build_per_kg + c + c * (e2 - 1))
    return float(worth - built - craft.operations_per_year * years)


def limit_dv(craft: Craft, returned_most_kg: float = math.inf) -> float:
    """Return the Δv [m/s] at which the best returned mass earns nothing.

    returned_most_kg ≥ 1: cap on the returned mass; impulsive craft without one are judged by
    their margin on each kilogram.  Raises NotSolved where no Δv earns anything.
    """
    from scipy.optimize import brentq

    if not returned_most_kg >= 1.0:
        raise InvalidInput("cap on the returned mass must be 1 kg or more", value=returned_most_kg)

    def best(dv: float) -> float:
        return _best(craft, dv, returned_most_kg)

    if best(1e-3) <= 0:
        raise NotSolved("no Δv earns anything", status=4, value=craft)
    high = 1_000.0
    while best(high) > 0:
        high *= 2.0
    return float(brentq(best, 1e-3, high, xtol=1e-9, rtol=1e-14))


def _best(craft: Craft, dv: float, most_kg: float) -> float:
    """Return the present value at the best mass; its limit a kilogram where mass has no cap."""
    if craft.thrust_n is None:
        if math.isfinite(most_kg):
            return max(npv(craft, dv, 0.0), npv(craft, dv, most_kg))
        return npv(craft, dv, 1.0) - npv(craft, dv, 0.0)
    from scipy.optimize import minimize_scalar

    top = math.log(min(most_kg, 1e9))
    found = minimize_scalar(
        lambda x: -npv(craft, dv, math.exp(x)),
        bounds=(0.0, top),
        method="bounded",
        options={"xatol": 1e-10, "maxiter": 500},
    )
    return -float(found.fun)
