"""Entries of packaged tables as figures."""

import pytest

from windlass.base.entries import constant_figure, entry, entry_figure
from windlass.base.errors import InvalidInput
from windlass.base.sources import data_hash, table


def test_an_entry_becomes_a_figure_with_all_that_its_row_says() -> None:
    row = table("tugs")["keck-2012"]["isp"]
    made = entry_figure("tugs", "keck-2012", "isp", name="tug.isp", shown="s")
    assert made.name == "tug.isp"
    assert made.value == row["value"]
    assert (made.low, made.high) == (row.get("low"), row.get("high"))
    assert made.trace.sources == (row["source"],)
    assert made.trace.status == row["status"]
    assert made.trace.data == (("tugs.toml", data_hash("tugs.toml")),)
    assert "keck-2012" in made.trace.model


def test_what_the_user_gives_is_a_choice_without_range() -> None:
    made = entry_figure("tugs", "keck-2012", "isp", name="tug.isp", given=2800.0)
    assert made.value == 2800.0
    assert made.trace.status == "chosen"
    assert (made.low, made.high) == (None, None)
    assert made.unit == table("tugs")["keck-2012"]["isp"]["unit"]


def test_unknown_entries_get_near_ones() -> None:
    with pytest.raises(InvalidInput, match=r"unknown entry of tugs .*'keck-2013'.*near: keck-2012"):
        entry("tugs", "keck-2013")
    with pytest.raises(InvalidInput, match="one of: "):
        entry("tugs", "?")


def test_unknown_part_is_refused() -> None:
    with pytest.raises(InvalidInput, match="keck-2012 has no colour"):
        entry_figure("tugs", "keck-2012", "colour", name="x")


@pytest.mark.parametrize("key", sorted(table("constants")))
def test_every_constant_is_a_figure_that_prints_and_has_its_source(key: str) -> None:
    made = constant_figure(key)
    assert made.value == table("constants")[key]["value"]
    assert made.trace.sources
    assert str(made)
    assert made.name == key.lower()


def test_figures_of_money_and_supply_are_turned_into_units_inside() -> None:
    price = entry_figure("markets", "iridium", "price", name="price")
    assert price.unit == "USD2022/kg"
    assert price.value == pytest.approx(4700.0 / 0.0311034768, rel=1e-14)
    assert price.low == pytest.approx(1507.0 / 0.0311034768, rel=1e-14)
    assert price.high == pytest.approx(5571.0 / 0.0311034768, rel=1e-14)
    assert price.shown == "USD2022/ozt"
    assert price.shown_value == pytest.approx(4700.0)
    supply = entry_figure("markets", "iridium", "supply", name="supply")
    assert supply.unit == "kg/s"
    assert supply.value * 365.25 * 86_400.0 == pytest.approx(7500.0)
    assert supply.shown_value == pytest.approx(7.5)


def test_a_given_value_is_in_units_inside() -> None:
    given = entry_figure("markets", "iridium", "supply", name="supply", given=2.0)
    assert (given.value, given.unit, given.trace.status) == (2.0, "kg/s", "chosen")
    share = entry_figure("cost", "programme", "reserve", name="cost.reserve", given=0.4, shown="%")
    assert share.shown_value == pytest.approx(40.0)
    zero = entry_figure("cost", "programme", "reserve", name="cost.reserve", given=0.0)
    assert zero.value == 0.0, "nothing is a choice as well"


@pytest.mark.parametrize(
    "name",
    [
        "analogues", "commodities", "contents", "cost", "excavators", "in_space",
        "in_space_demand", "markets", "propellants", "tugs",
    ],
)  # fmt: skip
def test_every_amount_of_a_table_becomes_a_figure_within_its_range(name: str) -> None:
    made = 0
    for key, row in table(name).items():
        for part, one in row.items():
            if isinstance(one, dict) and "value" in one:
                found = entry_figure(name, key, part, name=f"{key}.{part}")
                assert found.low is None or found.low <= found.value
                assert found.high is None or found.high >= found.value
                assert found.shown_value == pytest.approx(one["value"]) or not found.shown
                made += 1
    assert made
