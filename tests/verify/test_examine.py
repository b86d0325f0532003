"""A plan examined whole: every part is there, or a note says why not; and it can be said."""

import json
from dataclasses import replace

import pytest

from tests.verify.hop import ORBIT, hop
from windlass.base.epochs import parse_epoch
from windlass.verify.examine import Asked, Verified, examine
from windlass.verify.keep_out import keep_out
from windlass.verify.outcome import Known, Miss, Outcome
from windlass.verify.words import topics

NOW = parse_epoch("2026-11-22")


def outcome(**known: object) -> Outcome:
    orbit = replace(ORBIT, **known)  # type: ignore[arg-type]
    plan = replace(hop(), orbit=orbit)
    return Outcome(
        name="the way home of 2099 ZZ9", title="2099 ZZ9", kind="way home", plan=plan, why="",
        claimed_m_s=plan.total_m_s - 5.0, limit_m_s=500.0,
        misses=(Miss(what="second burn", t_s=plan.span_s[0], miss_m=2.5e9),),
        known=Known(orbit=orbit, covariance=None, told="a test", h_mag=26.0, g_slope=0.15),
    )  # fmt: skip


@pytest.fixture(scope="module")
def made() -> Verified:
    keep = keep_out(instants=6, clones=30, years=3.0)
    return examine(outcome(), Asked(samples=40, keep=keep, missed=False, after_s=NOW))


def test_every_part_is_there(made: Verified) -> None:
    assert made.notes == ()
    for part in (made.judged, made.spread, made.safety, made.operations, made.recovery):
        assert part is not None
    assert made.safety is not None
    assert made.safety.pooled.flights >= 6 * 30
    assert made.verdict.flies == "needs correction"
    assert made.verdict.more_m_s == pytest.approx(5.0)


def test_it_can_be_said_to_programs_and_people(made: Verified) -> None:
    plain = json.loads(json.dumps(made.plain(), allow_nan=False))
    assert plain["verdict"] == made.verdict.word
    assert plain["dv_m_s"] == pytest.approx(plain["claimed_dv_m_s"] + 5.0)
    assert len(plain["burns"]) == 2
    assert plain["spread"]["samples"] == 40
    assert plain["safety"]["flights"] == made.safety.pooled.flights if made.safety else False
    said = topics(made)
    assert next(iter(said)) == "Verdict"
    assert "passes its second burn by 2.5 million km" in " ".join(said["Flown by all forces"])
    assert {"Judged by others", "Errors and corrections", "Planetary safety"} <= set(said)


def test_what_cannot_be_computed_is_noted_not_hidden() -> None:
    made = examine(outcome(uncertainty=None), Asked(samples=20, keep=keep_out(), missed=False))
    assert made.spread is made.safety is None
    assert any("The spread of the orbit not computed" in note for note in made.notes)
    assert any("Safety not computed" in note for note in made.notes)
    assert made.verdict.word == "not certifiable"
    said = topics(made)
    assert said["Notes, and what was not computed"]
    assert said["Verdict"][-1].startswith("As far as it was computed, ")


def test_where_no_flight_arrives_the_verdict_still_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    from windlass.verify import examine as room
    from windlass.verify.spread import navigation, spread

    monkeypatch.setattr(
        room, "spread", lambda *a, **k: spread(*a, **k, how=replace(navigation(), lost_m=1e-3))
    )
    made = examine(outcome(), Asked(samples=20, missed=False))
    assert made.verdict.word == "refuted"
    assert any("no flight with errors arrives" in note for note in made.notes)
    assert json.dumps(made.plain(), allow_nan=False)
    assert topics(made)


def test_too_few_instants_are_noted() -> None:
    made = examine(outcome(), Asked(samples=20, missed=False, keep=keep_out(instants=2)))
    assert made.safety is None
    assert any("ask for 6 or more" in note for note in made.notes)
    assert made.verdict.word == "not certifiable"


def test_what_does_not_fly_still_says_when_it_can_be_seen() -> None:
    none = replace(outcome(uncertainty=7), plan=None, why="nothing near it")
    made = examine(none, Asked(after_s=NOW))
    assert made.verdict.word == "refuted"
    assert made.recovery is not None
    assert made.recovery.too_uncertain
    said = " ".join(topics(made)["Finding the asteroid again"])
    assert "condition code is 7" in said
