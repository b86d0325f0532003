"""Judge legs of low thrust that are written as files and flown again: path as OEM, thrust as OCM.

2008 HU4 from Earth (15 t, 40 kW, 3000 s) and back with 400 t, both begun or ended on a sphere about
Earth, all bodies pulling; and one of rendezvous_problems, which begins at Earth's centre, so that
Earth and Moon do not pull.  Each is flown from its files by the package's reference model, and by
another hand: the files read by the library ccsds-ndm-py, flown here by SciPy's DOP853 among bodies
that pull by Newton, the Sun with its relativity, the mass by its flow.  What is left out there, the
sixteen asteroids and the planets' relativity, is kilometres.

Also told: what takes the miss away, what becomes of the design's thrust if it is not carried over,
and what errors of the thrust cost.
"""

import math
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from validation._rendezvous_best import leg_of
from validation.judges import NoJudge, ask_ndm
from validation.rendezvous_problems import Problem, problems
from validation.table import Row, at_most, skip
from windlass.base.constants import G0
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import reference
from windlass.bodies.forces import forces
from windlass.bodies.frames import ecliptic_to_icrf
from windlass.bodies.planets import CHAINS, load
from windlass.catalogue.collection import lookup
from windlass.exchange.names import parse_stamp
from windlass.lowthrust import ends
from windlass.lowthrust.carried import Carried, Sphere, carried
from windlass.lowthrust.corrections import (
    Correction,
    correction,
    errors,
    flown_home,
    navigated,
    nodes,
)
from windlass.lowthrust.design import Design, thrust
from windlass.lowthrust.engine import solar
from windlass.lowthrust.exported import Exported, FlownFile, export, reflown
from windlass.lowthrust.leg import LowThrustLeg, fixed
from windlass.lowthrust.solve import Solved, solve
from windlass.transfers.steering import flown

Array = NDArray[np.float64]

NAME = "low thrust, exported"
ROCK = "2008 HU4"
FAR_M, FAR_M_S = 1e6, 1.0
"""What a leg may miss by before corrections."""
C2 = 299_792_458.0**2
COAST_S = 8.5 * DAY_S
"""Without thrust beside Earth: somewhat longer than a speed of 1414 m/s takes to 1e9 m."""
V_M_S = 1414.0
SEED = 20261122
DAY = "2026-11-22T00:00:00"
OWN = "reference model"
JUDGE = "ccsds-ndm-py, DOP853"
NONE = "no published value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A leg by all forces and its files, read and flown."""

    name: str
    path: Carried
    files: Exported
    read: FlownFile


def outbound() -> Solved:
    """Earth to 2008 HU4: 690 d from 2029-04-14, 1414 m/s relative to Earth."""
    departs = parse_epoch("2029-04-14")
    tof = 690.0 * DAY_S
    rock = ends.asteroid(lookup(ROCK).orbit, (departs, departs + tof))
    return solve(
        LowThrustLeg(
            start=ends.planet("earth", (V_M_S, V_M_S)), end=rock, departs_s=(departs, departs),
            tof_s=(tof, tof), mass_kg=(15e3, 15e3), engine=solar(40e3, 3000.0, 0.6),
            coast_s=(COAST_S, 0.0),
        )
    )  # fmt: skip


def homeward() -> Solved:
    """2008 HU4 to Earth with 400 t: 1455 d from 2022-05-01, up to 1414 m/s relative to Earth."""
    departs = parse_epoch("2022-05-01")
    tof = 1455.0 * DAY_S
    rock = ends.asteroid(lookup(ROCK).orbit, (departs, departs + tof))
    return solve(
        LowThrustLeg(
            start=rock, end=ends.planet("earth", (0.0, V_M_S)), departs_s=(departs, departs),
            tof_s=(tof, tof), mass_kg=(400e3, 400e3), engine=solar(40e3, 3000.0, 0.6),
            coast_s=(0.0, COAST_S),
        )
    )  # fmt: skip


def drawn() -> Problem:
    """One of the two hundred."""
    asked = problems()
    return asked[int(np.random.default_rng(SEED).integers(len(asked)))]


def rendezvous(one: Problem) -> Solved:
    """A problem on its date and in the ICRF."""

    def turned(state: Array) -> Array:
        return np.concatenate([ecliptic_to_icrf(state[:3]), ecliptic_to_icrf(state[3:])])

    return solve(
        replace(
            leg_of(one), departs_s=(one.departure_s, one.departure_s),
            start=fixed("Earth", turned(one.start)), end=fixed(one.designation, turned(one.end)),
        )
    )  # fmt: skip


def cases(folder: Path) -> list[Case]:
    """The three legs, carried over, written and read."""
    made = []
    one = drawn()
    for name, path in (
        (f"Earth to {ROCK}, 15 t", carried(outbound().best, begins=Sphere())),
        (f"{ROCK} to Earth, 400 t", carried(homeward().best, ends=Sphere())),
        (f"rendezvous {one.name}", carried(rendezvous(one).best, without=("earth", "moon"))),
    ):
        files = export(path, folder, f"leg-{len(made)}", created=DAY)
        made.append(Case(name=name, path=path, files=files, read=reflown(files)))
    return made


def rows() -> list[Row]:
    """All of them."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for one in cases(Path(folder)):
            found += [*_file(one), *_judged(one), *_corrected(one), *_open(one), *_executed(one)]
    return found


def _pair(one: Case, what: str, off: tuple[float, float], source: str) -> list[Row]:
    """A miss of the goal in position and in velocity."""
    where = f"{NAME}, {one.name}"
    return [
        at_most(capability=where, quantity=f"{what}: miss", limit=FAR_M / 1e3,
                computed=off[0] / 1e3, unit="km", source=source),
        at_most(capability=where, quantity=f"{what}: miss in velocity", limit=FAR_M_S,
                computed=off[1], unit="m/s", source=source),
    ]  # fmt: skip


def _file(one: Case) -> list[Row]:
    return [
        *_pair(one, "flown from its files", one.read.off(one.path.steered.task.to), OWN),
        at_most(capability=f"{NAME}, {one.name}",
                quantity=f"{one.read.trajectory.epochs_s.size} states in "
                f"{len(one.read.trajectory.arcs)} blocks, greatest distance from the flight",
                limit=0.01, computed=one.read.along_m / 1e3, unit="km", source=OWN),
    ]  # fmt: skip


def _judged(one: Case) -> list[Row]:
    try:
        end = elsewhere(ask_ndm({"oem": str(one.files.oem), "ocm": str(one.files.thrust)}))
    except NoJudge as reason:
        return [skip(capability=f"{NAME}, {one.name}", quantity="flown by another hand",
                     source=JUDGE, reason=str(reason))]  # fmt: skip
    apart = end - one.path.steered.task.to
    off = float(np.linalg.norm(apart[:3])), float(np.linalg.norm(apart[3:]))
    return _pair(one, "flown from its files by another hand", off, JUDGE)


def elsewhere(said: dict[str, object]) -> Array:
    """Barycentric state (6,) at the end of what another library read, by another flight."""
    epochs, states, lines = said["epochs"], said["states"], said["lines"]
    assert isinstance(epochs, list)
    assert isinstance(states, list)
    assert isinstance(lines, list)
    begin, end = (parse_stamp(str(epoch)) for epoch in epochs)
    pulling = str(said["pulling"]).replace(" BARYCENTER", "").lower().split(", ")
    gm = {name: float(forces().gm[k]) for k, name in enumerate(CHAINS) if name in pulling}
    bodies = {name: load().body(name, centre="barycentre") for name in gm}
    sun = np.hstack([x[0] for x in load().body("sun", centre="barycentre").state(begin)])
    x = 1e3 * np.array(states[0]) + sun
    mass, t = float(str(said["mass_kg"])), begin

    def rate(at: float, y: Array, force: Array, flow: float) -> Array:
        pull = force / y[6]
        for name, body in bodies.items():
            r, v = (part[0] for part in body.state(at))
            d, w = y[:3] - r, y[3:6] - v
            far = math.sqrt(d @ d)
            pull = pull - gm[name] / far**3 * d
            if name == "sun":  # Schwarzschild, harmonic coordinates
                near = (4.0 * gm[name] / far - w @ w) * d + 4.0 * (d @ w) * w
                pull = pull + gm[name] / (C2 * far**3) * near
        return np.concatenate([y[3:6], pull, [-flow]])

    def fly(y: Array, a: float, b: float, force: Array, flow: float) -> Array:
        if not b > a:
            return y
        done = solve_ivp(rate, (a, b), y, method="DOP853", rtol=1e-11,
                         atol=[1.0] * 3 + [1e-7] * 3 + [1e-9], args=(force, flow))  # fmt: skip
        return np.asarray(done.y[:, -1])

    y = np.append(x, mass)
    for line in [line for block in lines for line in block]:
        a, lasts = parse_stamp(line[0]), float(line[1])
        force, isp_s = np.array([float(word) for word in line[2:5]]), float(line[6])
        assert line[5] == "OFF"
        y = fly(y, t, a, np.zeros(3), 0.0)
        y = fly(y, a, a + lasts, force, float(np.linalg.norm(force)) / (G0 * isp_s))
        t = a + lasts
    return fly(y, t, end, np.zeros(3), 0.0)[:6]


def _corrected(one: Case) -> list[Row]:
    """What the miss of the files costs to take away."""
    read = one.read
    begin = np.concatenate([x[0] for x in read.flight.state(read.flight.span_s[0], "barycentre")])
    to = one.path.steered.task.to
    found = correction(read.flight.among, nodes(read.flight.span_s), begin, to)
    return [
        at_most(capability=f"{NAME}, {one.name}",
                quantity=f"its files' miss, on a leg of {one.path.steered.dv_m_s:,.0f} m/s: two "
                "impulses that take it away", limit=FAR_M_S,
                computed=found.total_m_s, unit="m/s", source=NONE)
    ]  # fmt: skip


def _open(one: Case) -> list[Row]:
    """The design's thrust flown as it is, from where the carried leg begins."""
    path = one.path
    task = path.steered.task
    span = float(task.t_s[0]), float(task.t_s[-1])
    own = thrust(Design(path.found), span_s=span)
    among = reference.model(span, thrust=own, without=path.without)
    end = flown(among, task.t_s[:1], task.guess[:1], task.t_s[-1:])[0]
    found = correction(among, nodes(span), task.guess[0], task.to)
    off = _words(float(np.linalg.norm((end - task.to)[:3])), found)
    return [
        at_most(capability=f"{NAME}, {one.name}",
                quantity=f"the design's thrust, not carried over, {off}: left after them",
                limit=1.0, computed=found.after[0] / 1e3, unit="km", source=NONE)
    ]  # fmt: skip


def _words(miss_m: float, found: Correction) -> str:
    return (
        f"misses by {miss_m / 1e3:,.0f} km and {found.before[1]:.1f} m/s; two impulses, "
        f"{found.total_m_s:.1f} m/s"
    )


def _executed(one: Case) -> list[Row]:
    """Errors of 1 % and half a degree: what they do, what corrections cost, one of them flown."""
    found = []
    for steady, how in ((False, "anew in each part"), (True, "the same all the way")):
        made = navigated(one.path, seed=SEED, steady=steady)
        off, far = made.off(0.5), made.off(0.95)
        wrong = errors(one.path.steered.control, SEED, steady=steady)[0]
        dv, _ = flown_home(one.path, wrong)
        said = (
            f"thrust wrong by 1 % and 0.5°, {how}: uncorrected {off[0] / 1e3:,.0f} km (95 %: "
            f"{far[0] / 1e3:,.0f}); {len(made.t_s)} corrections of {made.dv(0.5):.1f} m/s in all "
            f"(95 %: {made.dv(0.95):.1f}), {np.median(made.left_m) / 1e3:,.0f} km left (95 %: "
            f"{np.quantile(made.left_m, 0.95) / 1e3:,.0f}); one flown, its sum beside the linear"
        )
        found.append(
            Row(f"{NAME}, {one.name}", said, float(made.dv_m_s[0]), dv, 0.05, "m/s",
                "linear dynamics", relative=True)
        )  # fmt: skip
    return found
