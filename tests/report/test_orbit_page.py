"""Pages of periodic orbits: what they draw, to what scale, and that it is labelled."""

import json
import os
import re
import shutil

import numpy as np
import pytest

from windlass.kernels import cr3bp
from windlass.report import family_chart, orbit_page, rotating_chart
from windlass.studies import orbit_family, orbit_manifold, orbit_pair


@pytest.fixture(scope="module")
def family():
    pair = orbit_pair.pair("sun-earth")
    return orbit_family.follow(orbit_family.Ask(pair=pair, kind="halo-north", count=24))


@pytest.fixture(scope="module")
def single():
    pair = orbit_pair.pair("earth-moon")
    return orbit_family.follow(orbit_family.Ask(pair=pair, kind="nrho-south", period=1.48))


@pytest.fixture(scope="module")
def tube():
    member = orbit_family.Ask(pair=orbit_pair.pair("sun-earth"), kind="halo-north", period=3.05)
    return orbit_manifold.fly(orbit_manifold.TubeAsk(member=member, trajectories=16))


@pytest.fixture(scope="module")
def pages(family, single, tube):
    bare = orbit_pair.points(orbit_pair.pair(mu=0.1))
    return {
        "family": orbit_page.family_page(family),
        "single": orbit_page.family_page(single, colour="jacobi"),
        "tube": orbit_page.manifold_page(tube),
        "points": orbit_page.points_page(bare),
    }


def test_pages_are_whole_and_load_nothing(pages, read):
    for name, text in pages.items():
        found = read(text)
        assert found.loads == [], name
        assert len(found.ids) == len(set(found.ids)), name
        assert "None" not in found.words, name
        assert "nan" not in found.words.split(), name
    assert "Northern halo orbits of L2" in read(pages["family"]).words
    assert "Followed no further" in read(pages["family"]).words
    assert "About Earth, in a frame that does not turn" in read(pages["single"]).words
    assert "16 of 16 trajectories meet a section" in read(pages["tube"]).words


def test_both_panels_have_one_scale_and_units(family, single, tube):
    for chart in (
        family_chart.family_chart(family),
        family_chart.family_chart(single),
        family_chart.tube_chart(tube, near=True),
        family_chart.tube_chart(tube, near=False),
    ):
        layout = chart.layout
        assert layout["yaxis"]["scaleanchor"] == "x"
        assert layout["yaxis2"]["scaleanchor"] == "x2"
        assert layout["xaxis"]["range"] == layout["xaxis2"]["range"]
        spans = [np.ptp(layout[key]["range"]) for key in ("yaxis", "yaxis2")]
        assert spans[0] == pytest.approx(spans[1])
        for key in ("xaxis", "yaxis", "xaxis2", "yaxis2"):
            assert re.search(r"\((km|million km|au)\)$", layout[key]["title"]["text"])
        json.dumps(chart.spec(), allow_nan=False)


def test_lengths_are_those_of_the_orbit(single):
    chart = family_chart.family_chart(single)
    pair = single.ask.pair
    drawn = [one for one in chart.traces if one.get("mode") == "lines" and one["showlegend"]]
    y = np.array(drawn[0]["y"]) * 1e3 / pair.primaries.distance_m
    assert y == pytest.approx(single.ways[0][:, 1], abs=1e-5)
    x = np.array(drawn[0]["x"]) * 1e3 / pair.primaries.distance_m + 1.0 - pair.mu
    assert x == pytest.approx(single.ways[0][:, 0], abs=1e-5)


def test_colours_follow_the_stability_index(family):
    names, classes = family_chart._classes(np.array([1.0, 3.0, 30.0, 900.0]), "stability")
    assert classes == sorted(classes)
    assert len(names) == 4
    assert family_chart._classes(np.ones(5), "stability") == (["1, no error grows"], [0] * 5)
    names, classes = family_chart._classes(np.array([3.1, 3.0]), "jacobi")
    assert classes == [1, 0]
    chart = family_chart.family_chart(family)
    shown = [one["name"] for one in chart.traces if one.get("showlegend")]
    assert len(shown) == len(set(shown))


def test_what_is_shaded_cannot_be_entered():
    """Rest at a place has the greatest Jacobi constant that a body there can have."""
    mu = 0.01215058560962404
    places = np.random.default_rng(7).uniform(-1.5, 1.5, (50, 2))
    for a, b in places:
        for upward in (False, True):
            state = np.array([a, 0.0 if upward else b, b if upward else 0.0, 0.0, 0.0, 0.0])
            rest = float(rotating_chart.excess(mu, a, b, upward=upward))
            assert rest == pytest.approx(cr3bp.jacobi(mu, state), rel=1e-12)


def test_an_orbit_never_lies_in_what_is_shaded(single):
    orbit = single.orbits[0]
    for state in single.ways[0]:
        still = np.array([*state[:3], 0.0, 0.0, 0.0])
        assert cr3bp.jacobi(orbit.mu, still) >= orbit.jacobi - 1e-12


def test_windows_hold_what_is_shown():
    places = np.array([[0.9, -0.1, 0.0], [1.1, 0.2, 0.05]])
    w = rotating_chart.window(places)
    assert all(w.holds(place) for place in places)
    assert w.half > 0.2


def test_the_same_ask_gives_the_same_bytes(tube, pages):
    assert orbit_page.manifold_page(tube) == pages["tube"]


OVERLAPS = """() => [...document.querySelectorAll('.chart')].flatMap((box) => {
    const kinds = '.xtick text, .ytick text, .xtitle, .ytitle, .legendtext, .legendtitletext';
    const texts = [...box.querySelectorAll(kinds)].filter((one) => one.textContent)
        .map((one) => [one.textContent, one.getBoundingClientRect()]);
    return texts.flatMap(([a, p], k) => texts.slice(k + 1).filter(([b, q]) =>
        Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2 &&
        Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 2).map(([b]) => `${a} / ${b}`));
})"""
DRAWN = """() => [...document.querySelectorAll('.chart')].every(
    (box) => box.querySelector('.scatterlayer .js-line, .scatterlayer .point') !== null)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(400, "dark"), (700, "light"), (1_280, "light")])
def test_pages_draw_in_a_browser(pages, tmp_path, width, scheme):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    named = os.environ.get("WINDLASS_CHROMIUM", "")
    path = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no chromium found; install it or set WINDLASS_CHROMIUM")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, text in pages.items():
            file = tmp_path / f"{name}.html"
            file.write_text(text, encoding="utf-8")
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
            )
            page, said = context.new_page(), []
            page.on("console", lambda message, said=said: said.append(message.text))
            page.on("pageerror", lambda error, said=said: said.append(str(error)))
            page.goto(file.as_uri())
            for _ in range(100):
                if page.evaluate(DRAWN):
                    break
                page.wait_for_timeout(50)
            assert page.evaluate(DRAWN), name
            assert page.evaluate(SIDEWAYS) == 0, name
            assert page.evaluate(OVERLAPS) == [], name
            assert said == []
            context.close()
        browser.close()
