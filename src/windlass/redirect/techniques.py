"""All techniques by their keys, each as what it gives a rock with a number of the same ships.

Source: those of each technique's own file.  Checked: tests/redirect/test_techniques.py.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

from windlass.base.errors import InvalidInput
from windlass.redirect import (
    ablation,
    coating,
    enhanced_tractor,
    gravity_tractor,
    ion_beam,
    kinetic_impactor,
    mass_driver,
    nuclear,
    tug,
)
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship

Technique = Callable[..., Given]
"""rock, ship, count, asked_s [s] from arrival to the end of its work, then its own choices by name.
Raises NotSolved with the reason where it cannot work for this rock."""

TECHNIQUES: Final[Mapping[str, Technique]] = {
    "tug-electric": tug.electric,
    "tug-chemical": tug.chemical,
    "tug-nuclear-thermal": tug.nuclear_thermal,
    "ion-beam": ion_beam.given,
    "gravity-tractor": gravity_tractor.given,
    "enhanced-gravity-tractor": enhanced_tractor.given,
    "kinetic-impactor": kinetic_impactor.given,
    "nuclear-standoff": nuclear.given,
    "mass-driver": mass_driver.given,
    "laser-ablation": ablation.laser,
    "solar-ablation": ablation.solar,
    "coating": coating.given,
}


def choices(key: str) -> dict[str, Any]:
    """Return what a technique leaves to choose, with its defaults; None for the table's, and
    ``inspect.Parameter.empty`` for what must be given.
    """
    told = inspect.signature(_technique(key)).parameters.values()
    return {one.name: one.default for one in told if one.kind is one.KEYWORD_ONLY}


def give(key: str, rock: Rock, ship: Ship, count: int, asked_s: float, **chosen: Any) -> Given:
    """Return what ships give a rock by a technique within a time [s].

    Raises InvalidInput for an unknown technique or choice, or one that is missing; NotSolved where
    it cannot work for this rock.
    """
    known = choices(key)
    for name in chosen:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.3)
            raise InvalidInput(
                f"choice of {key}", value=name, remedy=f"near: {', '.join(near or known)}"
            )
    for name, value in known.items():
        if value is inspect.Parameter.empty and name not in chosen:
            raise InvalidInput(f"{key} lacks a choice", value=name, remedy=f"give {name}")
    return _technique(key)(rock, ship, count, asked_s, **chosen)


def _technique(key: str) -> Technique:
    if key not in TECHNIQUES:
        near = difflib.get_close_matches(key, TECHNIQUES, n=3, cutoff=0.3)
        raise InvalidInput(
            "unknown technique", value=key, remedy=f"near: {', '.join(near or TECHNIQUES)}"
        )
    return TECHNIQUES[key]
