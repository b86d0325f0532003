"""Asks that must be refused: how many of them are."""

from collections.abc import Callable, Sequence

from validation.table import Row
from windlass.base.errors import WindlassError


def refused(ask: Callable[[], object]) -> bool:
    """Whether an ask raises one of the project's own errors."""
    try:
        ask()
    except WindlassError:
        return True
    return False


def all_refused(capability: str, quantity: str, asks: Sequence[Callable[[], object]]) -> Row:
    """Asks that must be refused, against those that were."""
    return Row(capability, quantity, float(len(asks)), float(sum(map(refused, asks))), 0.0,
               "refusals", "windlass")  # fmt: skip
