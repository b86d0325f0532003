"""The page of a screen: what it says, what it carries, and what it does in a browser."""

import base64
import csv
import importlib.util
import json
import os
import re
import shutil
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from windlass.base.epochs import format_epoch, parse_span
from windlass.report import screen_charts, screen_data, screen_page, screen_porkchop, screen_words
from windlass.report.screen_columns import COLUMNS, columns
from windlass.screen.rules import Rules


def _load(name):
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"report_{name}", path)
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


by_hand = _load("sample_screen")


@pytest.fixture(scope="module")
def _maps():
    """Maps by hand in place of those that need ephemerides."""

    def some(found):
        return by_hand.porkchops(found, found.reached["designation"].head(12).to_list())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screen_page, "_porkchops", some)
        yield


@pytest.fixture(scope="module")
def trips(tmp_path_factory):
    return by_hand.screen(tmp_path_factory.mktemp("trips"))


@pytest.fixture(scope="module")
def flights(tmp_path_factory):
    return by_hand.screen(tmp_path_factory.mktemp("flights"), "rendezvous")


@pytest.fixture(scope="module")
def page(trips, _maps):
    return screen_page.render(trips)


@pytest.fixture(scope="module")
def one_way(flights, _maps):
    return screen_page.render(flights)


def carried(text):
    found = re.search(r'id="screen-data">([^<]+)<', text)
    return json.loads(zlib.decompress(base64.b64decode(found[1])))


# ----- what it says


def test_the_answer_comes_first_with_its_counts(page, read, trips):
    words = read(page).words
    sure = int((trips.reached["mark"] == "").sum())
    assert f"{by_hand.REACHED} of {trips.frame.height} asteroids can be reached" in words
    assert f"{sure} of those reached have an orbit that certifies" in words
    assert f"{by_hand.REACHED - sure} are screening only" in words
    assert "2 of those screened have no ephemeris" in words
    assert words.index("have an orbit that certifies") < words.index("The population")


def test_what_was_asked_and_what_it_rests_on_is_told(page, read, trips):
    words = read(page).words
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


def test_every_heading_is_explained(page, read):
    seen = read(page)
    tips = [str(given["data-tip"]) for _, given in seen.attributes if given.get("data-tip")]
    assert len(tips) == len(COLUMNS)
    assert set(tips) <= set(seen.ids)
    assert all(len(one.text) > 25 for one in COLUMNS)


def test_words_of_the_field_are_explained(page, read):
    ids = set(read(page).ids)
    for key in ("pareto-front", "porkchop", "c3", "condition-code", "dv", "tdb", "parking-orbit"):
        assert f"term-{key}" in ids


@pytest.mark.usefixtures("_maps")
def test_nothing_is_fetched_and_the_text_is_the_same_again(page, read, trips):
    assert read(page).loads == []
    assert "NaN" not in json.dumps(carried(page))
    assert screen_page.render(trips) == page


# ----- what it carries


def test_rows_come_back_as_they_were(page, trips):
    data, rows = carried(page), trips.reached.to_dicts()
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


def test_porkchops_are_told_in_steps_and_holes_stay_holes(page, trips):
    data = carried(page)
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


def test_an_asteroid_of_unknown_size_is_carried_without_one(page):
    data = carried(page)
    assert data["size"].count(None) == 1
    where = data["size"].index(None)
    assert data["low"][where] is None
    assert data["lists"]["basis"][data["basis"][where]] == ""


def test_colours_reach_the_screens_limit(trips):
    row = trips.reached.row(0, named=True)
    one = by_hand.porkchop(trips.run.rules, row, "")
    assert screen_data.ends(one) == (one.least_m_s, trips.run.rules.max_dv_m_s)


@pytest.mark.usefixtures("_maps")
def test_a_screen_that_reaches_nothing_has_a_page(tmp_path, read):
    text = screen_page.render(by_hand.screen(tmp_path, reached=0))
    words = read(text).words
    assert "0 of 138 asteroids can be reached" in words
    assert len(text) < 200_000


def test_one_way_has_no_way_back(one_way, read):
    words = read(one_way).words
    assert "can be reached for at most" in words
    assert "returned from" not in words
    assert "Stay" not in [one.title for one in columns(False)]
    assert "Burn: leave the asteroid" not in words
    assert carried(one_way)["front"]["stay"] == []


# ----- the page of one porkchop


def test_the_page_of_a_porkchop_tells_its_trip(trips, read):
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


def test_an_asteroid_without_any_trip_has_a_page(trips, read):
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


# ----- in a browser


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    named = os.environ.get("WINDLASS_CHROMIUM", "")
    path = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no chromium found; install it or set WINDLASS_CHROMIUM")
    with playwright.sync_playwright() as play:
        made = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def written(page, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "screen.html"
    path.write_text(page, encoding="utf-8")
    return path


READY = "() => document.documentElement.dataset.ready === 'yes'"
DRAWN = """() => [...document.querySelectorAll('.chart')]
    .filter((box) => !box.closest('[hidden]'))
    .every((box) => box.querySelector('.hm image, .scatterlayer .point') !== null)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
OVERLAPS = """() => [...document.querySelectorAll('.chart')].flatMap((box) => {
    const kinds = '.xtick text, .ytick text, .xtitle, .ytitle, .legendtext';
    const texts = [...box.querySelectorAll(kinds)].filter((one) => one.textContent)
        .map((one) => [one.textContent, one.getBoundingClientRect()]);
    return texts.flatMap(([a, p], k) => texts.slice(k + 1).filter(([b, q]) =>
        Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2 &&
        Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 2).map(([b]) => `${a} / ${b}`));
})"""


class Visit:
    """The page opened offline, with what it complained of."""

    def __init__(self, browser, path, width=1_280, scheme="light", ready=READY):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
        )
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        self.wait(ready)

    def wait(self, condition):
        for _ in range(200):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never came true: {condition}; said: {self.said}")

    def column(self, key):
        """Return what the rows shown say in a column."""
        at = self.page.evaluate(
            "(key) => [...document.querySelectorAll('#rows thead th')]"
            ".findIndex((one) => one.dataset.col === key) + 1",
            key,
        )
        cells = self.page.locator(f"#rows tbody tr > :nth-child({at})").all_inner_texts()
        return [text.split("\n")[0] for text in cells]

    def close(self):
        assert self.said == []
        assert [url for url in self.asked if not url.startswith(("file:", "data:", "blob:"))] == []
        self.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(420, "dark"), (1_280, "light")])
def test_charts_draw_and_nothing_lies_over_or_beside(browser, written, width, scheme):
    visit = Visit(browser, written, width, scheme)
    visit.wait(DRAWN)
    assert visit.page.locator(".chart svg.main-svg").count() >= 3
    assert visit.page.locator("#chart-porkchop .heatmaplayer image").count() == 1
    assert visit.page.evaluate(SIDEWAYS) == 0
    assert visit.page.evaluate(OVERLAPS) == []
    titles = visit.page.locator(".chart .xtitle, .chart .ytitle").all_text_contents()
    assert len(titles) == 6
    assert all("(" in text for text in titles)
    visit.close()


@pytest.mark.browser
def test_the_table_sorts_both_ways_and_keeps_the_unknown_last(browser, written):
    visit = Visit(browser, written)
    first = [float(text) for text in visit.column("dv")]
    assert len(first) == 15
    assert first == sorted(first)
    assert visit.page.locator("#rows th[aria-sort=ascending]").get_attribute("data-col") == "dv"
    visit.page.locator("[data-sort=size]").click()
    sizes = [float(text.replace(",", "")) for text in visit.column("size")]
    assert sizes == sorted(sizes)
    visit.page.locator("[data-sort=size]").press("Enter")
    sizes = [float(text.replace(",", "")) for text in visit.column("size")]
    assert sizes == sorted(sizes, reverse=True)
    visit.page.locator("[data-page=last]").click()
    assert visit.column("size")[-1] == "–"
    assert visit.page.locator("#page-of").inner_text() == "46–60 of 60"
    visit.close()


@pytest.mark.browser
def test_filters_keep_what_they_say(browser, written, trips):
    visit = Visit(browser, written)
    told = visit.page.locator("#found")
    visit.page.locator("#f-dv").fill("10")
    want = trips.reached.filter(trips.reached["dv_m_s"].round(0) <= 10_000).height
    assert told.inner_text().startswith(f"{want} of 60")
    visit.page.locator("#filters [type=reset]").click()
    visit.wait("() => document.getElementById('found').innerText.startsWith('60 of 60')")
    visit.page.locator("#f-sure").check()
    sure = int((trips.reached["mark"] == "").sum())
    assert told.inner_text().startswith(f"{sure} of 60")
    assert set(visit.column("mark")) == {"certifies"}
    visit.page.locator("#filters [type=reset]").click()
    visit.wait("() => document.getElementById('found').innerText.startsWith('60 of 60')")
    visit.page.locator("#f-text").fill("433 e")
    assert visit.column("name") == ["433 Eros"]
    visit.page.locator("#f-text").fill("nothing bears this name")
    assert told.inner_text().startswith("0 of 60")
    visit.close()


@pytest.mark.browser
def test_a_limit_on_length_shows_the_cheapest_trip_within_it(browser, written, trips):
    visit = Visit(browser, written)
    visit.page.locator("#f-days").fill("120")
    visit.wait("() => document.getElementById('found').innerText.includes('at most 120 days')")
    shown = dict(zip(visit.column("name"), visit.column("dv"), strict=True))
    assert all(float(text) <= 120 for text in visit.column("duration"))
    rows = {row["title"]: row for row in trips.reached.to_dicts()}
    for name, text in shown.items():
        row = rows[name]
        pairs = zip(row["front_duration_d"], row["front_dv_m_s"], strict=True)
        least = min(dv for days, dv in pairs if days <= 120)
        assert float(text) == round(least / 1e3, 3)
    visit.close()


@pytest.mark.browser
def test_a_row_is_chosen_by_keyboard_and_shows_its_trips(browser, written, trips):
    visit = Visit(browser, written)
    picks = visit.page.locator("#rows .pick")
    picks.nth(0).focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Enter")
    row = trips.reached.row(2, named=True)
    assert visit.page.locator("#details-title").inner_text() == row["title"]
    assert visit.page.evaluate("() => document.activeElement.id") == "details-title"
    dv = visit.page.locator("[data-fill='cheap.dv']").inner_text()
    assert dv == f"{row['dv_m_s'] / 1e3:.3f} km/s"
    launch = visit.page.locator("[data-fill='fast.launch']").inner_text()
    assert launch == format_epoch(row["fast_launch_s"])
    assert visit.page.locator("#rows tr[aria-current]").count() == 1
    points = visit.page.locator("#chart-front .scatterlayer .trace").first.locator(".point")
    assert points.count() == len(row["front_dv_m_s"])
    visit.close()


@pytest.mark.browser
def test_porkchops_are_shown_or_told_how_to_draw(browser, written, trips):
    visit = Visit(browser, written)
    assert visit.page.locator("#map").is_visible()
    for _ in range(12):
        visit.page.locator("#after").click()
    name = trips.reached["designation"][12]
    assert not visit.page.locator("#map").is_visible()
    command = visit.page.locator("#map-command").inner_text()
    assert command == f'windlass screen porkchop {trips.run.name} "{name}"'
    visit.page.locator("#before").click()
    visit.wait(DRAWN)
    assert visit.page.locator("#map").is_visible()
    visit.close()


@pytest.mark.browser
def test_a_mark_of_the_population_chooses_its_asteroid(browser, written):
    visit = Visit(browser, written)
    assert visit.page.locator("#chart-population .scatterlayer .point").count() == 60
    visit.page.evaluate(
        """() => {
            const box = document.getElementById('chart-population');
            box.scrollIntoView();
            box.emit('plotly_click', { points: [{ customdata: 7 }] });
        }"""
    )
    title = visit.page.locator("#details-title").inner_text()
    assert title == visit.column("name")[7]
    visit.close()


@pytest.mark.browser
def test_the_rows_shown_are_saved_as_csv(browser, written, trips, tmp_path):
    visit = Visit(browser, written)
    visit.page.locator("#f-sure").check()
    with visit.page.expect_download() as waiting:
        visit.page.locator("#csv").click()
    path = tmp_path / "rows.csv"
    waiting.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == int((trips.reached["mark"] == "").sum())
    best = trips.reached.filter(trips.reached["mark"] == "").row(0, named=True)
    assert rows[0]["designation"] == best["designation"]
    assert float(rows[0]["dv_km_s"]) == round(best["dv_m_s"]) / 1e3
    assert rows[0]["launch_tdb"] == format_epoch(best["launch_s"])
    visit.close()


@pytest.mark.browser
def test_headings_explain_themselves(browser, written):
    visit = Visit(browser, written)
    heading = visit.page.locator("[data-sort=sh]")
    heading.scroll_into_view_if_needed()
    visit.page.wait_for_timeout(200)  # scrolling hides what is explained
    heading.hover()
    assert visit.page.locator("#tip").is_visible()
    assert "no way back" in visit.page.locator("#tip").inner_text()
    visit.close()


@pytest.mark.browser
def test_one_way_works_too(browser, one_way, tmp_path):
    path = tmp_path / "one-way.html"
    path.write_text(one_way, encoding="utf-8")
    visit = Visit(browser, path, 420)
    visit.wait(DRAWN)
    assert visit.page.locator("[data-fill='cheap.arrive']").inner_text().endswith("km/s")
    assert visit.page.evaluate(SIDEWAYS) == 0
    visit.close()


@pytest.mark.browser
def test_the_page_of_a_porkchop_draws(browser, trips, tmp_path):
    path = tmp_path / "porkchop.html"
    row = trips.reached.row(0, named=True)
    one = by_hand.porkchop(trips.run.rules, row, trips.run.name)
    path.write_text(screen_porkchop.render(one), encoding="utf-8")
    for width in (420, 1_280):
        visit = Visit(browser, path, width, ready=DRAWN)
        assert visit.page.evaluate(SIDEWAYS) == 0
        assert visit.page.evaluate(OVERLAPS) == []
        visit.close()
