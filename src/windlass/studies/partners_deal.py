"""A treaty's term sheet as numbers: what each version is to each partner, and who refuses it.

Costs are called and income is distributed by shares, with the loan as the file has it; a version is
a point among the terms, and what each has of it is linear in them.
Checked: tests/studies/test_partners_run.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.economics import cash_flow
from windlass.partners import deals
from windlass.partners.financing import LENDER, OTHERS, Financed, Loan, Structure, finance
from windlass.partners.game import Game
from windlass.studies.partners_file import PartnersFile, TermsPart
from windlass.studies.partners_game import Played, players
from windlass.studies.partners_load import amount

Array = NDArray[np.float64]

STEP: Final = 0.01
"""Of a share: a change that is felt as much as one of a condition, or a hundredth of a payment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The terms, and the table of who has what of them, with the loan or without it."""

    terms: deals.Terms
    table: deals.Table
    loan: bool


def rate_of(file: PartnersFile, key: str) -> float:
    """Return the rate at which a partner discounts."""
    own = file.partner[key].rate
    return file.rate if own is None else own


def loan_of(file: PartnersFile) -> Loan | None:
    """Return the loan of a file in its currency."""
    one = file.loan
    if one is None:
        return None
    return Loan(
        most=amount(one.most, file.currency), share=one.share, rate=one.rate,
        grace_years=round(one.grace / YEAR_S), term_years=max(1, round(one.term / YEAR_S)),
        guarantees=one.guarantees, fee=one.fee,
    )  # fmt: skip


def lends(file: PartnersFile, conditions: Sequence[str]) -> bool:
    """Return whether the lender gives its loan under these conditions."""
    return file.loan is not None and set(file.loan.needs) <= set(conditions)


def financed(file: PartnersFile, played: Played, part: TermsPart) -> Financed:
    """Return each party's flows under one version of the terms."""
    kept = 1.0 - part.levy
    if kept <= 0.0:
        raise InvalidInput("levy takes all that comes in", value=part.levy,
                           remedy="a levy below 100 %")  # fmt: skip
    profit = {key: share / kept for key, share in part.profit.items()}
    loan = loan_of(file) if lends(file, part.conditions) else None
    flow = played.earned - played.spent
    return finance(flow, Structure(equity=part.pays, profit=profit, levy=part.levy, loan=loan))


def sheet(file: PartnersFile, played: Played, outside: Array, conditions: Sequence[str]) -> Sheet:
    """Return the terms and the table; outside (n,): the least that each accepts, present."""
    who, loan = players(file), lends(file, conditions)
    called, given, stood = _streams(file, played, loan)
    names = [
        *(f"pays.{key}" for key in who), *(f"profit.{key}" for key in who), "levy",
        *(f"payment.{key}" for key in file.payment),
        *(f"condition.{key}" for key in file.condition),
    ]  # fmt: skip
    n, j = len(who), len(names)
    worth, fixed = np.zeros((n, j)), np.zeros(n)
    for i, key in enumerate(who):
        rate = rate_of(file, key)
        worth[i, i] = -cash_flow.npv(rate, called)
        worth[i, n + i] = cash_flow.npv(rate, given)
        fixed[i] = played.gained[key] + cash_flow.npv(rate, stood.get(key, np.zeros(1)))
        for k, one in enumerate(file.payment.values()):
            worth[i, 2 * n + 1 + k] = (one.payee == key) - (one.payer == key)
        for k, part in enumerate(file.condition.values()):
            worth[i, 2 * n + 1 + len(file.payment) + k] = amount(part.worth.get(key), file.currency)
    return Sheet(terms=_terms(file, float(called.sum()), names), loan=loan, table=deals.Table(
        partners=who, worth=worth, fixed=fixed, outside=outside))  # fmt: skip


def _streams(
    file: PartnersFile, played: Played, loan: bool
) -> tuple[Array, Array, dict[str, Array]]:
    """Return what is called, what is distributed (T,), and what guarantors pay and get."""
    caller, taker = "caller", "taker"
    flow = played.earned - played.spent
    found = finance(flow, Structure(equity={caller: 1.0}, profit={taker: 1.0},
                                    loan=loan_of(file) if loan else None))  # fmt: skip
    rest = {key: one for key, one in found.flows.items()
            if key not in (caller, taker, LENDER, OTHERS)}  # fmt: skip
    return -found.flows[caller], found.flows[taker], rest


def _terms(file: PartnersFile, cost: float, names: Sequence[str]) -> deals.Terms:
    """Return the terms; cost: what is called for in all, of which a budget bounds the share."""
    who, j = players(file), len(names)
    n = len(who)
    low, high, steps = np.zeros(j), np.ones(j), np.full(j, STEP)
    for i, key in enumerate(who):
        part = file.partner[key]
        if part.budget is not None and cost > 0.0:
            high[i] = min(1.0, amount(part.budget, file.currency) / cost)
        low[i], high[i] = file.bounds.pays.get(key, (low[i], high[i]))
        low[n + i], high[n + i] = file.bounds.profit.get(key, (0.0, 1.0))
    low[2 * n], high[2 * n] = file.bounds.levy
    for k, one in enumerate(file.payment.values()):
        at = 2 * n + 1 + k
        high[at] = amount(one.most, file.currency)
        steps[at] = max(high[at] * STEP, 1e-12)
    first = 2 * n + 1 + len(file.payment)
    steps[first:] = 1.0
    whole = np.zeros(j, dtype=bool)
    whole[first:] = True
    rows = np.zeros((2, j))
    rows[0, :n] = 1.0
    rows[1, n : 2 * n + 1] = 1.0
    return deals.Terms(names=tuple(names), low=low, high=high, steps=steps, whole=whole, rows=rows,
                       sums=np.ones(2))  # fmt: skip


def point(file: PartnersFile, terms: deals.Terms, part: TermsPart) -> Array:
    """Return one version as a point among the terms (J,)."""
    given: dict[str, float] = {f"pays.{key}": one for key, one in part.pays.items()}
    given |= {f"profit.{key}": one for key, one in part.profit.items()}
    given["levy"] = part.levy
    given |= {f"payment.{k}": amount(one, file.currency) for k, one in part.payments.items()}
    given |= {f"condition.{key}": 1.0 for key in part.conditions}
    unknown = sorted(set(given) - set(terms.names))
    if unknown:
        raise InvalidInput("terms name one who plays no part", value=", ".join(unknown),
                           remedy="a lender is paid interest and has no share")  # fmt: skip
    return np.array([given.get(name, 0.0) for name in terms.names])


def told(
    file: PartnersFile, played: Played, key: str, outside: Array, game: Game | None
) -> dict[str, Any]:
    """Return what one version is to each partner, the deals that all accept, and what would do."""
    part = file.terms[key]
    found = sheet(file, played, outside, part.conditions)
    terms, table, now = found.terms, found.table, point(file, found.terms, part)
    gains = table.gains(now)
    refused = deals.refusers(table, now)
    held = _held(file, terms, now)
    fits = _fit(held)
    every = deals.accepted(held, table) if fits else None
    together = deals.accepted(held, table, game) if fits and game is not None else None
    money = financed(file, played, part)
    beyond = [
        name for name, x, a, b in zip(terms.names, now, terms.low, terms.high, strict=True)
        if not a - 1e-9 <= x <= b + 1e-9
    ]  # fmt: skip
    return {
        "key": key, "by": part.by, "date_s": part.date, "note": part.note, "levy": part.levy,
        "loan": found.loan, "conditions": list(part.conditions),
        "rows": [
            {"partner": name, "pays": part.pays.get(name, 0.0),
             "profit": part.profit.get(name, 0.0), "gain": float(gains[i]),
             "outside": float(outside[i]), **_flow(file, name, money)}
            for i, name in enumerate(table.partners)
        ],
        "beyond": beyond,
        "refusers": [{"partner": name, "missing": missing} for name, missing in refused],
        "nearest": _change(deals.nearest(held, table, now)),
        "for_each": {
            name: _change(deals.nearest(held, table, now, who=[name])) for name, _ in refused
        },
        "accepted": _accepted(terms, every),
        "stable": None if game is None else _accepted(terms, together),
        "lender": _flow(file, LENDER, money, rate=_lender(file)),
        "others": _flow(file, OTHERS, money, rate=file.rate),
        "debt": [float(v) for v in money.debt], "unpaid": money.unpaid, "cover": money.cover,
    }  # fmt: skip


def _lender(file: PartnersFile) -> float:
    return file.rate if file.loan is None else rate_of(file, file.loan.lender)


def _held(file: PartnersFile, terms: deals.Terms, now: Array) -> deals.Terms:
    """Return the terms with what the loan needs held as it is: the flows were made with that."""
    if file.loan is None:
        return terms
    low, high = terms.low.copy(), terms.high.copy()
    for name in file.loan.needs:
        k = terms.names.index(f"condition.{name}")
        low[k] = high[k] = now[k]
    return deals.Terms(names=terms.names, low=low, high=high, steps=terms.steps, whole=terms.whole,
                       rows=terms.rows, sums=terms.sums)  # fmt: skip


def _change(found: deals.Change | None) -> dict[str, Any] | None:
    if found is None:
        return None
    moved = [{"term": name, "from": a, "to": b} for name, a, b in found.moved]
    return {"steps": found.steps, "moved": moved}


def _fit(terms: deals.Terms) -> bool:
    """Return whether shares within their bounds can add up to all."""
    room = 1e-9
    least, most = terms.rows @ terms.low, terms.rows @ terms.high
    return bool((least <= terms.sums + room).all() and (most >= terms.sums - room).all())


def _accepted(terms: deals.Terms, found: deals.Accepted | None) -> dict[str, Any]:
    """Return the deals that all accept; found: None where the terms' bounds leave none at all."""
    if found is None:
        return {"any": False, "gain": None, "terms": []}
    ends: list[Any] = [None] * len(terms.names)
    if found.low is not None and found.high is not None:
        ends = [[float(a), float(b)] for a, b in zip(found.low, found.high, strict=True)]
    rows = [
        {"term": name, "best": float(x), "range": end}
        for name, x, end in zip(terms.names, found.best, ends, strict=True)
    ]
    return {"any": found.any, "gain": found.gain, "terms": rows}


def _flow(
    file: PartnersFile, key: str, money: Financed, *, rate: float | None = None
) -> dict[str, Any]:
    """Return a party's flow, its present value, payback and rates of return."""
    flow = money.flows.get(key, np.zeros(money.debt.size))
    used = rate_of(file, key) if rate is None else rate
    back = cash_flow.payback_years(flow)
    some = bool((flow > 0.0).any() and (flow < 0.0).any())
    return {
        "flow": [float(v) for v in flow], "npv": cash_flow.npv(used, flow), "rate": used,
        "payback_yr": back if some and back is not None and math.isfinite(back) else None,
        "rates": [float(r) for r in cash_flow.irr_all(flow)] if some else [],
    }  # fmt: skip


def outsides(file: PartnersFile, game: Game) -> Array:
    """Return the least that each accepts (n,): what the file says, else its own value."""
    given: Mapping[str, float] = {
        key: amount(one.outside, file.currency)
        for key, one in file.partner.items() if one.outside is not None
    }  # fmt: skip
    return np.array([given.get(key, float(game.alone[i])) for i, key in enumerate(game.players)])
