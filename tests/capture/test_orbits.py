"""Periodic orbits by correction: published orbits, multipliers against eigenvalues, failures."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from windlass.base.errors import NotSolved
from windlass.capture import orbits as po
from windlass.kernels import cr3bp
from windlass.kernels import status as codes

Array = NDArray[np.float64]

MU = 0.01215058560962404
# x0, z0, vy0, period, Jacobi constant and half its last digit, stability and half its last digit.
PUBLISHED = (
    (1.0196625817475922, -0.18041918731575562, -0.09805982467069076, 1.4799795545729917,
     3.04890858931598, 5e-15, 1.25535, 5e-6),
    (1.1229823661380263, -0.18412853433203669, -0.22522246979412544, 2.9329227638879547,
     3.03480839260694, 5e-15, 25.45615, 5e-6),
    (0.8241716997696729, 0.05763660825010655, 0.1681906215591753, 2.7629516051826917,
     3.14778700, 5e-9, 733.25, 5e-3),
    (0.8289927126704472, 0.0, 0.49493397729663385, 2.7344101432096957,
     2.94407020, 5e-9, 1.0, 1e-7),
)  # fmt: skip
ROWS = pytest.mark.parametrize("row", PUBLISHED)


def unknowns(row: tuple[float, ...]) -> tuple[po.Symmetry, Array]:
    x, z, vy, period = row[:4]
    if z == 0.0:
        return po.PLANAR, np.array([x, vy, 0.5 * period])
    return po.HALO, np.array([x, z, vy, 0.5 * period])


@ROWS
def test_published_orbits(row: tuple[float, ...]) -> None:
    x, z, vy, period, jacobi, digit, stability, last = row
    orbit = po.closed(MU, np.array([x, 0, z, 0, vy, 0]), period)
    assert orbit.closure < 1e-11
    assert orbit.jacobi == pytest.approx(jacobi, abs=digit + 1e-15)
    assert orbit.stability == pytest.approx(stability, abs=last)


@ROWS
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_correction_comes_to_an_orbit_from_beside_it(row: tuple[float, ...], seed: int) -> None:
    symmetry, exact = unknowns(row)
    guess = exact + 1e-4 * np.random.default_rng(seed).normal(size=exact.size)

    def beside(unknown: Array) -> tuple[float, Array]:
        gradient = np.zeros(unknown.size)
        gradient[-1] = 1.0
        return float(unknown[-1] - exact[-1]), gradient

    # With the period given, the published orbit itself; without, one of its neighbours.
    found, status, _ = po.correct(MU, symmetry, guess, beside=beside)
    assert status == codes.OK
    np.testing.assert_allclose(found, exact, rtol=0, atol=1e-10)
    found, status, rounds = po.correct(MU, symmetry, guess)
    assert status == codes.OK
    assert rounds < po.NEWTON
    orbit = po.whole(MU, symmetry, found)
    assert orbit.closure < 1e-11
    assert np.abs(found - exact).max() < 0.05


@ROWS
def test_an_orbit_mirrors_itself_and_keeps_its_constant(row: tuple[float, ...]) -> None:
    orbit = po.whole(MU, *unknowns(row))
    times = np.linspace(0.0, orbit.period, 41)
    states = po.flown(orbit, times)
    constants = np.array([cr3bp.jacobi(MU, s) for s in states])
    np.testing.assert_allclose(constants, orbit.jacobi, rtol=0, atol=1e-11)
    mirror = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    # To what the printed digits leave of the far end, where the near-rectilinear one is fast.
    np.testing.assert_allclose(states[::-1] * mirror, states, rtol=0, atol=1e-9)
    np.testing.assert_allclose(states[-1], orbit.state, rtol=0, atol=1e-11)


@ROWS
def test_multipliers_come_in_pairs_with_a_double_one(row: tuple[float, ...]) -> None:
    orbit = po.whole(MU, *unknowns(row))
    values = np.linalg.eigvals(orbit.monodromy)
    biggest = np.abs(values).max()
    for value in values:
        assert np.abs(values * value - 1).min() < 1e-6 * max(1.0, biggest)
    assert np.sort(np.abs(values - 1))[1] < 1e-4
    assert np.linalg.det(orbit.monodromy) == pytest.approx(1.0, abs=1e-9 * biggest)
    # What is left beside the two ones is what the indices say.
    said = [nu + sign * (nu * nu - 1) ** 0.5 for nu in orbit.indices for sign in (1, -1)]
    for value in said:
        assert np.abs(values - value).min() < 1e-4 + 1e-8 * abs(value)
    assert orbit.stability == pytest.approx(0.5 * (biggest + 1 / biggest), abs=1e-6, rel=1e-9)
    # The flow along the orbit comes back to itself.
    along = np.empty(6)
    cr3bp.motion(MU, orbit.state, along)
    np.testing.assert_allclose(orbit.monodromy @ along, along, rtol=0, atol=1e-9 * biggest)


def symplectic(pairs: list[Array], seed: int) -> Array:
    """A symplectic matrix (6, 6) with these pairs, two by two, in a random symplectic basis."""
    m, rng = np.zeros((6, 6)), np.random.default_rng(seed)
    for k, pair in enumerate(pairs):
        m[np.ix_([k, k + 3], [k, k + 3])] = pair
    low, high, turn = rng.normal(size=(3, 3)) * 0.5, rng.normal(size=(3, 3)) * 0.5, np.eye(3)
    turn += 0.3 * rng.normal(size=(3, 3))
    basis = np.eye(6)
    for part in (
        np.block([[np.eye(3), np.zeros((3, 3))], [low + low.T, np.eye(3)]]),
        np.block([[turn, np.zeros((3, 3))], [np.zeros((3, 3)), np.linalg.inv(turn).T]]),
        np.block([[np.eye(3), high + high.T], [np.zeros((3, 3)), np.eye(3)]]),
    ):
        basis = basis @ part
    return np.asarray(basis @ m @ np.linalg.inv(basis))


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.floats(1.05, 300.0), st.floats(-300.0, -1.05),
            st.floats(0.05, 3.0).map(lambda angle: complex(0, angle)),
        ),
        min_size=2, max_size=2,
    ),
    st.integers(0, 10**6),
)  # fmt: skip
def test_indices_are_those_of_the_eigenvalues(kinds: list[complex], seed: int) -> None:
    pairs, want = [np.array([[1.0, 0.7], [0.0, 1.0]])], []
    for kind in kinds:
        if isinstance(kind, complex):
            c, s = math.cos(kind.imag), math.sin(kind.imag)
            pairs.append(np.array([[c, -s], [s, c]]))
            want.append(c)
        else:
            pairs.append(np.diag([kind, 1 / kind]))
            want.append(0.5 * (kind + 1 / kind))
    m = symplectic(pairs, seed)
    assume(np.abs(m).max() < 1e4)
    got = po.indices(m)
    want = sorted(want, key=abs, reverse=True)
    assert abs(got[0]) >= abs(got[1]) - 1e-6
    # Two that are nearly alike are known to the root of the rounding.
    size = 1 + np.abs(m).max() ** 2
    slack = min(1e-14 * size**2 / max(abs(want[0] - want[1]), 1e-9), 1e-7 * size)
    order = want if abs(got[0] - want[0]) <= abs(got[0] - want[1]) else want[::-1]
    np.testing.assert_allclose(got, order, rtol=1e-9, atol=1e-9 * size + slack)


def test_indices_of_a_complex_quadruple() -> None:
    # Four multipliers off the circle and the axis: r e^(±ia) and their inverses.
    r, angle = 1.7, 0.9
    spin = r * np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    m = np.eye(6)
    m[np.ix_([1, 2], [1, 2])] = spin
    m[np.ix_([4, 5], [4, 5])] = np.linalg.inv(spin).T
    got = po.indices(m)
    value = r * np.exp(1j * angle)
    want = 0.5 * (value + 1 / value)
    assert {complex(np.round(nu, 9)) for nu in got} == {
        complex(np.round(nu, 9)) for nu in (want, want.conjugate())
    }
    orbit = po.Orbit(
        mu=MU, state=np.zeros(6), period=1.0, closure=0.0, jacobi=3.0, indices=got, monodromy=m
    )
    assert orbit.stability == pytest.approx(0.5 * (r + 1 / r), rel=1e-12)
    np.testing.assert_allclose(po.indices(np.eye(6)), [1.0, 1.0])
    np.testing.assert_allclose(po.indices(np.diag([1, -1.0, -1, 1, -1, -1])), [-1.0, -1.0])
    np.testing.assert_allclose(po.indices(symplectic(
        [np.eye(2), np.array([[0, -1.0], [1, 0]]), np.array([[0, -1.0], [1, 0]])], 1)),
        [0, 0], atol=1e-6)  # fmt: skip


def test_what_cannot_be_corrected_is_told() -> None:
    far = np.array([0.3, 0.4, 5.0, 2.0])
    found, status, _ = po.correct(MU, po.HALO, far, least=np.array([0.2, 0.2]))
    assert status != codes.OK
    assert np.isnan(found).all()
    on_moon = np.array([1 - MU, 0.0, 0.1, 1.0])
    found, status, rounds = po.correct(MU, po.HALO, on_moon)
    assert (status, rounds) == (codes.BAD_INPUT, 0)
    assert np.isnan(found).all()
    with pytest.raises(NotSolved, match="flown around"):
        po.closed(MU, np.array([1 - MU, 0, 0, 0, 0.1, 0]), 1.0)
    near = unknowns(PUBLISHED[0])
    with pytest.raises(NotSolved, match="flown around"):
        po.whole(MU, *near, least=np.array([0.0, 0.1]))
    orbit = po.whole(MU, *near)
    with pytest.raises(NotSolved, match="cannot be flown"):
        po.flown(orbit, np.array([0.0, 1.0, 0.5]))
