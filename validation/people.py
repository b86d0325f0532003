"""Judge pay: published examples, a payroll by the minute, attacks on what a representative sees."""

import itertools
import random
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np

from validation.table import Row, at_most
from windlass.workforce.compare import compare
from windlass.workforce.groups import LEAST, partition
from windlass.workforce.hours import Hours, Shift, read_csv
from windlass.workforce.pay import pay
from windlass.workforce.schedule import PaySchedule, read
from windlass.workforce.totals import CellTotal, Told, totals

WHAT = "pay"
DRAWN = 200
SESSIONS = 25
FEATURES = ("hours", "hazard")


def rows() -> list[Row]:
    return [*published(), *by_the_minute(), *shares(), *attacked()]


def schedule(clauses: dict[str, Any]) -> PaySchedule:
    return read({"name": "s", "currency": "USD", "unit": "0.01", "rounding": "half-even",
                 "clauses": clauses})  # fmt: skip


def published() -> list[Row]:
    """29 CFR 778.110 and its edition of 1981: 46 hours in a week."""
    head = "person,group,start,end\n"
    week = [f"W,g,2032-05-{d:02d}T06:00:00Z,2032-05-{d:02d}T15:12:00Z" for d in range(3, 8)]
    hours = read_csv(head + "\n".join(week), name="week")
    found = []
    for rate, bonus, total in (("12", "", 588.0), ("12", "46", 637.0), ("6", "", 294.0),
                               ("6", "9.20", 303.8)):  # fmt: skip
        clauses: dict[str, Any] = {
            "base": {"kind": "base", "amount": rate},
            "overtime": {"kind": "overtime", "times": "1.5", "over_h": 40},
        } | ({"bonus": {"kind": "bonus", "amount": bonus}} if bonus else {})  # fmt: skip
        paid = float(pay(schedule(clauses), hours)["W"].total)
        told = f", ${bonus} bonus" if bonus else ""
        found.append(Row(WHAT, f"46 h at ${rate}{told}", total, paid, 0.0, "USD", "cfr778"))
    return found


def by_the_minute() -> list[Row]:
    """Schedules and weeks at random, paid by a clock that ticks each minute."""
    worst = 0.0
    for seed in range(DRAWN):
        rng = random.Random(seed)
        clauses, hours = drawn_clauses(rng), drawn_hours(rng, {"a": 3, "b": 2})
        for person, paid in pay(schedule(clauses), hours).items():
            weeks = len({one.week for one in hours.of(person)})
            slack = 0.005 * weeks * len(clauses)
            off = abs(float(paid.total) - ticked(clauses, hours.of(person)))
            worst = max(worst, off / slack)
    told = f"{DRAWN} payrolls, off by the minute's, of what rounding allows"
    return [at_most(capability=WHAT, quantity=told, limit=1.0, computed=worst, unit="",
                    source="windlass")]  # fmt: skip


def ticked(clauses: dict[str, Any], shifts: list[Shift]) -> float:
    """Return what a person is paid by a second way: minute by minute, in floats."""
    paid: dict[Any, float] = {}
    many: dict[Any, int] = {}
    for one in shifts:
        for _ in range(int(one.hours * 60)):
            many[one.week] = many.get(one.week, 0) + 1
            for rule in clauses.values():
                if rule.get("groups") and one.group not in rule["groups"]:
                    continue
                if rule["kind"] == "base" or (rule["kind"] == "hazard" and one.hazard):
                    paid[one.week] = paid.get(one.week, 0.0) + float(rule["amount"]) / 60.0
    total = 0.0
    for week, minutes in many.items():
        straight = paid.get(week, 0.0)
        total += straight
        for rule in clauses.values():
            if rule["kind"] == "overtime":
                over = max(minutes - 60.0 * float(rule["over_h"]), 0.0)
                total += over * (float(rule["times"]) - 1.0) * straight / minutes
    return total


def drawn_clauses(rng: random.Random) -> dict[str, Any]:
    return {
        "base": {"kind": "base", "amount": f"{rng.uniform(10, 60):.2f}"},
        "more": {"kind": "base", "amount": f"{rng.uniform(1, 9):.2f}", "groups": ["a"]},
        "danger": {"kind": "hazard", "amount": f"{rng.uniform(1, 9):.2f}"},
        "overtime": {"kind": "overtime", "times": f"{rng.uniform(1, 3):.2f}",
                     "over_h": rng.choice([36, 40, 48])},
    }  # fmt: skip


def drawn_hours(rng: random.Random, groups: dict[str, int], weeks: int = 2) -> Hours:
    """Return shifts at random, a day at most one, in whole minutes."""
    first = datetime(2032, 5, 3, tzinfo=UTC)
    found = []
    for group, many in groups.items():
        for k in range(many):
            danger = rng.random() < 0.5
            for day in range(7 * weeks):
                if rng.random() < 0.75:
                    begin = first + timedelta(days=day, minutes=rng.randrange(360, 600))
                    end = begin + timedelta(minutes=rng.randrange(240, 780))
                    found.append(Shift(person=f"{group}{k}", group=group, start=begin, end=end,
                                       hazard=danger and rng.random() < 0.5))  # fmt: skip
    return Hours(tuple(found))


def shares() -> list[Row]:
    """What each clause does, against all orders of changing them one after another."""
    worst = 0.0
    for seed in range(20):
        rng = random.Random(seed)
        old, new, hours = drawn_clauses(rng), drawn_clauses(rng), drawn_hours(rng, {"a": 2}, 1)
        changes = compare(schedule(old), schedule(new), hours)
        ids = list(old)
        added = {one.person: dict.fromkeys(ids, 0.0) for one in changes}
        orders = list(itertools.permutations(ids))
        for order in orders:
            now = dict(old)
            before = pay(schedule(now), hours)
            for id_ in order:
                now[id_] = new[id_]
                after = pay(schedule(now), hours)
                for who, own in added.items():
                    own[id_] += float(after[who].total - before[who].total) / len(orders)
                before = after
        worst = max([worst, *(abs(float(one.by_clause[id_]) - added[one.person][id_])
                              for one in changes for id_ in ids)])  # fmt: skip
    return [at_most(capability=WHAT, quantity="20 changes: a clause's share, off all orders",
                    limit=0.01, computed=worst, unit="USD", source="shapley1953")]  # fmt: skip


def attacked() -> list[Row]:
    """A representative drafts eight schedules, each with rates by group as it likes, and solves for
    hours; what there is to know are hours and hazard hours of each person.
    """
    broken = told_of = 0
    for seed in range(SESSIONS):
        rng = random.Random(1_000 + seed)
        many = {"a": rng.randint(5, 8), "b": rng.randint(2, 5), "c": rng.randint(1, 4)}
        hours, told = drawn_hours(rng, many), Told()
        equations: list[np.ndarray] = []
        people = sorted(hours.groups())
        touched = {who: any(one.hazard for one in hours.of(who)) for who in people}
        for _ in range(8):
            pair = [free_clauses(rng), free_clauses(rng)]
            found, told = seen(pair, hours, told)
            told_of += sum(one.gain is not None for one in found)
            equations += [row for one in found for row in
                          known(one, pair, hours, people, touched)]  # fmt: skip
        broken += tells_of_few(np.array(equations), people, touched)
    return [
        Row(WHAT, f"{SESSIONS} representatives who solve for fewer than {LEAST}: that learn any",
            0.0, float(broken), 0.0, "", "chin1982"),
        Row(WHAT, "cells whose gain they were told: some", 1.0, float(told_of > SESSIONS), 0.0, "",
            "windlass"),
    ]  # fmt: skip


def free_clauses(rng: random.Random) -> dict[str, Any]:
    """Return base and hazard rates, by group or for all."""
    found: dict[str, Any] = {}
    for kind in ("base", "hazard"):
        if rng.random() < 0.5:
            found[kind] = {"kind": kind, "amount": f"{rng.randint(1, 60)}"}
        else:
            found |= {f"{kind}-{g}": {"kind": kind, "amount": f"{rng.randint(1, 60)}",
                                      "groups": [g]} for g in "abc"}  # fmt: skip
    return found


def seen(pair: list[dict[str, Any]], hours: Hours, told: Told) -> tuple[list[CellTotal], Told]:
    old, new = (schedule(one) for one in pair)
    return totals(old, new, hours, partition(hours.groups()), told=told)


def known(
    one: CellTotal, pair: list[dict[str, Any]], hours: Hours, people: list[str],
    touched: dict[str, bool],
) -> list[np.ndarray]:  # fmt: skip
    """Return the equations that a cell's totals are, over persons and what there is to know."""
    groups = hours.groups()
    inside = [who for who in people if groups[who] in one.groups]
    kept = [{id_: rule for id_, rule in part.items() if id_ not in one.left_out} for part in pair]
    old, new = ({who: rates(part, groups[who]) for who in inside} for part in kept)
    made = [dict.fromkeys(inside, (1.0, 0.0))]
    if one.old is not None:
        made.append(old)
    if one.gain is not None:
        made.append({who: tuple(b - a for a, b in zip(old[who], new[who], strict=True))
                     for who in inside})  # fmt: skip
    found = []
    for row in made:
        line = np.zeros((len(people), len(FEATURES)))
        for who, (straight, danger) in row.items():
            line[people.index(who)] = (straight, danger if touched[who] else 0.0)
        found.append(line.ravel())
    return found


def rates(clauses: dict[str, Any], group: str) -> tuple[float, float]:
    found = {"base": 0.0, "hazard": 0.0}
    for one in clauses.values():
        if not one.get("groups") or group in one["groups"]:
            found[one["kind"]] += float(Fraction(one["amount"]))
    return found["base"], found["hazard"]


def tells_of_few(matrix: np.ndarray, people: list[str], touched: dict[str, bool]) -> bool:
    """Whether a sum of the equations is of fewer than k persons alone.  Persons of whom all
    equations say the same are interchangeable, so that one choice of them stands for all.
    """
    kinds: dict[bytes, list[int]] = {}
    for k in range(len(people)):
        block = np.round(matrix[:, 2 * k : 2 * k + 2], 9) + 0.0
        kinds.setdefault(block.tobytes(), []).append(k)
    full = np.linalg.matrix_rank(matrix)
    alike = list(kinds.values())
    for counts in itertools.product(*(range(min(len(one), LEAST - 1) + 1) for one in alike)):
        if not 0 < sum(counts) < LEAST:
            continue
        some = [k for one, many in zip(alike, counts, strict=True) for k in one[:many]]
        rest = np.delete(matrix, [2 * k + j for k in some for j in (0, 1)], axis=1)
        if np.linalg.matrix_rank(rest) < full:
            return True
    return False
