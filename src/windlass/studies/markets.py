"""The markets of a scenario as figures: those of data/markets.toml, with the user's values.

Checked: tests/studies/test_programme.py.
"""

from __future__ import annotations

from windlass.base.entries import entry, entry_figure
from windlass.base.figure import Figure, leaf
from windlass.studies.programme_parts import Market
from windlass.studies.quantities import Money
from windlass.studies.scenario import Scenario

TABLE = "markets"


def title(scenario: Scenario, key: str) -> str:
    """Return the market in words; InvalidInput for an unknown one."""
    return str(entry(TABLE, _ask(scenario, key).use or key)["title"])


def part(scenario: Scenario, key: str, name: str) -> Figure:
    """Return price, supply or elasticity of a market."""
    ask = _ask(scenario, key)
    given = getattr(ask, name)
    called = f"market.{key}.{name}"
    if isinstance(given, Money):
        return leaf(
            called, given.value, f"{given.currency}/kg", status="chosen", note="given by the user"
        )
    return entry_figure(TABLE, ask.use or key, name, name=called, given=given)


def _ask(scenario: Scenario, key: str) -> Market:
    return scenario.market.get(key, Market())
