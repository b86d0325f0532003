"""Double entry: sums are nothing, nobody gives what is not there, corrections take back."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.records import record
from windlass.records.canon import MOST
from windlass.records.dock import book as books
from windlass.records.dock.book import Book
from windlass.records.dock.movement import Account, Movement, account, movement

AT = "2032-05-01T12:00:00.000000Z"
ACCOUNTS = (
    Account(name="supplier", kind="outside"), Account(name="North", kind="dock"),
    Account(name="Store", kind="place"), Account(name="Kit of Ada", kind="person"),
    Account(name="Tug 1", kind="vehicle", capacity_g=2_000_000, seats=2),
)  # fmt: skip


class Desk:
    """A book in memory, with the bodies that it was given."""

    def __init__(self) -> None:
        self.book, self.bodies = Book(), dict[str, Mapping[str, Any]]()
        for one in ACCOUNTS:
            self.take(one.body(), kind="account")

    def take(self, body: Mapping[str, Any], *, kind: str = "movement", why: str = "") -> str:
        own = f"{len(self.bodies):064x}"
        self.bodies[own] = body
        books.take(self.book, kind, body, own, at=AT, allowed=lambda one: why,
                   get=self.bodies.get)  # fmt: skip
        return own

    def grams(self, name: str) -> int:
        return self.book.totals[name].grams if name in self.book.totals else 0

    def sums(self) -> tuple[int, int]:
        totals = self.book.totals.values()
        return sum(one.grams for one in totals), sum(one.seats for one in totals)


def came(item: str = "crate 1", grams: int = 1000, **more: Any) -> Movement:
    parts: dict[str, Any] = {"source": "supplier", "target": "Store", "dock": "North",
                             "direction": "in", "who": "Ada"}  # fmt: skip
    return Movement(item=item, grams=grams, **(parts | more))


def test_what_comes_in_is_there_and_sums_are_nothing() -> None:
    desk = Desk()
    desk.take(came(count=3).body())
    desk.take(came(grams=400, source="Store", target="Kit of Ada", dock="", direction="").body())
    grams = [desk.grams(name) for name in ("Store", "Kit of Ada", "supplier")]
    assert grams == [600, 400, -1000]
    assert desk.book.holdings["Store", "crate 1"].count == 2
    assert desk.sums() == (0, 0)


def test_passengers_take_seats() -> None:
    desk = Desk()
    for name in ("Ada", "Cole"):
        desk.take(came(name, 80_000, what="passenger", target="Tug 1").body())
    assert desk.book.totals["Tug 1"].seats == 2
    with pytest.raises(InvalidInput, match="has 2 seats"):
        desk.take(came("Xena", 80_000, what="passenger", target="Tug 1").body())


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (came().body() | {"grams": -1}, "grams of crate 1"),
        (came().body() | {"grams": MOST + 1}, "grams of crate 1"),
        (came().body() | {"grams": 1.5}, "grams of crate 1"),
        (came().body() | {"grams": True}, "grams of crate 1"),
        (came().body() | {"count": 0}, "count of crate 1"),
        (came().body() | {"item": " "}, "names its item"),
        (came().body() | {"item": 3}, "item of a movement"),
        (came().body() | {"to": "Stor"}, "near: Store"),
        (came().body() | {"to": "supplier"}, "same account"),
        (came().body() | {"direction": "up"}, "direction"),
        (came().body() | {"direction": ""}, "in or out"),
        (came().body() | {"dock": "Store"}, "is a place"),
        (came().body() | {"dock": "", "direction": ""}, "leaves or enters the base"),
        (came().body() | {"at": "2032-05-01T12:00:01Z"}, "in the future"),
        (came().body() | {"at": "noon"}, "time"),
        (came().body() | {"event": "eat"}, "no such movement to eat"),
        (
            came(grams=1, count=5).body()
            | {"from": "Store", "to": "Kit of Ada", "dock": "", "direction": ""},
            "does not hold so much",
        ),
        ({"event": "post", "of": "f" * 64}, "no such movement to post"),
        ({"event": "correct", "of": "f" * 64, "note": "x"}, "no such movement to correct"),
    ],
)
def test_what_cannot_be_changes_nothing(body: dict[str, Any], told: str) -> None:
    desk = Desk()
    with pytest.raises(InvalidInput, match=told):
        desk.take(body)
    assert desk.book.holdings == {}
    assert desk.sums() == (0, 0)


def test_a_passage_without_leave_is_refused() -> None:
    with pytest.raises(InvalidInput, match="may not pass North: nobody gave leave"):
        Desk().take(came().body(), why="nobody gave leave")


def test_limits_of_accounts() -> None:
    desk = Desk()
    with pytest.raises(InvalidInput, match="Tug 1 takes 2000000 g"):
        desk.take(came(grams=2_000_001).body() | {"to": "Tug 1"})
    desk.take(came(grams=1_500_000).body() | {"to": "Tug 1"})
    less = Account(name="Tug 1", kind="vehicle", capacity_g=1_000_000)
    with pytest.raises(InvalidInput, match="takes 1000000 g"):
        desk.take(less.body(), kind="account")
    with pytest.raises(InvalidInput, match="is a vehicle"):
        desk.take(Account(name="Tug 1", kind="place").body(), kind="account")
    for k in range(2):
        desk.take(came(item=f"rock {k}", grams=(MOST - 1_500_000) // 2).body())
    with pytest.raises(InvalidInput, match="overflows"):
        desk.take(came(item="rock", grams=10).body())
    for body, told in (({"name": ""}, "name"), ({"name": "x", "kind": "cat"}, "kind"),
                       ({"name": "x", "kind": "dock", "seats": -1}, "seats")):  # fmt: skip
        with pytest.raises(InvalidInput, match=told):
            account(body)


def test_pending_is_posted_once_or_voided() -> None:
    desk = Desk()
    first = desk.take(came().body("pending"))
    second = desk.take(came(item="crate 2").body("pending"))
    assert desk.grams("Store") == 0
    desk.take({"event": "post", "of": first, "who": "Ada"})
    desk.take({"event": "void", "of": second, "note": "never came"})
    assert desk.grams("Store") == 1000
    for of, state in ((first, "posted"), (second, "voided")):
        for event in ("post", "void"):
            with pytest.raises(InvalidInput, match=f"is {state} already"):
                desk.take({"event": event, "of": of})


def test_a_correction_takes_back_and_sets_right_once() -> None:
    desk = Desk()
    wrong = desk.take(came(grams=4183).body())
    right = desk.take(came(grams=1483).body("correct", of=wrong, note="digits swapped"))
    assert desk.grams("Store") == 1483
    with pytest.raises(InvalidInput, match="corrected already"):
        desk.take({"event": "correct", "of": wrong, "note": "again"})
    with pytest.raises(InvalidInput, match="says why"):
        desk.take({"event": "correct", "of": right})
    desk.take({"event": "correct", "of": right, "note": "it never came"})
    assert (desk.grams("Store"), desk.sums()) == (0, (0, 0))
    waits = desk.take(came(item="d").body("pending"))
    with pytest.raises(InvalidInput, match="only what was posted"):
        desk.take({"event": "correct", "of": waits, "note": "x"})
    desk.take({"event": "post", "of": waits})
    desk.take({"event": "correct", "of": waits, "note": "not ours"})
    assert desk.grams("Store") == 0


def test_a_correction_does_not_open_a_dock() -> None:
    desk = Desk()
    one = desk.take(came().body())
    with pytest.raises(InvalidInput, match="may not pass"):
        desk.take(came(item="gold").body("correct", of=one, note="x"), why="nobody gave leave")


def test_a_movement_reads_back_as_it_was_written() -> None:
    one = came(count=2, uncertainty_g=5, manifest="M1", flight="F1", note="dry", at=AT)
    assert movement(one.body()) == one


events = st.tuples(
    st.sampled_from(["move", "pending", "post", "void", "correct", "fix"]), st.integers(0, 12),
    st.sampled_from(["supplier", "Store", "Kit of Ada", "Tug 1"]),
    st.sampled_from(["supplier", "Store", "Kit of Ada", "Tug 1"]), st.integers(0, 3000),
    st.integers(1, 3), st.sampled_from(["cargo", "passenger"]),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(events, max_size=25))
def test_sums_are_nothing_whatever_is_tried(steps: list[Any]) -> None:
    """A judge that adds up the movements in force, and knows nothing of how the book does it."""
    desk, live, wait = Desk(), dict[str, Movement](), dict[str, Movement]()
    for event, k, source, target, grams, count, what in steps:
        one = Movement(item="x", grams=grams, count=count, source=source, target=target, what=what,
                       dock="North", direction="in", who="A")  # fmt: skip
        ids = list(desk.bodies)
        of = ids[k % len(ids)]
        body: dict[str, Any] = {
            "move": one.body(), "pending": one.body("pending"), "post": {"event": "post", "of": of},
            "void": {"event": "void", "of": of},
            "correct": one.body("correct", of=of, note="so"),
            "fix": {"event": "correct", "of": of, "note": "so"},
        }[event]  # fmt: skip
        try:
            own = desk.take(body)
        except InvalidInput:
            continue
        if event in ("move", "correct"):
            live[own] = one
        if event == "pending":
            wait[own] = one
        if event == "post":
            live[of] = wait.pop(of)
        if event in ("correct", "fix"):
            live.pop(of)
        assert desk.sums() == (0, 0)
    totals = dict.fromkeys(("supplier", "Store", "Kit of Ada", "Tug 1"), 0)
    for one in live.values():
        totals[one.source] -= one.grams
        totals[one.target] += one.grams
    assert all(desk.grams(name) == grams for name, grams in totals.items())
    for (name, _), held in desk.book.holdings.items():
        assert name == "supplier" or (held.count >= 0 and held.grams >= 0)
    assert desk.grams("Tug 1") <= 2_000_000
    logged = [record.made(n, "account" if "kind" in body else "movement", "a", AT, "", body)
              for n, body in enumerate(desk.bodies.values())]  # fmt: skip
    assert books.read(logged[:5]).totals == {}
