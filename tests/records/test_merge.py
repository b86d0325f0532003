"""Merging: what one side changed is taken, what both changed is told."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.records.merge import merge

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=8,
)
tables = st.dictionaries(st.sampled_from("abcd"), plain, max_size=4)
texts = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=8)


def test_two_engineers_change_one_plan() -> None:
    base = {"fleet": {"tugs": 3, "engine": "hall"}, "legs": 4, "note": "x"}
    ours = {"fleet": {"tugs": 5, "engine": "hall"}, "legs": 4, "note": "x", "dock": "B"}
    theirs = {"fleet": {"tugs": 3, "engine": "ion"}, "legs": 4}
    found = merge(base, ours, theirs)
    assert found.content == {"fleet": {"tugs": 5, "engine": "ion"}, "legs": 4, "dock": "B"}
    assert found.conflicts == ()


def test_what_both_changed_is_told_and_chosen() -> None:
    base, ours, theirs = {"a": {"n": 1}, "b": 1}, {"a": {"n": 2}, "b": 2}, {"a": {"n": 3}}
    found = merge(base, ours, theirs)
    assert [(c.where, c.base, c.ours, c.theirs) for c in found.open] == [
        ("a.n", 1, 2, 3), ("b", 1, 2, None),
    ]  # fmt: skip
    assert found.content == {"a": {"n": 2}, "b": 2}
    half = merge(base, ours, theirs, take={"b": "theirs"})
    assert half.content == {"a": {"n": 2}}
    assert [c.where for c in half.open] == ["a.n"]
    whole = merge(base, ours, theirs, take={"": "theirs"})
    assert (whole.content, whole.open) == (theirs, ())
    assert len(whole.conflicts) == 2


def test_lines_merge_and_conflict_by_line() -> None:
    base = "one\ntwo\nthree\nfour\n"
    found = merge(base, "ONE\ntwo\nthree\nfour\n", "one\ntwo\nthree\nfour\nfive\n")
    assert (found.content, found.conflicts) == ("ONE\ntwo\nthree\nfour\nfive\n", ())
    clash = merge(base, "one\n2\nthree\nfour\n", "one\nzwei\nthree\nfour\n")
    assert [(c.where, c.base, c.ours, c.theirs) for c in clash.conflicts] == [
        ("line 2", ["two"], ["2"], ["zwei"])
    ]
    gone = merge(base, "one\nfour\n", "one\ntwo\nTHREE\nfour\n", take={"lines 2–3": "theirs"})
    assert gone.content == "one\ntwo\nTHREE\nfour\n"


def test_one_and_true_are_not_the_same() -> None:
    assert merge({"a": 1}, {"a": True}, {"a": 1}).content == {"a": True}
    assert merge({"a": 1}, {"a": 1.0}, {"a": 2}).content == {"a": 2}


def test_faults_are_told() -> None:
    with pytest.raises(InvalidInput, match="different kinds"):
        merge("a", "a", {"a": 1})
    with pytest.raises(InvalidInput, match="nothing is in conflict"):
        merge({"a": 1}, {"a": 2}, {"a": 1}, take={"a": "ours"})
    with pytest.raises(InvalidInput, match="one of: a"):
        merge({"a": 1}, {"a": 2}, {"a": 3}, take={"b": "ours"})


@given(st.one_of(st.tuples(tables, tables, tables), st.tuples(texts, texts, texts)))
def test_what_holds_of_any_merge(sides: tuple[Any, Any, Any]) -> None:
    base, ours, theirs = sides
    assert merge(base, ours, base).content == ours
    assert merge(base, base, theirs).content == theirs
    assert merge(base, ours, ours).content == ours
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert len(one.conflicts) == len(other.conflicts)
    if not one.conflicts:
        assert one.content == other.content
    turned = merge(base, theirs, ours, take={"": "theirs"})
    assert turned.content == merge(base, ours, theirs, take={"": "ours"}).content


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed: it judges merges")
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_git_merges_the_same(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Lines are all different, so that there is but one way to match them."""
    base = [f"line {k}" for k in range(12)]

    def edited(side: str) -> list[str]:
        found = []
        for k, line in enumerate(base):
            what = data.draw(st.sampled_from(["keep"] * 6 + ["change", "drop", "add"]))
            if what != "drop":
                found.append(f"{side} {k}" if what == "change" else line)
            if what == "add":
                found.append(f"{side} new {k}")
        return found

    ours, theirs = edited("our"), edited("their")
    folder = tmp_path_factory.mktemp("merge")
    for name, rows in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_text("".join(f"{row}\n" for row in rows))
    done = subprocess.run(["git", "merge-file", "-p", "ours", "base", "theirs"], cwd=folder,
                          capture_output=True, text=True, check=False)  # fmt: skip
    found = merge(base, ours, theirs)
    assert (done.returncode == 0) == (not found.conflicts)
    if done.returncode == 0:
        assert found.content == done.stdout.splitlines()
    assert Path(folder / "ours").exists()
