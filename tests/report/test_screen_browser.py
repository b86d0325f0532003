"""The page of a screen in a browser: charts, sorting, filters, choosing, export, no complaint."""

import csv
import os
import shutil

import pytest

from windlass.base.epochs import format_epoch
from windlass.report import screen_porkchop

pytestmark = pytest.mark.browser


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
def written(trips_page, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "screen.html"
    path.write_text(trips_page, encoding="utf-8")
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


def test_headings_explain_themselves(browser, written):
    visit = Visit(browser, written)
    heading = visit.page.locator("[data-sort=sh]")
    heading.scroll_into_view_if_needed()
    visit.page.wait_for_timeout(200)  # scrolling hides what is explained
    heading.hover()
    assert visit.page.locator("#tip").is_visible()
    assert "no way back" in visit.page.locator("#tip").inner_text()
    visit.close()


def test_one_way_works_too(browser, one_way_page, tmp_path):
    path = tmp_path / "one-way.html"
    path.write_text(one_way_page, encoding="utf-8")
    visit = Visit(browser, path, 420)
    visit.wait(DRAWN)
    assert visit.page.locator("[data-fill='cheap.arrive']").inner_text().endswith("km/s")
    assert visit.page.evaluate(SIDEWAYS) == 0
    visit.close()


def test_the_page_of_a_porkchop_draws(browser, trips, tmp_path, by_hand):
    path = tmp_path / "porkchop.html"
    row = trips.reached.row(0, named=True)
    one = by_hand.porkchop(trips.run.rules, row, trips.run.name)
    path.write_text(screen_porkchop.render(one), encoding="utf-8")
    for width in (420, 1_280):
        visit = Visit(browser, path, width, ready=DRAWN)
        assert visit.page.evaluate(SIDEWAYS) == 0
        assert visit.page.evaluate(OVERLAPS) == []
        visit.close()
