"""Proofs about a part of a log that is a subtree: that it holds a record, that a log holds it.

Leaves begin to end − 1 are a subtree where begin is a multiple of the least power of two that is
not below their number.  Source: rfc9162, ietfplants2025.
Checked: tests/records/test_merkle.py; validation/records.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from windlass.records.merkle import EMPTY, SIZE, included, node_hash


def valid(begin: int, end: int) -> bool:
    """Return whether leaves begin to end − 1 are a subtree of some log, or none at all."""
    if not 0 <= begin <= end:
        return False
    return begin == end or begin % (1 << (end - begin - 1).bit_length()) == 0


def holds(
    leaf: bytes, number: int, begin: int, end: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Return whether a proof shows a record's hash at its number in a subtree with this root."""
    if not (valid(begin, end) and begin <= number < end):
        return False
    return included(leaf, number - begin, end - begin, proof, root)


def held(begin: int, end: int, size: int, proof: Sequence[bytes], part: bytes, root: bytes) -> bool:
    """Return whether a proof shows the log with a root to hold a subtree with its own (``part``).

    A subtree of nothing is held by any log that is long enough, without a proof.
    """
    if not (valid(begin, end) and end <= size):
        return False
    if begin == end:
        return not proof and part == EMPTY
    if begin == 0 and end == size:
        return not proof and part == root
    if any(len(one) != SIZE for one in (part, root, *proof)):
        return False
    first, last, whole = begin, end - 1, size - 1
    while first != last and (last == whole or last & 1):
        first, last, whole = first >> 1, last >> 1, whole >> 1
    path = list(proof)
    if first == last:
        path.insert(0, part)
    if not path:
        return False
    before = after = path[0]
    for one in path[1:]:
        if whole == 0:
            return False
        if last & 1 or last == whole:
            if first < last:
                before = node_hash(one, before)
            after = node_hash(one, after)
            while not last & 1:
                first, last, whole = first >> 1, last >> 1, whole >> 1
        else:
            after = node_hash(after, one)
        first, last, whole = first >> 1, last >> 1, whole >> 1
    return whole == 0 and before == part and after == root
