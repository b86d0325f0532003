"""Replay a SpaceNet scenario: events by date and priority, as its simulator orders them.

An event that cannot happen is told with its reason, and the replay goes on, so that one run shows
all faults.  A burn that cannot be completed burns what there is and tells the Δv that is missing.
Source: spacenet, grogan2011.  Checked: tests/campaign/test_spacenet_replay.py;
validation/spacenet.py.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable
from functools import partial

from windlass.base.constants import G0
from windlass.base.errors import InvalidInput
from windlass.campaign.spacenet_demand import ends, evas, lasts_s, of_element, of_mission, times
from windlass.campaign.spacenet_log import Demand, Departure, Moved, Replay, Stay, Step
from windlass.campaign.spacenet_model import (
    CREW,
    Amount,
    Event,
    Mission,
    Note,
    Scenario,
    within,
)
from windlass.campaign.spacenet_world import Refused, World, held
from windlass.campaign.stack import Action, Impulse, Wanted, impulse

_LAST = 2**31
"""Priority of what a mission asks for: after all else of its time."""


def replay(scenario: Scenario, *, g0: float = G0) -> Replay:
    """Return what happens in a scenario.  g0 [m/s²]: SpaceNet's own is 9.81.

    Raises InvalidInput for what the file asks and no replay can mean, such as excursions that take
    longer than their exploration.
    """
    if not 0.0 < g0 < math.inf:
        raise InvalidInput("g0", value=g0, remedy="give more than 0 m/s²")
    run = _Run(scenario, g0)
    begin = run.world.all_kg()
    run.go()
    world = run.world
    return Replay(
        scenario=scenario, g0=g0, begin_kg=begin, steps=tuple(run.steps), moves=tuple(run.moves),
        demands=tuple(run.demands), stays=tuple(run.stays), departures=tuple(run.departures),
        inside=dict(world.inside),
        propellant_kg={
            key: world.fuel_kg(key) for key, one in scenario.elements.items() if one.fuel
        },
        states={key: now.name for key in world.exists() if (now := world.now(key)) is not None},
        notes=(*scenario.notes, *run.notes),
    )  # fmt: skip


class _Run:
    """One replay: the queue of what is to happen, and what was told so far."""

    def __init__(self, scenario: Scenario, g0: float) -> None:
        self.scenario, self.g0, self.world = scenario, g0, World(scenario)
        self.time_s = scenario.start_s
        self.queue: list[tuple[float, int, str, int, str, Event, Callable[[], None]]] = []
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
        self.moves += [Moved(time_s=self.time_s, element=key, inside=into)
                       for key, into in self.world.moves]  # fmt: skip
        self.world.moves.clear()
        for one in self.scenario.missions:
            for event in one.events:
                self._at(one.start_s + event.after_s, event.priority, event, one.name)
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
            act = partial(self._ask, "", one.destination, event.amounts)
            self._at(one.start_s + after, _LAST, event, one.name, act)

    def _at(
        self, time_s: float, priority: int, event: Event, mission: str,
        act: Callable[[], None] | None = None, name: str = "",
    ) -> None:  # fmt: skip
        """Put an event in the queue; those of one time and priority go by name, then as told."""
        self.count += 1
        do = act if act is not None else partial(getattr(self, _HOW[event.kind]), event)
        heapq.heappush(
            self.queue, (time_s, priority, name or event.name, self.count, mission, event, do)
        )

    def _pass(self, time_s: float) -> None:
        """Let time pass: people stay, and elements ask for what their states need."""
        lasts = time_s - self.time_s
        world = self.world
        if lasts > 0.0:
            for place, keys in list(world.contents.items()):
                if place not in self.scenario.elements and keys:
                    crew = sum(self._people(key) for key in keys)
                    if crew:
                        self.stays.append(Stay(
                            time_s=self.time_s, lasts_s=lasts, location=place, crew=crew,
                            exploration_kg=self._exploration(keys),
                        ))  # fmt: skip
            for key in world.exists():
                state = world.now(key)
                for model in state.models if state is not None else ():
                    if model.kind != "Timed Impulse":
                        asked = of_element(
                            world.element(key), model, lasts, dict(self.scenario.resources)
                        )
                    elif (key, model.where) not in self.asked:
                        self.asked.add((key, model.where))
                        asked = list(model.amounts)
                    else:
                        continue
                    self.time_s = time_s
                    self._ask(key, world.location(key), asked)
        self.time_s = time_s

    def _ask(self, element: str, at: str, amounts: Iterable[Amount]) -> None:
        """Ask for resources at a place."""
        if not at:
            raise Refused("what asks is nowhere: the mission tells no destination")
        for one in amounts:
            mass = one.amount * self.world.unit_kg(held(one))
            if not mass > 0.0:
                continue
            met = self.world.supply(element, at, one)
            self._change("used", 0.0 if within(one.supply_class, 6) else met)
            self.demands.append(Demand(
                time_s=self.time_s, mission=self.mission, element=element, location=at,
                supply_class=one.supply_class, environment=one.environment, resource=one.resource,
                mass_kg=mass, met_kg=met,
            ))  # fmt: skip

    def _tell(self, name: str, event: Event, problem: str) -> None:
        """Tell what a step did."""
        self.moves += [Moved(time_s=self.time_s, element=key, inside=into)
                       for key, into in self.world.moves]  # fmt: skip
        self.world.moves.clear()
        parts = {f"{what}_kg": math.fsum(each) for what, each in self.changed.items()}
        self.changed = {}
        self.steps.append(Step(
            time_s=self.time_s, mission=self.mission, name=name, kind=event.kind,
            where=event.where, location=event.location, problem=problem, impulse=self.impulse,
            short_m_s=self.short_m_s, mass_kg=self.world.all_kg(), **parts,
        ))  # fmt: skip

    def _change(self, what: str, mass_kg: float) -> None:
        self.changed.setdefault(what, []).append(mass_kg)

    def _create(self, event: Event) -> None:
        into = event.into or event.location
        if into in self.scenario.elements:
            self.world.here(into, event.location)
        for key in event.elements:
            self._change("made", self.world.create(key, into))

    def _move(self, event: Event) -> None:
        into = event.into or event.location
        if into in self.scenario.elements:
            self.world.here(into, event.location)
        for key in event.elements:
            self.world.here(key, event.location)
            self.world.move(key, into)

    def _remove(self, event: Event) -> None:
        for key in event.elements:
            self.world.here(key, event.location)
            self._change("removed", self.world.remove(key))

    def _add(self, event: Event) -> None:
        self.world.here(event.into, event.location)
        for one in event.amounts:
            self._change("added", self.world.put(event.into, one))

    def _consume(self, event: Event) -> None:
        self.world.here(event.out_of, event.location)
        self._ask(event.out_of, event.location, event.amounts)

    def _transfer(self, event: Event) -> None:
        for key in (event.out_of, event.into):
            self.world.here(key, event.location)
        for one in event.amounts:
            self.world.take(event.out_of, one)
            try:
                self.world.put(event.into, one)
            except Refused:
                self.world.put(event.out_of, one)
                raise

    def _reconfigure(self, event: Event) -> None:
        for key in event.elements:
            self.world.here(key, event.location)
            self.world.reconfigure(key, event)

    def _explore(self, event: Event) -> None:
        self._ready(event)
        if self.scenario.options.get("detailedEva", True):
            for begin in evas(event):
                act = partial(self._outside, event)
                self._at(self.time_s + begin, 0, event, self.mission, act, f"{event.name}: out")

    def _outside(self, event: Event) -> None:
        """People leave a vehicle for a time."""
        self._ready(event)
        before = {key: self.world.state[key] for key in event.crew}
        for key, state in event.crew.items():
            if state >= 0:
                self.world.state[key] = state
            self.world.move(key, event.location)
        back = partial(self._back, event, before)
        self._at(self.time_s + event.eva_s, 0, event, self.mission, back, f"{event.name}: back")

    def _back(self, event: Event, before: dict[str, int]) -> None:
        for key in event.crew:
            self.world.here(key, event.location)
            self.world.move(key, event.vehicle)
        self.world.state.update(before)
        self._ask(event.vehicle, event.location, event.amounts)

    def _ready(self, event: Event) -> None:
        for key in (event.vehicle, *event.crew):
            self.world.here(key, event.location)

    def _burn(self, event: Event) -> None:
        burns = {one.key: one for way in self.scenario.edges.values() for one in way.burns}
        for key in event.elements:
            self.world.here(key, event.location)
        acts = event.actions[event.burn]
        self._fire(list(event.elements), burns[event.burn].dv_m_s, acts)

    def _space(self, event: Event) -> None:
        way = self.scenario.edges[event.edge]
        riding = self._leave(event)
        for k, one in enumerate(way.burns):
            act = partial(self._ride, riding, way.key, one.dv_m_s, event.actions.get(one.key, ()))
            name = f"{event.name}: burn {k + 1} of {len(way.burns)}"
            self._at(self.time_s + one.after_s, k - len(way.burns), event, self.mission, act, name)

    def _flight(self, event: Event) -> None:
        way, world = self.scenario.edges[event.edge], self.world
        for key in event.elements:
            world.here(key, event.location)
        mass = math.fsum(world.mass_kg(key) for key in event.elements)
        crew = sum(self._people(key) for key in event.elements)
        if mass > way.most_kg:
            raise Refused(f"{way.name} carries {way.most_kg:g} kg: {mass:g} kg is too much")
        if crew > way.most_crew:
            raise Refused(f"{way.name} carries {way.most_crew} people: {crew} are too many")
        self._leave(event)

    def _surface(self, event: Event) -> None:
        before = self.world.state[event.vehicle]
        self._leave(event)
        if event.state >= 0:
            self.world.state[event.vehicle] = event.state
            self._at(
                self.time_s + lasts_s(self.scenario, event), 0, event, self.mission,
                partial(self.world.state.__setitem__, event.vehicle, before),
                f"{event.name}: as before",
            )  # fmt: skip

    def _leave(self, event: Event) -> list[str]:
        """Move what rides onto an edge, and have it arrive; return what rides."""
        world, (origin, destination) = self.world, ends(self.scenario, event)
        riding = list(event.elements) if event.elements else [event.vehicle] * bool(event.vehicle)
        if event.location != origin:
            raise Refused(f"it leaves from {world.name(origin)}, not {world.name(event.location)}")
        for key in riding:
            world.here(key, origin)
        self._depart(event, riding, origin, destination)
        for key in riding:
            world.move(key, event.edge)
        arrive = partial(self._arrive, riding, event.edge, destination)
        late = -1 if event.kind == "Surface Transport" else 0
        self._at(
            self.time_s + lasts_s(self.scenario, event), late, event, self.mission, arrive,
            f"{event.name}: arrival",
        )  # fmt: skip
        return riding

    def _depart(self, event: Event, riding: list[str], origin: str, destination: str) -> None:
        world = self.world
        most = [world.element(key).most_kg or 0.0 for key in riding]
        flight = event.kind == "Flight Transport"
        self.departures.append(Departure(
            time_s=self.time_s, kind=event.kind, origin=origin, destination=destination,
            mass_kg=math.fsum(world.mass_kg(key) for key in riding),
            cargo_kg=math.fsum(world.cargo_kg(key) for key in riding),
            most_kg=self.scenario.edges[event.edge].most_kg if flight else math.fsum(most),
            exploration_kg=self._exploration(riding),
        ))  # fmt: skip

    def _arrive(self, riding: list[str], way: str, destination: str) -> None:
        for key in riding:
            self.world.here(key, way)
            self.world.move(key, destination)

    def _ride(self, riding: list[str], way: str, dv_m_s: float, acts: tuple[Action, ...]) -> None:
        """Burn on an edge."""
        for key in riding:
            self.world.here(key, way)
        self._fire(riding, dv_m_s, acts)

    def _fire(self, riding: list[str], dv_m_s: float, acts: tuple[Action, ...]) -> None:
        """Burn and stage; what is wrong with an action ends the impulse there."""
        world, left, good, fault = self.world, set(riding), [], ""
        for one in acts:
            if one.key not in left:
                fault = f"{world.name(one.key)} is to {one.what} and is not in the stack"
            elif one.what == "burn" and not world.element(one.key).isp_s > 0.0:
                fault = f"{world.name(one.key)} is to burn and has no engine"
            if fault:
                break
            left -= {one.key} if one.what == "stage" else set()
            good.append(one)
        stages = [world.stage(key) for key in riding]
        done = impulse(stages, Wanted(dv_m_s=dv_m_s, actions=tuple(good)), g0=self.g0)
        for burn in done.burns:
            world.burnt(burn.key, burn.after_kg)
        self._change("burnt", done.burnt_kg)
        for stage in done.staged:
            self._change("removed", world.remove(stage.key))
            riding.remove(stage.key)
        self.impulse, self.short_m_s = done, done.short_m_s
        short = "" if done.complete else f"{done.short_m_s:.6g} of {dv_m_s:g} m/s are missing"
        if fault or short:
            raise Refused("; ".join(one for one in (fault, short) if one))

    def _people(self, key: str) -> int:
        inside = sum(self._people(one) for one in self.world.contents.get(key, ()))
        return inside + (1 if self.world.element(key).kind == CREW else 0)

    def _exploration(self, keys: Iterable[str]) -> float:
        """Mass of what is for research (class 6) and infrastructure (class 8)."""
        return math.fsum(self.world.class_kg(key, code) for key in keys for code in (6, 8))


_HOW = {
    "Create Elements": "_create", "Move Elements": "_move", "Remove Elements": "_remove",
    "Add Resources": "_add", "Consume Resources": "_consume", "Transfer Resources": "_transfer",
    "Reconfigure Element": "_reconfigure", "Reconfigure Elements": "_reconfigure",
    "Crewed EVA": "_outside", "Crewed Exploration": "_explore", "Propulsive Burn": "_burn",
    "Space Transport": "_space", "Flight Transport": "_flight", "Surface Transport": "_surface",
}  # fmt: skip
