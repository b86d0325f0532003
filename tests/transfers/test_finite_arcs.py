"""From impulses to arcs of thrust: another integrator as judge, strong thrust as the limit."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from windlass.base.constants import AU_M, G0
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import forces, reference
from windlass.bodies.planets import load
from windlass.transfers.finite_arcs import FiniteArcs, finite_arcs
from windlass.transfers.shooting import Patched
from windlass.transfers.thruster import Thruster

START = parse_epoch("2030-03-01")
T = START + 20.0 * DAY_S * np.arange(8)
DV = (np.array([50.0, 0.0, 10.0]), np.array([0.0, 60.0, -10.0]))
MASS_KG = 20_000.0
TUG = Thruster(thrust_n=1.0, isp_s=3_000.0, duty=0.9)


def two_burns() -> Patched:
    """Return a path far from Earth, a little outside its orbit: burns at nodes 1 and 4."""
    sun, move = load().body("sun", centre="barycentre").state(START)
    earth, along = load().body("earth").state(START)
    here = np.concatenate([-1.05 * earth[0] + sun[0], -0.98 * along[0] + move[0]])
    before, states = here.copy(), np.empty((T.size, 6))
    for k in range(T.size):
        if k in (1, 4):
            here[3:] += DV[k // 4]
        states[k] = here
        if k + 1 < T.size:
            flight = reference.fly(here[:3], here[3:], T[k], T[k + 1], centre="barycentre")
            here = np.concatenate([x[0] for x in flight.state(T[k + 1], "barycentre")])
    return Patched(t_s=T, states=states, before=before, burns=(1, 4))


@pytest.fixture(scope="module")
def path() -> Patched:
    return two_burns()


@pytest.fixture(scope="module")
def arcs(path: Patched) -> FiniteArcs:
    return finite_arcs(path, TUG, MASS_KG, arrives=6)


def test_it_holds_together_within_its_limits(path: Patched, arcs: FiniteArcs) -> None:
    assert arcs.steered.gap_m < 20.0
    assert arcs.steered.gap_m_s < 1e-6
    assert arcs.steered.throttle <= 1.0
    made = arcs.path
    np.testing.assert_allclose(made.states[arcs.arrives, :3], path.states[6, :3], rtol=0, atol=20.0)
    np.testing.assert_allclose(made.states[arcs.arrives, 3:], path.states[6, 3:], atol=1e-5)
    assert made.t_s[-1] == path.t_s[-1]
    assert 1 <= arcs.starts < 6
    assert arcs.hours < (path.t_s[6] - path.t_s[0]) / 3_600.0


def test_one_flight_with_its_thrust_comes_to_the_end(path: Patched, arcs: FiniteArcs) -> None:
    """From the first node, in one piece, by the profile that is handed on."""
    t, first = arcs.path.t_s, arcs.path.states[0]
    flight = reference.fly(
        first[:3], first[3:], t[0], T[6], centre="barycentre", thrust=arcs.thrust
    )  # fmt: skip
    r, v = (x[0] for x in flight.state(T[6], "barycentre"))
    assert np.linalg.norm(r - path.states[6, :3]) < 300.0
    assert np.linalg.norm(v - path.states[6, 3:]) < 1e-4
    left = MASS_KG - arcs.steered.propellant_kg
    assert flight.mass_kg == pytest.approx(left, rel=1e-10)
    dv = TUG.isp_s * G0 * np.log(MASS_KG / left)
    assert arcs.steered.dv_m_s == pytest.approx(dv, rel=1e-9)


def test_another_integrator_agrees(arcs: FiniteArcs) -> None:
    """What the thrust changes at the end, by scipy, point masses alone and the mass as a state."""
    t, first = arcs.path.t_s, arcs.path.states[0]
    end = arcs.path.t_s[arcs.arrives]
    names, gm = reference.NAMES, forces.forces().gm
    bodies = [load().body(name, centre="barycentre") for name in names]
    force = arcs.steered.control / np.diff(arcs.steered.task.t_s)[:, None]

    def change(on: float) -> np.ndarray:
        state = np.concatenate([first[:3], first[3:], [MASS_KG]])
        for k in range(arcs.arrives):

            def rate(s: float, y: np.ndarray, k: int = k) -> np.ndarray:
                off = y[:3] - np.array([body.state(s)[0][0] for body in bodies])
                pull = -(gm / np.linalg.norm(off, axis=1) ** 3) @ off + on * force[k] / y[6]
                flow = -on * np.linalg.norm(force[k]) / (TUG.isp_s * G0)
                return np.concatenate([y[3:6], pull, [flow]])

            state = solve_ivp(
                rate, (t[k], t[k + 1]), state, method="DOP853", rtol=1e-11, atol=1e-6
            ).y[:, -1]
        return state

    def flown(thrust: bool) -> np.ndarray:
        flight = reference.fly(
            first[:3], first[3:], t[0], end, centre="barycentre",
            thrust=arcs.thrust if thrust else None,
        )  # fmt: skip
        return np.concatenate([x[0] for x in flight.state(end, "barycentre")])

    judge, ours = change(1.0) - change(0.0), flown(True) - flown(False)
    size = np.linalg.norm(ours[:3])
    assert size > 1e8
    assert np.linalg.norm(judge[:3] - ours[:3]) < 1e-6 * size
    assert np.linalg.norm(judge[3:6] - ours[3:]) < 1e-6 * np.linalg.norm(ours[3:])
    assert -judge[6] == pytest.approx(arcs.steered.propellant_kg, rel=1e-9)


def test_strong_thrust_gives_the_impulses(path: Patched) -> None:
    """Two short burns have six components, the end six: they are the impulses of the path."""
    strong = finite_arcs(path, replace(TUG, thrust_n=3_000.0), MASS_KG, arrives=6)
    wanted = sum(np.linalg.norm(dv) for dv in DV)
    assert strong.impulsive_m_s == pytest.approx(wanted, abs=1e-4)
    assert strong.steered.dv_m_s == pytest.approx(wanted, rel=1e-3)
    middle = 0.5 * (strong.path.t_s[1:] + strong.path.t_s[:-1])[: strong.arrives]
    for node, dv in zip((1, 4), DV, strict=True):
        near = np.abs(middle - T[node]) < 5.0 * DAY_S
        total = strong.steered.control[near].sum(axis=0) / MASS_KG
        assert np.linalg.norm(total - dv) < 0.02 * np.linalg.norm(dv)


def test_too_weak_a_thrust_says_how_much_would_do(path: Patched) -> None:
    weak = replace(TUG, thrust_n=0.1)
    with pytest.raises(NotSolved, match="times as much would do") as caught:
        finite_arcs(path, weak, MASS_KG, arrives=6, early_s=0.0)
    share = float(caught.value.inputs)  # type: ignore[arg-type]
    assert share > 1.0
    enough = replace(TUG, thrust_n=0.1 * 1.05 * share)
    done = finite_arcs(path, enough, MASS_KG, arrives=6, early_s=0.0, everywhere=True)
    assert done.steered.throttle <= 1.0
    assert done.steered.throttle > 0.9


def test_sunlight_limits_the_force(arcs: FiniteArcs) -> None:
    sun = load().body("sun", centre="barycentre").state(arcs.path.t_s)[0]
    off = np.linalg.norm(arcs.path.states[:, :3] - sun, axis=1)[: arcs.arrives + 1]
    force = np.linalg.norm(arcs.steered.control, axis=1) / np.diff(arcs.steered.task.t_s)
    limit = 0.9 * np.minimum(1.0, (AU_M / np.maximum(off[1:], off[:-1])) ** 2)
    assert off.min() > AU_M
    assert (force <= limit * (1.0 + 1e-9)).all()


@pytest.mark.parametrize("change", [{"arrives": 3}, {"arrives": 9}, {"mass_kg": 0.0}])
def test_what_cannot_be_is_refused(path: Patched, change: dict[str, float]) -> None:
    with pytest.raises(InvalidInput, match="node where a path arrives"):
        finite_arcs(path, TUG, **{"mass_kg": MASS_KG, "arrives": 6, **change})  # type: ignore[arg-type]
