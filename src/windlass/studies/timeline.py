"""When a programme starts, when its first ship is ready, and how often its launcher flies.

Checked: tests/studies/test_programme.py.
"""

from __future__ import annotations

from windlass.base.entries import entry, entry_figure
from windlass.base.figure import Figure, derive, leaf
from windlass.studies.scenario import Scenario


def start_of(scenario: Scenario) -> Figure:
    """Return when the programme starts [s past J2000].

    Where the scenario does not say, so early that the first ship is ready when the window opens.
    """
    if scenario.programme.start is not None:
        return leaf("programme.start", scenario.programme.start, "epoch", status="chosen")
    return derive(
        "programme.start",
        "epoch",
        lambda first, time: first - time,
        {
            "first": leaf("window.first", scenario.window.launch[0], "epoch", status="chosen"),
            "time": development_time(scenario),
        },
        model="first launch date less the time of development",
    )


def development_time(scenario: Scenario) -> Figure:
    """Return the time from the start to the first lift-off [s]."""
    return entry_figure(
        "cost",
        "programme",
        "development_time",
        name="programme.development_time",
        given=scenario.programme.development_time,
        shown="yr",
    )


def cadence_of(scenario: Scenario) -> Figure | None:
    """Return the launches that the launcher makes a second; None where none is known."""
    given = scenario.launch.cadence
    if given is not None:
        return leaf(
            "launch.cadence", given, "1/s", status="chosen", shown="1/yr", note="given by the user"
        )
    if "cadence" not in entry("launchers", scenario.launch.vehicle):
        return None
    return entry_figure(
        "launchers",
        scenario.launch.vehicle,
        "cadence",
        name="launch.cadence",
        shown="1/yr",
    )


def sale_time(scenario: Scenario) -> Figure:
    """Return the time over which the product is sold [s]."""
    return leaf(
        "programme.sale_time", scenario.programme.sale_time, "s", status="chosen", shown="yr"
    )


def mining_time(scenario: Scenario) -> Figure:
    """Return the time over which what was brought is mined [s]."""
    return leaf(
        "programme.mining_time", scenario.programme.mining_time, "s", status="chosen", shown="yr"
    )
