"""The flow of a campaign written anew in linopy, expression by expression, as a judge and a peer.

It shares the tables and the instants of a grid with the package, and nothing else.
"""

import os
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import exp, inf, isfinite
from typing import Any

import numpy as np

from windlass.campaign.plan import grid as grids
from windlass.campaign.tables import Campaign


@dataclass(frozen=True, slots=True)
class Judged:
    """What linopy and HiGHS gave: status, value (t, M or −days), and the seconds of each part."""

    status: str
    value: float
    build_s: float
    solve_s: float


def solve(
    campaign: Campaign, step_s: float, goal: str, *, relaxed: bool = False, gap: float = 1e-6,
    limit_s: float = inf,
) -> Judged:  # fmt: skip
    """Return the least cost or launch mass of a campaign by linopy."""
    begin = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = Judge(campaign, step_s, relaxed).build(goal)
        built = time.perf_counter()
        options: dict[str, Any] = {"output_flag": False, "mip_rel_gap": gap, "threads": 2}
        if isfinite(limit_s):
            options["time_limit"] = limit_s
        with _quiet():
            status = model.solve("highs", io_api="direct", progress=False, **options)
    done = time.perf_counter()
    value = model.objective.value
    return Judged(str(status[1]), inf if value is None else float(value), built - begin,
                  done - built)  # fmt: skip


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep HiGHS's banner, which it writes past Python, off the standard output."""
    sys.stdout.flush()
    kept, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)


class Judge:
    """A linopy model in the making."""

    def __init__(self, campaign: Campaign, step_s: float, relaxed: bool) -> None:
        """Tables, grid, and a model without anything."""
        import linopy
        import pandas as pd

        self.campaign, self.relaxed = campaign, relaxed
        self.grid = grids.make(campaign, step_s)
        self.at = self.grid.at_s
        self.t = pd.RangeIndex(self.at.size, name="t")
        self.pd, self.linopy = pd, linopy
        self.model = linopy.Model()
        self.ends: dict[tuple[str, str], list[Any]] = {}
        self.goal: list[Any] = []
        self.size = {c.key: 1.0 if c.whole else 1e3 for c in campaign.commodities}
        self.mass = {c.key: c.unit_kg * self.size[c.key] / 1e3 for c in campaign.commodities}
        self.mass |= {v.key: v.dry_kg / 1e3 for v in campaign.vehicles}
        self.size |= {v.key: 1.0 for v in campaign.vehicles}
        self.counted: dict[tuple[str, str], tuple[Any, np.ndarray]] = {}

    def var(self, name: str, index: Any, whole: bool = False) -> Any:
        """Return variables from 0 up."""
        if whole and not self.relaxed:
            return self.model.add_variables(lower=0, coords=[index], name=name, integer=True)
        return self.model.add_variables(lower=0, coords=[index], name=name)

    def row(self, left: list[Any], sense: str, right: Any, name: str) -> None:
        """Add a constraint on a sum of expressions."""
        whole = left[0] if len(left) == 1 else self.linopy.merge(left, dim="_term", join="outer")
        self.model.add_constraints(whole, sense, right, name=name)

    def put(self, node: str, item: str, expression: Any, instants: np.ndarray) -> None:
        """Add an expression over d to the balance of a place, at its instants."""
        import xarray as xr

        if np.unique(instants).size == instants.size:
            moved = expression.assign_coords(d=instants).rename({"d": "t"})
            self.ends.setdefault((node, item), []).append(moved.reindex({"t": self.t}))
            return
        by = xr.DataArray(instants, dims="d", coords={"d": expression.indexes["d"]}, name="t")
        self.ends.setdefault((node, item), []).append(
            expression.groupby(by).sum().reindex({"t": self.t})
        )

    def build(self, goal: str) -> Any:
        """Return the model with all parts."""
        for leg in self.campaign.legs:
            found = grids.flights(self.campaign, leg, self.grid)
            if found.leaves.size:
                for group, share in self.groups(leg, found).values():
                    self.way(leg, found, group, share, goal)
        for node in self.campaign.nodes:
            if node.stay:
                self.stay(node)
        self.supplies(goal)
        self.wanted()
        self.limits()
        total = self.linopy.merge(self.goal, dim="_term", join="outer") if self.goal else 0
        self.model.add_objective(total.sum() if self.goal else total)
        return self.model

    def groups(self, leg: Any, found: Any) -> dict[Any, Any]:
        """Return the vehicles that may fly as one stack, with the share that it burns."""
        groups: dict[Any, Any] = {}
        for v in self.campaign.vehicles:
            if v.key in leg.vehicles:
                share = np.array([
                    self.campaign.share(leg, v, None if n < 0 else leg.departures[n])
                    for n in found.number
                ])  # fmt: skip
                key = (v.isp_s, str(sorted(v.burns.items())), tuple(share))
                key = (*key, "" if v.burns else v.key)
                groups.setdefault(key, ([], share))[0].append(v)
        return groups

    def way(self, leg: Any, found: Any, members: list[Any], share: np.ndarray, goal: str) -> None:
        """One leg by one stack: what flies, what fits, what leaves, what is left."""
        d = self.pd.RangeIndex(found.leaves.size, name="d")
        tag = f"{leg.key}|{members[0].key}"
        names = {v.key for v in members}
        riders = [v for v in self.campaign.vehicles if names & set(v.rides)]
        flown = {v.key: self.var(f"{tag}|fly|{v.key}", d, True) for v in members}
        ridden = {v.key: self.var(f"{tag}|ride|{v.key}", d, True) for v in riders}
        aboard = [(v, flown[v.key]) for v in members] + [(v, ridden[v.key]) for v in riders]
        cargo = {
            c.key: self.var(f"{tag}|cargo|{c.key}", d, c.whole)
            for c in self.campaign.commodities
            if leg.unlimited or any(v.tanks.get(c.key) if c.fluid else v.hold_kg for v, _ in aboard)
        }
        masses = [self.mass[key] * x for key, x in cargo.items()]
        masses += [self.mass[v.key] * x for v, x in aboard if v.dry_kg]
        if not leg.unlimited:
            self.room(tag, leg, members, aboard, cargo, share, masses)
        for key, x in (*cargo.items(), *((v.key, x) for v, x in aboard)):
            self.put(leg.origin, key, -1 * x, found.leaves)
        for v, x in aboard:
            if not (v.expended and v.key in flown):
                self.put(leg.destination, v.key, 1 * x, found.arrives)
        self.arrive(tag, leg, found, members, flown, cargo, share, masses)
        for v in members:
            self.counted[leg.key, v.key] = (flown[v.key], found.leaves)
        if goal == "launch-mass" and leg.launch:
            self.goal += [mass.sum() for mass in masses]
        if goal == "cost":
            self.goal += [(v.flight_price / 1e6 * flown[v.key]).sum() for v in members
                          if v.flight_price]  # fmt: skip

    def room(
        self, tag: str, leg: Any, members: list[Any], aboard: list[Any], cargo: dict[str, Any],
        share: np.ndarray, masses: list[Any],
    ) -> None:  # fmt: skip
        """Hold, tanks, seats, lift, and what the engine's own tanks must feed."""
        table = {c.key: c for c in self.campaign.commodities}
        solid = [self.mass[key] * x for key, x in cargo.items() if not table[key].fluid]
        if solid:
            self.row([*solid, *(-v.hold_kg / 1e3 * x for v, x in aboard)], "<=", 0, f"{tag}|hold")
        for key, x in cargo.items():
            if table[key].fluid:
                tanks = [-v.tanks.get(key, 0.0) / 1e3 * y for v, y in aboard]
                self.row([1 * x, *tanks], "<=", 0, f"{tag}|tank|{key}")
            elif table[key].whole and any(0 < v.hold_kg < 20 * table[key].unit_kg
                                          for v, _ in aboard):  # fmt: skip
                holds = [-(v.hold_kg * (1 + 1e-9) // table[key].unit_kg) * y for v, y in aboard]
                self.row([1 * x, *holds], "<=", 0, f"{tag}|pieces|{key}")
        seated = [self.size[key] * x for key, x in cargo.items() if table[key].seat]
        if seated and any(v.seats is not None for v, _ in aboard):
            seats = [-float(v.seats or 0) * x for v, x in aboard]
            self.row([*seated, *seats], "<=", 0, f"{tag}|seats")
        lifts = [leg.lifts.get(v.key, v.lift_kg) for v in members]
        own = aboard[: len(members)]
        if None not in lifts:
            load = [self.mass[key] * x for key, x in cargo.items()]
            load += [self.mass[v.key] * x for v, x in aboard[len(members) :]]
            load += [-lift / 1e3 * x for lift, (_, x) in zip(lifts, own, strict=True)]
            self.row(load, "<=", 0, f"{tag}|lift")
        for key, part in members[0].burns.items():
            if share.any() and any(v.tanks.get(key) for v, _ in aboard[len(members) :]):
                burned = [mass * self.over_d(part * share) for mass in masses]
                tanks = [-v.tanks.get(key, 0.0) / 1e3 * x for v, x in own]
                self.row([*burned, *tanks], "<=", 0, f"{tag}|feed|{key}")

    def over_d(self, values: np.ndarray) -> Any:
        """Return numbers over d."""
        import xarray as xr

        return xr.DataArray(values, dims="d", coords={"d": self.pd.RangeIndex(len(values))})

    def arrive(
        self, tag: str, leg: Any, found: Any, members: list[Any], flown: dict[str, Any],
        cargo: dict[str, Any], share: np.ndarray, masses: list[Any],
    ) -> None:  # fmt: skip
        """What is left of each commodity when they arrive; never less than nothing."""
        users = {c.key: c for c in self.campaign.commodities}
        lasts = np.maximum(found.lasts_s, self.at[found.arrives] - self.at[found.leaves])
        for one in self.campaign.commodities:
            kept = np.array([exp(-one.boiloff_1_s * s) for s in found.lasts_s])
            lost = []
            if members[0].burns.get(one.key) and share.any():
                burned = self.over_d(members[0].burns[one.key] * share * kept)
                lost += [-burned * mass for mass in masses]
            for key, x in cargo.items():
                rate = users[key].uses.get(one.key, 0.0)
                if rate:
                    factor = rate * self.size[key] / self.size[one.key]
                    lost.append(self.over_d(-factor * lasts) * x)
            for v in members:
                if v.upkeep.get(one.key):
                    lost.append(-v.upkeep[one.key] / self.size[one.key] * flown[v.key])
            mine = [self.over_d(kept) * cargo[one.key]] if one.key in cargo else []
            for expression in (*mine, *(lost if mine else [])):
                self.put(leg.destination, one.key, expression, found.arrives)
            if lost:
                self.row([*mine, *lost], ">=", 0, f"{tag}|left|{one.key}")

    def stay(self, node: Any) -> None:
        """What waits from each instant to the next, and what works there."""
        steps = np.diff(self.at)
        d = self.pd.RangeIndex(steps.size, name="d")
        held = {key: self.var(f"{node.key}|held|{key}", d) for key in self.campaign.items()}
        now, then = np.arange(steps.size), np.arange(1, steps.size + 1)
        for key, x in held.items():
            self.put(node.key, key, -1 * x, now)
            if self.campaign.is_vehicle(key):
                self.put(node.key, key, 1 * x, then)
        for one in self.campaign.commodities:
            kept = self.over_d(np.exp(-one.boiloff_1_s * steps))
            left = [kept * held[one.key]]
            for user in self.campaign.commodities:
                rate = user.uses.get(one.key, 0.0) * self.size[user.key] / self.size[one.key]
                if rate:
                    left.append(self.over_d(-rate * steps) * held[user.key])
            for expression in left:
                self.put(node.key, one.key, expression, then)
            if len(left) > 1:
                self.row(left, ">=", 0, f"{node.key}|left|{one.key}")
        if not node.storage:
            types = self.campaign.vehicles
            holds = [-v.hold_kg / 1e3 * held[v.key] for v in types]
            solid = [self.mass[c.key] * held[c.key] for c in self.campaign.commodities
                     if not c.fluid]  # fmt: skip
            self.row([*solid, *holds], "<=", 0, f"{node.key}|hold")
            for c in (c for c in self.campaign.commodities if c.fluid):
                tanks = [-v.tanks.get(c.key, 0.0) / 1e3 * held[v.key] for v in types]
                self.row([1 * held[c.key], *tanks], "<=", 0, f"{node.key}|tank|{c.key}")
        for process in (p for p in self.campaign.processes if p.node == node.key):
            work = self.var(f"work|{process.key}", d)
            self.row([1 * work, -1 * held[process.unit]], "<=", 0, f"work|{process.key}")
            for key, rate in process.makes.items():
                amount = rate * steps * self.size[process.unit] / self.size[key]
                self.put(node.key, key, self.over_d(amount) * work, then if rate > 0 else now)

    def supplies(self, goal: str) -> None:
        """What comes into the campaign, and what it costs."""
        prices = {one.key: one.price for one in (*self.campaign.commodities,
                                                 *self.campaign.vehicles)}  # fmt: skip
        for k, supply in enumerate(self.campaign.supplies):
            at = np.array([n for n, s in enumerate(self.at)
                           if supply.from_s - 1.0 <= s <= supply.until_s + 1.0])  # fmt: skip
            if not at.size:
                continue
            x = self.var(f"supply{k}", self.pd.RangeIndex(at.size, name="d"))
            self.put(supply.node, supply.item, 1 * x, at)
            if isfinite(supply.amount):
                most = supply.amount / self.size[supply.item]
                self.row([x.sum()], "<=", most, f"supply{k}")
            if isfinite(supply.rate_1_s):
                made = supply.rate_1_s / self.size[supply.item]
                for j, n in enumerate(at):
                    upto = made * (self.at[n] - max(supply.from_s, self.at[0]))
                    self.row([x.isel(d=slice(0, j + 1)).sum()], "<=", upto, f"rate{k}|{j}")
            price = (supply.price or prices[supply.item]) * self.size[supply.item]
            if goal == "cost" and price:
                self.goal.append((price / 1e6 * x).sum())

    def wanted(self) -> None:
        """Close each balance with what is demanded there."""
        wanted = {key: np.zeros(self.at.size) for key in self.ends}
        for demand in self.campaign.demands:
            n = self.grid.index(demand.date_s)
            wanted[demand.node, demand.item][n] += demand.amount / self.size[demand.item]
        for key, expressions in self.ends.items():
            right = self.pd.Series(wanted[key], index=self.t)
            self.row(expressions, ">=", right.to_xarray(), f"balance|{key[0]}|{key[1]}")

    def limits(self) -> None:
        """At most so many flights in any span, none where closed."""
        for limit in self.campaign.limits:
            for k, s in enumerate(self.at):
                step = self.at[k + 1] - s if k + 1 < self.at.size else limit.span_s
                room = limit.flights * max(1.0, step / limit.span_s)
                if any(low <= s < high for low, high in limit.closed):
                    room = 0.0
                parts = []
                for (leg, vehicle), (x, leaves) in self.counted.items():
                    if leg not in limit.legs or (limit.vehicles and vehicle not in limit.vehicles):
                        continue
                    late = self.at[leaves] < s + limit.span_s - 1.0
                    inside = (leaves == k) | ((room > 0.0) & late & (self.at[leaves] >= s))
                    if inside.any():
                        parts.append(x.isel(d=np.flatnonzero(inside)).sum())
                if parts:
                    self.row(parts, "<=", room, f"limit|{limit.key}|{k}")
