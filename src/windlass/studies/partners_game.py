"""The game that partners play: from listed values, or from the campaign planned for each coalition.

Values are present at the campaign's start: what is wanted by its worth when it comes in, costs when
they are paid.  Checked: tests/studies/test_partners_run.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan import prize
from windlass.campaign.plan.prize import Prized
from windlass.partners.game import Game, cautious, listed
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.campaign_load import tables
from windlass.studies.coalitions import Coalitions, Player, kept
from windlass.studies.partners_file import PartnersFile
from windlass.studies.partners_load import amount, amounts

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """idle, game: values of coalitions, present, where those outside do nothing, and as the file
    has it; found: what each stands on, None for listed values; met: want -> share of it that all
    together meet; spent, earned (T,): of all together, year by year from the start [money]; gained:
    partner -> what it has of that beside money, present.
    """

    idle: Game
    game: Game
    found: Coalitions | None
    met: Mapping[str, float]
    spent: Array
    earned: Array
    gained: Mapping[str, float]
    flights: Mapping[str, int]
    start_s: float | None


def players(file: PartnersFile) -> tuple[str, ...]:
    """Return the partners that play: all but lenders, who are paid interest."""
    return tuple(key for key, one in file.partner.items() if one.kind != "lender")


def play(
    file: PartnersFile, campaign: CampaignFile | None, *, limit_s: float = 600.0,
    tell: Callable[[str], None] | None = None,
) -> Played:  # fmt: skip
    """Return the game of a file; InvalidInput where its wants and the campaign do not fit."""
    if campaign is None:
        return _listed(file)
    # Costs, budgets and worths meet in the money of the file.
    rows = tables(campaign.model_copy(update={"currency": file.currency}))
    flow = flows.build(rows, grids.make(rows, campaign.step), "cost")
    wants = _wants(file, flow)
    made = prize.prized(flow, list(wants.values()),
                        [one.whole for one in file.want.values()], rate=file.rate)  # fmt: skip
    factor = np.array([_factor(file, flow, key, wants[key]) for key in file.want])
    common = factor * [amount(one.worth, file.currency) for one in file.want.values()]
    who = []
    for key in players(file):
        part = file.partner[key]
        own = [amount(one.worth_of.get(key), file.currency) for one in file.want.values()]
        budget = math.inf if part.budget is None else amount(part.budget, file.currency)
        who.append(Player(key=key, owns=tuple(part.owns), budget=budget, worth=factor * own))
    found = kept(made, who, np.asarray(common), gap=file.gap, limit_s=limit_s, seed=file.seed,
                   tell=tell)  # fmt: skip
    best = found.found[-1].plan
    x = np.zeros(flow.matrix.cost.size) if best is None else best
    spent, earned = _flows(file, made, x, wants)
    met = {key: float(x[made.met[k]]) for k, key in enumerate(file.want)}
    gained = {
        one.key: float(one.worth @ np.array(list(met.values()))) for one in who
    }  # fmt: skip
    return Played(
        idle=found.game, game=_others(file, found.game), found=found, met=met, spent=spent,
        earned=earned, gained=gained, flights=_flights(made, x), start_s=campaign.start,
    )  # fmt: skip


def _others(file: PartnersFile, game: Game) -> Game:
    return cautious(game) if file.others == "first" else game


def _listed(file: PartnersFile) -> Played:
    names = players(file)
    rows = {
        tuple(part.strip() for part in key.split(",")): one
        for key, one in amounts(file.value, file.currency).items()
    }
    game = listed(names, rows)
    cost, income = amount(file.cost, file.currency), amount(file.income, file.currency)
    if file.income is None:
        income = game.total + cost
    return Played(
        idle=game, game=_others(file, game), found=None, met={}, spent=np.array([cost]),
        earned=np.array([income]), gained=dict.fromkeys(names, 0.0), flights={}, start_s=None,
    )  # fmt: skip


def _wants(file: PartnersFile, flow: flows.Flow) -> dict[str, list[int]]:
    """Return want -> the numbers of its demands; each demand of the campaign is in one want."""
    campaign = flow.model.campaign
    names = [one.anchor or f"{one.item} at {one.node}" for one in campaign.demands]
    found: dict[str, list[int]] = {}
    for key, one in file.want.items():
        for name in one.demands:
            # A demand that comes several times is told by the name of all of them.
            hits = [k for k, full in enumerate(names)
                    if full == name or (full.rpartition(" ")[0] == name
                    and full.rpartition(" ")[2].isdigit())]  # fmt: skip
            if not hits:
                raise InvalidInput(f"want.{key}: no such demand of the campaign", value=name,
                                   remedy=f"one of {', '.join(names)}")  # fmt: skip
            found.setdefault(key, []).extend(hits)
    taken = [k for numbers in found.values() for k in numbers]
    twice = sorted({names[k] for k in taken if taken.count(k) > 1})
    if twice:
        raise InvalidInput("demands stand in two wants", value=", ".join(twice),
                           remedy="name each in one")  # fmt: skip
    left = [name for k, name in enumerate(names) if k not in taken]
    if left:
        raise InvalidInput("demands of the campaign stand in no want", value=", ".join(left),
                           remedy="put each into the want that it serves")  # fmt: skip
    return found


def _when(flow: flows.Flow, numbers: list[int]) -> float:
    """Return when the last demand of a want is met [years from the start]."""
    campaign = flow.model.campaign
    last = max(campaign.demands[number].date_s for number in numbers)
    return (last - campaign.start_s) / YEAR_S


def _factor(file: PartnersFile, flow: flows.Flow, key: str, numbers: list[int]) -> float:
    """Return the present value of a unit of a want's worth, paid evenly from its last delivery."""
    begin, over = _when(flow, numbers), file.want[key].paid_over / YEAR_S
    grow = math.log1p(file.rate)
    first = math.exp(-grow * begin)
    if over == 0.0 or grow == 0.0:
        return first
    return first * -math.expm1(-grow * over) / (grow * over)


def _flows(
    file: PartnersFile, made: Prized, x: Array, wants: Mapping[str, list[int]]
) -> tuple[Array, Array]:
    """Return what is spent and what comes in, year by year (T,)."""
    flow = made.flow
    paid, amount_of = prize.years(flow), flow.money * x
    ends = [_when(flow, wants[key]) + file.want[key].paid_over / YEAR_S for key in file.want]
    length = math.floor(max([*ends, float(paid.max(initial=0.0))])) + 1
    spent, earned = np.zeros(length), np.zeros(length)
    np.add.at(spent, np.floor(paid).astype(int), amount_of)
    for k, key in enumerate(file.want):
        total = amount(file.want[key].worth, file.currency) * float(x[made.met[k]])
        begin, over = _when(flow, wants[key]), file.want[key].paid_over / YEAR_S
        if over == 0.0:
            earned[int(begin)] += total
            continue
        knots = np.clip(np.arange(length + 1.0), begin, begin + over)
        earned += total * np.diff(knots) / over
    return spent, earned


def _flights(made: Prized, x: Array) -> dict[str, int]:
    """Return vehicle type -> flights of a plan."""
    total: dict[str, int] = {}
    for way in made.flow.ways:
        for v, columns in zip(way.members, way.flown, strict=True):
            many = round(float(x[columns].sum()))
            key = made.flow.model.campaign.vehicles[v].key
            if many:
                total[key] = total.get(key, 0) + many
    return total
