"""The tree of a log of records, kept in the database: a proof reads a few rows, however long the
log is.

Only hashes of whole subtrees are kept; they never change once they are written.  They are made
from the records and are compared with these by ``RecordLog.verify``.
Checked: tests/store/test_record_log.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, Table, insert, select

from windlass.base.errors import SourceError
from windlass.records.merkle import Tree, node_hash

META = MetaData()
NODES = Table(
    "nodes",
    META,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)


class KeptTree(Tree):
    """A tree of ``size`` leaves whose hashes are read when asked for, within a transaction."""

    __slots__ = ("_link", "_many")

    def __init__(self, link: Connection, size: int) -> None:
        super().__init__()
        self._link, self._many = link, size

    def __len__(self) -> int:
        """Return how many leaves there are."""
        return self._many

    def whole(self, level: int, index: int) -> bytes:
        """Return the hash of a whole subtree; SourceError where it is not there."""
        return _read(self._link, level, index)


def grow(link: Connection, number: int, leaves: Sequence[bytes]) -> None:
    """Keep what new leaves complete; number: of the first of them."""
    new: dict[tuple[int, int], bytes] = {}
    for k, leaf in enumerate(leaves):
        level, place, value = 0, number + k, leaf
        new[level, place] = value
        while place % 2:
            left = new.get((level, place - 1)) or _read(link, level, place - 1)
            level, place, value = level + 1, place // 2, node_hash(left, value)
            new[level, place] = value
    if new:
        link.execute(insert(NODES), [
            {"level": level, "place": place, "hash": value}
            for (level, place), value in new.items()
        ])  # fmt: skip


def wrong(link: Connection, tree: Tree) -> Iterator[tuple[int, str]]:
    """Yield (number of the record, −1 where it is no one's; what) of the kept tree that is not
    that of the records.
    """
    due = sum(len(tree) >> level for level in range(len(tree).bit_length()))
    many = 0
    for level, place, value in link.execute(select(NODES).order_by(NODES.c.level, NODES.c.place)):
        many += 1
        inside = level >= 0 and 0 <= place < len(tree) >> level
        if not inside or tree.whole(level, place) != value:
            told = f"kept hash {place} of level {level} is not that of the records"
            yield ((-1, told) if level else (place, "it is not the one that was written"))
    if many < due:
        yield -1, f"{due - many} kept hashes are not there"


def _read(link: Connection, level: int, place: int) -> bytes:
    found: bytes | None = link.execute(
        select(NODES.c.hash).where(NODES.c.level == level, NODES.c.place == place)
    ).scalar()
    if found is None:
        raise SourceError("a kept hash of the log is not there", value=(level, place),
                          remedy="see `windlass records verify`")  # fmt: skip
    return found
