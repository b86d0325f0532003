"""Who pays when, and who gets what: equity, a loan with guarantees, a levy for others.

Year by year: what the programme needs is drawn from the loan and called from equity; what it earns
serves the loan, then pays back guarantors, then is distributed, less the levy.  All parties'
flows together are the programme's own.  Rates must be real for real flows, nominal for nominal.
Source: yescombe2014.  Checked: tests/partners/test_financing.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from windlass.base.errors import InvalidInput
from windlass.partners.game import Floats

LENDER: Final = "lender"
OTHERS: Final = "others"
_SAME: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """most: that may be drawn; share [0, 1] of each year's need that it pays; rate of interest a
    year; grace_years ≥ 0: from the first draw, in which interest is added to the debt; term_years
    ≥ 1: in which it is then paid back in level payments.  guarantees: partner -> share of what is
    due and not paid that the partner pays for the programme, adding up to at most 1; fee: a year,
    of the debt that is guaranteed, to the guarantors.
    """

    most: float
    share: float
    rate: float
    grace_years: int = 5
    term_years: int = 15
    guarantees: Mapping[str, float] = field(default_factory=dict)
    fee: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """equity, profit: partner -> share of what is called, and of what is distributed, each adding
    up to 1; levy [0, 1): of what is distributed, for others; loan: None without one.
    """

    equity: Mapping[str, float]
    profit: Mapping[str, float]
    levy: float = 0.0
    loan: Loan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Financed:
    """flows: party -> yearly flow (T,), the lender and others among them.  debt (T,): at each
    year's end.  due (T,): service of the loan; available (T,): the programme's own cash for it.
    unpaid: what is owed to the lender when all ends.
    """

    flows: Mapping[str, Floats]
    debt: Floats
    due: Floats
    available: Floats
    unpaid: float

    @property
    def cover(self) -> float | None:
        """Least of a year's cash by the service that was due in it; None where nothing was due."""
        asked = self.due > 0.0
        return float((self.available[asked] / self.due[asked]).min()) if asked.any() else None


@dataclass(slots=True)
class _Books:
    flows: dict[str, Floats]
    debt: float = 0.0
    drawn: float = 0.0
    first: int | None = None
    owed: dict[str, float] = field(default_factory=dict)

    def give(self, party: str, year: int, amount: float) -> None:
        self.flows[party][year] += amount


def finance(flow: Floats, structure: Structure) -> Financed:
    """Return each party's flows for the yearly flow of a programme (T,); InvalidInput for shares
    that do not add up, rates that are none, and names that mean the lender or others.
    """
    cash = np.asarray(flow, dtype=float)
    if cash.ndim != 1 or not cash.size or not np.isfinite(cash).all():
        raise InvalidInput("a programme's flow must be finite yearly amounts", value=cash.shape)
    structure = check(structure)
    loan = structure.loan
    names = [*structure.equity, *structure.profit, *(loan.guarantees if loan else {})]
    parties = [*dict.fromkeys(names), LENDER, OTHERS]
    books = _Books({name: np.zeros(cash.size) for name in parties})
    debt, due = np.zeros(cash.size), np.zeros(cash.size)
    for year, amount in enumerate(cash):
        due[year] = _due(books, loan, year)
        if amount < 0.0:
            _pay_in(books, structure, year, -amount)
        _serve(books, structure, year, float(due[year]), max(float(amount), 0.0))
        debt[year] = books.debt
    return Financed(
        flows=books.flows, debt=debt, due=due, available=np.maximum(cash, 0.0), unpaid=books.debt
    )


def check(structure: Structure) -> Structure:
    """Return a structure with shares that add up exactly; InvalidInput for one that cannot be."""
    for what, shares in (("equity", structure.equity), ("profit", structure.profit)):
        _shares(what, shares)
        if not math.isclose(math.fsum(shares.values()), 1.0, abs_tol=_SAME):
            raise InvalidInput(
                f"shares of {what} must add up to 1", value=math.fsum(shares.values())
            )
    if not 0.0 <= structure.levy < 1.0:
        raise InvalidInput("levy", value=structure.levy, remedy="a share from 0 to below 1")
    even = replace(structure, equity=_to_one(structure.equity), profit=_to_one(structure.profit))
    return even if structure.loan is None else replace(even, loan=_lent(structure.loan))


def _lent(loan: Loan) -> Loan:
    """Return a loan whose guarantees are at most all of it."""
    _shares("guarantees", loan.guarantees)
    stood = math.fsum(loan.guarantees.values())
    if stood > 1.0 + _SAME:
        raise InvalidInput("guarantees add up to more than the loan", value=loan.guarantees)
    fine = loan.most >= 0.0 and 0.0 <= loan.share <= 1.0
    if not (fine and -1.0 < loan.rate < math.inf and 0.0 <= loan.fee < math.inf):
        raise InvalidInput(
            "a loan needs an amount, a share from 0 to 1, a rate above −1 and no negative fee",
            value=(loan.most, loan.share, loan.rate, loan.fee),
        )
    if not (loan.grace_years >= 0 and loan.term_years >= 1):
        raise InvalidInput(
            "a loan needs a grace of 0 years or more and a term of 1 or more",
            value=(loan.grace_years, loan.term_years),
        )
    return replace(loan, guarantees=_to_one(loan.guarantees)) if stood > 1.0 else loan


def _to_one(shares: Mapping[str, float]) -> dict[str, float]:
    """Return shares that add up to 1, so that rounding loses no money."""
    total = math.fsum(shares.values())
    return {name: share / total for name, share in shares.items()}


def _shares(what: str, shares: Mapping[str, float]) -> None:
    for name, share in shares.items():
        if name in (LENDER, OTHERS):
            raise InvalidInput(f"{what}: a partner may not be called so", value=name)
        if not 0.0 <= share <= 1.0 + 1e-9:
            raise InvalidInput(f"{what} of {name}", value=share, remedy="a share from 0 to 1")


def _due(books: _Books, loan: Loan | None, year: int) -> float:
    """Add a year's interest to the debt, and return what of it is due: level over what is left of
    the term, all of it after.
    """
    if loan is None or books.first is None or books.debt <= 0.0:
        return 0.0
    books.debt *= 1.0 + loan.rate
    passed = year - books.first - loan.grace_years
    if passed <= 0:
        return 0.0
    left = loan.term_years - passed + 1
    if left <= 1:
        return books.debt
    # The first payment is due now: a payment of the rate's annuity on the debt of a year ago.
    r = loan.rate
    return books.debt / (1.0 + r) * (r / -math.expm1(-left * math.log1p(r)) if r else 1.0 / left)


def _pay_in(books: _Books, structure: Structure, year: int, need: float) -> None:
    loan, draw = structure.loan, 0.0
    if loan is not None:
        draw = min(loan.share * need, max(0.0, loan.most - books.drawn))
    if draw > 0.0:
        books.first = year if books.first is None else books.first
        books.drawn += draw
        books.debt += draw
        books.give(LENDER, year, -draw)
    for name, share in structure.equity.items():
        books.give(name, year, -share * (need - draw))


def _serve(books: _Books, structure: Structure, year: int, due: float, cash: float) -> None:
    """Pay what is due from the year's cash, else by guarantors; distribute the rest."""
    loan, own = structure.loan, min(due, cash)
    left = cash - own
    books.debt -= own
    books.give(LENDER, year, own)
    for name, share in (loan.guarantees if loan else {}).items():
        stood = share * (due - own)
        books.debt -= stood
        books.owed[name] = books.owed.get(name, 0.0) + stood
        books.give(name, year, -stood)
        books.give(LENDER, year, stood)
    left = _fees(books, loan, year, left)
    total = math.fsum(books.owed.values())
    back = min(left, total)
    for name, amount in books.owed.items():
        if total > 0.0:
            books.give(name, year, back * amount / total)
            books.owed[name] = amount - back * amount / total
    left -= back
    books.give(OTHERS, year, structure.levy * left)
    for name, share in structure.profit.items():
        books.give(name, year, share * (1.0 - structure.levy) * left)


def _fees(books: _Books, loan: Loan | None, year: int, left: float) -> float:
    """Pay the guarantors' fee as far as there is cash; return what is left."""
    if loan is None or not loan.fee or books.debt <= 0.0:
        return left
    asked = {name: share * loan.fee * books.debt for name, share in loan.guarantees.items()}
    total = math.fsum(asked.values())
    part = min(1.0, left / total) if total > 0.0 else 0.0
    for name, amount in asked.items():
        books.give(name, year, part * amount)
    return left - part * total
