"""A technique's row in a comparison, and what its ships cost.

Checked: tests/studies/test_redirect.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.entries import entry, entry_figure
from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.errors import NotSolved
from windlass.base.figure import Figure, derive, leaf
from windlass.base.progress import Progress, silent
from windlass.economics import amcm, prices
from windlass.redirect.deliver import Largest
from windlass.redirect.facts import Facts, facts
from windlass.redirect.given import Given
from windlass.redirect.way_out import WayOut
from windlass.studies.redirect_ask import RedirectAsk

MONEY: Final = 2024
"""Year of the money that costs are told in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What comes of a technique.

    feasible: whether it does what is asked; why: what hinders it, in words; way: its way out;
    given: what it gives; share: of the shift, or of the change of velocity, that is needed; spread:
    the same at 5 and 95 % of the technique's own spread; dv_m_s given, needed_m_s; ends_s: when its
    work ends; largest_kg: of the asteroid's density that it does it to; ships: how many do it to
    this one; checked: how the result was checked; told: what else is told of it, for its mode;
    most: its largest delivery; made: that of the asteroid, else the largest; driver_m_s: speed at
    which a mass driver throws then.
    """

    key: str
    feasible: bool = False
    why: str = ""
    way: WayOut | None = None
    given: Given | None = None
    launches: int | None = None
    share: float | None = None
    dv_m_s: float | None = None
    needed_m_s: float | None = None
    ends_s: float | None = None
    largest_kg: float | None = None
    ships: int | None = None
    checked: str = ""
    cost: Figure | None = None
    told: dict[str, Any] | None = None
    most: Largest | None = None
    made: Largest | None = None
    driver_m_s: float | None = None

    @property
    def facts(self) -> Facts:
        """What is known of the technique."""
        return facts(self.key)

    @property
    def spread(self) -> tuple[float, float] | None:
        """share at 5 and 95 % of the technique's own spread."""
        if self.share is None or self.given is None:
            return None
        low, high = self.given.spread
        return self.share * low, self.share * high


def each(keys: Iterable[str], make: Callable[[str], Row], progress: Progress | None) -> list[Row]:
    """Return the row of each technique."""
    show, made, every = progress or silent(), [], tuple(keys)
    with show.task("techniques", len(every)) as step:
        for key in every:
            made.append(make(key))
            step.advance()
    return made


def words(reason: NotSolved) -> str:
    """Return why a technique does not do it, in words for a table."""
    told = "" if reason.value is None else f": {reason.value}"
    return f"{reason.what}{told}"


def launches(ask: RedirectAsk, key: str, way: WayOut, count: int | None = None) -> int:
    """Return how many launches a number of ships take."""
    exhaust = None if key == "kinetic-impactor" else ask.ship.exhaust_m_s
    return way.launches(ask.count if count is None else count, ask.ship.mass_kg, exhaust)


def cost(ask: RedirectAsk, key: str, way: WayOut, flights: int) -> Figure | None:
    """Return what ships and launches cost, None where the launcher's price is not published.

    Development and building by the advanced missions cost model, for a planetary spacecraft of the
    ship's dry mass, whatever it is to do: what a technique lacks in readiness is not in it.
    """
    if "price" not in entry("launchers", ask.launcher):
        return None
    price = prices.in_year(
        entry_figure("launchers", ask.launcher, "price", name=f"launcher.{ask.launcher}.price"),
        MONEY,
    )  # fmt: skip
    year = 2000.0 + way.departs_s / YEAR_S

    def craft(count: float, dry: float, year: float) -> float:
        asked = amcm.Ask(
            quantity=count, dry_kg=dry, first_year=year,
            specification=amcm.SPECIFICATION["planetary"],
        )  # fmt: skip
        return amcm.cost_musd1999(asked) * 1e6

    ships = derive(
        f"redirect.{key}.ships_cost", amcm.CURRENCY, craft,
        {
            "count": leaf("redirect.ships", float(ask.count), "", status="chosen"),
            "dry": leaf("redirect.dry_mass", ask.ship.dry_kg, "kg", status="chosen"),
            "year": leaf("redirect.year", year, "", status="computed"),
        },
        model="advanced missions cost model, planetary, new design, average difficulty",
        sources=(amcm.POUNDS.source,),
    )  # fmt: skip
    return derive(
        f"redirect.{key}.cost", f"USD{MONEY}",
        lambda ships, price, flights: ships + price * flights,
        {
            "ships": prices.in_year(ships, MONEY), "price": price,
            "flights": leaf(f"redirect.{key}.launches", float(flights), "", status="computed"),
        },
        model="ships and launches; operations, reserve and what readiness lacks are not counted",
    )  # fmt: skip


def plain(row: Row) -> dict[str, Any]:
    """Return a row as JSON with units in its keys; null for what is not computed."""
    known, given, way = row.facts, row.given, row.way
    out: dict[str, Any] = {
        "technique": row.key, "title": known.title, "feasible": row.feasible, "why": row.why,
        "share_of_needed": row.share,
        "share_5_95": None if row.spread is None else list(row.spread),
        "dv_m_s": row.dv_m_s, "dv_needed_m_s": row.needed_m_s, "launches": row.launches,
        "largest_kg": row.largest_kg, "ships_for_this_asteroid": row.ships, "checked": row.checked,
        "cost_usd": None if row.cost is None else row.cost.value, "cost_money_of": MONEY,
        "readiness": known.trl, "readiness_low": known.trl_low, "readiness_high": known.trl_high,
        "readiness_rests_on": known.trl_note, "flights": list(known.flights),
        "valid_for": known.validity, "sources": list(known.sources),
    }  # fmt: skip
    if way is not None:
        out |= {
            "launch_from": format_epoch(way.departs_s), "arrives": format_epoch(way.arrives_s),
            "c3_km2_s2": way.c3_m2_s2 / 1e6, "arrives_m_s": way.arrives_m_s,
            "payload_kg": way.payload_kg,
        }  # fmt: skip
        if row.ends_s is not None:
            out |= {
                "ends": format_epoch(row.ends_s), "time_yr": (row.ends_s - way.departs_s) / YEAR_S,
            }  # fmt: skip
    if given is not None:
        out |= {
            "equipment_kg": given.equipment_kg, "consumed_kg": given.consumed_kg,
            "thrown_kg": given.thrown_kg, "power_w": given.power_w,
            "works_yr": given.works_s / YEAR_S, "becomes": given.state,
            "share_of_what_disperses_it": given.share, "spread_5_95": list(given.spread),
            "needs": list(given.needs), "flags": list(given.flags),
        }  # fmt: skip
    return out | (row.told or {})
