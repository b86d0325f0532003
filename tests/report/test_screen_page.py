"""The page of a screen: what it says, what it carries, and what it does in a browser."""

import base64
import json
import re
import zlib

import numpy as np

from windlass.base.epochs import format_epoch, parse_span
from windlass.report import screen_charts, screen_data, screen_page, screen_porkchop, screen_words
from windlass.report.screen_columns import COLUMNS, columns
from windlass.screen.rules import Rules


def carried(text):
    found = re.search(r'id="screen-data">([^<]+)<', text)
    return json.loads(zlib.decompress(base64.b64decode(found[1])))


# ----- what it says


def test_the_answer_comes_first_with_its_counts(trips_page, read, trips, by_hand):
    words = read(trips_page).words
    sure = int((trips.reached["mark"] == "").sum())
    assert f"{by_hand.REACHED} of {trips.frame.height} asteroids can be reached" in words
    assert f"{sure} of those reached have an orbit that certifies" in words
    assert f"{by_hand.REACHED - sure} are screening only" in words
    assert "2 of those screened have no ephemeris" in words
    assert words.index("have an orbit that certifies") < words.index("The population")


def test_what_was_asked_and_what_it_rests_on_is_told(trips_page, read, trips):
    words = read(trips_page).words
    assert "Launch from 2028-" in words
    assert "trips of 10 to 450 days" in words
    assert trips.run.whole.digest in words
    assert "sbdb2026 (" in words
    assert "1 of unknown size stand in the table alone" in words
    assert "that are measured" in words
    assert "windlass screen accessible --launch 2028-01-01..2034-01-01" in words


def test_the_command_asks_for_the_same_rules(trips):
    run = trips.run
    other = Rules(
        kind="accessible", launch_s=parse_span("2028..2034"), max_dv_m_s=8e3, max_duration_s=864e4
    )
    text = screen_page.command(type(run)(folder=run.folder, rules=other, whole=run.whole))
    assert '--max-dv "8000 m/s"' in text
    assert '--max-duration "100 d"' in text
    assert "--min-stay" not in text


def test_marks_count_each_reason_once_an_orbit():
    rows = ["", "screening only: rounded elements, condition code 7"]
    rows += ["screening only: condition code 3"]
    assert screen_words.marks(rows) == [("a condition code above 2", 2), ("rounded elements", 1)]


def test_every_heading_is_explained(trips_page, read):
    seen = read(trips_page)
    tips = [str(given["data-tip"]) for _, given in seen.attributes if given.get("data-tip")]
    assert len(tips) == len(COLUMNS)
    assert set(tips) <= set(seen.ids)
    assert all(len(one.text) > 25 for one in COLUMNS)


def test_words_of_the_field_are_explained(trips_page, read):
    ids = set(read(trips_page).ids)
    for key in ("pareto-front", "porkchop", "c3", "condition-code", "dv", "tdb", "parking-orbit"):
        assert f"term-{key}" in ids


def test_nothing_is_fetched_and_the_text_is_the_same_again(trips_page, read, trips, screened):
    assert read(trips_page).loads == []
    assert "NaN" not in json.dumps(carried(trips_page))
    assert screened(trips) == trips_page


# ----- what it carries


def test_rows_come_back_as_they_were(trips_page, trips):
    data, rows = carried(trips_page), trips.reached.to_dicts()
    grid, front = data["grid"], data["front"]
    ends = np.cumsum(front["count"])
    assert data["name"] == [row["title"] for row in rows]
    for k, row in enumerate(rows):
        last, first = int(ends[k]) - 1, int(ends[k]) - front["count"][k]
        for p, prefix in ((last, ""), (first, "fast_")):
            assert front["dv"][p] == round(row[f"{prefix}dv_m_s"])
            launch = grid["launch_s"] + grid["step_s"] * front["launch"][p]
            assert format_epoch(launch) == format_epoch(row[f"{prefix}launch_s"])
            step = grid["step_s"] / 86_400.0
            assert grid["first_d"] + step * front["out"][p] == row[f"{prefix}out_d"]
            assert grid["stay_d"] + step * front["stay"][p] == row[f"{prefix}stay_d"]
            assert grid["shortest_d"] + step * front["n"][p] == row[f"{prefix}duration_d"]
            assert divmod(front["revs"][p], 10) == (
                row[f"{prefix}back_revs"],
                row[f"{prefix}out_revs"],
            )
            parts = [burn[k] for burn in data["burns"][prefix]]
            assert parts[:2] == [round(row[f"{prefix}{name}_m_s"]) for name in ("park", "arrive")]
            assert parts[-1] == round(row[f"{prefix}c3_m2_s2"] / 1e3)


def test_porkchops_are_told_in_steps_and_holes_stay_holes(trips_page, trips, by_hand):
    data = carried(trips_page)
    assert len(data["porkchops"]) == 12
    key, row = trips.reached["designation"][0], trips.reached.row(0, named=True)
    told = data["porkchops"][key]
    z = np.array(told["z"])
    assert (z[:2] == screen_data.NONE).all()
    assert z[z >= 0].min() == 0
    assert told["least"] == round(row["dv_m_s"])
    true = by_hand.porkchop(trips.run.rules, row, "").dv_m_s.T
    drawn = told["least"] + told["step"] * z.astype(float)
    inside = np.isfinite(true) & (true < told["cap"] - told["step"])
    assert told["block"] == [1, 1]
    assert np.abs(drawn - true)[inside].max() <= told["step"] / 2 + 1.0


def test_an_asteroid_of_unknown_size_is_carried_without_one(trips_page):
    data = carried(trips_page)
    assert data["size"].count(None) == 1
    where = data["size"].index(None)
    assert data["low"][where] is None
    assert data["lists"]["basis"][data["basis"][where]] == ""


def test_colours_reach_the_screens_limit(trips, by_hand):
    row = trips.reached.row(0, named=True)
    one = by_hand.porkchop(trips.run.rules, row, "")
    assert screen_data.ends(one) == (one.least_m_s, trips.run.rules.max_dv_m_s)


def test_a_screen_that_reaches_nothing_has_a_page(tmp_path, read, by_hand, screened):
    text = screened(by_hand.screen(tmp_path, reached=0))
    words = read(text).words
    assert "0 of 138 asteroids can be reached" in words
    assert len(text) < 200_000


def test_one_way_has_no_way_back(one_way_page, read):
    words = read(one_way_page).words
    assert "can be reached for at most" in words
    assert "returned from" not in words
    assert "Stay" not in [one.title for one in columns(False)]
    assert "Burn: leave the asteroid" not in words
    assert carried(one_way_page)["front"]["stay"] == []


# ----- the page of one porkchop


def test_the_page_of_a_porkchop_tells_its_trip(trips, read, by_hand):
    row = trips.reached.row(0, named=True)
    one = by_hand.porkchop(trips.run.rules, row, trips.run.name)
    text = screen_porkchop.render(one)
    words = read(text).words
    assert row["title"] in words
    assert f"{row['dv_m_s'] / 1e3:.3f} km/s" in words
    assert format_epoch(row["launch_s"]) in words
    assert "Every cell of the grid is drawn" in words
    assert screen_porkchop.OTHER_CODE not in words
    changed = by_hand.porkchop(trips.run.rules, row, trips.run.name)
    other = screen_porkchop.render(
        type(one)(
            run=one.run,
            rules=one.rules,
            row=row | {"dv_m_s": row["dv_m_s"] + 5.0},
            launch_s=one.launch_s,
            duration_s=one.duration_s,
            dv_m_s=changed.dv_m_s,
            solved=1,
        )
    )
    assert screen_porkchop.OTHER_CODE in read(other).words


def test_an_asteroid_without_any_trip_has_a_page(trips, read, by_hand):
    row = trips.reached.row(0, named=True) | {"dv_m_s": None}
    one = by_hand.porkchop(trips.run.rules, trips.reached.row(0, named=True), trips.run.name)
    empty = type(one)(
        run=one.run,
        rules=one.rules,
        row=row,
        launch_s=one.launch_s,
        duration_s=one.duration_s,
        dv_m_s=np.full_like(one.dv_m_s, np.nan),
        solved=1,
    )
    assert screen_charts.drawn(empty) is None
    assert "not computed" in read(screen_porkchop.render(empty)).words
