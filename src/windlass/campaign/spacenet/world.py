"""Where the elements of a SpaceNet scenario are while it is replayed, and what is in them.

What SpaceNet would refuse raises Refused with the reason.  Source: spacenet.
Checked: tests/campaign/test_spacenet_replay.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from windlass.campaign.spacenet.model import CREW, Amount, Element, Event, Scenario, State, within
from windlass.campaign.spacenet.stack import Stage

_ROUNDING = 1e-9
_CARRIERS = ("Element Carrier", "Propulsive Vehicle", "Surface Vehicle")
_HOLDERS = ("Resource Container", "Resource Tank")
Held = tuple[str, int, str]
"""What is held: a resource, or nothing and a class of supply; and its environment."""


class Refused(Exception):
    """An event that cannot happen; its text says why."""


class World:
    """Elements by what they are inside of; an element that is in nothing does not exist."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.inside: dict[str, str] = {}
        self.contents: dict[str, list[str]] = {}
        self.fuel = {key: one.fuel_amount for key, one in scenario.elements.items()}
        self.held: dict[str, dict[Held, float]] = {
            key: {held(one): one.amount for one in element.holds}
            for key, element in scenario.elements.items()
        }
        self.state = {key: one.state for key, one in scenario.elements.items()}
        self.moves: list[tuple[str, str]] = []
        holds = {key: one.holds for key, one in scenario.nodes.items()}
        holds |= {key: one.holds for key, one in scenario.edges.items()}
        for place, keys in holds.items():
            for key in keys:
                self.create(key, place)

    def element(self, key: str) -> Element:
        """Return an element as the file tells it."""
        return self.scenario.elements[key]

    def name(self, key: str) -> str:
        """Return the name of an element, node or edge."""
        found = self.scenario
        return (found.elements.get(key) or found.nodes.get(key) or found.edges[key]).name

    def location(self, key: str) -> str:
        """Return the node or edge at which an element is, nothing where it does not exist."""
        while key in self.scenario.elements:
            key = self.inside.get(key, "")
        return key

    def exists(self) -> list[str]:
        """Return all elements there are, in the order in which they came."""
        return list(self.inside)

    def fuel_kg(self, key: str) -> float:
        """Return the mass of an element's propellant."""
        one = self.element(key)
        return self.fuel[key] * self.scenario.resources[one.fuel].unit_kg if one.fuel else 0.0

    def mass_kg(self, key: str) -> float:
        """Return an element's mass with propellant, resources and contents."""
        return math.fsum(self._masses(key))

    def all_kg(self) -> float:
        """Return the mass of all there is."""
        return math.fsum(
            part for key in self.inside for part in (
                self.element(key).mass_kg, self.fuel_kg(key), self.held_kg(key)
            )
        )  # fmt: skip

    def held_kg(self, key: str) -> float:
        """Return the mass of the resources in a container."""
        return math.fsum(much * self.unit_kg(what) for what, much in self.held[key].items())

    def unit_kg(self, what: Held) -> float:
        """Return the mass of one unit."""
        return self.scenario.resources[what[0]].unit_kg if what[0] else 1.0

    def class_kg(self, key: str, supply_class: int) -> float:
        """Return the mass of a class of supply in an element and its contents, itself included."""
        one = self.element(key)
        parts = [one.mass_kg] if within(one.supply_class, supply_class) else []
        parts += [
            much * self.unit_kg(what) for what, much in self.held[key].items()
            if within(what[1], supply_class)
        ]  # fmt: skip
        if one.fuel and within(self.scenario.resources[one.fuel].supply_class, supply_class):
            parts.append(self.fuel_kg(key))
        parts += [self.class_kg(each, supply_class) for each in self.contents.get(key, ())]
        return math.fsum(parts)

    def cargo_kg(self, key: str) -> float:
        """Return the mass of what is inside an element, people left out."""
        inside = (one for one in self.contents.get(key, ()) if self.element(one).kind != CREW)
        return math.fsum(self.mass_kg(one) for one in inside)

    def crew(self, key: str) -> list[str]:
        """Return the people who are directly inside."""
        return [one for one in self.contents.get(key, ()) if self.element(one).kind == CREW]

    def stage(self, key: str) -> Stage:
        """Return an element as part of a stack."""
        one, fuel = self.element(key), self.fuel_kg(key)
        load = math.fsum([*(self.mass_kg(each) for each in self.contents.get(key, ())),
                          self.held_kg(key)])  # fmt: skip
        return Stage(key=key, dry_kg=one.mass_kg, propellant_kg=fuel, isp_s=one.isp_s, load_kg=load)

    def burnt(self, key: str, left_kg: float) -> None:
        """Leave a mass of propellant in an element."""
        one = self.element(key)
        unit = self.scenario.resources[one.fuel].unit_kg if one.fuel else 0.0
        if unit > 0.0:
            self.fuel[key] = left_kg / unit

    def create(self, key: str, into: str) -> float:
        """Make an element with what the file puts inside it; return its mass.  Raises Refused."""
        every = [key, *self._told(key)]
        for one in every:
            if self.location(one):
                raise Refused(f"{self.name(one)} already is at {self.name(self.location(one))}")
        self._add(key, into)
        for holder in every:
            for one in self.element(holder).contents:
                self._settle(one, holder)
        return self.mass_kg(key)

    def move(self, key: str, into: str) -> None:
        """Move an element into another or to a place.  Raises Refused."""
        if key == into or into in self._nested(key):
            raise Refused(f"{self.name(key)} cannot be inside itself")
        if self.inside[key] != into:
            self._add(key, into)

    def remove(self, key: str) -> float:
        """Remove an element and all in it; return their mass."""
        mass = self.mass_kg(key)
        for one in [*self._nested(key), key]:
            self.contents[self.inside.pop(one)].remove(one)
            self.moves.append((one, ""))
        return mass

    def here(self, key: str, at: str) -> None:
        """Raise Refused unless an element is at a place."""
        where = self.location(key)
        if not where:
            raise Refused(f"{self.name(key)} does not exist")
        if where != at:
            raise Refused(f"{self.name(key)} is at {self.name(where)}, not at {self.name(at)}")

    def put(self, key: str, one: Amount) -> float:
        """Put a resource into a container or tank; return its mass.  Raises Refused."""
        element = self.element(key)
        mass = one.amount * self.unit_kg(held(one))
        if element.fuel and element.fuel == one.resource:
            if self.fuel[key] + one.amount > element.fuel_most * (1.0 + _ROUNDING):
                raise Refused(f"tank of {element.name} holds {element.fuel_most:g}")
            self.fuel[key] += one.amount
            return mass
        if element.kind not in _HOLDERS:
            raise Refused(f"{element.name} holds no such resource")
        if element.most_kg is not None and self.held_kg(key) + mass > self._most(element.most_kg):
            raise Refused(f"{element.name} holds {element.most_kg:g} kg")
        self._fits(element, one.environment)
        self.held[key][held(one)] = self.held[key].get(held(one), 0.0) + one.amount
        return mass

    def take(self, key: str, one: Amount) -> float:
        """Take a resource out of a container or tank; return its mass.  Raises Refused."""
        element, mass = self.element(key), one.amount * self.unit_kg(held(one))
        if element.fuel and element.fuel == one.resource:
            if self.fuel[key] < one.amount * (1.0 - _ROUNDING):
                raise Refused(f"{element.name} has {self.fuel[key]:g} of it")
            self.fuel[key] = max(0.0, self.fuel[key] - one.amount)
            return mass
        there = self.held[key].get(held(one), 0.0)
        if there < one.amount * (1.0 - _ROUNDING):
            raise Refused(f"{element.name} has {there:g} of it")
        self.held[key][held(one)] = max(0.0, there - one.amount)
        return mass

    def supply(self, key: str, at: str, one: Amount) -> float:
        """Take what is asked from containers at a place, those of an element first; return the
        mass that was there.  What is for research (class 6) is used without being used up."""
        need = one.amount * self.unit_kg(held(one))
        found = 0.0
        for holder in self._holders(key, at):
            for what in self.held[holder]:
                same = (
                    what[0] == one.resource if one.resource else within(what[1], one.supply_class)
                )
                unit = self.unit_kg(what)
                if not same or not unit > 0.0:
                    continue
                taken = min(need - found, self.held[holder][what] * unit)
                found += taken
                if not within(one.supply_class, 6):
                    self.held[holder][what] = max(0.0, self.held[holder][what] - taken / unit)
        return found

    def reconfigure(self, key: str, event: Event) -> None:
        """Change the state of an element.  Raises Refused where it has no such one."""
        states = self.element(key).states
        if not event.state_kind:
            self.state[key] = event.state
            return
        found = [k for k, one in enumerate(states) if one.kind == event.state_kind]
        if not found:
            raise Refused(f"{self.name(key)} has no state that is {event.state_kind}")
        self.state[key] = found[0]

    def now(self, key: str) -> State | None:
        """Return the state an element is in, if any."""
        index = self.state[key]
        return self.element(key).states[index] if index >= 0 else None

    def _add(self, key: str, into: str) -> None:
        """Put an element into another or at a place, where it fits."""
        if into in self.scenario.elements:
            if not self.location(into):
                raise Refused(f"{self.name(into)} does not exist")
            self._room(key, into)
        self._settle(key, into)

    def _settle(self, key: str, into: str) -> None:
        """Put an element into another or at a place, whether or not it fits."""
        if key in self.inside:
            self.contents[self.inside[key]].remove(key)
        self.inside[key] = into
        self.contents.setdefault(into, []).append(key)
        self.moves.append((key, into))

    def _room(self, key: str, into: str) -> None:
        """Raise Refused where an element does not fit."""
        one, holder = self.element(key), self.element(into)
        if holder.kind not in _CARRIERS:
            raise Refused(f"{holder.name} is a {holder.kind} and carries no elements")
        if one.kind == CREW:
            if len(self.crew(into)) >= holder.most_crew:
                raise Refused(f"{holder.name} seats {holder.most_crew}: {one.name} has no seat")
            return
        mass = self.mass_kg(key)
        self._volume(key, into)
        self._fits(holder, one.environment)
        seen = into
        while seen in self.scenario.elements:
            most = self.element(seen).most_kg
            if most is not None and self.cargo_kg(seen) + mass > self._most(most):
                raise Refused(
                    f"{self.name(seen)} carries {most:g} kg: {one.name} makes it "
                    f"{self.cargo_kg(seen) + mass:g} kg"
                )
            seen = self.inside.get(seen, "")

    def _volume(self, key: str, into: str) -> None:
        most = self.element(into).most_m3
        if not self.scenario.options.get("volumeConstrained") or most is None:
            return
        inside = [*self.contents.get(into, ()), key]
        volume = math.fsum(
            self.element(one).volume_m3 for one in inside if self.element(one).kind != CREW
        )
        if volume > most * (1.0 + _ROUNDING):
            raise Refused(f"{self.name(into)} holds {most:g} m³: {volume:g} m³ do not fit")

    def _fits(self, holder: Element, environment: str) -> None:
        kept = self.scenario.options.get("environmentConstrained", False)
        if kept and environment == "Pressurized" and holder.cargo_environment != "Pressurized":
            raise Refused(f"{holder.name} is not pressurized")

    def _most(self, most_kg: float) -> float:
        """Return a limit with half of the precision of masses, as SpaceNet allows it."""
        step = self.scenario.options.get("massPrecision", 0.0)
        return most_kg + 0.5 * (step if isinstance(step, int | float) else 0.0)

    def _masses(self, key: str) -> Iterator[float]:
        yield self.element(key).mass_kg
        yield self.fuel_kg(key)
        yield self.held_kg(key)
        for one in self.contents.get(key, ()):
            yield from self._masses(one)
        if key not in self.inside:
            for one in self.element(key).contents:
                yield from self._masses(one)

    def _told(self, key: str) -> list[str]:
        """Return all that the file puts inside an element."""
        contents = self.element(key).contents
        return [each for one in contents for each in (one, *self._told(one))]

    def _nested(self, key: str) -> list[str]:
        """Return all that is inside an element, the innermost first."""
        found: list[str] = []
        for one in self.contents.get(key, ()):
            found += [*self._nested(one), one]
        return found

    def _holders(self, key: str, at: str) -> Iterable[str]:
        """Return what holds resources at a place: in an element, in what it is in, then all."""
        first = [key, *self._nested(key), self.inside.get(key, "")] if key else []
        rest = [one for place in self.contents.get(at, ()) for one in (*self._nested(place), place)]
        return dict.fromkeys(one for one in (*first, *rest) if self.held.get(one))


def held(one: Amount) -> Held:
    """Return under which key an amount is kept."""
    return (one.resource, one.supply_class, one.environment)
