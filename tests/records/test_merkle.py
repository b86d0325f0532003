"""Merkle trees: all sizes against a tree by the definition, proofs, and what they refuse."""

import hashlib
import os
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.records import subtree
from windlass.records.merkle import (
    EMPTY,
    Tree,
    consistent,
    included,
    leaf_hash,
    node_hash,
)

MOST = 300
LEAVES = tuple(leaf_hash(str(k).encode()) for k in range(MOST))


@cache
def by_definition(begin: int, end: int) -> bytes:
    """The root of leaves as RFC 9162 defines it, by recursion."""
    if end == begin:
        return hashlib.sha256(b"").digest()
    if end - begin == 1:
        return LEAVES[begin]
    half = 1
    while 2 * half < end - begin:
        half *= 2
    return node_hash(by_definition(begin, begin + half), by_definition(begin + half, end))


@pytest.fixture(scope="module")
def tree() -> Tree:
    made = Tree()
    made.extend(LEAVES)
    return made


def test_roots_of_all_sizes(tree: Tree) -> None:
    growing = Tree()
    assert growing.root() == EMPTY == by_definition(0, 0)
    for size in range(1, MOST + 1):
        assert growing.append(LEAVES[size - 1]) == size - 1
        assert growing.root() == tree.root(size) == by_definition(0, size)


def test_every_record_of_every_size_is_shown_and_no_other(tree: Tree) -> None:
    for size in [*range(1, 70), 127, 128, 129, 255, 256, 257, MOST]:
        root = tree.root(size)
        for number in range(0, size, max(1, size // 16)):
            proof = tree.inclusion(number, size)
            assert included(LEAVES[number], number, size, proof, root)
            other = (number + 1) % size
            if other != number:
                assert not included(LEAVES[other], number, size, proof, root)
                assert not included(LEAVES[number], other, size, proof, root)


def test_every_pair_of_sizes_is_consistent(tree: Tree) -> None:
    for size in range(MOST + 1):
        for old in range(0, size + 1, max(1, size // 12)):
            proof = tree.consistency(old, size)
            assert consistent(old, size, proof, tree.root(old), tree.root(size)), (old, size)
            if old not in (0, size):
                assert not consistent(old, size, proof[:-1], tree.root(old), tree.root(size))
                assert not consistent(old, size, proof, tree.root(old - 1), tree.root(size))


@settings(max_examples=80, deadline=None)
@given(st.integers(1, MOST), st.data())
def test_a_changed_bit_anywhere_is_refused(size: int, data: st.DataObject) -> None:
    tree = Tree()
    tree.extend(LEAVES[:size])
    number = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    for proof, check in (
        (tree.inclusion(number), lambda p: included(LEAVES[number], number, size, p, tree.root())),
        (tree.consistency(old), lambda p: consistent(old, size, p, tree.root(old), tree.root())),
    ):
        assert check(proof)
        if proof:
            k = data.draw(st.integers(0, len(proof) - 1))
            bit = data.draw(st.integers(0, 255))
            changed = bytearray(proof[k])
            changed[bit // 8] ^= 1 << bit % 8
            assert not check([*proof[:k], bytes(changed), *proof[k + 1 :]])
        assert not check([*proof, os.urandom(32)])


def test_a_subtree_is_held_by_the_log(tree: Tree) -> None:
    size = 13
    part = tree.root(8)
    assert subtree.held(0, 8, size, tree.consistency(8, size)[0:], part, tree.root(size))
    assert subtree.holds(LEAVES[5], 5, 0, 8, tree.inclusion(5, 8), part)
    assert not subtree.valid(3, 5)
    assert subtree.valid(4, 7)
    assert subtree.held(4, 4, size, [], EMPTY, tree.root(size))


def test_faults_are_told(tree: Tree) -> None:
    for call in (
        lambda: tree.append(b"short"),
        lambda: tree.root(MOST + 1),
        lambda: tree.root(-1),
        lambda: tree.inclusion(MOST),
        lambda: tree.inclusion(0, 0),
        lambda: tree.consistency(5, 4),
    ):
        with pytest.raises(InvalidInput):
            call()
