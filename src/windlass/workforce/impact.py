"""The impact of a new pay schedule as plain data: what must be attached before it is signed.

It names by hash the schedule, the one before it and the hours, so that it is that of no other; it
tells totals and cells, and no person.  Checked: tests/workforce/test_impact.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from windlass.workforce.compare import Change
from windlass.workforce.schedule import PaySchedule
from windlass.workforce.totals import CellTotal


def impact(
    new: PaySchedule, changes: Sequence[Change], cells: Sequence[CellTotal], *,
    hashes: Mapping[str, str], stoppage: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the impact; hashes: of the text of the new schedule, of the one it is against, and of
    the hours, by those names: ``of``, ``against``, ``hours``.

    All of it is made from what the cells tell, so that it tells no more; told: persons whose gain
    is in the totals.  Money is text, exact; None is what may not be told.
    """
    told = [one for one in cells if one.gain is not None and one.old is not None]
    old = sum((one.old for one in told if one.old is not None), Decimal(0))
    gain = sum((one.gain for one in told if one.gain is not None), Decimal(0))
    clauses: dict[str, Decimal] = {}
    for cell in told:
        for id_, amount in cell.by_clause.items():
            clauses[id_] = clauses.get(id_, Decimal(0)) + amount
    return {
        **{name: hashes[name] for name in ("of", "against", "hours")},
        "currency": new.currency, "persons": len(changes), "told": sum(one.persons for one in told),
        "old": str(old), "new": str(old + gain), "gain": str(gain),
        "losers": _added([one.losers for one in told]),
        "gainers": _added([one.gainers for one in told]),
        "by_clause": {id_: str(amount) for id_, amount in clauses.items()},
        "cells": [
            {"groups": list(one.groups), "persons": one.persons, "worked_h": str(float(one.hours)),
             "old": _text(one.old), "gain": _text(one.gain), "losers": one.losers,
             "gainers": one.gainers, "left_out": list(one.left_out),
             "by_clause": {id_: str(amount) for id_, amount in one.by_clause.items()}}
            for one in cells
        ],
        "stoppage": None if stoppage is None else dict(stoppage),
    }  # fmt: skip


def _added(counts: Sequence[int | None]) -> int | None:
    """Return the sum, None where one of them may not be told."""
    known = [one for one in counts if one is not None]
    return sum(known) if len(known) == len(counts) else None


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
