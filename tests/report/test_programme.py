"""Fleet, money, other orbits: each part by what it says, left out where a run holds nothing."""

import json
import math
import re

import pytest

from windlass.report import study_page
from windlass.report.cash_chart import cash_chart, cash_table
from windlass.report.cells import value_text
from windlass.report.contents import content_rows, contents_chart
from windlass.report.cost_chart import RESERVE, cost_chart, parts
from windlass.report.fleet_table import fleet_table
from windlass.report.money_table import LOSS, NO_RATE, SEVERAL, money
from windlass.report.orbits_chart import orbits_chart
from windlass.report.orbits_table import NOTHING, counts, options_of, orbits
from windlass.report.variants import views

SECTIONS = ("claims", "fleet", "money", "orbits")


@pytest.fixture
def made(full):
    return full()


@pytest.fixture
def found(made):
    return views(made.data, made.figures)


def by_key(found, key):
    return next(one for one in found if one.key == key)


def rows(table):
    return {row.title: row.cells for row in table.rows}


def test_answer_options_and_claims_come_before_all_else(full_page):
    order = re.findall(r'<section id="(\w+)"', full_page)
    assert order[:3] == ["answer", "options", "claims"]
    assert order[3:7] == ["fleet", "money", "orbits", "trade"]


def test_a_run_without_programme_has_none_of_the_sections(page, full_page):
    for name in SECTIONS:
        assert f'<section id="{name}"' not in page
        assert f'href="#{name}"' not in page
        assert f'<section id="{name}"' in full_page
        assert f'href="#{name}"' in full_page


def test_a_part_without_data_is_left_out_alone(made, read):
    made.data |= {"claims": [], "contents": [], "instead": []}
    del made.arrays["orbits"]
    text = study_page.render(made.data, made.arrays, made.figures)
    assert '<section id="claims"' not in text
    assert '<section id="orbits"' not in text
    assert '<section id="fleet"' in text


def test_options_on_another_orbit_stand_apart_and_say_so(full_page, read):
    at = full_page.index('<h3 id="options-elsewhere">')
    own, other = full_page[:at], full_page[at:]
    assert "on the orbit of Otherbody, not its own" not in own
    words = read(full_page).words
    assert "Not the orbit of Synthetic 1:" in words
    assert "on the orbit of Otherbody, not its own" in read_words(other)
    assert "needs 3 ships, the launcher lifts 2" in words


def read_words(text):
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_views_know_whose_orbit_they_are_on(found):
    other = by_key(found, "mars-orbit-on-3.low-thrust")
    assert other.elsewhere == "Otherbody"
    assert other.short == "Into Mars orbit"
    assert [one.elsewhere for one in found if one is not other] == ["", "", ""]


def test_every_figure_of_fleet_and_money_is_on_the_page(full_page, made, read):
    words = read(full_page).words
    shown = 0
    for option in made.data["options"]:
        for variant in option["variants"]:
            for role, name in variant["figures"].items():
                if role.partition(".")[0] in ("fleet", "flights", "supply", "npv", "payback"):
                    assert value_text(made.figures[name]) in words, name
                    shown += 1
    assert shown > 15


def test_figures_lead_to_where_they_are_explained(full_page, made, read):
    page = read(full_page)
    links = [a for tag, a in page.attributes if "explained" in str(a.get("class"))]
    assert len(links) > 60
    assert all(str(a["href"]).removeprefix("#") in page.ids for a in links)
    at = full_page.index('<section id="explain"')
    assert "of one ship, times the ships" in full_page[at:]


def test_fleet_says_whether_a_ship_is_ready(found):
    table = fleet_table(found)
    assert [one.key for one in table.views] == [
        "earth-moon.low-thrust",
        "mars-orbit-on-3.low-thrust",
    ]
    by = rows(table)
    assert by["Ships needed"][0].text == "3"
    assert by["Ships needed"][0].low_high == "2 to 5"
    assert by["Mining vehicles"][1].text == "12.35 million"
    assert by["Lift-off of this trip"][0].note == "a ship is ready by then"
    assert "… by the scenario" in table.absent


def test_a_lift_off_before_readiness_is_told(made):
    late = made.figures["earth-moon.low-thrust.readiness.date"]
    late = type(late)(**{**{k: getattr(late, k) for k in late.__slots__}, "value": 4e9})
    made.figures["earth-moon.low-thrust.readiness.date"] = late
    table = fleet_table(views(made.data, made.figures))
    assert rows(table)["Lift-off of this trip"][0].note == "before a ship is ready"


def test_money_tells_rates_payback_and_why_there_is_none(found):
    tables = money(found)
    pays = rows(tables.pays)
    rate, none = pays["Internal rate of return"]
    assert rate.text == "−3.10 % a year; 8.40 % a year"
    assert rate.note == SEVERAL
    assert none.note == "nothing is sold, so nothing is earned"
    assert pays["Payback, from the start"][0].text == "9.5 yr"
    at_rate = pays["Costs by the net income of a year"][0]
    assert at_rate.note == "each kilogram that is sold loses money"
    assert rows(tables.earns)["Elasticity of demand"][0].text == "1.2"
    assert tables.remarks[0].flags == ("learning curve: 30,000 units, known to about 10,000",)


@pytest.mark.parametrize(
    ("rates", "text", "note"),
    [
        ([-0.0170404], "−1.70 % a year", LOSS),
        ([0.12], "12.00 % a year", ""),
        ([], "not computed", NO_RATE),
    ],
)
def test_one_rate_a_loss_or_a_refusal(made, rates, text, note):
    made.data["options"][0]["variants"][0]["programme"]["rates"] = rates
    cell = rows(money(views(made.data, made.figures)).pays)["Internal rate of return"][0]
    assert (cell.text, cell.note) == (text, note)


def test_an_option_without_a_part_says_none(found):
    other = rows(money(found).earns)["Income in all"][1]
    assert other.note == "nothing is sold, so nothing is earned"
    costs = money(found).costs
    assert "Delivery to the ground" in costs.absent


def test_bars_of_cost_add_up_to_the_whole(found):
    one = by_key(found, "earth-moon.low-thrust")
    total = one.figure("cost.total")
    bars = parts(one, total)
    assert sum(value for _, value in bars) == pytest.approx(total.value, rel=1e-12)
    assert bars[-1] == (RESERVE, pytest.approx(0.3 * 9e8))
    chart = cost_chart(one)
    assert chart.layout["xaxis"]["title"]["text"] == "Cost (bn USD2024)"
    assert chart.traces[0]["x"] == pytest.approx([0.6, 0.3, 0.27])


def test_cash_flow_draws_each_kind_and_the_running_sum(found):
    one = by_key(found, "earth-moon.low-thrust")
    chart = cash_chart(one)
    names = [trace["name"] for trace in chart.traces]
    assert "Delivery to the ground" not in names  # nothing is delivered
    line = chart.traces[-1]
    flows = one.programme["flows"]
    net = [sum(year) for year in zip(*flows.values(), strict=True)]
    assert line["y"][-1] == pytest.approx(sum(net) / 1e9)
    assert line["x"] == list(range(1, 13))
    assert chart.layout["xaxis"]["title"]["text"].startswith("Year (from 20")
    assert chart.layout["yaxis"]["title"]["text"] == "In that year (bn USD2024)"
    table = cash_table(one)
    assert table.heads[-2:] == ("In that year", "Sum so far")
    assert len(table.rows) == 12
    assert table.rows[0][0] == "1"
    assert table.rows[0][-1] == "−0.2"


def test_without_a_cash_flow_there_is_no_chart(found):
    other = by_key(found, "mars-orbit-on-3.low-thrust")
    assert cash_chart(other) is None
    assert cash_table(other) is None
    assert cost_chart(other) is not None


def test_orbits_tell_what_each_gives(made):
    frame = made.arrays["orbits"]
    found, options = orbits(frame), options_of(frame, made.data["options"])
    assert options == {"mars-orbit": "Into Mars orbit"}
    assert [one.like for one in found] == ["Otherbody", "1000", "1001", "1003", "1004"]
    assert found[0].told("mars-orbit") == "2.5 t a ship; 40 ships"
    assert found[1].told("mars-orbit") == NOTHING
    assert found[1].title == "asteroid 1000"
    chart = orbits_chart(found, options)
    nothing, some = chart.traces
    assert len(nothing["y"]) == 4
    assert some["x"] == [2.5]
    assert nothing["x"][0] < 2.5
    assert chart.layout["xaxis"]["ticktext"][0] == "nothing"
    assert chart.layout["xaxis"]["title"]["text"] == "Most that one ship brings (t)"
    assert chart.alt.startswith("Of 5 plausible orbits, 1 let")


def test_orbits_of_nothing_at_all_still_draw(made):
    frame = made.arrays["orbits"].with_columns(share_kg=None, ships=None)
    chart = orbits_chart(orbits(frame), {"mars-orbit": "Into Mars orbit"})
    assert len(chart.traces[0]["y"]) == 5
    assert all(math.isfinite(x) for x in chart.traces[0]["x"])
    json.dumps(chart.spec(), allow_nan=False)


def test_counts_of_orbits_name_option_and_vehicle(made):
    tug, stage = counts(made.data["orbits"], made.data["options"])
    assert (tug.option, tug.flown, tug.best, tug.ships) == ("Into Mars orbit", 1, "Otherbody", "40")
    assert tug.vehicle == "Solar-electric tug"
    assert stage.ships == "none fly"


def test_contents_set_mass_against_iridium(made):
    found = content_rows(made.data["contents"])
    assert found[0].content == "50 ppm"
    assert found[0].low_high == "25 to 100 ppm"
    assert found[1].mass == "200 billion t"
    chart = contents_chart(made.data["contents"])
    assert chart.layout["xaxis"]["title"]["text"] == "Iridium in the body (ppm by mass)"
    assert chart.traces[0]["name"] == "Rich iron (taken here)"
    assert contents_chart([]) is None


def test_real_asteroids_and_the_largest_body_are_told(full_page, read):
    words = read(full_page).words
    assert "To a high lunar orbit, with Realone instead" in words
    assert "The largest body that the ships which can fly in time could bring" in words
    assert "250 t" in words


def test_new_words_are_explained(full_page, read):
    ids = read(full_page).ids
    for key in ("npv", "irr", "payback", "elasticity", "cadence", "learning-rate", "real-money"):
        assert f"term-{key}" in ids


def test_no_cell_is_empty_ids_are_single_and_nothing_is_nan(full_page, read):
    body = full_page[full_page.index("<body>") : full_page.index('<div id="tip"')]
    for cell in re.findall(r"<td[^>]*>(.*?)</td>", body, re.S):
        assert re.sub(r"<[^>]*>|\s", "", cell)
    found = read(full_page)
    assert len(found.ids) == len(set(found.ids))
    assert not re.search(r"\b(nan|None|inf)\b", found.words)
    goals = {str(a["href"])[1:] for tag, a in found.attributes if tag == "a"}
    assert {goal for goal in goals if not goal.startswith("ttp")} <= set(found.ids)


def test_hostile_names_in_a_programme_are_shown_as_they_stand(full, read):
    name = '"><img src=x onerror=alert(1)>'
    made = full()
    made.data["claims"][0]["text"] = name
    made.data["contents"][0]["title"] = name
    made.data["options"][0]["variants"][0]["programme"]["market"] = name
    made.data["options"][2]["title"] = f"Into Mars orbit, were its orbit like that of {name}"
    text = study_page.render(made.data, made.arrays, made.figures)
    found = read(text)
    assert "img" not in found.tags
    assert name not in json.dumps(json.loads(found.scripts[0]), ensure_ascii=False)
