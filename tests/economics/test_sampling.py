"""Draws: covariance, pieces, seeds, and how much nearer than pseudo-random numbers they come."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, NotSolved
from windlass.economics import sampling

YEARS = 40


def walk() -> np.ndarray:
    """Covariance of a random walk."""
    k = np.arange(1, YEARS + 1)
    return np.minimum.outer(k, k) * 0.04


def test_have_the_covariance_that_was_asked_for() -> None:
    made = sampling.components(walk())
    assert made.matrix @ made.matrix.T == pytest.approx(walk(), abs=1e-12)
    x = sampling.correlated(made, 2**14, 1)
    assert np.cov(x.T) == pytest.approx(walk(), abs=0.01)
    assert x.mean(axis=0) == pytest.approx(np.zeros(YEARS), abs=0.01)
    # the first component carries most: more than four fifths of a walk
    assert (made.matrix[:, 0] ** 2).sum() > 0.8 * np.trace(walk())


@settings(max_examples=30, deadline=None)
@given(
    start=st.integers(0, 40_000), count=st.integers(1, 300), seed=st.integers(0, 2**31),
    kind=st.sampled_from(sampling.KINDS),
)  # fmt: skip
def test_a_draw_is_the_same_in_any_piece(start: int, count: int, seed: int, kind: str) -> None:
    whole = sampling.normals(start % 700 + count, 5, seed, kind=kind)
    part = sampling.normals(count, 5, seed, start=start % 700, kind=kind)
    assert part.tolist() == whole[start % 700 :].tolist()
    far = sampling.normals(count, 5, seed, start=start, kind=kind)
    assert far[-1].tolist() == sampling.normals(
        1, 5, seed, start=start + count - 1, kind=kind
    )[0].tolist()  # fmt: skip
    assert np.isfinite(far).all()


def test_chunks_cover_all_once() -> None:
    pieces = list(sampling.chunks(40_000))
    assert pieces[0] == (0, sampling.CHUNK)
    assert sum(n for _, n in pieces) == 40_000
    assert all(a + n == b for (a, n), (b, _) in pairwise(pieces))


def test_err_four_times_less_than_pseudo_random_numbers() -> None:
    """Present value of 40 years of a price that walks, at 2^13 draws: exact mean known."""
    made = sampling.components(walk())
    discount = 1.07 ** -np.arange(1.0, YEARS + 1)
    exact = float((discount * np.exp(0.5 * np.diag(walk()))).sum())
    off: dict[str, list[float]] = {"sobol": [], "plain": []}
    for seed in range(24):
        for kind, found in off.items():
            x = sampling.correlated(made, 2**13, seed, kind=kind)  # type: ignore[arg-type]
            found.append(float((np.exp(x) @ discount).mean()) - exact)
    error = {kind: float(np.sqrt(np.mean(np.square(found)))) for kind, found in off.items()}
    assert error["plain"] > 4.0 * error["sobol"]


def test_the_nearest_correlation_is_one_and_near() -> None:
    given_ = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    with pytest.raises(InvalidInput, match="contradict"):
        sampling.components(given_)
    found = sampling.nearest_correlation(given_)
    assert np.linalg.eigvalsh(found)[0] > -1e-9
    assert np.diag(found) == pytest.approx(np.ones(3))
    sampling.components(found)
    # published: tridiagonal 1, 1, 1 of size 3 (higham2002)
    known = sampling.nearest_correlation(np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]]))
    assert known[0, 1] == pytest.approx(0.7607, abs=1e-4)
    assert known[0, 2] == pytest.approx(0.1573, abs=1e-4)


def test_a_correlation_that_does_not_settle_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "_ROUNDS", 2)
    with pytest.raises(NotSolved, match="nearest correlation"):
        sampling.nearest_correlation(np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]]))


def test_refuses() -> None:
    with pytest.raises(InvalidInput, match="square"):
        sampling.components(np.zeros((2, 3)))
    with pytest.raises(InvalidInput, match="symmetric"):
        sampling.components(np.array([[1.0, 0.5], [0.2, 1.0]]))
    with pytest.raises(InvalidInput, match="square and finite"):
        sampling.nearest_correlation(np.array([[1.0, np.nan], [np.nan, 1.0]]))
    with pytest.raises(InvalidInput, match="kind of draws"):
        sampling.normals(1, 1, 1, kind="other")  # type: ignore[arg-type]
    for kind in sampling.KINDS:
        with pytest.raises(InvalidInput, match="seed of draws"):
            sampling.normals(4, 1, -1, kind=kind)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="draws"):
        sampling.normals(0, 1, 1)
