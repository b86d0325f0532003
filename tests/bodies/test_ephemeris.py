"""Epochs asked of an ephemeris: what is inside passes, all else is refused by its date."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.epochs import DAY_S, format_epoch, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies import planets, twobody
from windlass.bodies.ephemeris import Ephemeris, check_span
from windlass.catalogue.collection import lookup

SPAN = (parse_epoch("2030-01-01"), parse_epoch("2040-01-01"))


@given(st.lists(st.floats(*SPAN), max_size=20))
def test_epochs_within_the_span_come_back_as_they_were(t: list[float]) -> None:
    np.testing.assert_array_equal(check_span("rock", np.array(t), SPAN), np.array(t))


def test_both_ends_belong_to_the_span_and_one_number_is_a_row() -> None:
    for end in SPAN:
        found = check_span("rock", end, SPAN)
        assert found.shape == (1,)
        assert found[0] == end
        beyond = np.nextafter(end, np.inf if end == SPAN[1] else -np.inf)
        with pytest.raises(InvalidInput):
            check_span("rock", beyond, SPAN)


@given(
    inside=st.lists(st.floats(*SPAN), max_size=5),
    days=st.floats(1.0, 30_000.0),
    before=st.booleans(),
    at=st.integers(0, 5),
)
def test_the_refusal_names_body_date_and_span(
    inside: list[float], days: float, before: bool, at: int
) -> None:
    bad = SPAN[0] - days * DAY_S if before else SPAN[1] + days * DAY_S
    t = np.array([*inside[:at], bad, *inside[at:]])
    words = f"rock.*{re.escape(format_epoch(bad))}.*2030-01-01 to 2040-01-01"
    with pytest.raises(InvalidInput, match=words):
        check_span("rock", t, SPAN)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(InvalidInput, match=str(bad)):
        check_span("rock", np.array([SPAN[0], bad]), SPAN)


def test_a_table_of_epochs_is_refused() -> None:
    with pytest.raises(InvalidInput, match="one row"):
        check_span("rock", np.full((2, 2), SPAN[0]), SPAN)


@pytest.mark.parametrize("name", ["earth", "moon", "two-body"])
def test_every_source_offers_the_same(name: str) -> None:
    body: Ephemeris
    if name == "two-body":
        body = twobody.ephemeris(lookup("433").orbit, SPAN)
    else:
        body = planets.load().body(name)
    assert (body.centre, body.frame) == ("sun", "icrf")
    assert body.name
    assert body.model
    assert body.sources
    assert body.span_s[0] <= SPAN[0] < SPAN[1] <= body.span_s[1]
    t = np.linspace(*SPAN, 11)
    r, v = body.state(t)
    assert r.shape == v.shape == (11, 3)
    for k in (0, 5, 10):
        one_r, one_v = body.state(float(t[k]))
        assert one_r.shape == one_v.shape == (1, 3)
        np.testing.assert_array_equal(one_r[0], r[k])
        np.testing.assert_array_equal(one_v[0], v[k])
