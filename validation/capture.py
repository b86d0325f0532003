"""Judge capture: three-body orbits, libration points, lunar flyby, lunar DRO, Mars orbit."""

import math

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq, minimize_scalar

from validation.table import Row, at_most, skip
from windlass.base.constants import GM_MARS, R_MARS_M
from windlass.base.epochs import parse_epoch
from windlass.bodies import planets
from windlass.capture import (
    arrival,
    dro,
    flyby_limits,
    lunar,
    mars,
    orbits,
    stay,
    two_flybys,
    upkeep,
)
from windlass.kernels.bicircular import fly, jacobi
from windlass.transfers.legs import End, LegAsk
from windlass.transfers.refine import fly as fly_leg

SOURCE = "JPL three-body catalogue"
AU_KM = 149_597_870.7
# pair, mass ratio, half of its last printed digit, length [km], L1 and L2 [km from the smaller]
PAIRS = (
    ("Sun–(Earth+Moon)", 3.040423398e-6, 5e-16, AU_KM, 1_497_621.0, 1_507_683.0),
    ("Sun–Earth, retrieval lists", 3.0032080443e-6, 5e-17, AU_KM, 1_491_506.0, 1_501_486.0),
    ("Sun–Mars", 3.227e-7, 5e-11, 1.523679 * AU_KM, 1_082_335.0, 1_085_772.0),
)


def rows() -> list[Row]:
    return [
        *dro_rows(), *propagation(), *libration(), *flyby(), *flown_flybys(), *insertion(),
        *staying(), *holding(), *orbiter(),
    ]  # fmt: skip


def flown(s: np.ndarray, t: float) -> np.ndarray:
    """State after t in the restricted problem of Earth and Moon."""
    near, end = np.zeros(2), np.empty(6)
    _, status = fly(s, 0.0, t, dro.MU, np.array([0.0, 1.0, 0.0]), 0.0, 1e-14, 1e9, near, end)
    return end if status == 0 else np.full(6, np.nan)


def dro_rows() -> list[Row]:
    """The 12-day DRO closes, and has its constant."""
    gap = float(np.abs(flown(dro.STATE, dro.PERIOD) - dro.STATE).max())
    return [
        at_most(capability="12-day lunar DRO", quantity="closure", limit=1e-11, computed=gap,
                unit="", source=SOURCE),
        Row("12-day lunar DRO", "Jacobi constant", 2.94407020, float(jacobi(dro.STATE, dro.MU)),
            5e-9, "", SOURCE),
        Row("12-day lunar DRO", "period", 12.12, dro.PERIOD * dro.TU_S / 86_400.0, 0.005, "d",
            SOURCE),
    ]  # fmt: skip


def propagation() -> list[Row]:
    """The published propagation, to what rounding of its start leaves: a hundred times as much.

    Its own test has vy -0.42680151362818; a copy of it in circulation has a wrong 11th digit.
    """
    s0 = np.array([1.01238082345234, -0.0423523523454, 0.22634376321,
                   -0.1232623614, 0.123462698209365, 0.123667064622])  # fmt: skip
    want = np.array([0.43038358727124, -1.64650668902846, 0.10271923139472,
                     -0.9315629872575, -0.42680151362818, 0.22257221768767])  # fmt: skip
    off = float(np.abs(flown(s0, 5.7856656782589234) - want).max())
    return [
        at_most(capability="three-body propagation", quantity="greatest difference", limit=2e-13,
                computed=off, unit="", source="pykep's test, to 1e-13 there")
    ]  # fmt: skip


def collinear(mu: float, beyond: bool) -> float:
    """Distance of L1 or L2 from the smaller body, in the pair's distance."""

    def pull(g: float) -> float:
        x = 1.0 - mu + (g if beyond else -g)
        towards = mu / g**2
        return x - (1.0 - mu) / (x + mu) ** 2 + (-towards if beyond else towards)

    return float(brentq(pull, 1e-4, 0.5, xtol=1e-15))


def libration() -> list[Row]:
    """Libration points of every pair."""
    mu = dro.MU
    found = [
        Row("libration points, Earth–Moon", "L1", 0.836915125772357, 1 - mu - collinear(mu, False),
            1e-12, "", SOURCE),
        Row("libration points, Earth–Moon", "L2", 1.15568216544488, 1 - mu + collinear(mu, True),
            1e-12, "", SOURCE),
    ]  # fmt: skip
    for name, ratio, half, length, l1, l2 in PAIRS:
        for which, published, beyond in (("L1", l1, False), ("L2", l2, True)):
            got = collinear(ratio, beyond) * length
            # the ratio is printed to so many digits, the distance to a kilometre
            off = abs(collinear(ratio + half, beyond) * length - got) + 0.5
            found.append(Row(f"libration points, {name}", which, published, got, off, "km",
                             "computed before the work began"))  # fmt: skip
    return found


def flyby() -> list[Row]:
    """What one lunar flyby captures, and two, in patched conics.

    How high the flybys of ross1980 are is not in its abstract: 50 km are left open.
    """
    surface, higher = (two_flybys.capture(h).vinf_m_s / 1e3 for h in (0.0, 50e3))
    parabolic = lunar.capture_vinf_m_s(100e3) / 1e3
    inside = lunar.capture_vinf_m_s(100e3, 1.5e9) ** 2 / 1e6
    return [
        Row("lunar flyby", "greatest v∞ captured", 1.8, parabolic, 0.05, "km/s", "bao2015"),
        Row("two lunar flybys", "greatest v∞ captured", 2.2687, surface, surface - higher, "km/s",
            "ross1980"),
        at_most(capability="lunar flyby", quantity="C3 of 2 km2/s2 that it fails to hold",
                limit=0.0, computed=max(0.0, 2.0 - inside), unit="km2/s2", source="brophy2012"),
        Row("lunar flyby into the DRO", "C3 up to which it is taken", 2.0,
            arrival.free_vinf().value ** 2 / 1e6, 0.1, "km2/s2", "brophy2012"),
    ]  # fmt: skip


def flown_flybys() -> list[Row]:
    """The flown limits: each stored case flown again comes and stays as told."""
    found, source = [], "this program, design/lunar_limits.py"
    for flybys, name in ((1, "lunar flyby, flown"), (2, "two lunar flybys, flown")):
        known = flyby_limits.limit(flybys)
        for stays, speed in ((False, known.bound_m_s), (True, known.stays_m_s)):
            months = known.months if stays else 0.0
            again = flyby_limits.flown(
                flyby_limits.stored(flybys, stays), flybys, known.altitude_m, months
            )
            kind = f"that stays {months:.0f} months" if stays else "with C3 < 0 after"
            got = float(again.c3_m2_s2[0]) if again.worth[0] > 0.0 else math.nan
            found.append(Row(name, f"v∞ {kind}", speed / 1e3, math.sqrt(got) / 1e3, 0.002, "km/s",
                             source))  # fmt: skip
        found.append(
            Row(name, "v∞ with C3 < 0 after, beside patched conics", known.conics_m_s / 1e3,
                known.bound_m_s / 1e3, 0.08, "km/s", "windlass.capture", True)
        )  # fmt: skip
    c3 = flyby_limits.limit(1).stays_m_s ** 2 / 1e6
    found.append(
        at_most(capability="lunar flyby, flown", quantity="C3 of 2 km2/s2 that it fails to hold",
                limit=0.0, computed=max(0.0, 2.0 - c3), unit="km2/s2", source="brophy2012")
    )  # fmt: skip
    return found


def staying() -> list[Row]:
    """The DRO in the restricted problem and flown for ten years, as it is and as the date asks."""
    name, source = "12-day lunar DRO", "bezrouk2017"
    index = orbits.closed(dro.MU, dro.STATE, dro.PERIOD).stability
    first = parse_epoch("2030-01-01")
    epochs = tuple(first + 86_400.0 * 30.0 * k for k in range(12))
    plain = stay.stay(stay.Stay(epochs_s=epochs))
    fitted = stay.stay(stay.Stay(epochs_s=epochs, speed=None))
    far = float(fitted.moon_m[..., 1].max()) / 1e6
    return [
        Row(name, "stability index", 1.0, index, 1e-9, "", SOURCE),
        Row(name, "share of twelve dates from which it stays ten years", 1.0, fitted.share, 0.0,
            "", source),
        at_most(capability=name, quantity="farthest from the Moon in ten years", limit=100.0,
                computed=far, unit="1,000 km", source="no published value"),
        skip(capability=name, quantity="the same with the velocity of the restricted problem",
             source=source, reason=f"told, not judged: stays from {plain.share:.0%} of the dates"),
    ]  # fmt: skip


def holding() -> list[Row]:
    """Orbit maintenance: a DRO next to nothing, halo orbits metres a second each year."""
    errors, allowed, cost = upkeep.errors(), upkeep.allowed_m(), {}
    for name, orbit in upkeep.orbits().items():
        cost[name] = upkeep.least(orbit, errors, allowed, samples=100).dv_m_s
    told = ", ".join(f"{name} {value:.2f}" for name, value in cost.items())
    ratio = cost["dro"] / min(value for name, value in cost.items() if name != "dro")
    return [
        at_most(capability="orbit maintenance", quantity="DRO by the cheapest halo orbit",
                limit=0.5, computed=ratio, unit="", source="no published value"),
        skip(capability="orbit maintenance", quantity="Δv a year", source="folta2014",
             reason=f"m/s a year: {told}; the errors are assumed, so told and not judged"),
    ]  # fmt: skip


def insertion() -> list[Row]:
    """The insertion into the DRO beside what it would be without the Sun: told, not judged.

    tests/capture/test_dro.py flies four arrivals of the table again by another integrator.
    """
    found = []
    for c3 in (0.5, 1.0, 1.5, 2.0):
        value, least = (dro.insertion_m_s(c3 * 1e6, name) for name in ("sampled", "refined"))
        bound = dro.jacobi_bound(1e3 * math.sqrt(c3))
        reason = f"no published value; here {least:.1f} to {value:.1f} m/s, {bound:.0f} without Sun"
        found.append(skip(capability="insertion into the DRO", quantity=f"from C3 of {c3} km2/s2",
                          source="simo1995", reason=reason))  # fmt: skip
    return found


def orbiter() -> list[Row]:
    """Insertion of Mars Reconnaissance Orbiter, from its dates alone: about 1,000 m/s in 25 min
    into 300 km by 45,000 km, once in 35 h."""
    name, source = "Mars Reconnaissance Orbiter", "NASA, timeline of the mission"
    depart, arrive = parse_epoch("2005-08-12"), parse_epoch("2006-03-10")
    earth, target = (planets.load().body(body) for body in ("earth", "mars"))
    ask = LegAsk(
        name="Earth to Mars", depart=earth, arrive=target, depart_s=(depart, depart),
        tof_s=(arrive - depart, arrive - depart), step_s=86_400.0, max_revolutions=0,
        depart_end=End(), arrive_end=End(),
    )  # fmt: skip
    vinf = fly_leg(ask, depart, arrive - depart, 0, 0).vinf_arrive_m_s
    low, high = R_MARS_M + 300e3, R_MARS_M + 45_000e3
    impulse = mars.insertion_burn(vinf, low, high)
    flown = impulse + loss(vinf, low, high, 1_000.0 / 1_500.0)
    period = math.tau * math.sqrt((0.5 * (low + high)) ** 3 / GM_MARS) / 3_600.0
    return [
        Row(name, "period after the insertion", 35.0, period, 0.5, "h", source),
        Row(name, "insertion, flown for 25 min", 1_000.0, flown, 0.02, "m/s", source, True),
        at_most(capability=name, quantity="impulse above the burn flown", limit=0.0,
                computed=max(0.0, impulse - 1_000.0), unit="m/s", source=source),
    ]  # fmt: skip


def loss(vinf: float, low: float, high: float, brake: float) -> float:
    """What a steady braking [m/s²] against the velocity costs [m/s] beside the impulse.

    It ends on the same ellipse; the start of the burn is the best there is.
    """
    energy = -GM_MARS / (low + high)

    def pull(s: np.ndarray) -> np.ndarray:
        return -GM_MARS * s[:2] / np.linalg.norm(s[:2]) ** 3

    def braked(_: float, s: np.ndarray) -> np.ndarray:
        return np.concatenate([s[2:], pull(s) - brake * s[2:] / np.linalg.norm(s[2:])])

    def done(_: float, s: np.ndarray) -> float:
        return float(0.5 * s[2:] @ s[2:] - GM_MARS / np.linalg.norm(s[:2]) - energy)

    done.terminal = True
    tight = {"method": "DOP853", "rtol": 1e-10, "atol": 1e-3}

    def burn(lead: float, aim: float) -> tuple[float, float]:
        """(Δv, periapsis reached) of a burn from ``lead`` [s] before a periapsis at ``aim``."""
        start = np.array([aim, 0.0, 0.0, math.sqrt(vinf**2 + 2.0 * GM_MARS / aim)])
        coast = solve_ivp(lambda _, s: np.concatenate([s[2:], pull(s)]), (0.0, -lead), start,
                          **tight)  # fmt: skip
        path = solve_ivp(braked, (0.0, 6_000.0), coast.y[:, -1], events=done, **tight)
        x, y, vx, vy = path.y[:, -1]
        e = math.sqrt(1.0 + 2.0 * energy * (x * vy - y * vx) ** 2 / GM_MARS**2)
        return float(path.t[-1]) * brake, GM_MARS / (-2.0 * energy) * (1.0 - e)

    def cost(lead: float) -> float:
        aim = brentq(lambda q: burn(lead, q)[1] - low, 0.9 * low, 1.3 * low, xtol=10.0)
        return burn(lead, aim)[0]

    best = minimize_scalar(cost, bounds=(200.0, 1_500.0), method="bounded", options={"xatol": 5.0})
    return float(best.fun) - mars.insertion_burn(vinf, low, high)
