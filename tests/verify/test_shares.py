"""Shares of a burn: its ends are the path before and after, a band that meets Earth is found."""

from dataclasses import replace

import numpy as np
import pytest

from tests.verify.aimed import near_earth, plan, started
from tests.verify.hop import hop
from windlass.bodies import met
from windlass.verify.keep_out import keep_out, upper
from windlass.verify.shares import shares


def test_the_ends_are_before_and_after_the_burn() -> None:
    way = hop()
    keep = keep_out(years=2.0)
    found = shares(way, keep, None, 1, 5)
    assert [one.part for one in found] == ["burn 1", "burn 2"]
    t0 = way.span_s[0]
    ends = met.fly(np.array([way.path.before, way.path.states[0]]), t0, t0 + keep.span_s,
                   height_m=keep.height_m)  # fmt: skip
    assert found[0].least_m[[0, -1]] == pytest.approx(ends.least_m[:, 0], rel=1e-6)
    assert found[0].hits == 0
    assert found[0].upper == upper(0, 5, 0.95)
    assert "0 of 5 shares" in found[0].text()


def test_a_band_that_meets_earth_is_found() -> None:
    """The whole burn meets Earth; so do the last shares, and those before pass it by."""
    states, t0 = started(near_earth(np.zeros((1, 2))))
    way = plan(states[0], t0)
    found = shares(way, keep_out(years=3.2), None, 1, 101)[0]
    assert found.hit[-1]
    assert not found.hit[0]
    first, last = found.bands()[-1]
    assert last == 1.0
    assert 0.9 < first <= 1.0
    assert found.hits / 101 < found.upper
    assert found.years[-1] == pytest.approx(3.0, abs=0.02)
    n = len(way.path.t_s)
    off = np.random.default_rng(1).normal(size=(5, n, 6)) * np.array([1e3] * 3 + [1e-4] * 3)
    assert shares(way, keep_out(years=3.2), off, 1, 101)[0].hit[-1]


def test_bands_are_runs_of_hits() -> None:
    one = shares(hop(), keep_out(years=1.0), None, 1, 6)[0]
    hit = np.array([True, False, True, True, False, True])
    runs = replace(one, hit=hit).bands()
    assert np.allclose(runs, [(0.0, 0.0), (0.4, 0.6), (1.0, 1.0)])
    assert "40.0% to 60.0%" in replace(one, hit=hit).text()
