"""Which persons do which turns of one team, as a model of CP-SAT: found, or proven that none can.

Runs within the worker's process only.  The model holds what is linear; the judge of hours reads
what it finds, and what he refuses is cut off and the rest tried again.  Nothing allowed is lost by
a cut that is counted as proof.  Checked: tests/campaign/test_persons.py.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from windlass.campaign.crew import duty

FOUND, SHORT, UNKNOWN = "found", "short", "unknown"
MOST_TERMS: Final = 4_000_000
"""Terms of the model beyond which it is not built."""
_GROWS: Final = ("shift_s", "week_s", "week_rest_s", "rest_s", "week_count")
"""Clauses that more work never mends: a cut by one of them is a proof."""
HELD: Final = {"shift": ("shift", "eva"), "eva": ("eva",)}
"""Kinds of work that each rule counts."""
_MS: Final = 1_000
_HAIR_S: Final = 1e-3
Turn = tuple[float, float, float, str, int]
"""From, until, until when the person is held, kind of work, how many people."""


class Persons:
    """The model of one team's turns."""

    def __init__(self, problem: dict[str, Any]) -> None:
        """Build the model."""
        from ortools.sat.python import cp_model

        self.cp: Any = cp_model
        self.count: int = problem["count"]
        self.turns: list[Turn] = [tuple(one) for one in problem["turns"]]
        self.rules = {kind: duty.Rule(**one) for kind, one in problem["rules"].items()}
        self.model: Any = cp_model.CpModel()
        self.does: list[list[Any]] = [
            [self.model.new_bool_var("") for _ in self.turns] for _ in range(self.count)
        ]
        for k, (*_, need) in enumerate(self.turns):
            self.model.add(sum(one[k] for one in self.does) == need)
        for group in held_together(self.turns):
            self._at_most_one(group)
        for kind, rule in self.rules.items():
            mine = of_kind(self.turns, kind)
            for group in too_close(self.turns, mine, rule, joined=kind == "shift"):
                self._at_most_one(group)
            self._weeks(mine, rule, joined=kind == "shift")
            if rule.week_rest_s:
                self._weekly_rest(mine, rule)
        self._first(problem["hint"])

    def _at_most_one(self, group: Sequence[int]) -> None:
        for own in self.does:
            self.model.add_at_most_one([own[k] for k in group])

    def _weeks(self, mine: Sequence[int], rule: duty.Rule, *, joined: bool) -> None:
        for inside in weeks(self.turns, mine):
            if rule.week_s < sum(part for _, part in inside):
                most = int(rule.week_s * _MS) + len(inside)
                for own in self.does:
                    self.model.add(sum(int(part * _MS) * own[k] for k, part in inside) <= most)
            if not joined and rule.week_count < len(inside):
                for own in self.does:
                    self.model.add(sum(own[k] for k, _ in inside) <= int(rule.week_count))

    def _weekly_rest(self, mine: Sequence[int], rule: duty.Rule) -> None:
        """In the 7 days from each turn's begin there is an end after which nothing comes."""
        ends = sorted({self.turns[k][1] for k in mine})
        for own in self.does:
            free = []
            for end in ends:
                var = self.model.new_bool_var("")
                free.append(var)
                for k in mine:
                    a, b = self.turns[k][:2]
                    if a < end + rule.week_rest_s - _HAIR_S and b > end + _HAIR_S:
                        self.model.add_implication(var, own[k].negated())
            for k in mine:
                a, last = self.turns[k][0], self.turns[k][0] + duty.WEEK_S - rule.week_rest_s
                inside = [v for v, end in zip(free, ends, strict=True) if a < end <= last + _HAIR_S]
                self.model.add_bool_or([own[k].negated(), *inside])

    def _first(self, hint: list[list[int]]) -> None:
        """Persons are alike: those of the fullest instant get the first numbers."""
        group = max(
            held_together(self.turns), key=lambda g: sum(self.turns[k][4] for k in g), default=[]
        )
        fixed = [k for k in group for _ in range(self.turns[k][4])]
        if len(fixed) > self.count:  # more at once than there are: the model says so itself
            return
        for n, k in enumerate(fixed):
            self.model.add(self.does[n][k] == 1)
        place, taken = {}, 0
        for k in group:
            for n in hint[k]:
                place[n], taken = taken, taken + 1
        if taken == len(fixed):
            rest = iter([n for n in range(self.count) if n not in place])
            place |= {old: new for new, old in enumerate(rest, start=taken)}
            for k, numbers in enumerate(hint):
                new = {place[n] for n in numbers}
                for n, own in enumerate(self.does if numbers else ()):
                    self.model.add_hint(own[k], n in new)

    def judged(self, found: list[list[int]]) -> tuple[int, bool]:
        """Cut off what the judge refuses: how many cuts, and whether all of them are proof."""
        cuts, proof = 0, True
        for mine in found:
            for kind, rule in self.rules.items():
                own = [k for k in mine if self.turns[k][3] in HELD[kind]]
                breaches = refused(self.turns, own, rule, joined=kind == "shift")
                for one in breaches[:1]:
                    inside = [
                        k
                        for k in own
                        if self.turns[k][1] > one.begin_s and self.turns[k][0] < one.end_s
                    ]
                    grows = one.clause in _GROWS
                    if not refused(self.turns, inside, rule, joined=kind == "shift"):
                        inside = own
                    proof = proof and grows
                    cuts += 1
                    for who in self.does:
                        self.model.add(sum(who[k] for k in inside) <= len(inside) - 1)
        return cuts, proof


def solve(problem: dict[str, Any]) -> dict[str, Any]:
    """Return {status, people}: of each turn its persons' numbers; "short" is proven."""
    until = time.perf_counter() + problem["limit_s"]
    if terms(problem) > MOST_TERMS:
        return {"status": UNKNOWN, "people": None}
    of, proof = Persons(problem), True
    while (left := until - time.perf_counter()) > 0.05:
        solver = of.cp.CpSolver()
        set_ = solver.parameters
        set_.num_workers = problem["workers"]
        set_.interleave_search = problem["workers"] > 1
        set_.random_seed = problem["seed"]
        set_.max_time_in_seconds = left
        status = solver.status_name(solver.solve(of.model))
        if status == "INFEASIBLE":
            return {"status": SHORT if proof else UNKNOWN, "people": None}
        if status not in ("OPTIMAL", "FEASIBLE"):
            break
        found = [[k for k, var in enumerate(own) if solver.value(var)] for own in of.does]
        cuts, sound = of.judged(found)
        if not cuts:
            people = [[n for n, own in enumerate(found) if k in own] for k in range(len(of.turns))]
            return {"status": FOUND, "people": people}
        proof = proof and sound
    return {"status": UNKNOWN, "people": None}


def terms(problem: dict[str, Any]) -> int:
    """Return about how many terms the model has."""
    turns: list[Turn] = [tuple(one) for one in problem["turns"]]
    each = len(turns) + sum(
        sum(map(len, weeks(turns, of_kind(turns, kind)))) * 2 for kind in problem["rules"]
    )
    return each * int(problem["count"])


def of_kind(turns: Sequence[Turn], kind: str) -> list[int]:
    """Return the turns that a rule holds for: work outside is work as well."""
    return [k for k, one in enumerate(turns) if one[3] in HELD[kind]]


def held_together(turns: Sequence[Turn]) -> list[list[int]]:
    """Return the turns that hold their people at one instant, of each instant a turn begins at."""
    out: list[list[int]] = []
    for a, *_ in turns:
        group = [k for k, (b, _, c, _, _) in enumerate(turns) if b <= a < c - _HAIR_S]
        if group not in out[-1:]:
            out.append(group)
    return [group for group in out if group]


def too_close(
    turns: Sequence[Turn], mine: Sequence[int], rule: duty.Rule, *, joined: bool
) -> Iterator[list[int]]:
    """Yield groups of turns of which one person can do one: no rest between, too long as a shift.

    joined: two turns with less than a rest between them are one shift, its pause counted.
    """
    order = sorted(mine, key=lambda k: turns[k][:2])

    def bad(i: int, j: int) -> bool:
        (a, b), (c, d) = turns[i][:2], turns[j][:2]
        near = c - b < rule.rest_s - _HAIR_S
        return near and (not joined or max(b, d) - a > rule.shift_s + _HAIR_S)

    near = []
    for n, i in enumerate(order):
        last = turns[i][1] + rule.rest_s
        near.append([j for j in order[n + 1 :] if turns[j][0] < last and bad(i, j)])
    covered: set[tuple[int, int]] = set()
    for i, found in zip(order, near, strict=True):
        while left := [j for j in found if (i, j) not in covered]:
            group = [i]
            for j in left:
                if all(bad(k, j) for k in group):
                    group.append(j)
            covered |= {(k, j) for n, k in enumerate(group) for j in group[n + 1 :]}
            yield group


def weeks(turns: Sequence[Turn], mine: Sequence[int]) -> list[list[tuple[int, float]]]:
    """Return (turn, seconds within) of the 7 days that end with each turn."""
    out = []
    for end in sorted({turns[k][1] for k in mine}):
        low = end - duty.WEEK_S
        parts = [(k, min(turns[k][1], end) - max(turns[k][0], low)) for k in mine]
        out.append([(k, part) for k, part in parts if part > _HAIR_S])
    return out


def refused(
    turns: Sequence[Turn], own: Sequence[int], rule: duty.Rule, *, joined: bool
) -> list[duty.Breach]:
    """Return what the judge finds against one person's turns."""
    spans = [turns[k][:2] for k in own]
    return duty.judge({"": duty.merged(spans, rule.rest_s) if joined else spans}, rule)
