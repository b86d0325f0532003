"""Which ways of an asteroid are computed anew, and which are told."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from windlass.screen import retrieve_anew as anew

LIMIT = 500.0


def way(dv: float, alone: bool = False, depart: float = 0.0, **more: Any) -> dict[str, Any]:
    return {"dv_m_s": dv, "alone": alone, "depart_s": depart, "join_s": depart, "tube": 1} | more


def told(ways: list[dict[str, Any]], true: list[float | None]) -> tuple[list[Any], list[int]]:
    """Return the Δv told, and which were computed anew."""
    tried: list[int] = []

    def flown(k: int) -> dict[str, Any] | None:
        tried.append(k)
        dv = true[k]
        return None if dv is None else way(dv, ways[k]["alone"], k * 1e9, anew=True)

    found = anew.confirmed(ways, flown, LIMIT)
    return [(one["dv_m_s"], one.get("anew", False)) for one in found], tried


def test_one_that_holds_is_enough() -> None:
    found, tried = told([way(100.0), way(101.0), way(300.0)], [100.2, 90.0, 0.0])
    assert tried == [0]
    assert found == [(100.2, True), (101.0, False), (300.0, False)]


def test_the_next_is_tried_where_the_first_is_dearer_than_it() -> None:
    found, tried = told([way(100.0), way(110.0), way(300.0)], [216.0, 111.0, 0.0])
    assert tried == [0, 1]
    assert found == [(111.0, True), (216.0, True), (300.0, False)]


def test_what_cannot_be_flown_is_no_way() -> None:
    found, tried = told([way(100.0), way(110.0)], [None, None])
    assert tried == [0, 1]
    assert found == []


def test_those_beyond_the_limit_are_told_by_the_tables() -> None:
    found, tried = told([way(499.0), way(520.0), way(900.0)], [522.0, 498.0, 0.0])
    assert tried == [0, 1]
    assert found == [(498.0, True), (522.0, True), (900.0, False)]
    found, tried = told([way(600.0), way(900.0)], [0.0, 0.0])
    assert tried == []
    assert found == [(600.0, False), (900.0, False)]


def test_the_cheapest_by_one_impulse_is_computed_anew_too() -> None:
    ways = [way(100.0), way(150.0), way(160.0, True), way(170.0, True)]
    found, tried = told(ways, [100.0, 0.0, 180.0, 171.0])
    assert tried == [0, 2, 3]
    assert found == [(100.0, True), (150.0, False), (171.0, True), (180.0, True)]


def test_after_the_most_tries_what_is_cheaper_by_tables_alone_is_left_out() -> None:
    count = anew.MOST + 3
    ways = [way(100.0 + k) for k in range(count)]
    found, tried = told(ways, [400.0 + 2 * k for k in range(count)])
    assert len(tried) == anew.MOST
    assert all(sure for dv, sure in found if dv <= LIMIT)


def test_two_starts_that_settle_on_one_way_are_told_once() -> None:
    ways = [way(100.0), way(101.0)]

    def flown(k: int) -> dict[str, Any]:
        return way(105.0 + k * 0.001, anew=True, depart=60.0 * k)

    assert [one["dv_m_s"] for one in anew.confirmed(ways, flown, LIMIT)] == [105.0]


@given(
    some.lists(
        some.tuples(
            some.floats(1.0, 900.0), some.booleans(),
            some.one_of(some.none(), some.floats(1.0, 900.0)),
        ),
        max_size=20,
    )
)  # fmt: skip
def test_the_first_within_the_limit_was_always_computed_anew(
    rows: list[tuple[float, bool, float | None]],
) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    ways = [way(dv, alone) for dv, alone, _ in rows]

    def flown(k: int) -> dict[str, Any] | None:
        dv = rows[k][2]
        return None if dv is None else way(dv, rows[k][1], k * 1e9, anew=True)

    found = anew.confirmed(ways, flown, LIMIT)
    assert [one["dv_m_s"] for one in found] == sorted(one["dv_m_s"] for one in found)
    within = [one for one in found if one["dv_m_s"] <= LIMIT]
    for first in (within[:1], [one for one in within if one["alone"]][:1]):
        assert all(one.get("anew") for one in first)
    true = [dv for dv in (row[2] for row in rows[: anew.MOST]) if dv is not None]
    if within and true:
        assert within[0]["dv_m_s"] >= min(true) - 1e-12
