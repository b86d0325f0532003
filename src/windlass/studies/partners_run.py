"""Partners, whole: values of coalitions, shares by every rule, who would leave, the treaty.

Checked: tests/studies/test_partners_run.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base import ledger
from windlass.base.canonical import content_hash
from windlass.base.codeversion import code_version
from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, leaf
from windlass.partners import contributions, rules
from windlass.partners.bargaining import nash
from windlass.partners.core import core, within
from windlass.partners.game import Game, rivals, superadditive
from windlass.partners.nucleolus import nucleolus
from windlass.partners.shapley import shapley
from windlass.partners.stability import stability
from windlass.studies import partners_deal
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.partners_file import PartnersFile
from windlass.studies.partners_game import Played, play
from windlass.studies.partners_load import amount, amounts

Array = NDArray[np.float64]

KIND: Final = "partners"
RULES: Final = {
    "shapley": ("Shapley value", "shapley1953"),
    "nucleolus": ("nucleolus", "schmeidler1969"),
    "nash": ("Nash bargaining", "nash1950"),
    "proportional": ("by budgets", "thomson2003"),
    "equal": ("equal shares", "thomson2003"),
}
"""Rule -> its name, and where it comes from."""
_LISTED: Final = 64
_ROUNDING: Final = 1e-9
"""Coalitions that are told one by one; of more, the ones of most value and of each alone."""


def run_id(file: PartnersFile, campaign: CampaignFile | None, version: str) -> str:
    """Return the content hash of what is asked."""
    return content_hash({
        "file": file.model_dump(mode="json"),
        "campaign": None if campaign is None else campaign.model_dump(mode="json"),
        "version": version, "code": code_version(),
    })  # fmt: skip


def run(
    file: PartnersFile, campaign: CampaignFile | None, *, limit_s: float = 600.0,
    version: str = "", together: bool = False, tell: Callable[[str], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return all that is told of partners as plain data.

    version: of the terms, "" for all of them; together: deals that no coalition would leave, too.
    Raises InvalidInput for a version that is none.
    """
    if version and version not in file.terms:
        raise InvalidInput("no such version of the terms", value=version,
                           remedy=f"one of {', '.join(file.terms) or 'none'}")  # fmt: skip
    played = play(file, campaign, limit_s=limit_s, tell=tell)
    game, outside = played.game, partners_deal.outsides(file, played.game)
    shares = _shares(file, game, outside)
    figures = _figures(file, played, shares)
    kept = [version] if version else list(file.terms)
    return {
        "schema": 1, "kind": KIND, "name": file.name, "title": file.title or file.name,
        "currency": file.currency, "rate": file.rate, "gap": file.gap,
        "partners": [
            {"key": key, "title": one.title or key, "kind": one.kind, "owns": list(one.owns),
             "budget": None if one.budget is None else amount(one.budget, file.currency),
             "rate": partners_deal.rate_of(file, key), "power": one.power, "note": one.note}
            for key, one in file.partner.items()
        ],
        "wants": [
            {"key": key, "title": one.title or key, "met": played.met.get(key),
             "worth": amount(one.worth, file.currency),
             "worth_of": amounts(one.worth_of, file.currency), "status": one.status,
             "source": one.source, "note": one.note, "whole": one.whole}
            for key, one in file.want.items()
        ],
        "conditions": {key: one.title or key for key, one in file.condition.items()},
        "payments": {key: one.title or key for key, one in file.payment.items()},
        "game": _game(played, file.others), "shares": shares, "core": _core(game),
        "stability": _stability(game, shares), "flights": dict(played.flights),
        "spent": [float(v) for v in played.spent], "earned": [float(v) for v in played.earned],
        "start": None if played.start_s is None else format_epoch(played.start_s),
        "terms": [
            partners_deal.told(file, played, key, outside, game if together else None)
            for key in kept
        ],
        "contributions": _contributions(file), "work": _work(file),
        "figures": ledger.write(figures), "notes": _notes(file, played),
    }  # fmt: skip


def _shares(file: PartnersFile, game: Game, outside: Array) -> list[dict[str, Any]]:
    """Return what each gets by each rule; None with the reason where a rule gives nothing."""
    power = [file.partner[key].power for key in game.players]
    budgets = [file.partner[key].budget for key in game.players]
    found: dict[str, tuple[Array | None, str]] = {}
    nothing = "there is nothing to share" if game.total <= 0.0 else ""
    found["shapley"] = (shapley(game), "")
    if game.n > 1 and game.alone.sum() > game.total + 1e-9 * float(np.abs(game.values).max()):
        found["nucleolus"] = (None, "partners alone are worth more than all together")
    else:
        found["nucleolus"] = (nucleolus(game), "")
    bargain = nash(game.total, outside, power)
    found["nash"] = (
        bargain.shares,
        "" if bargain.shares is not None else "a deal is worth less than what all have without",
    )
    if nothing:
        found["proportional"] = (None, nothing)
    elif any(one is None for one in budgets):
        found["proportional"] = (None, "not every partner has a budget")
    else:
        keys = [amount(one, file.currency) for one in budgets]
        found["proportional"] = (
            (rules.proportional(game.total, keys), "") if sum(keys) > 0.0 else (None, "no budgets")
        )
    found["equal"] = (rules.equal(max(game.total, 0.0), np.ones(game.n)), "")
    return [
        {"rule": key, "name": name, "source": source, "why": found[key][1],
         "shares": None if (x := found[key][0]) is None else _told(x),
         "stable": None if x is None else within(game, x)}
        for key, (name, source) in RULES.items()
    ]  # fmt: skip


def _told(shares: Array) -> list[float]:
    """Return shares as they are told: what is nothing but rounding of the greatest is nothing."""
    least = _ROUNDING * float(np.abs(shares).max(initial=0.0))
    return [float(v) if abs(v) > least else 0.0 for v in shares]


def _core(game: Game) -> dict[str, Any]:
    found = core(game)
    low, high = ([float(v) for v in ends] for ends in (found.low, found.high))
    return {"empty": found.empty, "least_excess": found.least_excess, "low": low, "high": high}


def _stability(game: Game, shares: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return who would leave, by each rule, and the least that would keep them."""
    rows = {}
    for one in shares:
        if one["shares"] is None:
            continue
        found = stability(game, np.array(one["shares"]))
        rows[one["rule"]] = {
            "leavers": [{"who": game.told(s), "gain": gain} for s, gain in found.leavers],
            "transfers": None if found.transfers is None else [float(v) for v in found.transfers],
            "subsidy": found.subsidy,
        }
    return rows


def _game(played: Played, others: str) -> dict[str, Any]:
    game, found = played.game, played.found
    order = sorted(range(1, game.values.size), key=lambda s: (-game.values[s], s.bit_count(), s))
    alone = [1 << i for i in range(game.n)]
    kept = list(dict.fromkeys([*order[:_LISTED], *alone]))
    return {
        "players": list(game.players), "total": game.total,
        "alone": [float(v) for v in game.alone], "coalitions": int(game.values.size - 1),
        "worth_something": int((game.values > 0.0).sum()),
        "superadditive": superadditive(game, 1e-6), "others": others,
        "rivals": [[game.told(a), game.told(b), more] for a, b, more in rivals(played.idle)],
        "values": [float(v) for v in game.values],
        "rows": [
            {"who": game.told(s), "size": s.bit_count(), "value": float(game.values[s]),
             "able": float(played.idle.values[s]),
             "bound": None if found is None else found.found[s].bound,
             "how": "listed" if found is None else found.found[s].how}
            for s in kept
        ],
        "searches": None if found is None else found.searches,
        "gap": None if found is None else found.widest(),
    }  # fmt: skip


def _contributions(file: PartnersFile) -> list[dict[str, Any]]:
    rows = [
        contributions.Contribution(
            partner=one.partner, what=one.what, agreed=amount(one.agreed, file.currency),
            delivered=one.delivered, cash=one.cash,
            cost=None if one.cost is None else amount(one.cost, file.currency),
        )
        for one in file.contribution
    ]  # fmt: skip
    return [
        {"partner": one.partner, "agreed": one.agreed, "credited": one.credited,
         "in_kind": one.in_kind, "in_cash": one.in_cash, "short": one.short, "gap": one.gap,
         "what": [row.what for row in rows if row.partner == one.partner]}
        for one in contributions.accounts(rows)
    ]  # fmt: skip


def _work(file: PartnersFile) -> list[dict[str, Any]]:
    """Return the work that comes back; nothing where no work or no contribution is told."""
    given = {one["partner"]: one["agreed"] for one in _contributions(file)}
    done = amounts(file.work.to, file.currency)
    given |= {key: given.get(key, 0.0) for key in done}
    if not sum(done.values()) or not sum(given.values()):
        return []
    return [
        {"partner": one.partner, "contributed": one.contributed, "work": one.work,
         "coefficient": one.coefficient if math.isfinite(one.coefficient) else None,
         "owed": one.owed}
        for one in contributions.work_return(given, done, file.work.least)
    ]  # fmt: skip


def _figures(
    file: PartnersFile, played: Played, shares: Sequence[Mapping[str, Any]]
) -> dict[str, Figure]:
    """Return what is shown as figures: worths, values of coalitions, shares."""
    game, made = played.game, {}
    for key, one in file.want.items():
        name = f"want.{key}.worth"
        made[name] = leaf(
            name, amount(one.worth, file.currency), file.currency, status=one.status,
            sources=(one.source,) if one.source else (), note=one.note,
        )  # fmt: skip
    worths = dict(made)
    inputs = dict(worths)
    for s in range(1, game.values.size):
        who = game.told(s).replace(", ", "+")
        name = f"value.{who}"
        if played.found is None:
            made[name] = leaf(name, float(played.idle.values[s]), file.currency, status="chosen",
                              note="listed by the file, or by its best parts")  # fmt: skip
            continue
        one_value = played.found.found[s]
        made[name] = leaf(
            name,
            one_value.value,
            file.currency,
            status="computed",
            inputs=inputs,
            model="campaign planned with what this coalition owns and may spend, all others idle",
            sources=("ho2014", "peleg2007"),
            high=max(one_value.bound, one_value.value),
            note=f"settled by: {one_value.how}; high: what it is proven not to be above",
        )
    every = {name: one for name, one in made.items() if name.startswith("value.")}
    outside = ", those outside a group coming first" if file.others == "first" else ""
    for row in shares:
        if row["shares"] is None:
            continue
        for key, x in zip(game.players, row["shares"], strict=True):
            name = f"share.{row['rule']}.{key}"
            made[name] = leaf(name, x, file.currency, status="computed", inputs=every,
                              model=row["name"] + outside, sources=(row["source"],))  # fmt: skip
    return made


def _notes(file: PartnersFile, played: Played) -> list[str]:
    notes = [
        "A coalition's value is what it can do while all others do nothing: what it gains or loses "
        "by what outsiders do is not counted."
        if file.others == "idle" else
        "A coalition's value is what it can do by itself, but no more than it adds to what those "
        "outside it can do: they come first."
    ]  # fmt: skip
    if played.found is not None:
        notes.append(
            "Values are present at the campaign's start; a budget binds what is spent in all, "
            "undiscounted, and what a partner owns costs the price of the tables, whoever buys."
        )
    rates = {partners_deal.rate_of(file, key) for key in played.game.players}
    if len(rates) > 1:
        notes.append(
            "Partners discount at rates of their own: what a deal is to each is by its own rate, "
            f"values of coalitions by {100.0 * file.rate:g} %."
        )
    return notes
