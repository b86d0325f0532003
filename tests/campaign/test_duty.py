"""Rules of hours: each clause catches what breaks it, with who, when and where it is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.campaign.crew import duty

H, DAY = 3_600.0, 86_400.0


def week(hours: float, days: int, first: float = 8.0) -> list[duty.Span]:
    return [(d * DAY + first * H, d * DAY + (first + hours) * H) for d in range(days)]


def clauses(spans: list[duty.Span], key: str) -> set[str]:
    return {one.clause for one in duty.judge({"ann": spans}, duty.rule(key))}


def test_rules_are_as_published() -> None:
    eu, faa = duty.rule("eu-2003-88"), duty.rule("faa-431-43")
    assert (eu.week_s, eu.rest_s, eu.week_rest_s) == (48 * H, 11 * H, 35 * H)
    assert (faa.shift_s, faa.rest_s, faa.week_s, faa.days) == (12 * H, 8 * H, 60 * H, 14)
    assert (faa.long_count, faa.long_rest_s) == (5, 48 * H)


@pytest.mark.parametrize(
    ("spans", "key", "found"),
    [
        (week(8, 5), "eu-2003-88", set()),
        (week(9.6, 5), "eu-2003-88", set()),
        (week(9.7, 5), "eu-2003-88", {"week_s"}),
        (week(6, 7), "eu-2003-88", {"week_rest_s"}),
        ([(0, 8 * H), (18.9 * H, 20 * H)], "eu-2003-88", {"rest_s"}),
        ([(0, 8 * H), (19 * H, 20 * H)], "eu-2003-88", set()),
        (week(12, 5), "faa-431-43", set()),
        (week(12.1, 1), "faa-431-43", {"shift_s"}),
        ([*week(12, 5), (6 * DAY, 6 * DAY + H)], "faa-431-43", {"long_rest_s", "week_s"}),
        ([*week(12, 5), (8 * DAY, 8 * DAY + H)], "faa-431-43", set()),
        (week(4, 14), "faa-431-43", set()),
        (week(4, 15), "faa-431-43", {"days"}),
        (week(8.5, 8), "faa-431-43", set()),
        (week(8.7, 7), "faa-431-43", {"week_s"}),
    ],
)  # fmt: skip
def test_each_clause_catches_its_breach(spans: list[duty.Span], key: str, found: set[str]) -> None:
    assert clauses(spans, key) == found


def test_a_breach_says_who_when_and_where_it_is_written() -> None:
    (one,) = duty.judge({"ann": [(0, 5 * H)], "bob": [(0.0, 13 * H)]}, duty.rule("faa-431-43"))
    assert (one.who, one.begin_s, one.end_s, one.value, one.limit) == (
        "bob", 0.0, 13 * H, 13 * H, 12 * H,
    )  # fmt: skip
    _, rule, clause = one.anchor.split(".")
    assert table("duty")[rule][clause]["value"] == 12.0
    with pytest.raises(InvalidInput, match="ends after"):
        duty.judge({"ann": [(1.0, 0.0)]}, duty.rule("eu-2003-88"))
    with pytest.raises(InvalidInput):
        duty.rule("none")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 14)), max_size=12))
def test_weekly_hours_as_by_every_window(parts: list[tuple[int, int]]) -> None:
    """Second method: all windows of 7 days that begin at a whole hour."""
    spans: list[duty.Span] = []
    for a, length in sorted(parts):
        begin = max(a * H, spans[-1][1] if spans else 0.0)
        spans.append((begin, begin + length * H))
    by_hour = max(
        (duty.hours(spans, t * H, t * H + 7 * DAY) for t in range(-170, 620)), default=0.0
    )
    assert ("week_s" in clauses(spans, "eu-2003-88")) == (by_hour > 48 * H + 1e-3)


def test_pauses_shorter_than_a_rest_join_a_shift() -> None:
    assert duty.merged([(5 * H, 6 * H), (0, 2 * H), (20 * H, 21 * H)], 11 * H) == [
        (0, 6 * H),
        (20 * H, 21 * H),
    ]
