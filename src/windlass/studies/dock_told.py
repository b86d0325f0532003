"""The dock's discrepancies as plain data, for the page and the command line.

Checked: tests/studies/test_dock.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from windlass.store.dock_book import DockBook
from windlass.studies.dock import discrepancies


def told(book: DockBook, *, least: float = 0.95, accounts: Sequence[str] = ()) -> dict[str, Any]:
    """Return findings, passages without leave, balances and readings of a book."""
    found, passages = discrepancies(book, least=least, accounts=accounts)
    readings: dict[str, dict[str, Any]] = {}
    for one in book.log.records("weighing"):
        readings[str(one.body["account"])] = {
            "account": one.body["account"], "grams": one.body["grams"],
            "uncertainty_g": one.body["uncertainty_g"], "count": one.body.get("count"),
            "scale": one.body.get("scale", ""), "at": one.at, "by": one.author,
        }  # fmt: skip
    return {
        "least": least, "weighed": len(readings), "passages": passages,
        "findings": [{**asdict(one), "patterns": [asdict(p) for p in one.patterns]}
                     for one in found],
        "readings": list(readings.values()),
        "balances": [asdict(one) for one in book.balances()],
        "waiting": len(book.pending()), "book": book.wrong(),
    }  # fmt: skip
