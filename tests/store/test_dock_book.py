"""Balances in the database: those of the log, whatever happens."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from windlass.base.errors import InvalidInput
from windlass.records.dock.movement import Account, Movement
from windlass.records.record import Record
from windlass.store.dock_book import DockBook
from windlass.store.record_log import RecordLog
from windlass.store.schema import writing

PLACES = ("world", "Store", "Shop", "Tug")


def judge(records: Iterable[Record]) -> Callable[[Movement], str]:
    list(records)
    return lambda one: "" if one.who == "Ada" else "nobody gave leave"


def opened(where: Path | str) -> DockBook:
    book = DockBook.open(RecordLog.open(where))
    kinds = ("outside", "place", "place", "vehicle")
    rows: list[Any] = [("account", "Max", Account(name=name, kind=kind).body())
                       for name, kind in zip(PLACES, kinds, strict=True)]  # fmt: skip
    rows.append(("account", "Max", Account(name="North", kind="dock").body()))
    book.write(rows, judge=judge)
    return book


def moved(item: str, grams: int, source: str = "world", target: str = "Store", **more: Any) -> Any:
    dock = {"dock": "North", "direction": "in", "who": "Ada"} if "world" in (source, target) else {}
    return ("movement", "Ada", Movement(item=item, grams=grams, source=source, target=target,
                                        **(dock | more)).body())  # fmt: skip


def test_balances_come_with_the_records(database: Path | str) -> None:
    book = opened(database)
    rows = [moved("a", 500, count=5), moved("b", 70), moved("a", 200, "Store", "Shop", count=2)]
    book.write(rows, judge=judge)
    again = DockBook.open(RecordLog.open(database))
    assert {one.account: one.grams for one in again.balances()} == {
        "North": 0, "Shop": 200, "Store": 370, "Tug": 0, "world": -570,
    }  # fmt: skip
    assert [one.account for one in again.balances("vehicle")] == ["Tug"]
    assert {k: v.grams for k, v in again.holdings("Store").items()} == {"a": 300, "b": 70}
    assert again.wrong() == []
    assert again.log.verify() == []


def test_a_batch_is_written_whole_or_not_at_all(database: Path | str) -> None:
    book = opened(database)
    before = len(book.log)
    for rows, told in (
        ([moved("a", 5), moved("a", 9, "Store", "Shop")], "row 2: Store does not hold"),
        ([moved("a", 5), moved("b", 5, target="Stor")], "row 2: unknown account"),
        ([moved("a", 5, who="Bo")], "may not pass North: nobody gave leave"),
        ([("run", "Ada", {})], "kind of a dock's record"),
    ):
        with pytest.raises(InvalidInput, match=told):
            book.write(rows, judge=judge)
    assert len(book.log) == before
    assert all(one.grams == 0 for one in book.balances())


def test_pending_rows_wait_and_corrections_find_what_they_correct(database: Path | str) -> None:
    book = opened(database)
    one = Movement(item="a", grams=9, source="world", target="Store", dock="North",
                   direction="in", who="Ada")  # fmt: skip
    waits = book.write([("movement", "Ada", one.body("pending"))], judge=judge)[0]
    assert [r.id for r in book.pending()] == [waits.id]
    book.write([("movement", "Ada", {"event": "post", "of": waits.id})], judge=judge)
    assert book.pending() == []
    assert book.states([waits.id]) == {waits.id: "posted"}
    fix = {"event": "correct", "of": waits.id, "note": "never came"}
    book.write([("movement", "Ada", fix)], judge=judge)
    with pytest.raises(InvalidInput, match="corrected already"):
        book.write([("movement", "Ada", fix)], judge=judge)
    assert {one.account: one.grams for one in book.balances()}["Store"] == 0
    assert book.wrong() == []


def test_whatever_is_done_the_balances_are_those_of_the_log(database: Path | str) -> None:
    book, rng = opened(database), random.Random(4)
    for _ in range(30):
        rows = [moved(rng.choice("abc"), rng.randint(0, 9), *rng.sample(PLACES, 2), dock="North",
                      direction="in", who="Ada") for _ in range(rng.randint(1, 4))]  # fmt: skip
        try:
            book.write(rows, judge=judge)
        except InvalidInput:
            continue
    assert sum(one.grams for one in book.balances()) == 0
    assert any(one.grams for one in book.balances())
    assert book.wrong() == []


def test_balances_that_were_touched_are_found_and_made_anew(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.write([moved("a", 500)], judge=judge)
    with writing(book.log.engine) as link:
        link.execute(text("update dock_holdings set grams = 400 where account = 'Store'"))
        link.execute(text("update dock_accounts set total_g = 400 where name = 'Store'"))
    assert book.wrong() == ["Store holds 400 g of a, by the log 500 g",
                            "Store holds 400 g, by the log 500"]  # fmt: skip
    book.rebuild()
    assert book.wrong() == []
    book.write([moved("a", 500, "Store", "Shop")], judge=judge)
    assert book.wrong() == []
