"""Persons for turns: brute force as judge, a shortage that is proven, and one that is only told."""

import itertools
import random

import pytest

from windlass.campaign.crew import duty
from windlass.campaign.schedule import assign, persons, schedule
from windlass.campaign.schedule.check import check
from windlass.campaign.schedule.timetable import (
    Dated,
    Flight,
    Pool,
    Schedule,
    Site,
    Team,
    Timetable,
    Work,
)

H, DAY = 3_600.0, 86_400.0


def fixed(spans: list[tuple[float, float, int]], count: int, rule: str) -> Timetable:
    """Flights of fixed dates, each with one span of work [h] for so many people."""
    return Timetable(
        start_s=0.0,
        end_s=60 * DAY,
        flights=tuple(
            Flight(
                key=f"f{k}",
                vehicle="a",
                pad="pad",
                windows=((a * H, a * H),),
                work=(Work(team="crew", people=many, begin_s=0.0, end_s=(b - a) * H),),
            )
            for k, (a, b, many) in enumerate(spans)
        ),
        sites=(Site(key="pad", node="earth", kind="pad", count=99),),
        pools=(Pool(key="a", ready=((0.0, 99),), expended=True),),
        teams=(Team(key="crew", node="earth", count=count, rule=rule),),
    )


def dated(ask: Timetable) -> Schedule:
    return Schedule(
        status="feasible",
        proven=False,
        flights=tuple(Dated(key=f.key, lift_off_s=f.windows[0][0]) for f in ask.flights),
        left_out=(),
        value=0.0,
        bound=0.0,
        loads=(),
        bottleneck="",
        wall_s=0.0,
    )


def by_brute_force(ask: Timetable) -> bool:
    """Whether one person for each work can be found, by trying everybody for everything."""
    rule = duty.rule(ask.teams[0].rule)
    spans = [(f.windows[0][0], f.windows[0][0] + f.work[0].end_s) for f in ask.flights]
    for who in itertools.product(range(ask.teams[0].count), repeat=len(spans)):
        own = [[s for s, n in zip(spans, who, strict=True) if n == p] for p in set(who)]
        alone = all(b <= c for one in own for (_, b), (c, _) in itertools.pairwise(sorted(one)))
        if alone and all(keeps(one, rule) for one in own):
            return True
    return False


def keeps(spans: list[duty.Span], rule: duty.Rule) -> bool:
    return not duty.judge({"": duty.merged(spans, rule.rest_s)}, rule)


def drawn(seed: int) -> list[tuple[float, float, int]]:
    draw = random.Random(seed)
    begins = [draw.randint(0, 150) for _ in range(8)]
    return [(a, a + draw.choice([4, 8, 11]), 1) for a in begins]


def test_the_model_agrees_with_brute_force_under_both_rules() -> None:
    found = {
        rule: [answers(seed, rule) for seed in range(4)] for rule in ("eu-2003-88", "faa-431-43")
    }
    for rule, pairs in found.items():
        for status, possible in pairs:
            # A rest after long days may be mended by more work: then nothing is proven.
            assert status == ("found" if possible else "short") or (
                rule == "faa-431-43" and not possible and status == "unknown"
            )
        assert {possible for _, possible in pairs} == {True, False}


def answers(seed: int, rule: str) -> tuple[str, bool]:
    ask = fixed(drawn(seed), 2, rule)
    try:
        persons.assign(ask, dated(ask), ask.teams[0], limit_s=10.0, workers=1)
        status = "found"
    except persons.Shortage as short:
        status = "short" if short.proven else "unknown"
    return status, by_brute_force(ask)


def planted(seed: int, people: int, rule: str, weeks: int) -> list[tuple[float, float, int]]:
    """Work of people who each do as much as their rule allows; who did it is taken away."""
    draw, out = random.Random(seed), []
    for _ in range(people):
        t, mine = draw.randint(0, 60), []
        while t < weeks * 168:
            long = draw.choice([6, 8, 10, 11])
            if keeps([(a * H, b * H) for a, b in [*mine, (t, t + long)]], duty.rule(rule)):
                mine.append((t, t + long))
                t += long + 11 + draw.randint(0, 4)
            else:
                t += 3
        out += [(a, b, 1) for a, b in mine]
    return out


def test_persons_are_found_where_the_simple_rule_finds_none() -> None:
    ask = fixed(planted(0, 3, "eu-2003-88", 2), 3, "eu-2003-88")
    with pytest.raises(persons.Shortage, match="not proven") as told:
        persons.assign(ask, dated(ask), ask.teams[0], limit_s=0.0)
    assert not told.value.proven
    found = assign.assign(ask, dated(ask), limit_s=20.0, workers=1)
    assert check(ask, found) == []
    assert duty.judge(assign.shifts(ask, found), duty.rule("eu-2003-88")) == []


def test_hours_that_are_too_many_for_all_are_a_proof_by_counting() -> None:
    ask = fixed([(24.0 * d, 24.0 * d + 10.0, 2) for d in range(5)], 2, "eu-2003-88")
    with pytest.raises(persons.Shortage, match="100 person-hours in 7 days, of 96") as told:
        persons.assign(ask, dated(ask), ask.teams[0], limit_s=0.0)
    assert told.value.proven
    assert "proven on these dates" in str(told.value)


def loose(count: int = 2) -> Timetable:
    """Ten flights of 8 h of work that may wait; due at once, so that dates crowd together."""
    ask = fixed([(0.0, 8.0, 1)] * 10, count, "eu-2003-88")
    flights = tuple(
        Flight(
            key=f.key, vehicle=f.vehicle, pad=f.pad, windows=((0.0, 40 * DAY),), work=f.work,
            due_s=0.0,
        )
        for f in ask.flights
    )  # fmt: skip
    return Timetable(
        start_s=ask.start_s, end_s=ask.end_s, flights=flights, sites=ask.sites, pools=ask.pools,
        teams=ask.teams,
    )  # fmt: skip


def test_where_persons_do_not_suffice_dates_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ask, shares, real = loose(), [], persons.assign

    def seen(*args: object, **named: object) -> Schedule:
        shares.append(dict(named["tighter"]))
        return solve(*args, **named)

    def first_time(*args: object, **named: object) -> persons.Numbers:
        if len(shares) < 2:
            raise persons.Shortage("crew", "crew: nobody", value=0, proven=False)
        return real(*args, **named)

    solve = schedule.solve
    monkeypatch.setattr(assign.schedule, "solve", seen)
    monkeypatch.setattr(assign.persons, "assign", first_time)
    found = assign.solve(ask, limit_s=6.0, workers=1)
    assert shares == [{}, {"crew": 1.0}]
    assert check(ask, found) == []
    plain = solve(ask, limit_s=6.0, workers=1)
    # What is proven is that of the timetable asked for, never of the tightened one.
    assert found.bound == pytest.approx(min(plain.bound, found.value))
    assert found.proven == (plain.proven and found.value <= plain.bound + 1e-9)


def test_after_three_times_the_shortage_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ask, shares, one = loose(), [], schedule.solve(loose(), limit_s=4.0, workers=1)

    def seen(*_: object, **named: object) -> Schedule:
        shares.append(dict(named["tighter"]).get("crew"))
        return one

    def never(*_: object, **__: object) -> persons.Numbers:
        raise persons.Shortage("crew", "crew: nobody", value=0, proven=True)

    monkeypatch.setattr(assign.schedule, "solve", seen)
    monkeypatch.setattr(assign.persons, "assign", never)
    with pytest.raises(persons.Shortage, match="proven on these dates"):
        assign.solve(ask, limit_s=4.0)
    assert shares == [None, 1.0, 0.9, 0.8, 0.7]
