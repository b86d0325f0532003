"""The page of a screen for ways home: what it says, what it carries."""

import base64
import json
import re
import zlib

import pytest

from windlass.base.epochs import format_epoch
from windlass.report import retrieve_charts, retrieve_page
from windlass.report.retrieve_columns import COLUMNS, columns


def carried(text):
    found = re.search(r'id="screen-data">([^<]+)<', text)
    return json.loads(zlib.decompress(base64.b64decode(found[1])))


def test_the_counts_come_first_beside_what_was_published(home, home_page, read, ways_by_hand):
    words = read(home_page).words
    known = int(home.reached["well_known"].sum())
    assert (
        f"{ways_by_hand.REACHED} of {home.frame.height} asteroids can be brought to an orbit"
        in words
    )
    assert f"{known} of them with an orbit known well enough" in words
    assert "12 (2013)" in words
    assert "44 (2021)" in words
    assert "17 (2021)" in words
    assert words.index("12 (2013)") < words.index("The population")


def test_it_says_that_no_published_date_seeds_the_search(home_page, read):
    words = read(home_page).words
    assert "No published date, list or trajectory seeds the search" in words
    assert "Seeds none; written in ask.json" in words


def test_the_page_loads_nothing_and_every_word_is_explained(home_page, read):
    page = read(home_page)
    assert page.loads == []
    assert len(page.ids) == len(set(page.ids))
    for tag, given in page.attributes:
        if tag == "a" and (given.get("href") or "").startswith("#"):
            assert given["href"][1:] in page.ids
        if "data-tip" in given:
            assert given["data-tip"] in page.ids


def test_every_column_is_explained(home_page, read, home):
    words = read(home_page).words
    for one in columns(home.run.home):
        assert one.text in words


def test_rows_carried_are_those_of_the_screen(home, home_page):
    data = carried(home_page)
    rows = home.reached.to_dicts()
    assert data["name"] == [row["title"] for row in rows]
    assert data["dv"] == [round(row["dv_m_s"], 2) for row in rows]
    assert data["known"] == [row["well_known"] for row in rows]
    for row, way, curve in zip(rows, data["way"], data["curve"], strict=True):
        assert sum(way["front"]) == len(row["front"])
        assert len(way["depart"]) == len(row["ways_depart_s"])
        assert curve["mass"] == sorted(curve["mass"])
    for one in COLUMNS:
        assert len(data[one.key]) == len(rows)


def test_charts_say_in_words_what_they_show(home, home_page):
    least = home.reached["dv_m_s"].min()
    for by in ("date", "days"):
        chart = retrieve_charts.population(home, by)
        assert chart.alt in home_page
        assert f"from {least:.0f} to" in chart.alt


def test_the_command_asks_for_the_same_screen(home, home_page, read):
    low, high = (format_epoch(t) for t in home.run.home.span_s)
    said = retrieve_page.command(home.run)
    assert said == (
        f'windlass screen retrievable --to sun-earth --max-dv "900 m/s" --span {low}..{high} '
        '--target "433"'
    )
    assert said in read(home_page).words


@pytest.mark.parametrize("to", ["earth-moon", "mars-orbit"])
def test_a_planet_has_an_arrival_and_no_manifold(to, tmp_path, read, ways_by_hand):
    words = read(retrieve_page.render(ways_by_hand.screen(tmp_path, to))).words
    assert "v∞ at the planet" in words
    assert "onto the manifold" not in words
    assert "Published" not in words
    assert "Patched conics" in words


def test_where_nothing_is_found_no_chart_is_empty(tmp_path, read, ways_by_hand):
    text = retrieve_page.render(ways_by_hand.screen(tmp_path, reached=0))
    page = read(text)
    assert "0 of" in page.words
    assert 'class="chart"' not in text
    assert "screen-data" not in page.ids
