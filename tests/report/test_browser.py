"""The page in a browser: offline, without a complaint, charts drawn, no sideways scroll."""

import os
import shutil

import pytest

from windlass.report import porkchop_page

pytestmark = pytest.mark.browser

WIDTHS = (400, 800, 1600)


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


class Visit:
    """A page that was opened, with what it complained of and asked for."""

    def __init__(self, browser, path, width, scheme="light"):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
        )
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        self.wait(OPEN_DRAWN)

    def wait(self, condition):
        """Ask until the condition holds; the page's own policy forbids a standing question."""
        for _ in range(100):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never came true: {condition}; said: {self.said}")

    def close(self):
        assert self.said == []
        assert [url for url in self.asked if not url.startswith(("file:", "data:", "blob:"))] == []
        self.context.close()


# A chart has drawn when it holds marks: cells, points, lines or bars.
OPEN_DRAWN = """() => [...document.querySelectorAll('.chart')]
    .filter((box) => !box.closest('details:not([open])'))
    .every((box) => box.querySelector(
        '.hm image, .scatterlayer .point, .scatterlayer .js-line, .barlayer .point') !== null)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def written(page, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def written_full(full_page, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "programme.html"
    path.write_text(full_page, encoding="utf-8")
    return path


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_draw_and_nothing_scrolls_sideways(browser, written, width, scheme):
    visit = Visit(browser, written, width, scheme)
    assert visit.page.evaluate(SIDEWAYS) == 0
    # All parts open: charts in them draw, and still nothing is wider than the page.
    visit.page.evaluate("() => document.querySelectorAll('details').forEach((d) => d.open = true)")
    visit.wait(OPEN_DRAWN)
    assert visit.page.locator(".chart").count() == 8
    assert visit.page.locator(".chart svg.main-svg").count() >= 8
    assert visit.page.locator(".chart .heatmaplayer image").count() == 1
    assert visit.page.evaluate(SIDEWAYS) == 0
    boxes = visit.page.evaluate(
        "() => [...document.querySelectorAll('.chart')].map((b) => "
        "[b.clientWidth, b.querySelector('svg.main-svg').getBoundingClientRect().width])"
    )
    assert all(abs(outer - inner) <= 1 for outer, inner in boxes)
    visit.close()


def test_axes_carry_names_and_units(browser, written):
    visit = Visit(browser, written, 1_200)
    texts = visit.page.locator(".chart .xtitle, .chart .ytitle").all_text_contents()
    assert len(texts) >= 10
    named = [text for text in texts if not text.startswith(("Event", "Input"))]
    assert all("(" in text for text in named)
    visit.close()


# Texts of one chart that lie over each other, whatever axis or mark they belong to.
OVERLAPS = """() => [...document.querySelectorAll('section .chart')].flatMap((box) => {
    if (!box.closest('#money, #orbits')) return [];
    const kinds = '.xtick text, .ytick text, .xtitle, .ytitle, .legendtext';
    const texts = [...box.querySelectorAll(kinds)]
        .filter((one) => one.textContent)
        .map((one) => [one.textContent, one.getBoundingClientRect()]);
    return texts.flatMap(([a, p], k) => texts.slice(k + 1).filter(([b, q]) =>
        Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2 &&
        Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 2).map(([b]) => `${a} / ${b}`));
})"""
OUTSIDE = """() => [...document.querySelectorAll('#money .chart text, #orbits .chart text')]
    .filter((one) => one.textContent)
    .filter((one) => {
        const box = one.closest('.chart').getBoundingClientRect();
        const at = one.getBoundingClientRect();
        return at.left < box.left - 2 || at.right > box.right + 2;
    })
    .map((one) => one.textContent)"""


@pytest.mark.parametrize("width", [390, 1_280])
def test_programme_draws_and_no_words_lie_over_each_other(browser, written_full, width):
    visit = Visit(browser, written_full, width)
    visit.page.evaluate("() => document.querySelectorAll('details').forEach((d) => d.open = true)")
    visit.wait(OPEN_DRAWN)
    assert visit.page.locator("#money .chart svg.main-svg").count() >= 3
    assert visit.page.locator("#orbits .chart svg.main-svg").count() >= 2
    assert visit.page.evaluate(SIDEWAYS) == 0
    assert visit.page.evaluate(OVERLAPS) == []
    assert visit.page.evaluate(OUTSIDE) == []
    texts = visit.page.locator(
        "#money .xtitle, #money .ytitle, #orbits .ytitle"
    ).all_text_contents()
    assert len(texts) >= 6
    assert all("(" in text for text in texts if text != "Kind of cost")
    visit.close()


@pytest.mark.parametrize("width", [390, 1_280])
def test_claims_are_read_without_scrolling_sideways(browser, written_full, width):
    visit = Visit(browser, written_full, width)
    wider = visit.page.evaluate(
        "() => [...document.querySelectorAll('#claims .scroll')]"
        ".map((box) => box.scrollWidth - box.clientWidth)"
    )
    assert len(wider) == 2
    assert max(wider) <= 0
    assert visit.page.locator("#claims .verdict").first.is_visible()
    visit.close()


def test_a_figure_leads_to_its_tree(browser, written_full):
    visit = Visit(browser, written_full, 1_280)
    link = visit.page.locator("#money a.explained").first
    goal = link.get_attribute("href")[1:]
    link.click()
    visit.wait(f"() => document.getElementById('{goal}').getBoundingClientRect().height > 0")
    visit.close()


def test_dark_and_light_differ(browser, written):
    papers = set()
    for scheme in ("light", "dark"):
        visit = Visit(browser, written, 800, scheme)
        papers.add(visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
        visit.close()
    assert len(papers) == 2


def test_words_explain_themselves_by_keyboard(browser, written):
    visit = Visit(browser, written, 800)
    tip = visit.page.locator("#tip")
    for word in (visit.page.locator("a.term").first, visit.page.locator("#sure a.term").first):
        word.focus()
        visit.page.wait_for_timeout(200)  # the page may scroll to the word
        assert tip.is_visible()
    assert len(tip.inner_text()) > 20
    visit.page.keyboard.press("Escape")
    assert not tip.is_visible()
    visit.close()


def test_a_link_into_a_closed_part_opens_it(browser, written):
    visit = Visit(browser, written, 800)
    inner = visit.page.evaluate(
        "() => [...document.querySelectorAll('details details[id]')].at(-1).id"
    )
    visit.page.evaluate(f"() => {{ location.hash = '{inner}'; }}")
    visit.wait(f"() => document.getElementById('{inner}').open")
    visit.close()


def test_it_prints(browser, written):
    visit = Visit(browser, written, 1_200, "dark")
    assert len(visit.page.pdf(format="A4")) > 50_000
    visit.close()


def test_a_porkchop_alone_draws(browser, sample, tmp_path):
    path = tmp_path / "pork.html"
    best = {"depart_s": sample.START, "tof_s": 300 * 86_400.0}
    path.write_text(
        porkchop_page.render("Earth to X", sample.porkchop(80, 60), best, ["By hand."]),
        encoding="utf-8",
    )
    for width in WIDTHS:
        visit = Visit(browser, path, width)
        assert visit.page.locator(".chart .heatmaplayer image").count() == 1
        assert visit.page.evaluate(SIDEWAYS) == 0
        visit.close()
