"""Flights by the reference model: every force that matters, by a method of their own.

What designs a trajectory never judges it: this model has more forces than the ephemerides of the
search, and another integrator (see ``kernels.reference``).  Positions are about the Sun or another
body of DE440 on request, ICRF.  Source: park2021, moyer2003, hairer1993, capitaine2003.
Checked: tests/bodies/test_reference.py, validation/reference.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import DOP853

from windlass.base.constants import AU_M
from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.sources import table
from windlass.bodies import forces
from windlass.bodies.ephemeris import check_span
from windlass.bodies.perturbers import perturbers
from windlass.bodies.planets import CHAINS, load
from windlass.bodies.thrust import Profile
from windlass.catalogue.orbit import NonGrav
from windlass.kernels import reference as kernel
from windlass.kernels import status as st
from windlass.kernels.chebyshev import HEAD
from windlass.kernels.reference_forces import PUSH, THRUST, Model
from windlass.kernels.reference_step import Method

Array = NDArray[np.float64]

MODEL: Final = (
    "reference: Sun, planets, Moon and Pluto of DE440 with relativity (Einstein–Infeld–Hoffmann), "
    "sixteen asteroids, J2 to J4 of Earth, J2 of Sun, Moon and Mars about their poles of date, "
    "non-gravitational accelerations and thrust where told"
)
SOURCES: Final = ("park2021", "moyer2003", "hairer1993", "capitaine2003", "archinal2018")
ROWS: Final = 20_000
PASSES: Final = 4_000
WITHIN: Final = {"sun": 2.0 * AU_M, "earth": 0.1 * AU_M, "moon": 0.01 * AU_M, "mars": 0.05 * AU_M}
"""Distances [m] up to which a body's shape counts; beyond, it changes less than 1e-16 of the
pull of the Sun."""
NAMES: Final = tuple(CHAINS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """How non-gravitational accelerations fall with the distance r from the Sun.

    g = alpha (r/r0)^-m (1 + (r/r0)^n)^-k; the default is the inverse square from 1 au.
    """

    alpha: float = 1.0
    r0_m: float = AU_M
    m: float = 2.0
    n: float = 0.0
    k: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A body is passed: when, how near its centre [m], how fast relative to it [m/s]."""

    body: str
    t_s: float
    distance_m: float
    speed_m_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A flight: nodes (n, 7) in the order of time, its forces, what it passed, what it met.

    met: body whose surface ended it, None: none; mass_kg: at its end, None where no thrust was
    told.
    """

    name: str
    rows: Array
    among: Model
    passages: tuple[Passage, ...]
    met: str | None
    mass_kg: float | None
    frame: str = "icrf"
    model: str = MODEL
    sources: tuple[str, ...] = SOURCES

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last epoch [s past J2000]."""
        return float(self.rows[0, 0]), float(self.rows[-1, 0])

    def state(self, t_s: Array | float, centre: str = "sun") -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s]) about a body, or the "barycentre", at t_s (n,)."""
        t = check_span(self.name, t_s, self.span_s)
        s = np.empty((t.size, 6))
        status = kernel.states(self.among, method(), self.rows, t, s)
        if status != st.OK:
            raise NotSolved(f"no state of {self.name}", status=int(status))
        if centre == "barycentre":
            return s[:, :3], s[:, 3:]
        r, v = load().body(centre, centre="barycentre").state(t)
        return s[:, :3] - r, s[:, 3:] - v


@cache
def method() -> Method:
    """Return the coefficients of the method, those that scipy has."""
    return Method(
        a=np.ascontiguousarray(DOP853.A), b=np.ascontiguousarray(DOP853.B),
        c=np.ascontiguousarray(DOP853.C), e3=np.ascontiguousarray(DOP853.E3),
        e5=np.ascontiguousarray(DOP853.E5),
    )  # fmt: skip


def model(
    span_s: tuple[float, float],
    *,
    push: NonGrav | None = None,
    law: Law | None = None,
    thrust: Profile | None = None,
    without: tuple[str, ...] = (),
    relativity: bool = True,
    spheres: tuple[str, ...] = (),
    pole: Literal["of date", "j2000"] = "of date",
) -> Model:
    """Return the forces over a span [s past J2000].

    without: bodies or asteroids that do not pull (one of the sixteen does not pull itself);
    spheres: bodies whose shape is left out; pole: Earth's, where some published integrations keep
    that of J2000.
    Raises InvalidInput for an unknown one.
    """
    small = perturbers(span_s)
    known = {name.lower() for name in (*NAMES, *small.names)}
    off = {name.lower() for name in without}
    if off - known:
        raise InvalidInput(
            "no such body in the reference model", value=", ".join(sorted(off - known)),
            remedy=f"one of {', '.join(sorted(known))}",
        )  # fmt: skip
    f = forces.forces(without=tuple(off & set(NAMES)))
    gm = small.gm * np.array([name.lower() not in off for name in small.names])
    layout, clock = begun_at(f.source.layout, f.source.clock, span_s[0])
    small_layout, small_clock = begun_at(small.layout, small.clock, span_s[0])
    return Model(
        pack=f.source.pack, layout=layout, clock=clock,
        small_pack=small.pack, small_layout=small_layout, small_clock=small_clock,
        gm=f.gm, small_gm=gm, shape=_shape(spheres), within=_within(), radii=f.radii,
        relativity=1.0 if relativity else 0.0, poles=1.0 if pole == "of date" else 0.0,
        push=_push(push, law), thrust=np.empty((0, THRUST)) if thrust is None else thrust.rows,
    )  # fmt: skip


def begun_at(
    layout: NDArray[np.int64], clock: Array, t_s: float
) -> tuple[NDArray[np.int64], Array]:
    """Return layout and clock of a pack without the records that end before t [s].

    Seconds counted from 1550 are rounded to microseconds, in which Earth moves centimetres.
    """
    gone = np.clip(
        np.floor((t_s - clock[:, 0]) / clock[:, 1]).astype(np.int64), 0, layout[:, 1] - 1
    )
    layout, clock = layout.copy(), clock.copy()
    layout[:, 0] += gone * (HEAD + 3 * layout[:, 2])
    layout[:, 1] -= gone
    clock[:, 0] += gone * clock[:, 1]
    return layout, clock


def _shape(spheres: tuple[str, ...]) -> Array:
    """Return J2, J3, J4 and radius [m] of each body; a row of zeros is a sphere."""
    mars = table("mars")["gravity"]
    made = np.zeros((len(NAMES), 4))
    for name, entry in {**table("zonal"), "mars": mars}.items():
        if name in spheres:
            continue
        row = made[NAMES.index(name)]
        for k, part in enumerate(("j2", "j3", "j4")):
            row[k] = float(entry[part]["value"]) if part in entry else 0.0
        row[3] = float(entry["radius"]["value"])
    return made


@cache
def _within() -> Array:
    return np.array([WITHIN.get(name, 0.0) for name in NAMES])


def _push(push: NonGrav | None, law: Law | None) -> Array:
    law, push = law or Law(), push or NonGrav()
    made = np.array([
        push.a1_m_s2, push.a2_m_s2, push.a3_m_s2, law.alpha, law.r0_m, law.m, law.n, law.k,
    ])  # fmt: skip
    if not (np.isfinite(made).all() and law.r0_m > 0.0):
        raise InvalidInput(
            "law of a non-gravitational acceleration", value=law, remedy="give finite numbers"
        )
    assert made.size == PUSH
    return made


def fly(
    r: Array,
    v: Array,
    t0: float,
    t1: float,
    *,
    name: str = "the flight",
    centre: str = "sun",
    among: Model | None = None,
    thrust: Profile | None = None,
    push: NonGrav | None = None,
    watch: Mapping[str, float] | None = None,
    tolerance: float = kernel.TOLERANCE,
) -> Flight:
    """Fly a state (3,), (3,) [m, m/s] about a centre ("sun", another body, "barycentre") to t1.

    among: forces, by default ``model`` with push and thrust; watch: body → distance [m] within
    which its passages are told.  A body that is met ends the flight early: see Flight.met.
    Raises NotSolved where the integration fails, InvalidInput for a span outside DE440.
    """
    if among is None:
        among = model((min(t0, t1), max(t0, t1)), push=push, thrust=thrust)
    if t1 == t0:
        raise InvalidInput(f"{name} has no length", value=format_epoch(t0), remedy="give two dates")
    home = np.zeros((2, 1, 3))
    if centre != "barycentre":
        home = np.array(load().body(centre, centre="barycentre").state(t0))
    near = np.zeros(len(NAMES))
    for body, distance in (watch or {}).items():
        load().body(body)
        near[NAMES.index(body)] = distance
    rows, passes = np.empty((ROWS, kernel.ROW)), np.empty((PASSES, kernel.PASS))
    used, seen, status = kernel.fly(
        among, method(), float(t0), np.asarray(r, float) + home[0, 0],
        np.asarray(v, float) + home[1, 0], float(t1), tolerance, near, rows, passes,
    )  # fmt: skip
    if status not in (st.OK, st.LIMIT):
        raise NotSolved(
            f"{name} could not be flown on: {st.WORDS[status]}", status=int(status),
            value=format_epoch(float(rows[used - 1, 0])) if used else None,
            remedy="ask for a shorter span, or a state outside of bodies",
        )  # fmt: skip
    rows = rows[:used].copy()
    end = float(rows[-1, 0])
    met = _met(rows[-1]) if status == st.LIMIT else None
    if t1 < t0:
        rows = np.ascontiguousarray(rows[::-1])
    return Flight(
        name=name, rows=rows, among=among, met=met,
        passages=tuple(
            Passage(body=NAMES[int(p[1])], t_s=float(p[0]), distance_m=float(p[2]),
                    speed_m_s=float(p[3]))
            for p in passes[:seen]
        ),
        mass_kg=None if thrust is None else thrust.mass_kg(end),
    )  # fmt: skip


def _met(row: Array) -> str:
    """Return the body whose surface is nearest to the last node."""
    off = [
        np.linalg.norm(load().body(n, centre="barycentre").state(row[0])[0][0] - row[1:4]) - radius
        for n, radius in zip(NAMES, forces.forces().radii, strict=True)
    ]
    return NAMES[int(np.argmin(off))]
