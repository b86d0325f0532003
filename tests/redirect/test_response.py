"""The linear answer of an encounter: flown partials and secular theory as judges."""

import math

import numpy as np
import pytest

from tests.redirect.paths import LEAD_S, answer, apophis, by
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import bplane
from windlass.bodies.forces import gm_sun
from windlass.bodies.planets import load
from windlass.catalogue.collection import lookup
from windlass.redirect.given import Given
from windlass.redirect.response import BEFORE_S, encounter, response, steered


def blow(dv_m_s: float = 1e-3, later_s: float = DAY_S) -> Given:
    return Given(
        technique="a blow", blows=np.array([[later_s, dv_m_s]]), equipment_kg=1.0, consumed_kg=0.0,
        works_s=0.0,
    )  # fmt: skip


def push(a_m_s2: float, begins_s: float, lasts_s: float, *, by_sun: bool = False) -> Given:
    return Given(
        technique="a push", t_s=begins_s + np.array([0.0, lasts_s]), push_m_s2=np.full(2, a_m_s2),
        by_sun=by_sun, equipment_kg=1.0, consumed_kg=0.0, works_s=lasts_s,
    )  # fmt: skip


def test_nearest_encounter_is_found_and_so_is_that_of_a_date() -> None:
    found = apophis()
    assert found.plane.perigee_m == pytest.approx(38_012e3, abs=5e3)
    assert found.plane.t_s == pytest.approx(parse_epoch("2029-04-13T21:47"), abs=120.0)
    same = encounter(found.orbit, (0.0, 0.0), near_s=parse_epoch("2029-04-10"))
    assert same.plane.perigee_m == pytest.approx(found.plane.perigee_m, abs=1.0)


@pytest.mark.parametrize("before_s", [0.9 * LEAD_S, 0.4 * LEAD_S, 60.0 * DAY_S])
def test_answers_as_flown_partials_do(before_s: float) -> None:
    one = answer()
    t = one.of.plane.t_s - before_s
    r, v = (part[0] for part in one.of.flight.state(t))
    told = bplane.partials(r, v, t, "earth", one.of.plane.t_s, 5.0 * DAY_S)
    assert one.at(np.array([t]))[0] == pytest.approx(
        told.by_dv, abs=1e-3 * np.abs(told.by_dv).max()
    )


def test_along_its_path_it_answers_as_secular_theory_says() -> None:
    """Late by 3 a v t dv / mu, seen across the way the encounter comes; mean over a revolution.

    Between the encounters of 2054 and 2060: one within changes it, from 20 years before to the
    opposite sign, which no such rule knows.
    """
    orbit = lookup("Bennu").orbit
    of = encounter(orbit, (parse_epoch("2055"), parse_epoch("2065")))
    lead = 5.5 * YEAR_S
    begins = of.plane.t_s - lead
    one = response(of, begins)
    turn = 2.0 * math.pi * math.sqrt(orbit.a_m**3 / gm_sun())
    t = begins + turn * (np.arange(48) + 0.5) / 48.0
    _, v = of.flight.state(t)
    along = v / np.linalg.norm(v, axis=1, keepdims=True)
    zeta = np.einsum("nj,nj->n", one.at(t)[:, 1], along)
    _, planet = (part[0] for part in load().body("earth", centre="sun").state(of.plane.t_s))
    across = float(planet @ -of.plane.axes[2])
    late = 3.0 * orbit.a_m * np.linalg.norm(v, axis=1) * (of.plane.t_s - t) / gm_sun()
    assert zeta.mean() == pytest.approx(float((across * late).mean()), rel=0.02)
    before = response(of, of.plane.t_s - 20.0 * YEAR_S)
    t = before.begins_s + turn * (np.arange(48) + 0.5) / 48.0
    _, v = of.flight.state(t)
    along = v / np.linalg.norm(v, axis=1, keepdims=True)
    assert np.einsum("nj,nj->n", before.at(t)[:, 1], along).mean() < 0.0


def test_what_is_given_shifts_in_proportion_and_outwards() -> None:
    one = answer()
    once = steered(by(), blow(1e-3), one.begins_s)
    twice = steered(by(), blow(2e-3), one.begins_s)
    assert twice.shift_m == pytest.approx(2.0 * once.shift_m)
    assert once.dv_m_s == pytest.approx(1e-3)
    plane = one.of.plane
    assert once.shift_m @ np.array([plane.xi_m, plane.zeta_m]) > 0.0


def test_no_direction_shifts_more() -> None:
    one = answer()
    best = steered(by(), blow(), one.begins_s).shifts_m
    rng = np.random.default_rng(8)
    for towards in rng.normal(size=(50, 3)):
        other = steered(by(), blow(), one.begins_s, blow_along=towards)
        assert other.shifts_m <= best * (1.0 + 1e-9)
        assert other.blows[0][1] @ towards > 0.0


def test_a_push_of_a_day_is_a_blow() -> None:
    one = answer()
    day = steered(by(), push(1e-3 / DAY_S, 0.5 * DAY_S, DAY_S), one.begins_s)
    at_once = steered(by(), blow(1e-3), one.begins_s)
    assert day.dv_m_s == pytest.approx(1e-3)
    assert day.shift_m == pytest.approx(at_once.shift_m, rel=1e-3)


def test_sunlight_pushes_by_the_distance() -> None:
    one = answer()
    lit = steered(by(), push(1e-12, 0.0, 0.5 * LEAD_S, by_sun=True), one.begins_s)
    same = steered(by(), push(1e-12, 0.0, 0.5 * LEAD_S), one.begins_s)
    r, _ = one.of.flight.state(lit.t_s)
    near = np.linalg.norm(r, axis=1)
    sizes = np.linalg.norm(lit.push_m_s2, axis=1), np.linalg.norm(same.push_m_s2, axis=1)
    assert sizes[0] / sizes[1] == pytest.approx((1.495978707e11 / near) ** 2, rel=1e-5)


def test_what_comes_too_late_is_cut_off() -> None:
    one = answer()
    none = steered(by(), blow(later_s=LEAD_S - 0.5 * BEFORE_S), one.begins_s)
    assert none.blows == ()
    assert none.shifts_m == 0.0
    cut = steered(by(), push(1e-12, 0.0, 2.0 * LEAD_S), one.begins_s)
    assert cut.t_s[-1] == pytest.approx(one.of.plane.t_s - BEFORE_S)


def test_dates_that_cannot_be_are_refused() -> None:
    one = answer()
    with pytest.raises(InvalidInput, match="beginning of a push"):
        response(one.of, one.of.plane.t_s)
    with pytest.raises(InvalidInput, match="times of a push"):
        one.at(np.array([one.begins_s - 1.0]))
    with pytest.raises(InvalidInput, match="encounter of"):
        encounter(one.of.orbit, (0.0, 0.0), near_s=parse_epoch("2020"))
    with pytest.raises(NotSolved, match="does not pass jupiter"):
        encounter(one.of.orbit, (parse_epoch("2027"), parse_epoch("2030")), body="jupiter")


def test_cubics_answer_as_the_flights_do() -> None:
    one, told = answer(), by()
    t = np.linspace(one.begins_s, one.last_s, 331)
    exact = one.at(t)
    assert told.at(t) == pytest.approx(exact, abs=1e-3 * np.abs(exact).max())
    r, _ = one.of.flight.state(t)
    assert told.sun_m(t) == pytest.approx(np.linalg.norm(r, axis=1), rel=1e-6)
    with pytest.raises(InvalidInput, match="beginning of a push"):
        steered(told, blow(), one.begins_s - 1.0)
