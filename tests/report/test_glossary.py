"""Words are marked once, escaped, and every meaning that is used is given."""

from windlass.base.sources import table
from windlass.report.glossary import Glossary, terms


def test_words_are_marked_once_and_text_is_escaped():
    words = Glossary()
    marked = str(words.mark("Δv <b> and Δv again, C3"))
    assert marked.count('href="#term-dv"') == 1
    assert marked.count('href="#term-c3"') == 1
    assert "&lt;b&gt;" in marked
    assert "<b>" not in marked


def test_words_inside_words_stay_as_they_are():
    assert "<a" not in str(Glossary().mark("C30 sub-C3 automargin rangefinder"))


def test_the_longest_word_wins():
    marked = str(Glossary().mark("low-thrust in an N-body model"))
    assert ">N-body model</a>" in marked
    assert ">low-thrust</a>" in marked


def test_dates_do_not_break():
    assert '<span class="nowrap">2043-04-27</span>' in str(Glossary().mark("on 2043-04-27."))


def test_used_words_bring_those_that_explain_them():
    words = Glossary()
    assert words.used() == []
    words.mark("C3")
    assert {term.key for term in words.used()} >= {"c3", "vinf"}


def test_words_of_the_programme_are_known_and_whole():
    found = terms()
    assert {"npv", "irr", "payback", "learning-rate", "elasticity", "cadence", "isru"} <= set(found)
    assert all(term.text.endswith(".") and len(term.text) > 20 for term in found.values())


def test_the_table_is_whole():
    assert {"dv", "vinf", "c3", "isp", "dro", "tdb", "porkchop"} <= set(terms())
    forms = [form for term in terms().values() for form in (term.term, *term.also)]
    assert len(forms) == len(set(forms))
    for key, row in table("glossary").items():
        assert set(row) <= {"term", "also", "text"}, key
        assert row["text"].endswith("."), key
        assert len(row["text"]) > 20, key
