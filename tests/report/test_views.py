"""Variants, trees, inputs, references, settings: what the page makes of the stored data."""

import pytest

from windlass.base.errors import InvalidInput
from windlass.report.explain_tree import Trees
from windlass.report.inputs_table import groups
from windlass.report.options_table import ROWS, rows
from windlass.report.references import linked, references
from windlass.report.settings import settings
from windlass.report.traced import walk
from windlass.report.variants import leading, titles, views


@pytest.fixture
def made(sample):
    return sample.study()


def flat(node):
    return [node, *(below for part in node.parts for below in flat(part))]


def test_the_recommended_variant_leads(made):
    found = views(made.data, made.figures)
    assert [one.key for one in found] == [
        "earth-moon.low-thrust",
        "earth-moon.impulsive",
        "mars-orbit.low-thrust",
    ]
    assert leading(found) is found[0]
    assert len({one.colour for one in found}) == 3
    made.data["recommended"] = {"option": "moon", "variant": "rope"}
    with pytest.raises(InvalidInput, match=r"moon\.rope"):
        views(made.data, made.figures)


def test_one_cell_for_each_row_and_variant(made):
    found = views(made.data, made.figures)
    table = rows(found)
    assert len(table) == len(ROWS) + 1
    assert all(len(row.cells) == 3 for row in table)
    by = {row.title: row.cells for row in table}
    assert by["Launch date"][0].text == "2031-02-03"
    assert by["Burn time on the return leg"][1].text == "at once"
    assert by["Launch mass"][2].note == "no trip can be flown (thrust)"
    assert all(cell.text for row in table for cell in row.cells)


def test_titles_tell_variants_from_options(made):
    named = titles(views(made.data, made.figures))
    assert named["earth-moon.impulsive"] == "To a high lunar orbit, chemical stage"
    assert list(named)[-1] in ("earth-moon", "mars-orbit")


def test_a_tree_reaches_every_figure_beneath(made):
    figure = made.figures["earth-moon.low-thrust.launch.mass"]
    nodes = flat(Trees({}).tree(figure, "Launch mass", whole=True))
    assert nodes[0].role == "Launch mass"
    assert {node.name for node in nodes} == {one.name for one in walk([figure])}


def test_what_was_opened_is_linked_not_repeated(made):
    trees = Trees({})
    mass = made.figures["target.mass"]
    first = flat(trees.tree(mass, "Mass", whole=True))
    again = trees.tree(mass, "Mass", whole=False)
    assert again.parts == ()
    assert again.above == first[0].anchor != ""
    whole = flat(trees.tree(mass, "Mass", whole=True))
    assert len(whole) == len(first)
    anchors = [node.anchor for node in (*first, *whole) if node.anchor]
    assert len(anchors) == len(set(anchors))


def test_inputs_are_leaves_each_once_the_least_sure_first(made):
    found = groups(made.figures.values(), {})
    order = [group.status for group in found]
    assert order == ["assumed", "claimed", "published", "measured", "computed"]
    names = [row.name for group in found for row in group.rows]
    leaves = {key.partition("=")[0] for figure in made.figures.values() for key in figure.responses}
    assert sorted(names) == sorted(leaves)
    assert "target.mass" not in names


def test_references_are_listed_and_linked():
    found = references({"izzo2015", "brophy2012"})
    assert [one["key"] for one in found] == ["brophy2012", "izzo2015"]
    text = str(linked("see 10.1007/s10569-014-9587-y. <b> https://a.org/x, end"))
    assert '<a href="https://doi.org/10.1007/s10569-014-9587-y" rel="noreferrer">' in text
    assert '<a href="https://a.org/x" rel="noreferrer">https://a.org/x</a>, end' in text
    assert "&lt;b&gt;" in text
    with pytest.raises(InvalidInput, match="nobody1900"):
        references({"nobody1900"})


def test_links_hold_no_other_scheme():
    assert "<a" not in str(linked("javascript:alert(1) data:text/html,x"))


def test_settings_in_words():
    scenario = {
        "name": "x",
        "window": {"launch": [0.0, 86_400.0 * 366], "step": 864_000.0, "latest_return": None},
        "launch": {"parking_altitude": 4e5, "vehicle": "falcon"},
        "option": {"a": {"returned_mass": "650 t"}},
        "legs": {"max_revolutions": 8},
    }
    found = dict(settings(scenario))
    assert found["window.step"] == "10 d"
    assert found["launch.parking_altitude"] == "400 km"
    assert found["option.a.returned_mass"] == "650 t"
    assert found["legs.max_revolutions"] == "8"
    assert " to 2001-01-0" in found["window.launch"]
    assert "window.latest_return" not in found


def test_settings_of_a_programme_in_words():
    scenario = {
        "body": {"worth": {"value": 2e13, "currency": "USD2024"}, "like": ""},
        "programme": {
            "start": 90_000.0,
            "sale_time": 40 * 31_557_600.0,
            "mining_time": 31_536_000.0,
        },
        "launch": {"cadence": 5 / 31_557_600.0},
        "claim": {"1": {"text": "x"}, "2": {"text": "y"}},
        "orbits": [],
    }
    assert dict(settings(scenario)) == {
        "body.worth": "20 tn USD2024",
        "programme.start": "2000-01-03",
        "programme.sale_time": "40 yr",
        "programme.mining_time": "365 d",
        "launch.cadence": "5 a year",
        "claim": "2, in the table of claims",
    }
