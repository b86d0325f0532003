"""Who does which turn of a team's work on dates that are known, or why nobody can.

By a simple rule first; where that fails by counting hours, and then by CP-SAT, which finds persons
or proves that there are none on these dates.  Other dates may do.
Checked: tests/campaign/test_persons.py.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from windlass.base.errors import NotSolved
from windlass.campaign.crew import duty
from windlass.campaign.schedule import cpsat
from windlass.campaign.schedule.grid import turns
from windlass.campaign.schedule.timetable import Schedule, Team, Timetable

SHORT: Final = 4
"""Status where the people are too few."""
_BACK_S: Final = 21.0 * duty.DAY_S
_HAIR_S: Final = 1e-3
Numbers = dict[tuple[str, int], list[int]]
"""Of (flight, place of its work): numbers of persons, turn after turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A turn of work: from when to when, until when its people are held, whose, which and how many.

    kind: "shift", "eva" or "aboard".
    """

    begin_s: float
    end_s: float
    held_s: float
    kind: str
    flight: str
    place: int
    people: int


class Shortage(NotSolved):
    """A team whose people do not suffice; ``team`` names it; ``proven``: on the dates tried."""

    def __init__(self, team: str, what: str, *, value: object, proven: bool) -> None:
        """Say which team is short, and of how much."""
        self.team, self.proven = team, proven
        sure = "proven on these dates" if proven else "not proven, none were found in the time"
        remedy = "give the team more people, or its flights more time"
        super().__init__(f"{what} ({sure})", status=SHORT, value=value, remedy=remedy)


def assign(
    ask: Timetable, plan: Schedule, team: Team, *, limit_s: float, workers: int = 2, seed: int = 0
) -> Numbers:
    """Return the numbers of a team's persons; Shortage where they are too few.

    limit_s: of CP-SAT's search where the simple rule fails, 0 for none.
    """
    rules = of_team(team)
    todo = turns_of(ask, plan, team.key, rules["shift"])
    tried = [_in_turn(todo, team.count, rules, full=full) for full in (False, True)]
    for whose, done in tried:
        if done == len(todo):
            return _numbers(todo, whose)
    counted = short_by_count(todo, team, rules)
    if counted:
        raise Shortage(team.key, counted[0], value=counted[1], proven=True)
    whose, done = max(tried, key=lambda one: one[1])
    proven = False
    if limit_s > 0.0:
        problem = _problem(todo, whose, team, rules, limit_s, workers, seed)
        answer = cpsat.call(problem, limit_s=limit_s)
        if answer["status"] == "found":
            return _numbers(todo, answer["people"])
        proven = answer["status"] == "short"
    raise _first_short(todo[done], todo, team, rules["shift"], proven=proven)


def of_team(team: Team) -> dict[str, duty.Rule]:
    """Return a team's rules by what they count: "shift", and "eva" where it has one."""
    rules = {"shift": duty.rule(team.rule)}
    if team.eva_rule:
        rules["eva"] = duty.rule(team.eva_rule)
    return rules


def turns_of(ask: Timetable, plan: Schedule, team: str, rule: duty.Rule) -> list[Turn]:
    """Return all turns of a team's work on a schedule's dates, in order of time."""
    flights = {flight.key: flight for flight in ask.flights}
    out = []
    for one in plan.flights:
        t = one.lift_off_s
        for place, work in enumerate(flights[one.key].work):
            if work.team != team:
                continue
            kind = "aboard" if work.aboard else work.kind
            rest = rule.after_s if work.aboard else 0.0
            out += [
                Turn(begin_s=t + a, end_s=t + b, held_s=t + b + rest, kind=kind, flight=one.key,
                     place=place, people=work.people)
                for a, b in turns(work, rule)
            ]  # fmt: skip
    return sorted(out, key=lambda turn: (turn.begin_s, turn.end_s, turn.flight, turn.place))


def keeps(shifts: Sequence[duty.Span], evas: Sequence[duty.Span], rules: dict[str, Any]) -> bool:
    """Return whether one person's work, and that part of it which is outside, keeps the rules."""
    rule = rules["shift"]
    if duty.judge({"": duty.merged(shifts, rule.rest_s)}, rule):
        return False
    return not evas or not duty.judge({"": evas}, rules["eva"])


def _in_turn(
    todo: Sequence[Turn], count: int, rules: dict[str, Any], *, full: bool
) -> tuple[list[list[int]], int]:
    """Persons turn by turn: who worked least lately, or, where full, who is on shift already.

    Returns the numbers of each turn, and how many turns have all of theirs.
    """
    worked: list[list[duty.Span]] = [[] for _ in range(count)]
    outside: list[list[duty.Span]] = [[] for _ in range(count)]
    free = [-math.inf] * count
    out: list[list[int]] = [[] for _ in todo]
    for done, turn in enumerate(todo):
        a, b = turn.begin_s, turn.end_s
        lately = [math.fsum(y - x for x, y in spans if y > a - duty.WEEK_S) for spans in worked]
        order = sorted(range(count), key=lambda n: ((-lately[n] if full else lately[n]), n))
        for n in order:
            if len(out[done]) == turn.people:
                break
            if free[n] > a + _HAIR_S:
                continue
            if turn.kind != "aboard":
                since = [span for span in worked[n] if span[1] > a - _BACK_S]
                evas = [span for span in outside[n] if span[1] > a - _BACK_S]
                evas += [(a, b)] if turn.kind == "eva" else []
                if not keeps([*since, (a, b)], evas if turn.kind == "eva" else (), rules):
                    continue
                worked[n], outside[n] = [*since, (a, b)], evas
            free[n] = turn.held_s
            out[done].append(n)
        if len(out[done]) < turn.people:
            return out, done
    return out, len(todo)


def _numbers(todo: Sequence[Turn], whose: Sequence[Sequence[int]]) -> Numbers:
    out: Numbers = defaultdict(list)
    for turn, people in zip(todo, whose, strict=True):
        out[turn.flight, turn.place] += people
    return out


def short_by_count(
    todo: Sequence[Turn], team: Team, rules: dict[str, Any]
) -> tuple[str, str] | None:
    """Return the 7 days whose hours or EVAs are more than all persons may do, None where none."""
    worst, found = 1.0 + 1e-9, None
    for kind, rule in rules.items():
        mine = [t for t in todo if t.kind == "eva" or (kind == "shift" and t.kind == "shift")]
        for end in sorted({turn.end_s for turn in mine}):
            low = end - duty.WEEK_S
            inside = [(t, min(t.end_s, end) - max(t.begin_s, low)) for t in mine]
            asked = math.fsum(part * t.people for t, part in inside if part > _HAIR_S)
            times = sum(t.people for t, part in inside if part > _HAIR_S)
            hours = (asked, team.count * rule.week_s, duty.HOUR_S, "person-hours")
            often = (times, team.count * rule.week_count, 1.0, "EVAs by person")
            for have, most, unit, word in (hours, often) if kind == "eva" else (hours,):
                if math.isfinite(most) and have > worst * most:
                    worst = have / most
                    found = (
                        f"{team.key}: the people do not suffice under {rule.key}",
                        f"{have / unit:.0f} {word} in 7 days, of {most / unit:.0f} allowed",
                    )
    return found


def _problem(
    todo: Sequence[Turn],
    whose: Sequence[Sequence[int]],
    team: Team,
    rules: dict[str, Any],
    limit_s: float,
    workers: int,
    seed: int,
) -> dict[str, Any]:
    return {
        "what": "persons",
        "limit_s": limit_s,
        "workers": workers,
        "seed": seed,
        "count": team.count,
        "turns": [(t.begin_s, t.end_s, t.held_s, t.kind, t.people) for t in todo],
        "rules": {kind: asdict(rule) for kind, rule in rules.items()},
        "hint": [list(people) for people in whose],
    }


def _first_short(
    turn: Turn, todo: Sequence[Turn], team: Team, rule: duty.Rule, *, proven: bool
) -> Shortage:
    """Name the turn at which the simple rule found nobody, and the week before it."""
    a = turn.begin_s
    asked = math.fsum(
        (t.end_s - t.begin_s) * t.people for t in todo if a - duty.WEEK_S < t.begin_s <= a
    )
    have = team.count * min(rule.week_s, duty.WEEK_S) / duty.HOUR_S
    return Shortage(
        team.key,
        f"{team.key}: nobody is left under {rule.key} for {turn.flight}, "
        f"{(turn.end_s - a) / duty.HOUR_S:.1f} h",
        value=f"{asked / duty.HOUR_S:.0f} person-hours in the 7 days before, of {have:.0f} allowed",
        proven=proven,
    )
