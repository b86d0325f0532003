"""Claims of every status: what is claimed, computed, decides, and would have to be true."""

import pytest

from windlass.report.claims_table import MARKS, claimed_text, claims
from windlass.report.variants import titles, views


@pytest.fixture
def found(full):
    made = full()
    every = views(made.data, made.figures)
    return claims(made.data["claims"], made.figures, every, titles(every))


def by(rows):
    return {row.key: row for row in rows}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("<= 8 weeks", "at most 8 weeks"),
        (">= 1300 t", "at least 1,300 t"),
        ("100..999", "100 to 999"),
        ("1000..9999", "1,000 to 9,999"),
        ("6 yr..10 yr", "6 yr to 10 yr"),
        ("2500", "2,500"),
        ("20 tn USD2024", "20 tn USD2024"),
        ("0.17 km/s", "0.17 km/s"),
    ],
)
def test_claimed_values_read_as_words(given, said):
    assert claimed_text(given) == said


def test_no_claims_give_no_table():
    assert claims([], {}, [], {}) is None


def test_claims_with_and_without_a_number_are_counted(found):
    assert [one.key for one in found.tested] == ["a", "b", "c", "d"]
    assert [one.key for one in found.shown] == ["e", "f", "g"]
    assert dict(found.counts) == {
        "holds": 1,
        "within the range": 1,
        "does not hold": 1,
        "not computed": 1,
        "shown": 2,
        "not yet": 1,
    }


def test_a_claim_that_holds_asks_for_nothing(found):
    one = by(found.tested)["a"]
    assert one.computed.text == "3"
    assert one.computed.name == "earth-moon.low-thrust.fleet.ships"
    assert one.claimed == "1 to 5"
    assert one.ratio == "0.6 ×"
    assert one.deciding is None


def test_what_would_have_to_be_true_can_be_copied(found):
    one = by(found.tested)["b"]
    assert one.in_year == "that is 2.34 bn USD2024"
    assert one.deciding.name == "reserve on all costs"
    assert one.deciding.nominal == "30 %"
    assert one.deciding.low_high == "20 to 50 %"
    assert one.deciding.lines == (
        "It would have to be 40 %.",
        "Run again with it: 2.34 bn USD2024.",
    )
    assert one.deciding.setting == "--set 'cost.reserve=\"0.4\"'"


def test_no_value_in_the_range_tells_the_nearest_and_what_lies_beyond(found):
    one = by(found.tested)["c"]
    assert one.deciding.lines == (
        "No value in that range does it.",
        "Nearest: 50 % gives 31.",
        "Beyond every source: 90 % would.",
    )
    assert one.deciding.setting == ""


def test_a_claim_without_a_value_says_why(found):
    one = by(found.tested)["d"]
    assert not one.computed.computed
    assert one.computed.note == "it never pays back"
    assert one.why == "no single input changes that within its range"
    assert one.ratio == "no ratio"


def test_claims_without_a_number_name_what_shows_them(found):
    shown = by(found.shown)
    assert shown["e"].by == "the option “To a high lunar orbit”"
    assert shown["e"].goal == "options"
    assert shown["f"].command == "windlass study --set"
    assert shown["g"].status == "not yet"


def test_a_value_that_holds_on_the_same_trip_alone_is_not_offered(full):
    made = full()
    made.data["claims"][1] |= {"reproduced": None, "why": "with that value the trip is another"}
    every = views(made.data, made.figures)
    one = claims(made.data["claims"], made.figures, every, titles(every)).tested[1]
    assert one.deciding.lines == ("It would have to be 40 % on the same trip.",)
    assert one.deciding.setting == ""
    assert one.why == "with that value the trip is another"


def test_every_verdict_is_said_in_words_with_a_sign(full_page, read):
    words = read(full_page).words
    for status, (sign, style) in MARKS.items():
        assert f'class="verdict {style}"' in full_page
        assert f"{sign} {status}" in words
    assert "Synthetic claim c" in words
    assert "Nearest: 50 % gives 31." in words
    assert "nothing has to change" in words
    assert "nothing yet" in words
    assert "reserve on all costs" in words.lower()


def test_the_source_of_a_claim_and_of_a_range_is_listed(full_page):
    assert 'href="#ref-brophy2012"' in full_page
    assert 'id="ref-brophy2012"' in full_page
