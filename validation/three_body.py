"""Judge the three-body problem: libration points, published orbits as members of their families,
a published propagation, members of every family and their manifolds by a second integrator."""

import math
import tempfile
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp

from validation.judges import NoJudge, ask_heyoka
from validation.table import Row, at_most, skip
from windlass.capture.families import KINDS, Family, family, member
from windlass.capture.manifolds import STEP_OFF, TubeAsk, build
from windlass.capture.orbits import PLANAR, VERTICAL, Orbit, whole
from windlass.capture.three_body import point, primaries
from windlass.kernels import cr3bp
from windlass.kernels.status import OK

Rows = list[Row]

SERVICE = "JPL three-body catalogue"
AU_KM = 149_597_870.7
EM = primaries("earth-moon")
SURFACES = (6_378.137e3 / EM.distance_m, 1_737.4e3 / EM.distance_m)
CLOSED = 1e-11
# name, kind, point; x0, z0, vy0, period, constant, stability with half of the last digit printed
ORBITS = (
    ("NRHO near 9:2", "nrho-south", 2, (1.0196625817475922, 5e-17), (-0.18041918731575562, 5e-18),
     (-0.09805982467069076, 5e-18), 1.4799795545729917, (3.04890858931598, 5e-15), (1.25535, 5e-6)),
    ("L2 southern halo", "halo-south", 2, (1.1229823661380263, 5e-17),
     (-0.18412853433203669, 5e-18), (-0.22522246979412544, 5e-18), 2.9329227638879547,
     (3.03480839260694, 5e-15), (25.45615, 5e-6)),
    ("L1 halo", "halo-north", 1, (0.8241716997696729, 5e-17), (0.05763660825010655, 5e-18),
     (0.1681906215591753, 5e-17), 2.7629516051826917, (3.14778700, 5e-9), (733.25, 5e-3)),
    ("12-day DRO", "dro", 1, (0.8289927126704472, 5e-17), (0.0, 0.0),
     (0.49493397729663385, 5e-18), 2.7344101432096957, (2.94407020, 5e-9), (1.0, 1e-7)),
)  # fmt: skip
# pair, mass ratio, half of its last printed digit, length [km], L1 and L2 [km from the smaller]
PAIRS = (
    ("Sun–(Earth+Moon)", 3.040423398e-6, 5e-16, AU_KM, 1_497_621.0, 1_507_683.0),
    ("Sun–Earth, retrieval lists", 3.0032080443e-6, 5e-17, AU_KM, 1_491_506.0, 1_501_486.0),
    ("Sun–Mars", 3.227e-7, 5e-11, 1.523679 * AU_KM, 1_082_335.0, 1_085_772.0),
)


def rows() -> Rows:
    found = {
        (kind, libration): family(EM.mu, kind, libration, most=330, least=SURFACES)
        for kind in KINDS for libration in ((1,) if kind == "dro" else (1, 2))
    }  # fmt: skip
    return [
        *libration_points(), *propagation(), *published(found), *judged(found), *manifolds(),
    ]  # fmt: skip


def libration_points() -> Rows:
    """Where the points of every pair lie, and that a body at rest in them stays."""
    found = [
        Row("libration points, Earth–Moon", f"L{k}", want, float(point(EM.mu, k)[0]), half, "",
            SERVICE)
        for k, want, half in ((1, 0.836915125772357, 1e-15), (2, 1.15568216544488, 6e-15))
    ]  # fmt: skip
    for name, ratio, half, length, *published in PAIRS:
        for k, want in zip((1, 2), published, strict=True):
            got, edge = (
                abs(float(point(mu, k)[0]) - 1.0 + mu) * length for mu in (ratio, ratio + half)
            )
            # The ratio is printed to so many digits, the distance to a kilometre.
            found.append(
                Row(f"libration points, {name}", f"L{k}", want, got, abs(edge - got) + 0.5, "km",
                    "computed before the work began")
            )  # fmt: skip
    worst, rate = 0.0, np.empty(6)
    for mu in (EM.mu, *(row[1] for row in PAIRS), 1e-9, 0.1, 0.5):
        for k in range(1, 6):
            cr3bp.motion(mu, np.concatenate([point(mu, k), np.zeros(3)]), rate)
            worst = max(worst, float(np.abs(rate).max()))
    found.append(
        at_most(capability="libration points, seven mass ratios", quantity="pull left at rest",
                limit=1e-14, computed=worst, unit="", source="equations of motion")
    )  # fmt: skip
    return found


def propagation() -> Rows:
    """The published propagation, there and back."""
    s0 = np.array([1.01238082345234, -0.0423523523454, 0.22634376321,
                   -0.1232623614, 0.123462698209365, 0.123667064622])  # fmt: skip
    want = np.array([0.43038358727124, -1.64650668902846, 0.10271923139472,
                     -0.9315629872575, -0.42680151362818, 0.22257221768767])  # fmt: skip
    t, free, name = 5.7856656782589234, np.zeros(2), "three-body propagation, one at a time"
    s, status = cr3bp.propagate(EM.mu, s0, t, 1e-16, free)
    back, again = cr3bp.propagate(EM.mu, s, -t, 1e-16, free)
    off, gap = (float(np.abs(a - b).max()) for a, b in ((s, want), (back, s0)))
    drift = abs(float(cr3bp.jacobi(EM.mu, s) - cr3bp.jacobi(EM.mu, s0)))
    solved = status == again == OK
    return [
        at_most(capability=name, quantity=quantity, limit=limit,
                computed=value if solved else math.inf, unit="", source=source)
        for quantity, limit, value, source in (
            ("greatest difference", 1e-13, off, "pykep's test, to 1e-13 there"),
            ("difference there and back", 1e-12, gap, "time reversal"),
            ("drift of the Jacobi constant", 1e-14, drift, "constant of the motion"),
        )
    ]  # fmt: skip


def published(found: dict[tuple[str, int], Family]) -> Rows:
    """Our member of the same period beside every number printed of the four orbits.

    The printed start is no better an orbit than it closes: that much is allowed besides its digits.
    """
    rows: Rows = []
    for name, kind, libration, x, z, vy, period, jacobi, stability in ORBITS:
        start = np.array([x[0], 0.0, z[0], 0.0, vy[0], 0.0])
        s, status = cr3bp.propagate(EM.mu, start, period, 1e-16, np.zeros(2))
        gap = float(np.abs(s - start).max()) if status == OK else math.inf
        orbit = member(found[kind, libration], period=period)
        rows += [
            at_most(capability=name, quantity=what, limit=CLOSED, computed=value, unit="",
                    source=SERVICE)
            for what, value in (
                ("closure of the printed start", gap), ("closure of our member", orbit.closure),
            )
        ]  # fmt: skip
        slack = 1e-14 + min(gap, 1e-12)
        values = (
            ("x0", x, orbit.state[0], slack), ("z0", z, orbit.state[2], slack),
            ("vy0", vy, orbit.state[4], slack),
            ("Jacobi constant of the printed start", jacobi, cr3bp.jacobi(EM.mu, start), 1e-15),
            ("Jacobi constant", jacobi, orbit.jacobi, slack),
            ("stability", stability, orbit.stability, 0.0),
        )  # fmt: skip
        rows += [
            Row(name, what, want, float(got), half + more, "", SERVICE)
            for what, (want, half), got, more in values
        ]
    dro = member(found["dro", 1], period=ORBITS[3][6])
    days = dro.period * EM.turn_s / 86_400.0
    rows.append(Row("12-day DRO", "period", 12.12, days, 0.005, "d", SERVICE))
    way = np.empty((2_000, 6))
    cr3bp.sample(EM.mu, dro.state, np.linspace(0.0, dro.period, 2_000), 1e-16, np.zeros(2), way)
    far = np.linalg.norm(way[:, :3] - [1.0 - EM.mu, 0.0, 0.0], axis=1) * EM.distance_m / 1e3
    rows.append(Row("12-day DRO", "nearest to the Moon", 61_907.0, far.min(), 0.5, "km", SERVICE))
    rows.append(Row("12-day DRO", "furthest from it", 79_177.0, far.max(), 0.5, "km", SERVICE))
    return rows


def motion(t: float, s: np.ndarray, mu: float) -> list[float]:
    """Equations of motion, written again for the second integrator."""
    x, y, z, vx, vy, vz = s
    a = (1.0 - mu) / math.hypot(x + mu, y, z) ** 3
    b = mu / math.hypot(x + mu - 1.0, y, z) ** 3
    ax = 2.0 * vy + x - a * (x + mu) - b * (x + mu - 1.0)
    return [vx, vy, vz, ax, -2.0 * vx + y - (a + b) * y, -(a + b) * z]


def quiet(found: Family) -> Orbit:
    """Return a member well along a family, small enough for its growth that rounding stays
    below the closure asked for."""
    far = [k for k in range(len(found) // 4, len(found)) if found.stabilities[k] < 2_000.0]
    return found.orbits[far[len(far) // 2]]


def judged(found: dict[tuple[str, int], Family]) -> Rows:
    """A member of each family, flown around by scipy's DOP853 and by heyoka."""
    members = {key: quiet(one) for key, one in found.items()}
    rows = []
    for (kind, libration), orbit in members.items():
        name = f"{kind}{'' if kind == 'dro' else f' about L{libration}'}, Earth–Moon"
        flown = solve_ivp(
            motion, (0.0, orbit.period), orbit.state, method="DOP853", rtol=3e-14, atol=1e-15,
            args=(EM.mu,),
        )  # fmt: skip
        gap = float(np.abs(flown.y[:, -1] - orbit.state).max())
        rows.append(
            at_most(capability=name, quantity="closure by a second integrator", limit=CLOSED,
                    computed=gap, unit="", source="scipy, DOP853")
        )  # fmt: skip
    return rows + by_heyoka(list(members.values()))


def by_heyoka(orbits: list[Orbit]) -> Rows:
    """The same members by heyoka, the worst of them."""
    name, quantity = f"{len(orbits)} members of all families", "worst closure by a Taylor method"
    lanes = 16  # a whole number of its batches
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "given.npz", Path(folder) / "made.npy"
        padded = [orbits[k % len(orbits)] for k in range(-(-len(orbits) // lanes) * lanes)]
        starts = np.array([orbit.state for orbit in padded])
        np.savez(given, s0=starts, t=np.array([orbit.period for orbit in padded]))
        request = {"mu": EM.mu, "stm": False, "tol": 1e-16, "from": str(given), "to": str(made),
                   "threads": 1, "repeats": 1}  # fmt: skip
        try:
            answer = ask_heyoka(request)
        except NoJudge as away:
            return [skip(capability=name, quantity=quantity, source="heyoka", reason=str(away))]
        gap = float(np.abs(np.load(made)[:, :6] - starts[: answer["n"]]).max())
    if answer["n"] < len(orbits):
        gap = math.inf
    return [
        at_most(capability=name, quantity=quantity, limit=CLOSED, computed=gap, unit="",
                source=f"heyoka {answer['version']}")
    ]  # fmt: skip


def manifolds() -> Rows:
    """Stable manifolds flown from their section by a second integrator: back to their orbits."""
    ask = TubeAsk(
        primaries=primaries("sun-earth"), kinds=("planar", "vertical"), sizes=6, phases=16,
        reach=1.4,
    )  # fmt: skip
    tubes, mu = build(ask), ask.primaries.mu
    off, drift = 0.0, 0.0
    for tube in np.flatnonzero(tubes.outer):
        symmetry = PLANAR if tubes.kind[tube] == "planar" else VERTICAL
        for size in range(1, 6, 2):
            unknown = tubes.unknowns[tube, size]
            orbit = whole(mu, symmetry, unknown[np.isfinite(unknown)])
            for phase in range(0, ask.phases, 5):
                s, t = tubes.states[tube, size, phase], tubes.times[tube, size, phase]
                end = solve_ivp(
                    motion, (0.0, -t), s, method="DOP853", rtol=3e-14, atol=1e-15, args=(mu,)
                ).y[:, -1]
                when = phase / ask.phases * orbit.period
                base, _ = cr3bp.propagate(mu, orbit.state, when, 1e-16, np.zeros(2))
                gap = float(np.linalg.norm((end - base)[:3]))
                off = max(off, abs(gap / STEP_OFF - 1.0))
                drift = max(drift, abs(float(cr3bp.jacobi(mu, s)) - orbit.jacobi))
    name = "stable manifolds, Sun–Earth L1 and L2"
    return [
        at_most(capability=name, quantity="distance from their orbit beside the step off it",
                limit=1e-3, computed=off, unit="", source="scipy, DOP853"),
        at_most(capability=name, quantity="Jacobi constant beside their orbit's", limit=1e-8,
                computed=drift, unit="", source="constant of the motion"),
    ]  # fmt: skip
