"""The report of a study says everything, refuses what it must, and stays inside itself."""

import dataclasses
import json
import re

import pytest

from windlass.base.errors import InvalidInput
from windlass.report import study_page
from windlass.report.cells import range_text, value_text
from windlass.report.options_table import ROWS
from windlass.report.page import plotly_script


def test_every_headline_figure_is_on_the_page(page, sample, read):
    made, words = sample.study(), read(page).words
    shown = 0
    for option in made.data["options"]:
        for variant in option["variants"]:
            for role, _ in ROWS:
                name = variant["figures"].get(role)
                if name is not None:
                    figure = made.figures[name]
                    assert value_text(figure) in words, name
                    assert range_text(figure) in words, name
                    shown += 1
    assert shown == 2 * len(sample.ROLES)


def test_the_page_opens_on_the_answer(page, sample, read):
    words = read(page).words
    made = sample.study()
    places = [words.index(text) for text in [*made.data["answer"], "The options side by side"]]
    assert places == sorted(places)
    assert places[0] < 600
    assert "★ recommended" in words
    assert "All of this is synthetic." in words


def test_what_makes_an_option_impossible_is_said(page, read):
    words = read(page).words
    assert "launch mass: needs 40.2 t at C3 1.2 km²/s², the launcher lifts 14.0 t" in words
    assert "thrust: needs 11.1 N, the tug gives 1.5 N" in words


def test_what_is_missing_says_why(page, read):
    words = read(page).words
    assert "not computed no trip can be flown (thrust)" in words
    assert "not computed not asked for" in words  # the return leg was not flown again
    assert "range open" not in words


def test_no_cell_is_empty(page):
    page = page[page.index("<body>") : page.index('<div id="tip"')]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page, re.S)
    assert len(cells) > 50
    assert all(re.sub(r"<[^>]*>|\s", "", cell) for cell in cells)


def test_the_page_loads_nothing(page, read):
    found = read(page)
    assert found.loads == []
    assert not {"link", "iframe", "img", "object", "embed", "base"} & set(found.tags)
    assert not re.search(r"@import|url\(", "".join(found.styles))
    own = "".join(found.scripts).replace(plotly_script(), "")
    assert len(own) < len("".join(found.scripts))
    assert not re.search(r"https?:|fetch\(|XMLHttpRequest|WebSocket|import\(", own)
    policy = [a for tag, a in found.attributes if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy[0]["content"].startswith("default-src 'none';")


def test_the_same_study_gives_the_same_bytes(page, sample):
    made = sample.study()
    again = study_page.render(made.data, made.arrays, made.figures, run_id="ab" * 32)
    assert again == page


def test_links_within_the_page_lead_somewhere(page, read):
    found = read(page)
    assert len(found.ids) == len(set(found.ids))
    goals = [str(a["href"]) for tag, a in found.attributes if tag == "a"]
    inner = {goal[1:] for goal in goals if goal.startswith("#")}
    assert len(inner) > 20
    assert inner <= set(found.ids)
    for goal in goals:
        assert goal.startswith(("#", "https://", "http://"))


def test_tables_charts_and_parts_are_named(page, read):
    found = read(page)
    charts = [a for _, a in found.attributes if a.get("class") == "chart"]
    assert len(charts) == 8
    assert all(a["role"] == "img" and len(str(a["aria-label"])) > 20 for a in charts)
    assert all(a.get("scope") for tag, a in found.attributes if tag == "th")
    regions = [a for _, a in found.attributes if a.get("class") == "scroll"]
    assert regions
    assert all(a["tabindex"] == "0" for a in regions)
    assert all(a.get("aria-label") or a.get("aria-labelledby") for a in regions)
    assert {"header", "main", "nav"} <= set(found.tags)


def test_charts_on_the_page_are_those_of_the_data(page, read):
    found = read(page)
    drawn = {str(a["id"]) for _, a in found.attributes if a.get("class") == "chart"}
    assert set(json.loads(found.scripts[0])) == drawn


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_hostile_names_are_shown_as_they_stand(sample, read, name):
    made = sample.study(name)
    made.data["warnings"] = [f"warned of {name}"]
    made.data["options"][0]["variants"][1]["reasons"][0]["text"] = f"needs {name}"
    text = study_page.render(made.data, made.arrays, made.figures)
    found = read(text)
    assert found.tags.count("script") == 3
    assert "img" not in found.tags
    assert name in " ".join(found.parts)
    charts = json.loads(found.scripts[0])
    assert name not in json.dumps(charts, ensure_ascii=False)  # charts read some tags
    assert not any(key.startswith("on") for _, a in found.attributes for key in a)


def test_a_figure_without_a_trace_is_refused(sample):
    made = sample.study()
    whole = made.figures["target.mass"]
    made.figures["target.mass"] = dataclasses.replace(whole, trace=None)
    with pytest.raises(InvalidInput, match=r"without a trace.*target\.mass"):
        study_page.render(made.data, made.arrays, made.figures)


def test_a_figure_on_a_figure_without_grounds_is_refused(sample):
    made = sample.study()
    name = "earth-moon.low-thrust.propellant"
    figure = made.figures[name]
    (first, part), *rest = figure.trace.inputs
    empty = dataclasses.replace(part.trace, inputs=(), sources=(), data=())
    inputs = ((first, dataclasses.replace(part, trace=empty)), *rest)
    trace = dataclasses.replace(figure.trace, inputs=inputs)
    made.figures[name] = dataclasses.replace(figure, trace=trace)
    with pytest.raises(InvalidInput, match="stands on nothing"):
        study_page.render(made.data, made.arrays, made.figures)


def test_names_without_a_figure_or_table_are_refused(sample):
    made = sample.study()
    del made.figures["earth-moon.low-thrust.launch.mass"]
    with pytest.raises(InvalidInput, match=r"launch\.mass"):
        study_page.render(made.data, made.arrays, made.figures)
    for array in sample.study().arrays:
        made = sample.study()
        del made.arrays[array]
        with pytest.raises(InvalidInput, match=re.escape(array)):
            study_page.render(made.data, made.arrays, made.figures)


def test_no_feasible_option_still_gives_a_report(sample, read):
    made = sample.study()
    made.data["recommended"] = None
    for option in made.data["options"]:
        for variant in option["variants"]:
            variant["feasible"] = False
    words = read(study_page.render(made.data, made.arrays, made.figures)).words
    assert "No option is feasible" in words
    assert "★ recommended" not in words


def test_a_study_without_any_trip_still_gives_a_report(sample, read):
    made = sample.study()
    made.data |= {"recommended": None, "porkchops": [], "options": made.data["options"][1:]}
    words = read(study_page.render(made.data, {}, made.figures)).words
    assert "no vehicle can bring any mass" in words
    assert "the study kept no map of dates" in words
    assert "no option has a trip" in words


def test_inputs_stand_with_status_and_source(page, read):
    words = read(page).words
    assert "Assumed: nobody measured it" in words
    assert "albedo of the target target.albedo 0.15 0.02 to 0.4 assumed wright2016" in words
    assert "Claimed: its maker or owner says so" in words


def test_references_release_and_reproduction(page, read):
    words = read(page).words
    for key in ("brophy2012", "pravec2007", "tsiolkovsky1903", "wright2016", "lsp2023"):
        assert f'id="ref-{key}"' in page
    assert "Class of data: open . May be shown to: anyone" in words
    assert "windlass study synthetic-1.toml" in words
    assert "ab" * 32 in words


def test_size_stays_small_besides_plotly(page):
    rest = len(page.encode()) - len(plotly_script().encode())
    assert 20_000 < rest < 700_000
