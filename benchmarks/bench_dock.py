"""Measure the dock's book: movements posted with leave checked, balances of a fleet; on disk:

    python benchmarks/bench_dock.py [--movements 100000] [--vehicles 2500]

The peer posts the same rows into the same database as a plain table without records, hashes, leave
or balances; balances are timed from a book that was just opened, beside a sum over that table.
"""

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from windlass.records import keys
from windlass.records.dock import grants
from windlass.records.dock.movement import Account, Movement
from windlass.records.record import Record
from windlass.store import Store
from windlass.store.dock_book import DockBook
from windlass.store.record_log import RecordLog
from windlass.studies import dock, people
from windlass.studies.documents import Desk

BATCH = 1000


def opened(base: Path, vehicles: int) -> DockBook:
    """A base with a dock, a store, vehicles, and one who may pass."""
    log, rhea = RecordLog.open(base), keys.new()
    people.begin(Desk.open(log, Store.open(base / "runs")), "Rhea", rhea)
    people.give_role(Desk.open(log, Store.open(base / "runs")), "Rhea", rhea, "Rhea", "dock-master")
    book = DockBook.open(log)
    rows = [Account(name="World", kind="outside"), Account(name="North", kind="dock"),
            *(Account(name=f"V{k}", kind="vehicle") for k in range(vehicles))]  # fmt: skip
    book.write([("account", "Rhea", one.body()) for one in rows], judge=dock.judge)
    dock.grant(log, "Rhea", rhea, grants.body("Ada", ["North"], ["in", "out"]))
    return book


def timed(do: Callable[[], object]) -> float:
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


def plain(base: Path, rows: Iterable[Movement]) -> tuple[float, float]:
    """Seconds to post rows into a plain table, and to sum them by vehicle."""
    link = sqlite3.connect(base / "plain.sqlite")
    link.execute("pragma journal_mode=wal")
    link.execute("pragma synchronous=full")
    link.execute("create table moved (item text, grams integer, source text, target text)")
    data = [(one.item, one.grams, one.source, one.target) for one in rows]

    def post() -> None:
        for k in range(0, len(data), BATCH):
            with link:
                link.executemany("insert into moved values (?, ?, ?, ?)", data[k : k + BATCH])

    took = timed(post)
    query = "select target, sum(grams) from moved group by target"
    sums = statistics.median(timed(lambda: link.execute(query).fetchall()) for _ in range(5))
    link.close()
    return took, sums


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--movements", type=int, default=100_000)
    parser.add_argument("--vehicles", type=int, default=2_500)
    given = parser.parse_args()
    rng = random.Random(1)
    rows = [Movement(item=f"crate-{k}", grams=rng.randrange(1, 50_000), source="World",
                     target=f"V{rng.randrange(given.vehicles)}", dock="North", direction="out",
                     who="Ada") for k in range(given.movements)]  # fmt: skip
    with tempfile.TemporaryDirectory() as base:
        book = opened(Path(base), given.vehicles)
        made: list[list[Record]] = []
        post = timed(lambda: made.extend(dock.move(book, "Ada", rows[k : k + BATCH])
                                         for k in range(0, len(rows), BATCH)))  # fmt: skip
        read = statistics.median(
            timed(lambda: DockBook.open(RecordLog.open(Path(base))).balances("vehicle"))
            for _ in range(7)
        )
        peer_post, peer_read = plain(Path(base), rows)
        rate = len(rows) / post
        print(f"{len(rows)} movements, leave checked: {post:.1f} s, {rate:.0f} a second; "
              f"plain table {peer_post:.2f} s, {post / peer_post:.0f} times as fast")  # fmt: skip
        print(f"balances of {given.vehicles} vehicles, book opened for it: {1e3 * read:.0f} ms; "
              f"sum over the plain table {1e3 * peer_read:.0f} ms")  # fmt: skip
        begin = time.perf_counter()
        wrong = book.wrong()
        print(f"all compared with the log: {time.perf_counter() - begin:.1f} s, {len(wrong)} wrong")


if __name__ == "__main__":
    main()
