"""An encounter with a push, flown: against the linear answer, in parts, and against itself."""

import math

import numpy as np
import pytest

from tests.redirect.paths import LEAD_S, answer, apophis, by
from tests.redirect.test_response import blow, push
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.redirect.deflect import deflected, needed_m
from windlass.redirect.given import Given
from windlass.redirect.response import steered


def test_needed_is_what_just_misses() -> None:
    of = apophis()
    bare = needed_m(of)
    assert bare == pytest.approx(13_776e3, abs=20e3)
    assert needed_m(of, 2.0) > 1.5 * bare
    with pytest.raises(InvalidInput, match="miss of a body"):
        needed_m(of, 0.5)


@pytest.mark.parametrize(
    "given",
    [blow(), push(1e-3 / (0.5 * LEAD_S), DAY_S, 0.5 * LEAD_S),
     push(1e-3 / (0.5 * LEAD_S), DAY_S, 0.5 * LEAD_S, by_sun=True)],
)  # fmt: skip
def test_flown_shift_is_the_linear_one(given: Given) -> None:
    of, one = apophis(), answer()
    made = deflected(of, steered(by(), given, one.begins_s), needed_m(of))
    assert made.linear
    assert made.shift_m == pytest.approx(made.push.shift_m, rel=0.01, abs=1e3)
    assert made.share * made.needed_m == pytest.approx(made.shifts_m)
    assert made.needed_m_s == pytest.approx(made.push.dv_m_s * made.needed_m / made.shifts_m)
    assert made.after.b_m > made.without.b_m


def test_blows_and_pushes_together_shift_as_each_alone() -> None:
    of, one = apophis(), answer()
    both = Given(
        technique="both", t_s=np.array([0.0, 0.3 * LEAD_S]), push_m_s2=np.full(2, 1e-11),
        blows=np.array([[0.1 * LEAD_S, 5e-4], [0.2 * LEAD_S, 5e-4]]), equipment_kg=1.0,
        consumed_kg=0.0, works_s=0.3 * LEAD_S,
    )  # fmt: skip
    parts = [
        push(1e-11, 0.0, 0.3 * LEAD_S), blow(5e-4, 0.1 * LEAD_S), blow(5e-4, 0.2 * LEAD_S),
    ]  # fmt: skip
    whole = deflected(of, steered(by(), both, one.begins_s), needed_m(of)).shift_m
    alone = [deflected(of, steered(by(), x, one.begins_s), needed_m(of)).shift_m for x in parts]
    assert whole == pytest.approx(np.sum(alone, axis=0), rel=2e-3, abs=2e3)


def test_a_blow_onto_earth_meets_it() -> None:
    """Pushed by what is needed towards the middle, it hits, and the miss is told as one."""
    of, one = apophis(), answer()
    given = blow(1e-3)
    once = steered(by(), given, one.begins_s)
    w = one.at(np.array([one.begins_s + DAY_S]))[0]
    aim = -np.array([of.plane.xi_m, of.plane.zeta_m])
    dv = np.linalg.lstsq(w, aim, rcond=None)[0]
    hit = steered(by(), blow(float(np.linalg.norm(dv))), one.begins_s, blow_along=dv)
    made = deflected(of, hit, needed_m(of))
    assert made.after.met
    assert made.after.b_m < needed_m(of)
    assert made.without.b_m == of.plane.b_m
    assert math.hypot(*once.shift_m) > 0.0


def test_nothing_is_refused() -> None:
    of, one = apophis(), answer()
    none = steered(by(), blow(later_s=LEAD_S), one.begins_s)
    with pytest.raises(NotSolved, match="nothing pushes"):
        deflected(of, none, needed_m(of))
