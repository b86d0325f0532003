"""A mining plant: vehicles that dig, haul and refine, the power they share, and what comes of it.

Product is what the weakest of the four lets through.  A vehicle is at work for its availability,
the time between failures by that and the repair; the number at work at a time is binomial where
that is asked for.  None of these vehicles has worked in space.
Source: barlow1965.  Checked: tests/campaign/test_mining.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.entries import entry, entry_figure
from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.campaign.fleet import whole

Task = Literal["dig", "haul", "refine"]
TASKS: Final[tuple[Task, ...]] = ("dig", "haul", "refine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A type of vehicle: what it does, rock it moves at work [kg/s], mass, mean time between
    failures and to repair, spares a year as a share of its mass, power at work.
    """

    key: str
    task: Task
    rate_kg_s: float
    mass_kg: float
    between_s: float
    repair_s: float
    spares_a_year: float = 0.0
    power_w: float = 0.0

    def __post_init__(self) -> None:
        if self.task not in TASKS:
            raise InvalidInput(f"{self.key}: task", value=self.task, remedy="dig, haul or refine")
        for name in ("rate_kg_s", "mass_kg", "between_s"):
            value = getattr(self, name)
            if not 0.0 < value < math.inf:
                raise InvalidInput(f"{self.key}: {name}", value=value, remedy="give more than 0")
        for name in ("repair_s", "spares_a_year", "power_w"):
            value = getattr(self, name)
            if not 0.0 <= value < math.inf:
                raise InvalidInput(f"{self.key}: {name}", value=value, remedy="give 0 or more")

    @property
    def availability(self) -> float:
        """Share of time at work."""
        return self.between_s / (self.between_s + self.repair_s)

    @property
    def mean_kg_s(self) -> float:
        """Rock it moves in the mean, repairs counted in."""
        return self.rate_kg_s * self.availability


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """Ask: how many of each, power, and the product's share of the rock that is refined."""

    machines: tuple[tuple[Machine, int], ...]
    product_share: float
    power_w: float = math.inf

    def __post_init__(self) -> None:
        if not 0.0 < self.product_share <= 1.0 or not self.power_w >= 0.0:
            raise InvalidInput(
                "product of a plant, or its power", value=(self.product_share, self.power_w)
            )
        if any(many < 0 for _, many in self.machines):
            raise InvalidInput("number of machines", value=[many for _, many in self.machines])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Result: product and rock a second in the mean, what limits it, and what it takes.

    tasks: (task, rock [kg/s] that all of it could pass).
    """

    product_kg_s: float
    rock_kg_s: float
    bottleneck: str
    tasks: tuple[tuple[str, float], ...]
    vehicles: int
    mass_kg: float
    power_w: float
    spares_kg_s: float


def hauler_kg_s(load_kg: float, distance_m: float, speed_m_s: float, standing_s: float) -> float:
    """Return the rock a hauler moves: a load each way out and back, and the time it stands."""
    if not (load_kg > 0.0 and distance_m >= 0.0 and speed_m_s > 0.0 and standing_s >= 0.0):
        raise InvalidInput("round of a hauler", value=(load_kg, distance_m, speed_m_s, standing_s))
    time_s = 2.0 * distance_m / speed_m_s + standing_s
    if time_s == 0.0:
        raise InvalidInput("round of a hauler takes no time", value=time_s)
    return load_kg / time_s


def stream(plant: Plant, *, queueing: bool = False) -> Stream:
    """Return what a plant makes.

    queueing: the number of each at work varies by itself (binomial), and nothing is stored between
    the tasks, so that the mean of the least is less than the least of the means.
    """
    tasks = _tasks(plant, dict.fromkeys(TASKS, 1.0))
    need_w = math.fsum(many * one.availability * one.power_w for one, many in plant.machines)
    powered = min(1.0, plant.power_w / need_w) if need_w > 0.0 else 1.0
    least = min(tasks, key=lambda task: (tasks[task], task))
    limit = "power" if powered < 1.0 else least
    rock = tasks[least] * powered
    if queueing:
        rock = min(rock, _mean_of_least(plant) * powered)
    return Stream(
        product_kg_s=rock * plant.product_share,
        rock_kg_s=rock,
        bottleneck=limit,
        tasks=tuple(tasks.items()),
        vehicles=sum(many for _, many in plant.machines),
        mass_kg=math.fsum(many * one.mass_kg for one, many in plant.machines),
        power_w=min(need_w, plant.power_w),
        spares_kg_s=math.fsum(
            many * one.mass_kg * one.spares_a_year / YEAR_S for one, many in plant.machines
        ),
    )


def needed(machines: tuple[Machine, ...], product_kg_s: float, product_share: float) -> Plant:
    """Return the least plant for a product stream, one type a task, with the power it takes."""
    if not (0.0 <= product_kg_s < math.inf and 0.0 < product_share <= 1.0):
        raise InvalidInput("product stream", value=(product_kg_s, product_share))
    if sorted(one.task for one in machines) != sorted(TASKS):
        raise InvalidInput(
            "machines of a plant", value=[one.task for one in machines],
            remedy="give one type for each of dig, haul, refine",
        )  # fmt: skip
    rock = product_kg_s / product_share
    counted = tuple((one, int(whole(rock / one.mean_kg_s))) for one in machines)
    power = math.fsum(many * one.availability * one.power_w for one, many in counted)
    return Plant(machines=counted, product_share=product_share, power_w=power)


def split(machines: tuple[Machine, ...], vehicles: int, product_share: float) -> Plant:
    """Return so many vehicles shared among the tasks for the most product; power is enough.

    The greatest rate of rock for which rounded-up numbers fit, by bisection.
    """
    if vehicles < len(TASKS):
        raise InvalidInput("vehicles of a plant", value=vehicles, remedy="give 3 or more")
    low, high = 0.0, vehicles * max(one.mean_kg_s for one in machines)
    for _ in range(200):
        middle = 0.5 * (low + high)
        made = needed(machines, middle * product_share, product_share)
        if sum(many for _, many in made.machines) <= vehicles:
            low = middle
        else:
            high = middle
    return needed(machines, low * product_share, product_share)


def years(
    machines: tuple[Machine, ...], vehicles: int, product_kg: float, product_share: float
) -> float:
    """Return the time [s] in which so many vehicles make a product."""
    if not 0.0 <= product_kg < math.inf:
        raise InvalidInput("product of a plant", value=product_kg)
    rate = stream(split(machines, vehicles, product_share)).product_kg_s
    return product_kg / rate if rate > 0.0 else math.inf


def fewer(
    machines: tuple[Machine, ...], vehicles: int, product_kg: float, product_share: float,
    step: int = 100,
) -> tuple[tuple[int, float, float], ...]:  # fmt: skip
    """Return (vehicles, time [s], time more than with a step more [s]), by steps downwards."""
    if step < 1:
        raise InvalidInput("step of vehicles", value=step, remedy="give 1 or more")
    found: list[tuple[int, float, float]] = []
    for number in range(vehicles, len(TASKS) - 1, -step):
        time_s = years(machines, number, product_kg, product_share)
        more = time_s - found[-1][1] if found else 0.0
        found.append((number, time_s, more))
    return tuple(found)


def machine(key: str, task: Task) -> Machine:
    """Return a type of data/excavators.toml for a task; a hauler's rate by its round."""
    row: Any = entry("excavators", key)

    def value(part: str) -> float:
        return entry_figure("excavators", key, part, name=f"excavators.{part}").value

    if row.get("task", "dig") != task:
        raise InvalidInput(f"{key} does not {task}", value=row.get("task", "dig"))
    rate = (
        hauler_kg_s(value("load"), value("distance"), value("speed"), value("standing"))
        if task == "haul"
        else value("rate" if task == "dig" else "throughput")
    )
    repair = value("repair")
    share = value("availability")
    if not 0.0 < share <= 1.0:
        raise InvalidInput(f"{key}: availability", value=share)
    return Machine(
        key=key, task=task, rate_kg_s=rate, mass_kg=value("mass"), repair_s=repair,
        between_s=repair * share / (1.0 - share) if share < 1.0 else 1e12,
        spares_a_year=value("spares") * YEAR_S, power_w=value("power"),
    )  # fmt: skip


def scaled(plant: Plant, times: int) -> Plant:
    """Return a plant with so many times the machines and the power."""
    return replace(
        plant, machines=tuple((one, times * many) for one, many in plant.machines),
        power_w=times * plant.power_w,
    )  # fmt: skip


def _tasks(plant: Plant, at_work: dict[Task, float]) -> dict[Task, float]:
    """Return the rock each task passes in the mean, times a factor."""
    return {
        task: at_work[task]
        * math.fsum(many * one.mean_kg_s for one, many in plant.machines if one.task == task)
        for task in TASKS
    }


def _mean_of_least(plant: Plant) -> float:
    """Return the mean of the least of the tasks' rates, each a sum of binomial numbers at work.

    By the sum over rates of the chance that all tasks pass more, exact but for a grid of them.
    """
    grids = []
    for task in TASKS:
        some = [(one, many) for one, many in plant.machines if one.task == task and many]
        if not some:
            return 0.0
        rates, chances = np.zeros(1), np.ones(1)
        for one, many in some:
            numbers = np.arange(many + 1)
            more = _binomial(many, one.availability)
            rates = (rates[:, None] + one.rate_kg_s * numbers[None, :]).ravel()
            chances = (chances[:, None] * more[None, :]).ravel()
            if len(rates) > 4_000_000:
                raise InvalidInput("types of machines of one task", value=len(some))
        order = np.argsort(rates)
        grids.append((rates[order], np.cumsum(chances[order])))
    points = np.unique(np.concatenate([rates for rates, _ in grids]))
    over = np.ones(len(points) - 1)
    for rates, below in grids:
        at = np.searchsorted(rates, points[:-1], side="right")
        under = np.where(at > 0, below[np.maximum(at - 1, 0)], 0.0)
        over *= np.clip(1.0 - under, 0.0, 1.0)
    return float(np.sum(over * np.diff(points)) + points[0])


def _binomial(many: int, share: float) -> NDArray[np.float64]:
    """Return the chance of each number at work (many + 1,)."""
    if share >= 1.0:
        return np.concatenate([np.zeros(many), np.ones(1)])
    logs = [
        math.lgamma(many + 1) - math.lgamma(k + 1) - math.lgamma(many - k + 1)
        + k * math.log(share) + (many - k) * math.log1p(-share)
        for k in range(many + 1)
    ]  # fmt: skip
    return np.asarray(np.exp(np.array(logs)), dtype=np.float64)
