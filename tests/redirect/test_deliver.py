"""The largest rock that is delivered: scaling, the optimiser as judge, what cannot be."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.redirect.rocks import rock
from windlass.base.constants import G0
from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.catalogue.collection import lookup
from windlass.lowthrust.from_estimate import certified
from windlass.redirect.deliver import Technique, delivered, largest, leg, like, most_on
from windlass.redirect.destination import destination
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.task import Task

ISP_S = 3000.0


def tug(ships: float) -> Technique:
    """Return ships of 24 kW into their jets and 9 t of xenon, by sunlight."""

    def push(body: Rock) -> Given:
        force = ships * 2.0 * 24e3 / (G0 * ISP_S)
        lasts = ships * 9e3 / (force / (G0 * ISP_S))
        t = np.linspace(0.0, lasts, 33)
        a = force / (body.mass_kg + ships * (14.5e3 - 9e3 * t / lasts))
        return Given(
            technique="tug", t_s=t, push_m_s2=a, by_sun=True,
            equipment_kg=ships * 14.5e3, consumed_kg=ships * 9e3, works_s=lasts,
        )  # fmt: skip

    return push


def task(years: float = 8.0, to: str = "lunar-dro") -> Task:
    return Task(
        orbit=lookup("2006 RH120").orbit, to=destination(to), begins_s=parse_epoch("2030"),
        within_s=years * YEAR_S,
    )  # fmt: skip


BODY = rock(100.0, 2000.0, None)


def test_rock_of_another_mass_keeps_its_density_and_spin() -> None:
    body = Rock(
        name="a rock", mass_kg=1e9, radius_m=50.0, spin_period_s=3e4, longest_m=60.0, tumbles=True
    )
    small = like(body, 1e6)
    assert small.density_kg_m3 == pytest.approx(body.density_kg_m3)
    assert (small.radius_m, small.longest_m) == pytest.approx((5.0, 6.0))
    assert (small.spin_period_s, small.tumbles) == (3e4, True)


def test_twice_the_ships_bring_twice_as_much_and_more_time_no_less() -> None:
    one, two = largest(task(), BODY, tug(1.0)), largest(task(), BODY, tug(2.0))
    assert two.rock.mass_kg == pytest.approx(2.0 * one.rock.mass_kg, rel=5e-3)
    longer = largest(task(12.0), BODY, tug(1.0))
    assert longer.rock.mass_kg > 0.98 * one.rock.mass_kg
    for made in (one, longer):
        assert made.moved_kg == pytest.approx(made.rock.mass_kg, rel=5e-3)
        assert made.moved_kg >= made.rock.mass_kg


def test_what_is_delivered_is_what_is_lighter() -> None:
    most = largest(task(), BODY, tug(1.0)).rock.mass_kg
    assert delivered(task(), like(BODY, 0.9 * most), tug(1.0)) is not None
    assert delivered(task(), like(BODY, 1.1 * most), tug(1.0)) is None


def test_optimiser_finds_as_much_and_keeps_the_rest_for_what_follows() -> None:
    made = largest(task(), BODY, tug(1.0))
    found = certified(leg(task(), made), made.shift)
    total = made.rock.mass_kg + made.given.equipment_kg
    assert found.best.start_kg == pytest.approx(total, rel=0.05)
    exhaust = G0 * made.engine.isp_s
    rest = 9e3 - found.propellant_kg
    assert rest >= 0.9 * found.best.final_kg * -math.expm1(-task().to.after_m_s / exhaust)


def test_what_is_thrown_away_does_not_arrive() -> None:
    made = largest(task(), BODY, tug(1.0))
    assert made.arrives_kg == made.rock.mass_kg
    throws = replace(made, given=replace(made.given, thrown_kg=9e3, consumed_kg=0.0))
    total = made.rock.mass_kg + made.given.equipment_kg
    exhaust = G0 * made.engine.isp_s
    left = total * math.exp(-made.dv_m_s / exhaust)
    assert made.rock.mass_kg - throws.arrives_kg == pytest.approx(total - left, rel=1e-9)


def test_what_cannot_be_is_told() -> None:
    with pytest.raises(NotSolved, match="not even 1 t"):
        largest(task(), BODY, tug(1e-3))
    with pytest.raises(NotSolved, match="left after the way out"):
        largest(task(1.0), BODY, tug(1.0))
    with pytest.raises(InvalidInput, match="time of a delivery"):
        task(0.1)
    with pytest.raises(InvalidInput, match="time of a delivery"):
        task(40.0)


def test_most_on_the_dates_of_the_largest_is_the_largest() -> None:
    made = largest(task(), BODY, tug(1.0))
    for near in (None, 0.2 * made.rock.mass_kg, 7.0 * made.rock.mass_kg):
        again = most_on(task(), BODY, tug(1.0), made, near)
        assert again == pytest.approx(made.rock.mass_kg, rel=3e-3)
    # other dates than its own bring it no more, so twice the ships no more than on theirs
    both = most_on(task(), BODY, tug(2.0), made)
    assert both <= largest(task(), BODY, tug(2.0)).rock.mass_kg * 1.003


def test_ships_that_move_nothing_on_given_dates_are_refused() -> None:
    made = largest(task(), BODY, tug(1.0))
    with pytest.raises(NotSolved, match="on given dates"):
        most_on(task(), BODY, tug(1e-5), made)
