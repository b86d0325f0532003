"""The way out: within the launcher's curve, best by another search, launches counted."""

import math

import numpy as np
import pytest

from tests.redirect.paths import LEAD_S, answer, apophis, by
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.base.errors import NotSolved
from windlass.catalogue import launchers
from windlass.catalogue.collection import lookup
from windlass.redirect.way_out import WayOut, impact, rendezvous
from windlass.studies.porkchop import search

HEAVY = "falcon-heavy-expendable"


def way(payload_kg: float = 10e3, arrives_m_s: float = 3e3) -> WayOut:
    return WayOut(
        departs_s=0.0, arrives_s=1e7, c3_m2_s2=1e7, speed_m_s=np.array([arrives_m_s, 0.0, 0.0]),
        payload_kg=payload_kg, launcher=HEAVY,
    )  # fmt: skip


def test_no_leg_brings_more_to_stay_with_more_time_left() -> None:
    start, until, exhaust = parse_epoch("2030"), parse_epoch("2050"), 3e4
    found = rendezvous(lookup("Bennu").orbit, start, HEAVY, until, exhaust)
    assert found.payload_kg == launchers.payload_kg(HEAVY, found.c3_m2_s2)
    assert start <= found.departs_s <= start + 3.01 * YEAR_S

    def worth(c3: float, arrives_m_s: float, arrives_s: float) -> float:
        there = launchers.payload_kg(HEAVY, c3) * math.exp(-arrives_m_s / exhaust)
        return there * (until - arrives_s) ** 2

    best = worth(found.c3_m2_s2, found.arrives_m_s, found.arrives_s)
    for years in ("2030..2031", "2031..2032", "2032..2033"):
        leg = search("Bennu", depart=years, tof="60 d..900 d", step="10 d").best
        assert worth(leg.vinf_depart_m_s**2, leg.vinf_arrive_m_s, leg.arrive_s) <= 1.001 * best
    hurry = rendezvous(lookup("Bennu").orbit, start, HEAVY, start + 4.0 * YEAR_S, exhaust)
    assert hurry.arrives_s < start + 4.0 * YEAR_S


def test_no_leg_hits_with_more_effect() -> None:
    one = by()
    found = impact(one, answer().begins_s, HEAVY)
    worth = found.payload_kg * np.linalg.norm(
        one.at(np.array([found.arrives_s]))[0] @ found.speed_m_s
    )
    assert found.departs_s >= answer().begins_s
    assert found.arrives_s <= answer().last_s
    direct = np.linalg.norm(one.at(np.array([found.arrives_s]))[0], 2) * found.arrives_m_s
    assert 0.3 * direct * found.payload_kg < worth <= direct * found.payload_kg * (1.0 + 1e-9)
    slow = rendezvous(apophis().orbit, answer().begins_s, HEAVY, answer().last_s, 3e4)
    gentle = slow.payload_kg * np.linalg.norm(
        one.at(np.array([slow.arrives_s]))[0] @ slow.speed_m_s
    )
    assert worth > gentle


def test_launches_are_counted() -> None:
    assert way().launches(10, 10e3, None) == 10
    assert way().launches(10, 3e3, None) == 4  # three in one
    assert way().launches(10, 25e3, None) == 30  # each in three
    exhaust = 3e4
    there = 10e3 / math.exp(3e3 / exhaust)
    assert way().launched_kg(there, exhaust) == pytest.approx(10e3)
    assert way().launches(2, 0.999 * there, exhaust) == 2
    assert way().launches(2, 1.001 * there, exhaust) == 4


def test_no_time_and_no_leg_are_told() -> None:
    orbit = lookup("Bennu").orbit
    start = parse_epoch("2030")
    with pytest.raises(NotSolved, match="no time for a way out"):
        rendezvous(orbit, start, HEAVY, start + 30.0 * DAY_S, 3e4)
    with pytest.raises(NotSolved, match="no way out"):
        rendezvous(lookup("433").orbit, start, "delta-iv-heavy", start + 100.0 * DAY_S, 3e4)
    assert LEAD_S < 3.0 * YEAR_S
