"""A Merkle tree over a log: one hash for all of it, and short proofs about parts of it.

Leaves and nodes are hashed apart (0x00, 0x01 before what is hashed), so that no node passes for a
leaf.  An inclusion proof says that a record is in the log, a consistency proof that a longer log
only adds to a shorter one.  Source: rfc9162.
Checked: tests/records/test_merkle.py; validation/records.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from windlass.base.errors import InvalidInput

SIZE: Final = 32
EMPTY: Final = hashlib.sha256(b"").digest()
"""Root of a log without records."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a record."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two nodes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Tree:
    """The tree of a log that grows at its end.  Hashes of whole subtrees are kept, level by level,
    so that roots and proofs of any size take a few hashes.
    """

    _levels: list[list[bytes]] = field(default_factory=lambda: [[]])

    def __len__(self) -> int:
        """Return how many leaves there are."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> int:
        """Add the hash of a record and return its number."""
        if len(leaf) != SIZE:
            raise InvalidInput("hash of a record", value=f"{len(leaf)} bytes", remedy="32 bytes")
        number = len(self._levels[0])
        self._levels[0].append(leaf)
        level = 0
        while len(self._levels[level]) % 2 == 0:
            if level + 1 == len(self._levels):
                self._levels.append([])
            pair = self._levels[level][-2:]
            self._levels[level + 1].append(node_hash(pair[0], pair[1]))
            level += 1
        return number

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add the hashes of records."""
        for leaf in leaves:
            self.append(leaf)

    def whole(self, level: int, index: int) -> bytes:
        """Return the hash of a whole subtree: of 2^level leaves, from index · 2^level on."""
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first records; of all of them by default."""
        n = self._size(size)
        return EMPTY if n == 0 else self._node(0, n)

    def inclusion(self, number: int, size: int | None = None) -> list[bytes]:
        """Return the proof that a record is among the first ``size``."""
        n = self._size(size)
        if not 0 <= number < n:
            remedy = f"from 0 to {n - 1}" if n else "the log is empty"
            raise InvalidInput("no such record in the log", value=number, remedy=remedy)
        return self._path(number, 0, n)

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the first ``size`` records begin with the first ``old``."""
        n = self._size(size)
        if not 0 <= old <= n:
            raise InvalidInput("sizes of a consistency proof", value=(old, n),
                               remedy="the older one first")  # fmt: skip
        return [] if old in (0, n) else self._subproof(old, 0, n, whole=True)

    def _size(self, size: int | None) -> int:
        n = len(self) if size is None else size
        if not 0 <= n <= len(self):
            raise InvalidInput("size of a log", value=n, remedy=f"from 0 to {len(self)}")
        return n

    def _node(self, begin: int, end: int) -> bytes:
        """Return the hash of leaves begin to end − 1, a subtree of the tree of some size."""
        span = end - begin
        if span & (span - 1) == 0 and begin % span == 0:
            level = span.bit_length() - 1
            return self.whole(level, begin >> level)
        half = _half(span)
        return node_hash(self._node(begin, begin + half), self._node(begin + half, end))

    def _path(self, number: int, begin: int, end: int) -> list[bytes]:
        if end - begin == 1:
            return []
        middle = begin + _half(end - begin)
        if number < middle:
            return [*self._path(number, begin, middle), self._node(middle, end)]
        return [*self._path(number, middle, end), self._node(begin, middle)]

    def _subproof(self, old: int, begin: int, end: int, *, whole: bool) -> list[bytes]:
        if begin + old == end:
            return [] if whole else [self._node(begin, end)]
        half = _half(end - begin)
        if old <= half:
            rest = self._subproof(old, begin, begin + half, whole=whole)
            return [*rest, self._node(begin + half, end)]
        rest = self._subproof(old - half, begin + half, end, whole=False)
        return [*rest, self._node(begin, begin + half)]


def _half(size: int) -> int:
    """Return the largest power of two below a size of 2 or more."""
    return 1 << ((size - 1).bit_length() - 1)


def included(leaf: bytes, number: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Return whether a proof shows a record's hash at its place in the log with this root."""
    if not 0 <= number < size or not _hashes(leaf, root, *proof):
        return False
    at, last, found = number, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(one, found)
            while not at & 1 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, one)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def consistent(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """Return whether a proof shows that the log with one root begins with that of the other.

    An empty log is the beginning of any, of which no proof is needed and none may be given.
    """
    if not 0 <= old <= size:
        return False
    if old == size:
        # The same log: nothing is hashed, so that any two names of its root will do if they agree.
        return not proof and old_root == root and (size > 0 or root == EMPTY)
    if not _hashes(old_root, root, *proof):
        return False
    if old == 0:
        return not proof and old_root == EMPTY
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while not at & 1 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, one)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _hashes(*given: bytes) -> bool:
    return all(len(one) == SIZE for one in given)
