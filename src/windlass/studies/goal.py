"""What an option wants: how much of the body, to where, and what its arrival costs.

Checked: tests/studies/test_parts.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from windlass.base.figure import Figure
from windlass.studies.vehicle import Vehicle
from windlass.transfers.legs import End

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What arrival costs.

    end: cost of v∞ at the destination, by which legs are chosen; dv, insertion_dv: figures of
    the arrival burn on the leg and of the burn after it, for the v∞ figure of the chosen leg;
    insertion: the burn after it [m/s] by v∞ [m/s], for the search; about: the parameters of
    the destination.
    """

    end: End
    dv: Callable[[Figure], Figure]
    insertion_dv: Callable[[Figure], Figure]
    insertion: Callable[[Array], Array]
    about: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One option flown one way, as the planner needs it.

    technique: of redirecting that pushes the body, empty where ships fly with it; vehicles: that
    dig for it; whole: all that the fleet is to bring; ships: how many share it, None for as many
    as it takes; returned, left: mass that one ship takes on and leaves behind at the body;
    spin_period: of what is taken on, 0 s where nothing has to be stopped; stay_s: least and
    greatest stay at the body [s]; ship_most: what one ship can gather, None for no limit;
    product, market: what is sold, and where; content, recovery: of the product in the rock;
    mining_time: of a plant in place.
    """

    option: str
    variant: str
    title: str
    body: str
    vehicle: Vehicle
    whole: Figure
    ships: int | None
    returned: Figure
    left: Figure
    spin_period: Figure
    density: Figure
    arrival: Arrival
    stay_s: tuple[float, float]
    ship_most: Figure | None = None
    product: str = "none"
    market: str | None = None
    in_place: bool = False
    content: Figure | None = None
    recovery: Figure | None = None
    mining_time: Figure | None = None
    technique: str = ""
    vehicles: int | None = None

    @property
    def key(self) -> str:
        """Prefix of the figures of this variant."""
        return f"{self.option}.{self.variant}"

    @property
    def electric(self) -> bool:
        """Whether the burns are of constant thrust."""
        return self.vehicle.thrust is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """How the trip leaves Earth with one vehicle.

    search_end: cost of v∞ at Earth by which legs are chosen; depart_end: for the tug itself
    (free where the launcher does it); capability: launcher mass [kg] by v∞
    [m/s]; spiral_dv: from the parking orbit to the lunar flyby, 0 where the launcher does it;
    depart_dv: figure of the tug's departure burn for the v∞ figure of the leg;
    capability_at: the launcher's figure for that v∞; unable: why this way cannot be taken.
    """

    search_end: End
    depart_end: End
    capability: Callable[[Array], Array]
    capability_at: Callable[[Figure], Figure]
    spiral_dv: Figure
    depart_dv: Callable[[Figure], Figure]
    launcher: str
    how: str
    about: tuple[Figure, ...] = ()
    unable: str = ""
