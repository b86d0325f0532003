"""Contributions in kind: agreed against delivered, what is credited, and work that comes back.

A contribution is credited at its agreed value as far as it is delivered, whatever it cost its giver
(the rule of fusion's largest project); work return is a partner's share of the work by its share of
what is contributed.  Source: iter2006, esa1975.  Checked: tests/partners/test_contributions.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from windlass.base.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """agreed: value by the treaty; delivered [0, 1]: how much of it is there; cost: what it cost
    its giver, None where that is not told.  cash: paid in money, else in kind.
    """

    partner: str
    what: str
    agreed: float
    delivered: float
    cost: float | None = None
    cash: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Of one partner: agreed and credited in all, in kind and in cash; short: what is not
    delivered; gap: agreed value of what is delivered less its cost, None where no cost is told.
    """

    partner: str
    agreed: float
    credited: float
    in_kind: float
    in_cash: float
    short: float
    gap: float | None


def accounts(rows: Sequence[Contribution]) -> tuple[Account, ...]:
    """Return the account of each partner, in the order of their first contributions."""
    for row in rows:
        if not (row.agreed >= 0.0 and math.isfinite(row.agreed) and 0.0 <= row.delivered <= 1.0):
            raise InvalidInput(
                f"contribution of {row.partner}, {row.what}: agreed value and delivered share",
                value=(row.agreed, row.delivered), remedy="0 or more, and from 0 to 1",
            )  # fmt: skip
        if row.cost is not None and not 0.0 <= row.cost < math.inf:
            raise InvalidInput(
                f"cost of {row.partner}, {row.what}", value=row.cost,
                remedy="0 or more, or none where it is not told",
            )  # fmt: skip
    found = []
    for partner in dict.fromkeys(row.partner for row in rows):
        own = [row for row in rows if row.partner == partner]
        credited = [(row, row.agreed * row.delivered) for row in own]
        told = [value - row.cost for row, value in credited if row.cost is not None]
        found.append(
            Account(
                partner=partner,
                agreed=math.fsum(row.agreed for row in own),
                credited=math.fsum(value for _, value in credited),
                in_kind=math.fsum(value for row, value in credited if not row.cash),
                in_cash=math.fsum(value for row, value in credited if row.cash),
                short=math.fsum(row.agreed - value for row, value in credited),
                gap=math.fsum(told) if told else None,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Work of one partner: coefficient: its share of the work by its share of what is contributed;
    owed: work [same money] that would bring it to the least coefficient, 0 where it is there.
    """

    partner: str
    contributed: float
    work: float
    coefficient: float
    owed: float


def work_return(
    contributed: Mapping[str, float], work: Mapping[str, float], least: float
) -> tuple[Return, ...]:
    """Return each partner's work return; InvalidInput where nothing is contributed or no work done.

    least [0, 1]: the coefficient that each is promised.
    """
    if not 0.0 <= least <= 1.0:
        raise InvalidInput("least work return", value=least, remedy="from 0 to 1")
    given, done = math.fsum(contributed.values()), math.fsum(work.values())
    fine = math.isfinite(given) and math.isfinite(done) and given > 0.0 and done > 0.0
    if not fine or min(*contributed.values(), *work.values()) < 0.0:
        raise InvalidInput("work return needs contributions and work of 0 or more", value=given)
    unknown = set(work) - set(contributed)
    if unknown:
        raise InvalidInput(
            "work of one who contributes nothing", value=", ".join(sorted(unknown)),
            remedy="give a contribution of 0",
        )  # fmt: skip
    found = []
    for partner, amount in contributed.items():
        own = work.get(partner, 0.0)
        share = amount / given
        coefficient = math.inf if share == 0.0 else own / done / share
        found.append(
            Return(
                partner=partner, contributed=amount, work=own, coefficient=coefficient,
                owed=max(0.0, least * share * done - own),
            )
        )  # fmt: skip
    return tuple(found)
