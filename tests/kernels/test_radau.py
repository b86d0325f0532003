"""Tables of the collocation integrator: their own algebra."""

import numpy as np

from windlass.kernels import radau


def test_quadrature_is_exact_to_degree_fourteen() -> None:
    for degree in range(15):
        got = radau.END_VELOCITY @ radau.NODES**degree
        assert abs(got - 1.0 / (degree + 1)) < 1e-14
    assert abs(radau.END_VELOCITY @ radau.NODES**15 - 1.0 / 16) > 1e-12


def test_integrals_at_the_nodes() -> None:
    c = radau.NODES
    for degree in range(radau.COUNT):
        one = radau.TO_VELOCITY @ c**degree
        two = radau.TO_POSITION @ c**degree
        np.testing.assert_allclose(one, c ** (degree + 1) / (degree + 1), atol=1e-14)
        want = c ** (degree + 2) / ((degree + 1) * (degree + 2))
        np.testing.assert_allclose(two, want, atol=1e-14)


def test_powers_come_back() -> None:
    c = radau.NODES
    for degree in range(radau.COUNT):
        powers = radau.TO_POWERS @ c**degree
        want = np.eye(radau.COUNT)[degree]
        np.testing.assert_allclose(powers, want, atol=1e-9)
    assert c[0] == 0.0
    assert 0.9 < c[-1] < 1.0
