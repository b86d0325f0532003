"""What each hazard costs and what a spare ship buys: the same campaigns, one thing changed.

The random numbers are those of the campaigns compared with, so that the difference is the hazard's
and not of chance.  Checked: tests/campaign/test_risk_compare.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from windlass.base.errors import InvalidInput
from windlass.campaign.risk.ask import RiskAsk
from windlass.campaign.risk.hazards import KINDS, Hazards
from windlass.campaign.risk.simulate import RiskResult, simulate
from windlass.campaign.risk.summary import percentile


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One hazard switched off: last delivery and cost at the share, and what that gains.

    gain_s: None where the last delivery never comes in either, inf where it only comes without.
    """

    hazard: str
    last_s: float
    cost_usd: float
    gain_s: float | None
    gain_usd: float
    complete: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spares:
    """So many spare ships of a type: last delivery and cost at the share, and share complete."""

    vehicle: str
    spares: int
    last_s: float
    cost_usd: float
    complete: float


def tornado(
    ask: RiskAsk, *, many: int, seed: int, workers: int = 1, share: float = 0.8
) -> tuple[Bar, ...]:
    """Return what switching each hazard off gains at a share of campaigns, the most first."""
    base = simulate(ask, many=many, seed=seed, workers=workers)
    last, cost = _at(base, share)
    found = []
    for kind in KINDS:
        if not _there(ask.hazards, kind):
            continue
        calm = simulate(
            ask.by(ask.hazards.without(kind)), many=many, seed=seed, workers=workers
        )  # fmt: skip
        then, price = _at(calm, share)
        found.append(Bar(
            hazard=kind, last_s=then, cost_usd=price, gain_usd=cost - price,
            gain_s=None if then == last == float("inf") else last - then,
            complete=float((calm.undelivered == 0).mean()),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda bar: -(bar.gain_s or 0.0)))


def spares(
    ask: RiskAsk, vehicle: str, most: int, *, many: int, seed: int, workers: int = 1,
    share: float = 0.8,
) -> tuple[Spares, ...]:  # fmt: skip
    """Return what 0 to ``most`` spare ships of a type come to.  Raises InvalidInput below 0."""
    if most < 0:
        raise InvalidInput("spare ships", value=most, remedy="give 0 or more")
    found = []
    for number in range(most + 1):
        made = simulate(
            ask.by(ask.hazards.with_spares(vehicle, number)), many=many, seed=seed,
            workers=workers,
        )  # fmt: skip
        last, cost = _at(made, share)
        found.append(Spares(
            vehicle=vehicle, spares=number, last_s=last, cost_usd=cost,
            complete=float((made.undelivered == 0).mean()),
        ))  # fmt: skip
    return tuple(found)


def _at(result: RiskResult, share: float) -> tuple[float, float]:
    return percentile(result.last_s, share).value, percentile(result.cost_usd, share).value


def _there(hazards: Hazards, kind: str) -> bool:
    """Return whether a kind of hazard can come about at all."""
    if kind in hazards.off:
        return False
    losses = any(one.chance > 0.0 for one in hazards.vehicles) and "loss" not in hazards.off
    there = {
        "scrub": any(one.scrub > 0.0 for one in hazards.vehicles),
        "loss": losses,
        "stand-down": losses and any(one.grounded.median_s > 0.0 for one in hazards.vehicles),
        "late": any(one.late > 0.0 for one in hazards.vehicles),
        "dock": bool(hazards.docks),
        "stoppage": any(one.a_year > 0.0 for one in hazards.teams),
    }
    return there[kind]
