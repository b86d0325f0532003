"""Dates of flights as a model of CP-SAT: least weighted lateness, then the earliest completion.

Runs within the worker's process only.  Where not all can be flown, the least weight is left out
first.  Checked: tests/campaign/test_schedule.py.
"""

from __future__ import annotations

import math
import time
from itertools import pairwise
from typing import Any

OPTIMAL, FEASIBLE, INFEASIBLE = "OPTIMAL", "FEASIBLE", "INFEASIBLE"


class Dates:
    """The model of one problem; flights are optional or not."""

    def __init__(self, problem: dict[str, Any], *, optional: bool) -> None:
        """Build the model."""
        from ortools.sat.python import cp_model

        self.cp: Any = cp_model
        self.problem, self.optional = problem, optional
        self.model: Any = cp_model.CpModel()
        self.until = time.perf_counter() + problem["limit_s"]
        self.dead = [not spans for spans in problem["domains"]]
        self.start: list[Any] = [self._start(k) for k in range(len(problem["domains"]))]
        self.flown: list[Any] = [
            (self.model.new_constant(0) if self.dead[k] else self.model.new_bool_var(""))
            if optional
            else None
            for k in range(len(self.start))
        ]
        for one in problem["shared"]:
            self._hold(one)
        for a, b, gap in problem["after"]:
            told = self.model.add(self.start[b] >= self.start[a] + gap)
            if optional:
                told.only_enforce_if(self.flown[b])
                self.model.add_implication(self.flown[b], self.flown[a])
        for chain in problem["chains"]:
            for a, b in pairwise(chain):
                self.model.add(self.start[a] <= self.start[b])
                if optional:  # of flights that are alike those due first are left out
                    self.model.add_implication(self.flown[a], self.flown[b])
        self.late = [self._late(k) for k in range(len(self.start))]
        self.end: Any = None
        self.hint({int(k): tick for k, tick in problem["hint"].items()})

    def _start(self, k: int) -> Any:
        spans = self.problem["domains"][k] or [[0, 0]]
        return self.model.new_int_var_from_domain(self.cp.Domain.from_intervals(spans), f"s{k}")

    def _interval(self, k: int, a: int, b: int) -> Any:
        if self.optional:
            return self.model.new_optional_fixed_size_interval_var(
                self.start[k] + a, b - a, self.flown[k], ""
            )
        return self.model.new_fixed_size_interval_var(self.start[k] + a, b - a, "")

    def _hold(self, one: dict[str, Any]) -> None:
        total = sum(much for *_, much in one["items"]) + sum(much for *_, much in one["fixed"])
        cap = one["capacity"]
        if total <= cap:
            return
        spans = [self._interval(k, a, b) for k, a, b, _ in one["items"]]
        much = [m for *_, m in one["items"]]
        for a, b, many in one["fixed"]:
            spans.append(self.model.new_fixed_size_interval_var(a, b - a, ""))
            much.append(many)
        if min(much) * 2 > cap and max(much) <= cap:
            self.model.add_no_overlap(spans)
        else:
            self.model.add_cumulative(spans, much, cap)
        self._ranks(one, cap)

    def _ranks(self, one: dict[str, Any], cap: int) -> None:
        """Of flights in a known order, the one that takes the last room waits for the first."""
        own: dict[int, list[tuple[int, int, int]]] = {}
        for k, a, b, much in one["items"]:
            own.setdefault(k, []).append((a, b, much))
        for chain in self.problem["chains"]:
            if chain[0] not in own:
                continue
            longest = max(own[chain[0]], key=lambda part: (part[1] - part[0]) * part[2])
            a, b, much = longest
            fit = cap // much
            if fit:
                for first, then in zip(chain, chain[fit:], strict=False):
                    told = self.model.add(self.start[then] >= self.start[first] + (b - a))
                    if self.optional:
                        told.only_enforce_if(self.flown[first])

    def _late(self, k: int) -> Any:
        lag = self.problem["lag"][k]
        spans = self.problem["domains"][k]
        if lag is None or self.dead[k] or spans[-1][1] + lag <= 0:
            return None
        late = self.model.new_int_var(0, spans[-1][1] + lag, "")
        told = self.model.add(late >= self.start[k] + lag)
        if self.optional:
            told.only_enforce_if(self.flown[k])
        return late

    def hint(self, dates: dict[int, int]) -> None:
        """Tell the solver a schedule to begin with."""
        self.model.clear_hints()
        for k, tick in dates.items():
            self.model.add_hint(self.start[k], tick)
            lag = self.problem["lag"][k]
            if self.late[k] is not None:
                self.model.add_hint(self.late[k], max(0, tick + lag))
        if self.optional:
            for k, flown in enumerate(self.flown):
                if not self.dead[k]:
                    self.model.add_hint(flown, k in dates)

    def left(self) -> Any:
        """Weight of what is left out."""
        pairs = zip(self.problem["weight"], self.flown, strict=True)
        return sum(w * (1 - flown) for w, flown in pairs)

    def lateness(self) -> Any:
        """Weighted ticks late."""
        pairs = zip(self.problem["weight"], self.late, strict=True)
        return sum((w * late for w, late in pairs if late is not None), start=0)

    def solve(self, goal: Any, effort: float | None = None, least: int = 0) -> dict[str, Any]:
        """Minimise a goal; the best schedule found, its value, bound and status.

        least: what the goal is known not to fall below.
        """
        if least:
            self.model.add(goal >= least)
        self.model.minimize(goal)
        solver = self.cp.CpSolver()
        set_ = solver.parameters
        set_.num_workers = self.problem["workers"]
        set_.interleave_search = self.problem["workers"] > 1
        set_.random_seed = self.problem["seed"]
        set_.max_time_in_seconds = max(0.05, self.until - time.perf_counter())
        if effort is not None:
            set_.num_workers, set_.interleave_search = 1, False
            set_.max_deterministic_time = effort
        status = solver.status_name(solver.solve(self.model))
        found: dict[str, Any] = {"status": status, "dates": None, "value": 0, "bound": 0}
        if status in (OPTIMAL, FEASIBLE):
            flown = [k for k, one in enumerate(self.flown) if one is None or solver.value(one)]
            found["dates"] = {k: solver.value(self.start[k]) for k in flown}
            found["value"] = round(solver.objective_value)
            found["bound"] = max(least, math.ceil(solver.best_objective_bound - 1e-6))
            if found["value"] <= found["bound"]:
                found["status"] = OPTIMAL
            self.hint(found["dates"])
        return found

    def finish(self, effort: float | None) -> dict[str, Any]:
        """Minimise when the last flight is at its dock."""
        flights = [k for k in range(len(self.start)) if not self.dead[k]]
        most = self.problem["ticks"] + 1
        self.end = self.model.new_int_var(0, most, "end")
        for k in flights:
            told = self.model.add(self.end >= self.start[k] + self.problem["arrive"][k])
            if self.optional:
                told.only_enforce_if(self.flown[k])
        return self.solve(self.end, effort)


def solve(problem: dict[str, Any]) -> dict[str, Any]:
    """Return {dates, left, late, end: each {status, value, bound}} of a problem of dates."""
    began = time.perf_counter()
    if all(problem["domains"]) and not problem["least_left"]:
        out = _stages(Dates(problem, optional=False), problem)
        if problem["complete"] or (out["status"] != INFEASIBLE and out["dates"] is not None):
            return out
    spent = time.perf_counter() - began
    problem = problem | {"limit_s": max(0.5, problem["limit_s"] - spent)}
    return _stages(Dates(problem, optional=True), problem)


def _stages(of: Dates, problem: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"status": "", "dates": None, "left": None, "late": None, "end": None}
    left = 0
    if of.optional:
        found = of.solve(of.left(), least=problem["least_left"])
        _take(out, "left", found)
        if found["dates"] is None:
            return out
        of.model.add(of.left() <= found["value"])
        full = problem["limit_s"]
        left = found["value"]
    else:
        # Whether all can be flown at all may be hard to tell: half the time is for the rest.
        full = 0.5 * problem["limit_s"] if not problem["complete"] else problem["limit_s"]
    of.until = min(of.until, time.perf_counter() + full)
    if any(late is not None for late in of.late):
        known = problem["known_late"]
        if not of.optional and known == 0:
            found = {"status": OPTIMAL, "dates": None, "value": 0, "bound": 0}
        else:
            least = max(0, problem["least_total"] - left * problem["ticks"])
            if left == problem["least_left"]:
                least = max(least, problem["least_late"])
            found = of.solve(of.lateness(), least=least)
        _take(out, "late", found)
        if found["status"] not in (OPTIMAL, FEASIBLE):
            return out
        of.model.add(of.lateness() <= found["value"])
    if problem["finish_effort"] != 0.0:
        _take(out, "end", of.finish(problem["finish_effort"]))
    elif out["dates"] is None and out["late"] is None:
        _take(out, "end", of.solve(0))
    return out


def _take(out: dict[str, Any], stage: str, found: dict[str, Any]) -> None:
    out[stage] = {key: found[key] for key in ("status", "value", "bound")}
    out["status"] = found["status"]
    if found["dates"] is not None:
        out["dates"] = found["dates"]
