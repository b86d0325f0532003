"""What goes wrong in a campaign, and how often: what a simulation of it is given.

All of it is the asker's; the helpers below read data/hazards.toml and data/stoppage.toml for those
who have nothing better.  A hazard left out does not happen.
Source: cates2014, kennan1985.  Checked: tests/campaign/test_hazards.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal

from windlass.base.entries import entry, entry_figure
from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.campaign.risk.stoppage import Again, Duration, again, duration

Kind = Literal["scrub", "loss", "stand-down", "late", "dock", "stoppage"]
KINDS: Final[tuple[Kind, ...]] = ("scrub", "loss", "stand-down", "late", "dock", "stoppage")
JEFFREYS: Final = 0.5
"""Launches and losses that are thought of beside those counted: prior of Jeffreys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A lognormal time: median_s ≥ 0, sigma ≥ 0 of its logarithm."""

    median_s: float
    sigma: float = 0.0

    def __post_init__(self) -> None:
        if not (0.0 <= self.median_s < math.inf and 0.0 <= self.sigma < math.inf):
            raise InvalidInput(
                "spread of a time", value=(self.median_s, self.sigma), remedy="give 0 or more"
            )

    @property
    def mean_s(self) -> float:
        """Mean by its closed form."""
        return self.median_s * math.exp(0.5 * self.sigma**2)

    @property
    def variance_s2(self) -> float:
        """Variance by its closed form."""
        return self.mean_s**2 * math.expm1(self.sigma**2)

    def at(self, normal: float) -> float:
        """Return the time [s] at a value of the standard normal."""
        return self.median_s * math.exp(self.sigma * normal)


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleHazard:
    """What befalls a type of vehicle.

    vehicle: key of its pool.  scrub: probability that a try is called off, below 1; scrub_delay:
    until the next.  launches, losses: its record; each campaign draws its own chance of a loss
    from the beta distribution that the record leaves, by the prior of Jeffreys.  loss: that chance
    instead, where it is known.  grounded: how long the type stands down after a loss.
    late: probability that a delivery of vehicles slips; slip: by how much.
    """

    vehicle: str
    scrub: float = 0.0
    scrub_delay: Spread = Spread(median_s=0.0)
    launches: float = 0.0
    losses: float = 0.0
    loss: float | None = 0.0
    grounded: Spread = Spread(median_s=0.0)
    late: float = 0.0
    slip: Spread = Spread(median_s=0.0)

    def __post_init__(self) -> None:
        if not 0.0 <= self.scrub < 1.0:
            raise InvalidInput(
                f"{self.vehicle}: probability of a scrub", value=self.scrub,
                remedy="give 0 to below 1",
            )  # fmt: skip
        if self.loss is not None and not 0.0 <= self.loss <= 1.0:
            raise InvalidInput(f"{self.vehicle}: probability of a loss", value=self.loss)
        if not 0.0 <= self.losses <= self.launches < math.inf:
            raise InvalidInput(
                f"{self.vehicle}: losses of launches", value=(self.losses, self.launches)
            )
        if not 0.0 <= self.late <= 1.0:
            raise InvalidInput(f"{self.vehicle}: share of late deliveries", value=self.late)

    @property
    def beta(self) -> tuple[float, float]:
        """The two parameters of the beta distribution of a loss."""
        return JEFFREYS + self.losses, JEFFREYS + self.launches - self.losses

    @property
    def chance(self) -> float:
        """Probability of a loss, as it is given or in the mean of what the record leaves."""
        a, b = self.beta
        return a / (a + b) if self.loss is None else self.loss


@dataclass(frozen=True, slots=True, kw_only=True)
class DockHazard:
    """Docks that fail: site, mean time between the failures of one of them, and its repair."""

    site: str
    between_s: float
    repair: Spread

    def __post_init__(self) -> None:
        if not self.between_s > 0.0:
            raise InvalidInput(f"{self.site}: time between failures", value=self.between_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppageHazard:
    """Stoppages of a team: probability in a year, how long, and what one does to the next."""

    team: str
    a_year: float
    how_long: Duration
    after: Again | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.a_year <= 1.0:
            raise InvalidInput(f"{self.team}: probability of a stoppage", value=self.a_year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazards:
    """All that goes wrong.

    spares: (vehicle, how many are held back for those lost).  rebuild_s: how long it takes to
    build another where no spare is left, None for never.  cargo_s: how long until a lost flight's
    cargo is there again, None where it is not flown again.  off: kinds that are switched off.
    """

    vehicles: tuple[VehicleHazard, ...] = ()
    docks: tuple[DockHazard, ...] = ()
    teams: tuple[StoppageHazard, ...] = ()
    spares: tuple[tuple[str, int], ...] = ()
    rebuild_s: float | None = None
    cargo_s: float | None = 0.0
    off: tuple[Kind, ...] = ()

    def __post_init__(self) -> None:
        for what, value in (("rebuild_s", self.rebuild_s), ("cargo_s", self.cargo_s)):
            if value is not None and not 0.0 <= value < math.inf:
                raise InvalidInput(f"{what} of hazards", value=value, remedy="give 0 s or more")
        if any(many < 0 for _, many in self.spares):
            raise InvalidInput("spare ships", value=self.spares, remedy="give 0 or more")
        if unknown := set(self.off) - set(KINDS):
            raise InvalidInput(
                "kind of hazard", value=sorted(unknown), remedy=f"use of {', '.join(KINDS)}"
            )

    def without(self, kind: Kind) -> Hazards:
        """Return the same with a kind switched off."""
        return replace(self, off=tuple(sorted({*self.off, kind})))

    def with_spares(self, vehicle: str, many: int) -> Hazards:
        """Return the same with so many spares of a type."""
        others = tuple((key, n) for key, n in self.spares if key != vehicle)
        return replace(self, spares=(*others, (vehicle, many)))


def vehicle_hazard(vehicle: str, record: str = "new-type") -> VehicleHazard:
    """Return what befalls a type, by the packaged table; record: one of its records.

    The stand-down is lognormal with the moments of the logarithms of the few on record.
    """
    stand_downs = [
        math.log(_value("stand_down", key, ())) for key in table("hazards")["stand_down"]
    ]
    mean = math.fsum(stand_downs) / len(stand_downs)
    spread = math.fsum((one - mean) ** 2 for one in stand_downs) / (len(stand_downs) - 1)
    if record not in entry("hazards", "record"):
        raise InvalidInput(
            "record of launches", value=record,
            remedy=f"one of: {', '.join(entry('hazards', 'record'))}",
        )  # fmt: skip
    return VehicleHazard(
        vehicle=vehicle,
        scrub=1.0 - _value("scrub", "launches", ()) / _value("scrub", "tries", ()),
        scrub_delay=_spread("scrub", "delay"),
        launches=_value("record", record, ("launches",)),
        losses=_value("record", record, ("losses",)),
        loss=None,
        grounded=Spread(median_s=math.exp(mean), sigma=math.sqrt(spread)),
        late=_value("late", "share", ()),
        slip=_spread("late", "slip"),
    )


def dock_hazard(site: str) -> DockHazard:
    """Return failures of docks, by the packaged table."""
    return DockHazard(
        site=site,
        between_s=_value("dock", "between_failures", ()),
        repair=_spread("dock", "repair"),
    )


def stoppage_hazard(team: str, a_year: float) -> StoppageHazard:
    """Return stoppages of a team at the user's probability, by the fitted Weibull duration."""
    return StoppageHazard(team=team, a_year=a_year, how_long=duration("weibull"), after=again())


def cargo_again_s() -> float:
    """Return how long a lost cargo takes to be made again [s], by the packaged table."""
    return _value("again", "cargo", ())


def _spread(key: str, what: str) -> Spread:
    return Spread(
        median_s=_value(key, f"{what}_median", ()), sigma=_value(key, f"{what}_sigma", ())
    )


def _value(key: str, part: str, more: tuple[str, ...]) -> float:
    """Return an entry's value, times in seconds."""
    if more:
        return float(entry("hazards", key)[part][more[0]]["value"])
    return entry_figure("hazards", key, part, name=f"hazards.{key}.{part}").value
