"""The page of ways home in a browser: charts, sorting, filters, choosing, no complaint."""

import os
import shutil

import pytest

pytestmark = pytest.mark.browser

READY = "() => document.documentElement.dataset.ready === 'yes'"
DRAWN = """() => [...document.querySelectorAll('.chart')]
    .filter((box) => !box.closest('[hidden]'))
    .map((box) => box.querySelectorAll('.scatterlayer .point').length)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
OVERLAPS = """() => [...document.querySelectorAll('.chart')].flatMap((box) => {
    const kinds = '.xtick text, .ytick text, .xtitle, .ytitle, .legendtext';
    const texts = [...box.querySelectorAll(kinds)].filter((one) => one.textContent)
        .map((one) => [one.textContent, one.getBoundingClientRect()]);
    return texts.flatMap(([a, p], k) => texts.slice(k + 1).filter(([b, q]) =>
        Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2 &&
        Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 2).map(([b]) => `${a} / ${b}`));
})"""


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
def written(home_page, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "screen.html"
    path.write_text(home_page, encoding="utf-8")
    return path


@pytest.fixture(params=[1_280, 390])
def visit(browser, written, request):
    """The page opened offline; it may complain of nothing and ask for nothing."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 900}, color_scheme="light", offline=True
    )
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda one: asked.append(one.url))
    page.goto(written.as_uri())
    page.wait_for_function(READY)
    yield page
    context.close()
    assert said == []
    assert asked == [written.as_uri()]


def names(page):
    return page.locator("#rows tbody .pick").all_inner_texts()


def test_every_chart_holds_something_and_nothing_overlaps(visit):
    drawn = visit.evaluate(DRAWN)
    assert len(drawn) == 5
    assert all(drawn)
    assert visit.evaluate(SIDEWAYS) <= 0
    assert visit.evaluate(OVERLAPS) == []


def test_filters_sorting_and_choosing(visit, home):
    rows = home.reached.to_dicts()
    assert names(visit) == [row["title"] for row in rows[:15]]
    visit.check("#f-sure")
    sure = [row["title"] for row in rows if row["well_known"]]
    assert names(visit) == sure[:15]
    visit.uncheck("#f-sure")
    visit.check("#f-one")
    one = [row["title"] for row in rows if row["single_dv_m_s"] is not None]
    assert names(visit) == one[:15]
    visit.uncheck("#f-one")
    visit.click("[data-sort=depart]")
    first = min(rows, key=lambda row: row["depart_s"])
    assert names(visit)[0] == first["title"]
    visit.locator("#rows tbody .pick").first.click()
    assert visit.inner_text("#details-title") == first["title"]
    assert f"{first['dv_m_s']:.2f} m/s" in visit.inner_text("[data-fill='way.dv']")


def test_where_the_tug_brings_nothing_no_empty_chart_is_shown(visit, home, ways_by_hand):
    hopeless = home.frame.row(ways_by_hand.HOPELESS, named=True)["title"]
    visit.fill("#f-text", hopeless)
    visit.locator("#rows tbody .pick").first.click()
    assert visit.inner_text("#details-title") == hopeless
    assert visit.is_hidden("#mass-box")
    assert visit.is_visible("#mass-none")


def test_arrow_keys_go_along_the_table(visit, home):
    visit.locator("#rows tbody .pick").first.focus()
    visit.keyboard.press("ArrowDown")
    visit.keyboard.press("ArrowDown")
    visit.keyboard.press("Enter")
    assert visit.inner_text("#details-title") == home.reached.row(2, named=True)["title"]
