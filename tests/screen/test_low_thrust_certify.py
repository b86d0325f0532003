"""The first of a screen by the optimiser: whole trips on the best dates near by, flown again, kept,
tried once; refusals told."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.catalogue.known import whole as known
from tests.screen.stop import Stop, interrupt
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.lowthrust.trip_value import valued
from windlass.screen import low_thrust_certify as certify
from windlass.screen import run
from windlass.screen.low_thrust import LowThrustRules, low_thrust

RULES = low_thrust("2026-03..2026-07", max_flight="5 yr", least_mass="20 t")
LESS = low_thrust(
    "2026-04-15..2026-05-15", max_flight="4.05 yr", least_mass="20 t", xenon="4 t"
)  # fmt: skip
"""With less time and xenon an answer is there sooner."""


def screened(rules: LowThrustRules) -> run.Run:
    begun = run.begin(rules, known("2008 HU4", "433"))
    run.carry_on(begun)
    return begun


def solved(made: run.Run) -> dict[str, object]:
    (one,) = certify.carry_on(made, 1, run.Engine(workers=1))
    return one


@pytest.fixture(scope="module")
def made(folders: Path) -> run.Run:
    return screened(RULES)


@pytest.fixture(scope="module")
def answer(made: run.Run) -> dict[str, object]:
    return solved(made)


@pytest.fixture(scope="module")
def less(folders: Path) -> run.Run:
    return screened(LESS)


@pytest.fixture(scope="module")
def sooner(less: run.Run) -> dict[str, object]:
    return solved(less)


def test_a_trip_is_solved_flown_again_and_keeps_the_rules(
    made: run.Run, answer: dict[str, float]
) -> None:
    (ask,) = certify.asks(made, 5)
    told = ask.told
    assert answer["status"] == (certify.CERTIFIED if ask.orbit.certifies else certify.SOLVED)
    assert answer["miss_m"] < 1e6
    assert answer["miss_m_s"] < 1.0
    assert answer["returned_kg"] == pytest.approx(told["returned_kg"], rel=0.25)
    assert answer["out_kg"] + answer["back_kg"] <= RULES.xenon_kg * (1.0 + 1e-6)
    assert answer["arrive_s"] - answer["launch_s"] <= RULES.max_flight_s + 1.0
    assert RULES.arrive_s[0] <= answer["arrive_s"] <= RULES.arrive_s[1]
    stay = answer["leave_s"] - answer["meet_s"]
    assert RULES.stay_s - 1.0 <= stay <= RULES.stay_s + certify.LONGER_S + 1.0
    for name in ("launch_s", "meet_s", "leave_s", "arrive_s"):
        assert abs(answer[name] - told[name]) <= 2.0 * certify.ROOM_S + 1.0
    assert max(answer["vinf_out_m_s"], answer["vinf_in_m_s"]) <= RULES.vinf_m_s * (1.0 + 1e-4)


def test_its_dates_bring_more_than_those_of_the_screen(
    made: run.Run, answer: dict[str, float]
) -> None:
    (ask,) = certify.asks(made, 1)
    on_them = valued(certify.trip(ask), ask.dates)
    assert answer["returned_kg"] > 1.02 * on_them.gain_kg


def test_dates_that_lead_nowhere_give_way_to_others_near_by(
    less: run.Run, sooner: dict[str, float]
) -> None:
    """The asteroid is met so early that nothing gets there: others near by are begun on."""
    (ask,) = certify.asks(less, 1)
    soon = {**ask.told, "meet_s": sooner["meet_s"] - 90.0 * DAY_S}
    soon["leave_s"] = soon["meet_s"] + LESS.stay_s
    early = replace(ask, trip=tuple(soon[name] for name in certify.NUMBERS))
    with pytest.raises(NotSolved, match="no guess leads to a leg"):
        valued(certify.trip(early), early.dates)
    moved = certify.certify(early)
    assert moved["status"] == sooner["status"]
    assert moved["returned_kg"] == pytest.approx(sooner["returned_kg"], rel=0.02)


def test_dates_to_begin_on_move_the_meeting_and_keep_launch_and_arrival(less: run.Run) -> None:
    (ask,) = certify.asks(less, 1)
    starts = list(certify._starts(certify.trip(ask), ask.dates))
    assert starts[0] == (ask.dates,)
    for (moved,) in starts[1:3]:
        assert moved.departs_s[0] == ask.dates.departs_s[0]
        assert moved.arrives_s == pytest.approx(ask.dates.arrives_s, abs=1.0)
        met = moved.departs_s[0] + moved.tof_s[0] - ask.dates.departs_s[0] - ask.dates.tof_s[0]
        assert abs(met) == pytest.approx(certify.MOVED_S)
        stay = moved.departs_s[1] - moved.departs_s[0] - moved.tof_s[0]
        assert stay == pytest.approx(
            ask.dates.departs_s[1] - ask.dates.departs_s[0] - ask.dates.tof_s[0]
        )


def test_a_poor_trip_is_not_the_last_that_is_tried(
    less: run.Run, sooner: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told far more than there is, every start is tried, and the best of them is taken."""
    (ask,) = certify.asks(less, 1)
    dear = replace(ask, trip=tuple(
        (3.0 if name == "returned_kg" else 1.0) * ask.told[name] for name in certify.NUMBERS
    ))  # fmt: skip
    tried: list[object] = []
    plain = certify.solve_trip
    monkeypatch.setattr(
        certify, "solve_trip",
        lambda asked, starts: tried.append(starts) or plain(asked, starts=starts),
    )  # fmt: skip
    found = certify.certify(dear)
    assert len(tried) >= 3
    assert found["returned_kg"] > 0.98 * sooner["returned_kg"]


def test_the_same_ask_has_the_same_answer_here_as_in_a_process(
    less: run.Run, sooner: dict[str, float]
) -> None:
    (ask,) = certify.asks(less, 1)
    here = certify.certify(ask)
    assert {**here, "cpu_s": 0.0} == {**sooner, "cpu_s": 0.0}


def test_what_is_known_is_not_tried_again(
    made: run.Run, answer: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certify, "certify", None)
    assert certify.carry_on(made, 1) == [answer] == certify.known(made)


def test_a_damaged_answer_is_made_again_and_a_stop_costs_what_is_under_way(
    less: run.Run, sooner: dict[str, object]
) -> None:
    (path,) = (less.folder / certify.FOLDER).glob("*.json")
    good = path.read_text()
    path.write_text(good[:20])
    try:
        with pytest.raises(KeyboardInterrupt):
            certify.carry_on(less, 1, run.Engine(workers=1), Stop("certifying", 1, interrupt))
        assert certify.known(less) == []
    finally:
        path.write_text(good)


def test_what_cannot_be_flown_is_refused_with_its_reason(made: run.Run) -> None:
    (ask,) = certify.asks(made, 1)
    soon = {**ask.told, "launch_s": ask.told["meet_s"] - 280.0 * DAY_S}
    weak = replace(
        ask, rules=replace(RULES, power_w=2e3), trip=tuple(soon[name] for name in certify.NUMBERS)
    )
    told = certify.certify(weak)
    assert told["status"] == certify.REFUSED
    assert "2008 HU4" in told["why"]
    assert "no dates lead to a trip" in told["why"]
    assert "returned_kg" not in told
