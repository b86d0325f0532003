"""Judge the reference model: published integrations, 80-bit arithmetic, Horizons, ASSIST, kete, and
thrust by Gauss's equations in equinoctial elements.
"""

import itertools
import math
from functools import cache

import numpy as np
from scipy.integrate import solve_ivp

from validation import _extended, ephemerides
from validation.judges import NoJudge, ask_assist, ask_kete
from validation.table import Row, at_most, skip
from windlass.base.constants import AU_M, G0
from windlass.base.epochs import DAY_S, J2000_JD, YEAR_S, from_jd, from_mjd, parse_epoch
from windlass.bodies import asteroid, reference
from windlass.bodies.planets import CHAINS
from windlass.bodies.thrust import Burn, profile
from windlass.catalogue.collection import lookup
from windlass.catalogue.orbit import NonGrav, Orbit

UNIT = AU_M / DAY_S**2
WHAT = "reference propagator"
JPL = "JPL reference, as ASSIST's tests print it"
T0, T1 = from_jd(2462138.5359989386), from_jd(2462503.0372426095)
R0 = [-5.5946538550488512e-01, 8.5647564757574512e-01, 3.0415066217102493e-01]
V0 = [-1.3818324735921638e-02, -6.0088275597939191e-03, -2.5805044631309632e-03]
PUSH = [4.999999873689e-13, -2.901085508711e-14, 0.0]
END = [1.7028330901729331e-02, 1.2193934090901304e00, 4.7823589236374386e-01]
NAMES = ("433", "4769", "162173", "101955", "2000 SG344", "2012 TC4", "2008 EV5", "1862", "3200",
         "25143")  # fmt: skip
"""Asteroids flown over ten years."""
MUTUAL_M = 1_800.0
"""Greatest of the known differences of kete from ASSIST over ten years."""
ASSIST_M = 100.0
"""Allowed from ASSIST, whose forces are the same."""


def rows() -> list[Row]:
    """All of them."""
    return [*apophis(), *extended(), *other_apophis(), *didymos(), *horizons(), *before(), *ten(),
            *perturbers(), *thrust()]  # fmt: skip


@cache
def flyby(later_s: float = 0.0) -> reference.Flight:
    """Apophis through 2029 with what JPL's Horizons is said to hold: Earth's pole of J2000, a round
    Moon; later_s: how much later than printed it begins."""
    begun = T0 + later_s
    model = reference.model(
        (begun, T1), push=NonGrav(*(UNIT * a for a in PUSH)), pole="j2000", spheres=("moon", "mars")
    )
    r, v = np.array(R0) * AU_M, np.array(V0) * AU_M / DAY_S
    return reference.fly(r, v, begun, T1, among=model)


def missed(later_s: float) -> np.ndarray:
    """Where the printed end is missed (3,) [m]."""
    return flyby(later_s).state(T1)[0][0] - np.array(END) * AU_M


def apophis() -> list[Row]:
    """At the printed instant told; judged within what a Julian date in double precision can hold.

    A microsecond of the start is 0.1 km of the end, and such a date has steps of 40.
    """
    half = 0.5 * float(np.spacing(J2000_JD + T0 / DAY_S)) * DAY_S
    first, second = missed(0.0), missed(0.5 * half)
    slope = (second - first) / (0.5 * half)
    later = float(np.clip(-(first @ slope) / (slope @ slope), -half, half))
    off = float(np.linalg.norm(missed(later)))
    reason = (
        f"{np.linalg.norm(first):.0f} m, as in 80-bit arithmetic; the printed start is known to "
        f"{half * 1e6:.0f} µs, {np.linalg.norm(slope) * half:.0f} m of the end"
    )
    what = "Apophis through 2029"
    return [
        skip(capability=WHAT, quantity=f"{what}, start as printed", source=JPL, reason=reason),
        at_most(capability=WHAT, quantity=f"{what}, start {later * 1e6:.1f} µs later, within its "
                "rounding", limit=300.0, computed=off, unit="m", source=JPL),
    ]  # fmt: skip


def extended() -> list[Row]:
    """The same equations in wider arithmetic, by the same steps and by halves."""
    what, source = "Apophis through 2029, rounding", "the equations in 80-bit arithmetic"
    if not _extended.wider():
        reason = "this machine has no wider arithmetic"
        return [skip(capability=WHAT, quantity=what, source=source, reason=reason)]
    ours = np.hstack(flyby().state(T1, "barycentre"))[0]
    whole, halves = (_extended.fly(flyby(), parts) for parts in (1, 2))
    off, steps = (float(np.linalg.norm((a - halves)[:3])) for a in (ours, whole))
    return [
        at_most(capability=WHAT, quantity=what, limit=100.0, computed=off, unit="m", source=source),
        at_most(capability=WHAT, quantity="the same by halved steps", limit=1.0, computed=steps,
                unit="m", source=source),
    ]  # fmt: skip


def carried(r0, v0, t0: float, t1: float, push: NonGrav) -> np.ndarray:
    """Barycentric position [m] at t1 of a barycentric state [au, au/d] at t0."""
    r, v = np.array(r0) * AU_M, np.array(v0) * AU_M / DAY_S
    flight = reference.fly(r, v, t0, t1, centre="barycentre", push=push)
    return flight.state(t1, "barycentre")[0][0]


def other_apophis() -> list[Row]:
    """As an open orbit library prints it, by itself with 10 km."""
    got = carried(
        [-0.4430312741660833, 0.8965062452933791, 0.3218771965080118],
        [-0.0148212842112486, -0.0042500259738234, -0.0019519585329488],
        from_jd(2462130.5),
        from_jd(2462495.5),
        NonGrav(5e-13 * UNIT, -2.901085583204654e-14 * UNIT, 0.0),
    )
    want = np.array([0.1194303822347949, 1.2110683438150556, 0.4767184664960469]) * AU_M
    off = float(np.linalg.norm(got - want)) / 1e3
    return [
        at_most(capability=WHAT, quantity="Apophis through 2029, second integration", limit=10.0,
                computed=off, unit="km", source="grss, its test")
    ]  # fmt: skip


def didymos() -> list[Row]:
    """Didymos over 3,000 days; the end is printed as the Sun's place and that about the Sun."""
    got = carried(
        [-4.739057923859238e-01, 1.095212783390737e00, 5.270678006987460e-01],
        [-1.653652752454120e-02, -8.564528317342794e-04, 6.471815241318629e-04],
        from_mjd(59956.5),
        from_mjd(62956.5),
        NonGrav(0.0, -1.042309691002e-14 * UNIT, 0.0),
    )
    want = np.array([-2.137253647445074e08, 1.820691741416802e08, 9.084856358728494e07])
    want += [1.1623330140015338e11, 9.1581845691978887e10, 3.4340792838671610e10]
    return [
        at_most(capability=WHAT, quantity="Didymos over 3,000 d", limit=100.0,
                computed=float(np.linalg.norm(got - want)), unit="m",
                source="JPL solution 204, as grss prints it")
    ]  # fmt: skip


def horizons() -> list[Row]:
    """Horizons over 90 days, from the elements of the packaged table."""
    if not ephemerides.DATA.is_dir():
        reason = "no validation data; set WINDLASS_SHARED"
        return [skip(capability=WHAT, quantity="90 d", source=ephemerides.HORIZONS, reason=reason)]
    found = []
    for name in ephemerides.ROCKS:
        samples = ephemerides.load(f"horizons_90d_{name}.json")["samples"]
        t = np.array([from_jd(one["jdTdb"]) for one in samples])
        want = np.array([[one["positionKm"][k] for k in "xyz"] for one in samples])
        orbit = lookup(name).orbit
        off = float(np.linalg.norm(places(orbit, t) / 1e3 - want, axis=1).max())
        found.append(
            at_most(capability=WHAT, quantity=f"{name} over 90 d", limit=10.0, computed=off,
                    unit="km", source=ephemerides.HORIZONS)
        )  # fmt: skip
    return found


def places(orbit: Orbit, t: np.ndarray) -> np.ndarray:
    """Heliocentric positions (n, 3) [m] by flights forth and back from the orbit's epoch."""
    r, v = asteroid.initial_state(orbit)
    begun, got = orbit.epoch_s, np.empty((t.size, 3))
    for side, last in ((t < begun, t.min()), (t >= begun, t.max() + 1.0)):
        if side.any():
            flight = reference.fly(r, v, begun, float(last), push=orbit.nongrav)
            got[side] = flight.state(t[side])[0]
    return got


def before() -> list[Row]:
    """Apophis a hundred days after its start, before it meets Earth, by ASSIST."""
    what = "Apophis before its flyby"
    jd = [J2000_JD + T0 / DAY_S + 100.0]
    try:
        answer = ask_assist(
            {"states": [R0 + V0], "jd0": J2000_JD + T0 / DAY_S, "jd1": jd, "push": PUSH,
             "epsilon": None}
        )  # fmt: skip
    except NoJudge as reason:
        return [skip(capability=WHAT, quantity=what, source="ASSIST", reason=str(reason))]
    want = np.array(answer["states"])[0, 0, :3] * AU_M
    got = flyby().state(from_jd(jd[0]))[0][0]
    return [
        at_most(capability=WHAT, quantity=what, limit=1.0,
                computed=float(np.linalg.norm(got - want)), unit="m", source="ASSIST")
    ]  # fmt: skip


def ten() -> list[Row]:
    """Ten years of ordinary asteroids, by ASSIST with all forces, by kete without asteroids."""
    t0 = parse_epoch("2026")
    t1 = t0 + 10.0 * YEAR_S
    starts = []
    for name in NAMES:
        r, v = asteroid.integrate(lookup(name).orbit, (t0, t0 + DAY_S)).state(t0)
        starts.append(np.concatenate([r[0], v[0]]))
    scaled = [[*(s[:3] / AU_M), *(s[3:] / AU_M * DAY_S)] for s in starts]
    jd = [J2000_JD + t / DAY_S for t in (t0, t1)]
    full = reference.model((t0, t1))
    alone = full._replace(small_gm=np.zeros_like(full.small_gm))
    found: list[Row] = []
    near: dict[str, float] = {}
    for judge, model in (("ASSIST", full), ("kete", alone)):
        try:
            if judge == "kete":
                said = ask_kete({"states": scaled, "jd0": jd[0], "jd1": jd[1]})["states"]
            else:
                answer = ask_assist(
                    {"states": scaled, "jd0": jd[0], "jd1": jd[1:], "push": None, "epsilon": None}
                )
                said = [one[0] for one in answer["states"]]
        except NoJudge as reason:
            found.append(skip(capability=WHAT, quantity="10 years", source=judge,
                              reason=str(reason)))  # fmt: skip
            continue
        for name, s, end in zip(NAMES, starts, said, strict=True):
            got = reference.fly(s[:3], s[3:], t0, t1, among=model).state(t1)[0][0]
            off = math.nan if end is None else float(np.linalg.norm(got - np.array(end[:3]) * AU_M))
            what = f"{name} over 10 years"
            if judge == "ASSIST":
                near[name] = off
            elif off > MUTUAL_M and near.get(name, math.inf) < ASSIST_M:
                reason = f"{off / 1e3:.1f} km, but {near[name]:.1f} m from ASSIST: kete's own"
                found.append(skip(capability=WHAT, quantity=what, source=judge, reason=reason))
                continue
            found.append(
                at_most(capability=WHAT, quantity=what, computed=off, unit="m", source=judge,
                        limit=ASSIST_M if judge == "ASSIST" else MUTUAL_M)
            )  # fmt: skip
    return found


def perturbers() -> list[Row]:
    """What all sixteen asteroids do to Apophis: places of theirs are known to 1e-5 of the way."""
    full = flyby()
    bare = full.among._replace(small_gm=np.zeros_like(full.among.small_gm))
    r, v = np.array(R0) * AU_M, np.array(V0) * AU_M / DAY_S
    got = reference.fly(r, v, T0, T1, among=bare).state(T1)[0][0]
    off = float(np.linalg.norm(got - full.state(T1)[0][0])) / 1e3
    return [
        at_most(capability=WHAT, quantity="Apophis through 2029, the sixteen asteroids",
                limit=100.0, computed=off, unit="km", source="without them")
    ]  # fmt: skip


def gauss(t: float, y: np.ndarray, gm: float, burns: list[Burn]) -> np.ndarray:
    """Rates of modified equinoctial elements (p, f, g, h, k, L) and mass under thrust (RTN)."""
    p, f, g, h, k, true, mass = y
    push, flow = np.zeros(3), 0.0
    for burn in burns:
        if burn.from_s <= t <= burn.until_s:
            part = (t - burn.from_s) / (burn.until_s - burn.from_s)
            first, last = np.array(burn.force_n), np.array(burn.end_n or burn.force_n)
            push = ((1 - part) * first + part * last) / mass
            sizes = (1 - part) * np.linalg.norm(first) + part * np.linalg.norm(last)
            flow = sizes / (burn.isp_s * G0)
    c, s = math.cos(true), math.sin(true)
    w, tilt, root = 1 + f * c + g * s, h * s - k * c, math.sqrt(p / gm)
    lean = (1 + h * h + k * k) / (2 * w)
    radial, along, normal = push
    return np.array([
        2 * p / w * root * along,
        root * (radial * s + ((w + 1) * c + f) / w * along - g * tilt / w * normal),
        root * (-radial * c + ((w + 1) * s + g) / w * along + f * tilt / w * normal),
        root * lean * c * normal,
        root * lean * s * normal,
        math.sqrt(gm * p) * (w / p) ** 2 + root * tilt / w * normal,
        -flow,
    ])  # fmt: skip


def cartesian(y: np.ndarray, gm: float) -> np.ndarray:
    """Position and velocity (6,) of modified equinoctial elements."""
    p, f, g, h, k, true = y[:6]
    s2, a2 = 1 + h * h + k * k, h * h - k * k
    e1 = np.array([1 + a2, 2 * h * k, -2 * k]) / s2
    e2 = np.array([2 * h * k, 1 - a2, 2 * h]) / s2
    c, s = math.cos(true), math.sin(true)
    r = p / (1 + f * c + g * s)
    speed = math.sqrt(gm / p)
    return np.concatenate([r * (c * e1 + s * e2), speed * (-(g + s) * e1 + (f + c) * e2)])


def thrust() -> list[Row]:
    """Two burns about the Sun alone, at rest, with forces that change; elements as the judge."""
    t0 = parse_epoch("2030")
    t1 = t0 + 400.0 * DAY_S
    burns = [
        Burn(from_s=t0 + 20 * DAY_S, until_s=t0 + 150 * DAY_S, force_n=(0.1, 0.4, 0.0),
             end_n=(-0.1, 0.3, 0.2), isp_s=2_500.0, frame="rtn-sun"),
        Burn(from_s=t0 + 210 * DAY_S, until_s=t0 + 390 * DAY_S, force_n=(0.0, -0.3, -0.2),
             isp_s=1_800.0, frame="rtn-sun"),
    ]  # fmt: skip
    made = profile(burns, 2_500.0)
    every = tuple(name for name in CHAINS if name != "sun")
    small = reference.perturbers((t0, t1)).names
    model = reference.model((t0, t1), without=(*every, *small), relativity=False, spheres=("sun",),
                            thrust=made)  # fmt: skip
    model = model._replace(pack=np.zeros_like(model.pack))
    gm = float(model.gm[0])
    y = np.array([1.2 * AU_M, 0.1, -0.05, 0.03, 0.02, 0.7, 2_500.0])
    start = cartesian(y, gm)
    flight = reference.fly(start[:3], start[3:], t0, t1, centre="barycentre", among=model,
                           thrust=made)  # fmt: skip
    edges = [t0, *(edge for burn in burns for edge in (burn.from_s, burn.until_s)), t1]
    scale = np.array([1e11, 1, 1, 1, 1, 1, 1e3]) * 1e-14
    for p, q in itertools.pairwise(edges):
        inside = np.nextafter(p, q), np.nextafter(q, p)
        y = solve_ivp(gauss, inside, y, "DOP853", rtol=1e-13, atol=scale, args=(gm, burns)).y[:, -1]
    got, want = np.hstack(flight.state(t1, "barycentre"))[0], cartesian(y, gm)
    mass = flight.mass_kg if flight.mass_kg is not None else math.nan
    source = "Gauss's equations, scipy's DOP853"
    return [
        at_most(capability=WHAT, quantity="two burns in 400 d, position", limit=10.0,
                computed=float(np.linalg.norm((got - want)[:3])), unit="m", source=source),
        at_most(capability=WHAT, quantity="two burns in 400 d, velocity", limit=1e-5,
                computed=float(np.linalg.norm((got - want)[3:])), unit="m/s", source=source),
        at_most(capability=WHAT, quantity="two burns in 400 d, mass", limit=1e-6,
                computed=float(abs(mass - y[6])), unit="kg", source=source),
    ]  # fmt: skip
