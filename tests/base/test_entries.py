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
