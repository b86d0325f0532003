"""Transports and burns of a SpaceNet scenario: what rides leaves, burns, is staged, and arrives.

What cannot happen raises Refused; a burn that is short burns what there is first.
Source: spacenet.  Checked: tests/campaign/test_spacenet_replay.py.
"""

from __future__ import annotations

import math
from functools import partial

from windlass.campaign.spacenet.demand import ends, lasts_s
from windlass.campaign.spacenet.log import Departure
from windlass.campaign.spacenet.model import Event
from windlass.campaign.spacenet.run import Run
from windlass.campaign.spacenet.stack import Action, Wanted, impulse
from windlass.campaign.spacenet.world import Refused


def burn(run: Run, event: Event) -> None:
    """Burn where elements are, without a transport."""
    burns = {one.key: one for way in run.scenario.edges.values() for one in way.burns}
    for key in event.elements:
        run.world.here(key, event.location)
    acts = event.actions[event.burn]
    _fire(run, list(event.elements), burns[event.burn].dv_m_s, acts)


def space(run: Run, event: Event) -> None:
    """Fly a space edge: its burns come at their times, before all else of those."""
    way = run.scenario.edges[event.edge]
    riding = _leave(run, event)
    for k, one in enumerate(way.burns):
        act = partial(_ride, run, riding, way.key, one.dv_m_s, event.actions.get(one.key, ()))
        name = f"{event.name}: burn {k + 1} of {len(way.burns)}"
        run.at(run.time_s + one.after_s, k - len(way.burns), event, run.mission, act, name)


def flight(run: Run, event: Event) -> None:
    """Fly a flight edge, within what it carries."""
    way, world = run.scenario.edges[event.edge], run.world
    for key in event.elements:
        world.here(key, event.location)
    mass = math.fsum(world.mass_kg(key) for key in event.elements)
    crew = sum(run.people(key) for key in event.elements)
    if mass > way.most_kg:
        raise Refused(f"{way.name} carries {way.most_kg:g} kg: {mass:g} kg is too much")
    if crew > way.most_crew:
        raise Refused(f"{way.name} carries {way.most_crew} people: {crew} are too many")
    _leave(run, event)


def surface(run: Run, event: Event) -> None:
    """Drive a surface edge, in a state of its own if the event says so."""
    before = run.world.state[event.vehicle]
    _leave(run, event)
    if event.state >= 0:
        run.world.state[event.vehicle] = event.state
        run.at(
            run.time_s + lasts_s(run.scenario, event), 0, event, run.mission,
            partial(run.world.state.__setitem__, event.vehicle, before),
            f"{event.name}: as before",
        )  # fmt: skip


def _leave(run: Run, event: Event) -> list[str]:
    """Move what rides onto an edge, and have it arrive; return what rides."""
    world, (origin, destination) = run.world, ends(run.scenario, event)
    riding = list(event.elements) if event.elements else [event.vehicle] * bool(event.vehicle)
    if event.location != origin:
        raise Refused(f"it leaves from {world.name(origin)}, not {world.name(event.location)}")
    for key in riding:
        world.here(key, origin)
    _depart(run, event, riding, origin, destination)
    for key in riding:
        world.move(key, event.edge)
    arrive = partial(_arrive, run, riding, event.edge, destination)
    late = -1 if event.kind == "Surface Transport" else 0
    run.at(
        run.time_s + lasts_s(run.scenario, event), late, event, run.mission, arrive,
        f"{event.name}: arrival",
    )  # fmt: skip
    return riding


def _depart(run: Run, event: Event, riding: list[str], origin: str, destination: str) -> None:
    """Tell what leaves."""
    world = run.world
    most = [world.element(key).most_kg or 0.0 for key in riding]
    flight = event.kind == "Flight Transport"
    run.departures.append(Departure(
        time_s=run.time_s, kind=event.kind, origin=origin, destination=destination,
        mass_kg=math.fsum(world.mass_kg(key) for key in riding),
        cargo_kg=math.fsum(world.cargo_kg(key) for key in riding),
        most_kg=run.scenario.edges[event.edge].most_kg if flight else math.fsum(most),
        exploration_kg=run.exploration(riding),
    ))  # fmt: skip


def _arrive(run: Run, riding: list[str], way: str, destination: str) -> None:
    """Move what still rides to where the edge leads."""
    for key in riding:
        run.world.here(key, way)
        run.world.move(key, destination)


def _ride(run: Run, riding: list[str], way: str, dv_m_s: float, do: tuple[Action, ...]) -> None:
    """Burn on an edge."""
    for key in riding:
        run.world.here(key, way)
    _fire(run, riding, dv_m_s, do)


def _fire(run: Run, riding: list[str], dv_m_s: float, acts: tuple[Action, ...]) -> None:
    """Burn and stage; what is wrong with an action ends the impulse there."""
    world, left, good, fault = run.world, set(riding), [], ""
    for key in riding:
        if world.inside[key] in run.scenario.elements:
            run.short_m_s = dv_m_s
            raise Refused(f"{world.name(key)} is inside {world.name(world.inside[key])}: "
                          f"{dv_m_s:g} of {dv_m_s:g} m/s are missing")  # fmt: skip
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
    done = impulse(stages, Wanted(dv_m_s=dv_m_s, actions=tuple(good)), g0=run.g0)
    for burn in done.burns:
        world.burnt(burn.key, burn.after_kg)
    run.change("burnt", done.burnt_kg)
    for stage in done.staged:
        run.change("removed", world.remove(stage.key))
        riding.remove(stage.key)
    run.impulse, run.short_m_s = done, done.short_m_s
    short = "" if done.complete else f"{done.short_m_s:.6g} of {dv_m_s:g} m/s are missing"
    if fault or short:
        raise Refused("; ".join(one for one in (fault, short) if one))
