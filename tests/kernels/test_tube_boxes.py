"""Boxes around a tube's states in the planet's year hold what lies between its nodes."""

import math

import numpy as np
import pytest

from windlass.base.constants import AU_M, GM_SUN
from windlass.kernels.orbit_bound import COLUMNS, ECCENTRICITY, TILT, orbit_row
from windlass.kernels.tube_arc import on_tube, place
from windlass.kernels.tube_boxes import cell_boxes, halved, tube_rows

MU = 3.04e-6
POLE = np.array([0.0, 0.0, 1.0])


def tube(n: int = 5, m: int = 8) -> np.ndarray:
    """Return a smooth tube: states near the planet's circle that turn with the phase."""
    size, phase = np.arange(n)[:, None], 2.0 * math.pi * np.arange(m)[None, :] / m
    wide = 0.004 * (1.0 + size)
    out = np.zeros((n, m, 6))
    out[..., 0] = 0.9 + wide * np.cos(phase)
    out[..., 1] = 0.3 + wide * np.sin(phase)
    out[..., 2] = 0.5 * wide * np.sin(phase)
    out[..., 3] = 0.02 * np.sin(phase)
    out[..., 4] = 0.02 * np.cos(phase)
    return out


def year(parts: int = 12, e: float = 0.0167) -> np.ndarray:
    """Return states of a planet on an ellipse, along x."""
    angle = np.linspace(-math.pi, math.pi, parts + 1)
    p = AU_M * (1.0 - e * e)
    speed = math.sqrt(GM_SUN / p)
    out = np.zeros((parts + 1, 6))
    out[:, 0] = p / (1.0 + e * np.cos(angle))
    out[:, 3], out[:, 4] = speed * e * np.sin(angle), speed * (1.0 + e * np.cos(angle))
    return out


def test_a_box_holds_the_rows_of_its_corners_and_no_length_falls_short() -> None:
    smooth = np.zeros((5, 8), dtype=np.bool_)
    smooth[:-1] = True
    rows = tube_rows(GM_SUN, MU, tube(), year())
    boxes = cell_boxes(rows, smooth)
    assert len(boxes) == 5 * 8 * 12
    first = boxes[0]
    corners = rows[:2, :2, :2].reshape(-1, rows.shape[-1])
    for c in range(COLUMNS):
        assert first[1, c] == corners[:, c].max()
        assert first[0, c] <= corners[:, c].min()
    # what lies between corners is not shorter than told: chords of the two vectors
    rng = np.random.default_rng(3)
    for k, column in ((slice(COLUMNS, COLUMNS + 3), ECCENTRICITY), (slice(-2, None), TILT)):
        share = rng.dirichlet(np.ones(8), 200)
        inside = np.linalg.norm(share @ corners[:, k], axis=1)
        assert inside.min() >= first[0, column] - 1e-15


def test_half_steps_are_the_tubes_own_states() -> None:
    states, smooth = tube(), np.zeros((5, 8), dtype=np.bool_)
    smooth[1:3] = True
    fine, cells = halved(states, smooth)
    assert fine.shape == (9, 16, 6)
    assert np.array_equal(fine[::2, ::2], states)
    assert cells.sum() == 4 * smooth.sum()
    x = np.empty(6)
    assert on_tube(states, smooth, 1.5, 7.5, x)
    assert fine[3, 15] == pytest.approx(x, abs=1e-12)
    assert np.isnan(fine[0, 1]).all()
    assert np.isnan(fine[8, 1]).all()


def test_states_that_are_missing_have_no_box() -> None:
    states = tube()
    states[2, 3] = np.nan
    rows = tube_rows(GM_SUN, MU, states, year())
    assert np.isnan(rows[2, 3]).all()
    assert len(cell_boxes(rows, np.zeros((5, 8), dtype=np.bool_))) == (5 * 8 - 1) * 12


def test_rows_are_those_of_the_heliocentric_state() -> None:
    states, planet = tube(), year()
    rows = tube_rows(GM_SUN, MU, states, planet)
    x, row = np.empty(6), np.empty(COLUMNS)
    place(MU, states[1, 2], planet[5], x)
    assert orbit_row(GM_SUN, x, POLE, row) == 0
    assert rows[1, 2, 5, :COLUMNS] == pytest.approx(row, rel=1e-14)
    assert np.linalg.norm(rows[1, 2, 5, COLUMNS : COLUMNS + 3]) == pytest.approx(
        row[ECCENTRICITY], rel=1e-9
    )
    assert np.linalg.norm(rows[1, 2, 5, -2:]) == pytest.approx(row[TILT], rel=1e-9)
