"""One replay of a SpaceNet scenario: the queue of what is to happen, time, and what is told.

Source: spacenet.  Checked: tests/campaign/test_spacenet_replay.py.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from windlass.campaign.spacenet.demand import of_element, of_mission, times
from windlass.campaign.spacenet.log import Demand, Departure, Moved, Stay, Step
from windlass.campaign.spacenet.model import (
    CREW,
    Amount,
    DemandModel,
    Event,
    Mission,
    Note,
    Scenario,
    within,
)
from windlass.campaign.spacenet.stack import Impulse
from windlass.campaign.spacenet.world import Refused, World, held

_LAST = 2**31
"""Priority of what a mission asks for: after all else of its time."""

Act = Callable[[], None]


class Run:
    """One replay: the queue of what is to happen, and what was told so far."""

    def __init__(
        self, scenario: Scenario, g0: float, how: Mapping[str, Callable[[Run, Event], None]]
    ) -> None:
        """how: kind of event -> what does it."""
        self.scenario, self.g0, self.world, self.how = scenario, g0, World(scenario), how
        self.time_s = scenario.start_s
        self.queue: list[tuple[float, int, str, int, str, Event, Act]] = []
        self.steps: list[Step] = []
        self.moves: list[Moved] = []
        self.demands: list[Demand] = []
        self.stays: list[Stay] = []
        self.departures: list[Departure] = []
        self.notes: list[Note] = []
        self.asked: set[tuple[str, str]] = set()
        self.changed: dict[str, list[float]] = {}
        self.impulse: Impulse | None = None
        self.short_m_s = 0.0
        self.mission = ""
        self.count = 0

    def go(self) -> None:
        """Run all missions."""
        self._begin()
        while self.queue:
            time_s, _, name, _, mission, event, act = heapq.heappop(self.queue)
            self.mission = mission
            self._pass(time_s)
            self.impulse, self.short_m_s, problem = None, 0.0, ""
            try:
                act()
            except Refused as error:
                problem = str(error)
            self._tell(name, event, problem)

    def _begin(self) -> None:
        """Put the events of all missions in the queue, and what they ask for."""
        self._moved()
        for one in self.scenario.missions:
            for event in one.events:
                self.at(one.start_s + event.after_s, event.priority, event, one.name)
            if one.models:
                self._mission_demands(one)
        if self.queue:
            self.time_s = min(self.time_s, self.queue[0][0])

    def _mission_demands(self, one: Mission) -> None:
        """Put what a mission asks for in the queue, when it comes to its destination."""
        for model in one.models:
            after = times(self.scenario, one).transit_s
            event = Event(
                kind="Demand", name=model.name, where=model.where, priority=_LAST, after_s=after,
                location=one.destination,
                amounts=tuple(of_mission(self.scenario, one, model, self.notes)),
            )  # fmt: skip
            act = partial(self.ask, "", one.destination, event.amounts)
            self.at(one.start_s + after, _LAST, event, one.name, act)

    def at(
        self, time_s: float, priority: int, event: Event, mission: str,
        act: Act | None = None, name: str = "",
    ) -> None:  # fmt: skip
        """Put an event in the queue; those of one time and priority go by name, then as told."""
        self.count += 1
        do = act if act is not None else partial(self.how[event.kind], self, event)
        heapq.heappush(
            self.queue, (time_s, priority, name or event.name, self.count, mission, event, do)
        )

    def _pass(self, time_s: float) -> None:
        """Let time pass: people stay, and elements ask for what their states need."""
        lasts, since = time_s - self.time_s, self.time_s
        self.time_s = time_s
        if not lasts > 0.0:
            return
        for place, keys in self.world.contents.items():
            crew = sum(self.people(key) for key in keys)
            if crew and place not in self.scenario.elements:
                self.stays.append(Stay(
                    time_s=since, lasts_s=lasts, location=place, crew=crew,
                    exploration_kg=self.exploration(keys),
                ))  # fmt: skip
        now, self.mission = self.mission, self._during(time_s)
        for key in self.world.exists():
            state = self.world.now(key)
            for model in state.models if state is not None else ():
                self.ask(key, self.world.location(key), self._wanted(key, model, lasts))
        self.mission = now

    def _during(self, time_s: float) -> str:
        """Return the mission that was on before a time: the last that had begun."""
        begun = [one for one in self.scenario.missions if one.start_s < time_s]
        return max(begun, key=lambda one: one.start_s).name if begun else self.mission

    def _wanted(self, key: str, model: DemandModel, lasts_s: float) -> list[Amount]:
        """Return what a model of an element asks for in a time; an impulse asks once."""
        if model.kind != "Timed Impulse":
            return of_element(
                self.world.element(key), model, lasts_s, dict(self.scenario.resources)
            )
        if (key, model.where) in self.asked:
            return []
        self.asked.add((key, model.where))
        return list(model.amounts)

    def ask(self, element: str, at: str, amounts: Iterable[Amount]) -> None:
        """Ask for resources at a place."""
        if not at:
            raise Refused("what asks is nowhere: the mission tells no destination")
        for one in amounts:
            mass = one.amount * self.world.unit_kg(held(one))
            if not mass > 0.0:
                continue
            met = self.world.supply(element, at, one)
            self.change("used", 0.0 if within(one.supply_class, 6) else met)
            self.demands.append(Demand(
                time_s=self.time_s, mission=self.mission, element=element, location=at,
                supply_class=one.supply_class, environment=one.environment, resource=one.resource,
                mass_kg=mass, met_kg=met,
            ))  # fmt: skip

    def _tell(self, name: str, event: Event, problem: str) -> None:
        """Tell what a step did."""
        self._moved()
        parts = {f"{what}_kg": math.fsum(each) for what, each in self.changed.items()}
        self.changed = {}
        self.steps.append(Step(
            time_s=self.time_s, mission=self.mission, name=name, kind=event.kind,
            where=event.where, location=event.location, problem=problem, impulse=self.impulse,
            short_m_s=self.short_m_s, mass_kg=self.world.all_kg(), **parts,
        ))  # fmt: skip

    def _moved(self) -> None:
        """Tell what has moved since it was last told."""
        self.moves += [
            Moved(time_s=self.time_s, element=key, inside=into) for key, into in self.world.moves
        ]
        self.world.moves.clear()

    def change(self, what: str, mass_kg: float) -> None:
        """Tell what changed the mass of all there is: made, removed, burnt, added or used."""
        self.changed.setdefault(what, []).append(mass_kg)

    def people(self, key: str) -> int:
        """Return how many people an element is and has in it."""
        inside = sum(self.people(one) for one in self.world.contents.get(key, ()))
        return inside + (1 if self.world.element(key).kind == CREW else 0)

    def exploration(self, keys: Iterable[str]) -> float:
        """Mass of what is for research (class 6) and infrastructure (class 8)."""
        return math.fsum(self.world.class_kg(key, code) for key in keys for code in (6, 8))
