"""Events of a SpaceNet scenario that make, move, fill and change elements, and send people out.

Each function does what its event says, on a run; what cannot happen raises Refused.
Source: spacenet.  Checked: tests/campaign/test_spacenet_replay.py.
"""

from __future__ import annotations

from functools import partial

from windlass.campaign.spacenet.demand import evas
from windlass.campaign.spacenet.model import Event
from windlass.campaign.spacenet.run import Run
from windlass.campaign.spacenet.world import Refused


def create(run: Run, event: Event) -> None:
    """Make elements with what is in them."""
    into = _into(run, event)
    for key in event.elements:
        run.change("made", run.world.create(key, into))


def move(run: Run, event: Event) -> None:
    """Move elements into one, or to the place itself."""
    into = _into(run, event)
    for key in event.elements:
        run.world.here(key, event.location)
        run.world.move(key, into)


def remove(run: Run, event: Event) -> None:
    """Remove elements with what is in them."""
    for key in event.elements:
        run.world.here(key, event.location)
        run.change("removed", run.world.remove(key))


def add(run: Run, event: Event) -> None:
    """Make resources in a container."""
    run.world.here(event.into, event.location)
    for one in event.amounts:
        run.change("added", run.world.put(event.into, one))


def consume(run: Run, event: Event) -> None:
    """Use resources, and tell what is not there."""
    run.world.here(event.out_of, event.location)
    run.ask(event.out_of, event.location, event.amounts)


def transfer(run: Run, event: Event) -> None:
    """Move resources from one container to another."""
    for key in (event.out_of, event.into):
        run.world.here(key, event.location)
    for one in event.amounts:
        run.world.take(event.out_of, one)
        try:
            run.world.put(event.into, one)
        except Refused:
            run.world.put(event.out_of, one)
            raise


def reconfigure(run: Run, event: Event) -> None:
    """Change the state of elements."""
    for key in event.elements:
        run.world.here(key, event.location)
        run.world.reconfigure(key, event)


def explore(run: Run, event: Event) -> None:
    """Have people go out from time to time."""
    _ready(run, event)
    if run.scenario.options.get("detailedEva", True):
        for begin in evas(event):
            act = partial(outside, run, event)
            run.at(run.time_s + begin, 0, event, run.mission, act, f"{event.name}: out")


def outside(run: Run, event: Event) -> None:
    """People leave a vehicle for a time."""
    _ready(run, event)
    before = {key: run.world.state[key] for key in event.crew}
    for key, state in event.crew.items():
        if state >= 0:
            run.world.state[key] = state
        run.world.move(key, event.location)
    back = partial(_back, run, event, before)
    run.at(run.time_s + event.eva_s, 0, event, run.mission, back, f"{event.name}: back")


def _back(run: Run, event: Event, before: dict[str, int]) -> None:
    """People come back, as they were; what they used is asked for."""
    for key in event.crew:
        run.world.here(key, event.location)
        run.world.move(key, event.vehicle)
    run.world.state.update(before)
    run.ask(event.vehicle, event.location, event.amounts)


def _ready(run: Run, event: Event) -> None:
    """Raise Refused unless vehicle and people are there."""
    for key in (event.vehicle, *event.crew):
        run.world.here(key, event.location)


def _into(run: Run, event: Event) -> str:
    """Return what elements are put into.  Raises Refused where it is not at the event's place."""
    into = event.into or event.location
    if into in run.scenario.elements:
        run.world.here(into, event.location)
    elif into != event.location:
        raise Refused(f"{run.world.name(into)} is not {run.world.name(event.location)}")
    return into
