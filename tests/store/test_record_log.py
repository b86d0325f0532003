"""The log of records: only grows, and whatever is altered in it is found and named."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from windlass.base.errors import InvalidInput, SourceError
from windlass.records import keys
from windlass.records.merkle import Tree, consistent, included, leaf_hash
from windlass.records.record import Record, made
from windlass.store.record_log import RecordLog, Root
from windlass.store.schema import writing

KEY = keys.new()
NOON = datetime(2030, 6, 1, 12, tzinfo=UTC)
ZEROS = "0" * 64
LATER = NOON + timedelta(days=1)


def filled(where: Path | str, many: int = 6) -> RecordLog:
    log = RecordLog.open(where)
    for k in range(many):
        log.append("movement", "dock", {"grams": k, "item": f"crate {k}"},
                   at=NOON + timedelta(minutes=k))  # fmt: skip
    return log


def test_what_is_written_comes_back_in_its_order(database: Path | str) -> None:
    log = filled(database)
    first = log.append("document", "officer", {"text": "draft"}, at=NOON + timedelta(hours=1))
    second = log.append("document", "officer", {"text": "better"}, previous=first.id,
                        at=NOON + timedelta(hours=2))  # fmt: skip
    again = RecordLog.open(database)
    assert len(again) == 8
    assert again.get(6) == first
    assert again.get(second.id[:10]).previous == first.id
    assert [one.number for one in again.records()] == list(range(8))
    assert [one.body["text"] for one in again.records("document")] == ["draft", "better"]
    assert [one.number for one in again.records(since=5)] == [5, 6, 7]
    assert again.verify() == []


def test_roots_are_signed_and_prove_what_was_there(database: Path | str) -> None:
    log = filled(database)
    early = log.sign(KEY)
    for k in range(5):
        log.append("movement", "dock", {"grams": -k}, at=NOON + timedelta(hours=2 + k))
    late = log.sign(KEY)
    assert log.verify() == []
    with log.tree() as tree:
        proof, path = tree.consistency(early.size), tree.inclusion(3)
    assert consistent(early.size, late.size, proof, bytes.fromhex(early.root),
                      bytes.fromhex(late.root))  # fmt: skip
    own = leaf_hash(log.get(3).data)
    assert included(own, 3, late.size, path, bytes.fromhex(late.root))


def change(log: RecordLog, sql: str, **values: object) -> None:
    """What someone does who writes to the database itself."""
    with writing(log.engine) as link:
        link.execute(text(sql), values)


def flipped(log: RecordLog) -> None:
    data = bytearray(log.get(3).data)
    data[40] ^= 1
    change(log, "update records set data = :data where number = 3", data=bytes(data))


def rewritten(log: RecordLog) -> None:
    """Another record, whole in itself, in the place of one."""
    old = log.get(3)
    new = made(3, old.kind, "thief", old.at, "", {"grams": 1})
    change(log, "update records set data = :data, id = :id where number = 3", data=new.data,
           id=new.id)  # fmt: skip


def swapped(log: RecordLog) -> None:
    for a, b in ((2, -2), (4, 2), (-2, 4)):
        change(log, "update records set number = :b where number = :a", a=a, b=b)


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        (flipped, "3: "),
        (lambda f: change(f, "delete from records where number = 2"), "number 2 is not there"),
        (rewritten, "3: it is not the one that was written"),
        (swapped, "2: it was written as number 4"),
        (
            lambda f: change(f, "update records set id = :id where number = 1", id="0" * 64),
            "1: its id",
        ),
        (lambda f: change(f, "delete from records where number = 5"), "the log holds 5"),
        (
            lambda f: change(f, "update roots set root = :root", root="0" * 64),
            "signature is not good",
        ),
        (lambda f: change(f, "update roots set size = 5"), "signature is not good"),
        (lambda f: change(f, "delete from nodes where level = 2"), "1 kept hashes are not there"),
        (lambda f: change(f, "update nodes set place = 7 where level = 2"), "7 of level 2 is not"),
    ],
)
def test_whatever_is_altered_is_found(
    database: Path | str, attack: Callable[[RecordLog], None], told: str
) -> None:
    log = filled(database)
    log.sign(KEY)
    attack(log)
    faults = [f"{one.number}: {one.what}" for one in RecordLog.open(database).verify()]
    assert any(told in one for one in faults), faults


def test_a_log_that_was_made_anew_is_found_by_a_root_kept_elsewhere(tmp_path: Path) -> None:
    kept = filled(tmp_path / "true").sign(KEY)
    other = RecordLog.open(tmp_path / "false")
    for k in range(6):
        other.append("movement", "dock", {"grams": 7 * k}, at=NOON + timedelta(minutes=k))
    assert other.verify() == []
    assert "others than those" in other.verify([kept])[0].what
    forged = Root(size=kept.size, root=kept.root, at=kept.at, key=kept.key, signature="00" * 64)
    assert "signature" in other.verify([forged])[0].what


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_any_byte_of_any_record_counts(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("log")
    log = filled(folder, 4)
    log.sign(KEY)
    number = data.draw(st.integers(0, 3))
    row = bytearray(log.get(number).data)
    at = data.draw(st.integers(0, len(row) - 1))
    row[at] ^= data.draw(st.integers(1, 255))
    change(log, "update records set data = :data where number = :at", data=bytes(row), at=number)
    faults = RecordLog.open(folder).verify()
    assert any(one.number == number for one in faults)


def test_faults_are_told(database: Path | str) -> None:
    log = filled(database)
    for call, told in (
        (lambda: log.append("gossip", "me", {}, at=LATER), "kind of record"),
        (lambda: log.append("movement", " ", {}, at=LATER), "author"),
        (lambda: log.append("movement", "me", {"x": float("nan")}, at=LATER), "data of a record"),
        (lambda: log.append("movement", "me", {}, previous="f" * 64, at=LATER), "is not there"),
        (lambda: log.append("grant", "me", {}, previous=log.get(0).id, at=LATER), "is a movement"),
        (lambda: log.append("movement", "me", {}, at=NOON - timedelta(days=1)), "backwards"),
        (lambda: log.append("movement", "me", {}, at=datetime(2031, 1, 1)), "zone"),
        (lambda: log.get(99), "no such record"),
        (lambda: log.get(""), "no such record|ambiguous"),
    ):
        with pytest.raises(InvalidInput, match=told):
            call()
    assert len(log) == 6


def test_several_are_written_all_or_none(database: Path | str) -> None:
    log = filled(database, 1)
    with pytest.raises(InvalidInput):
        log.append_all([("movement", "me", {}, ""), ("gossip", "me", {}, "")], at=LATER)
    assert len(log) == 1
    made = log.append_all([("grant", "a", {"n": k}, "") for k in range(50)], at=LATER)
    assert [one.number for one in made] == list(range(1, 51))
    assert log.verify() == []


def test_what_is_written_beside_is_there_with_the_records_or_not_at_all(tmp_path: Path) -> None:
    log = filled(tmp_path, 2)

    def refuse(link: Connection, made: list[Record]) -> None:
        link.execute(text("create table more (n integer)"))
        raise InvalidInput("no", value=len(made))

    with pytest.raises(InvalidInput, match="no"):
        log.append_all([("movement", "me", {}, "")], at=LATER, beside=refuse)
    assert len(log) == 2
    with writing(log.engine) as link:
        assert not link.dialect.has_table(link, "more")


def test_the_log_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINDLASS_HOME", str(tmp_path / "home"))
    RecordLog.default().append("movement", "dock", {})
    assert len(RecordLog.open(tmp_path / "home")) == 1
    for where in (str(tmp_path / "other"), f"sqlite:///{tmp_path}/third.sqlite"):
        monkeypatch.setenv("WINDLASS_RECORDS", where)
        assert len(RecordLog.default()) == 0


def test_the_kept_tree_is_that_of_the_records(database: Path | str) -> None:
    log, plain = RecordLog.open(database), Tree()
    rng = random.Random(5)
    while len(plain) < 70:
        rows = [("grant", "a", {"n": k}, "") for k in range(rng.randint(1, 9))]
        plain.extend(leaf_hash(one.data) for one in log.append_all(rows, at=NOON))
        with log.tree() as tree:
            assert len(tree) == len(plain)
            assert tree.root() == plain.root()
            for number in range(len(tree)):
                assert tree.inclusion(number) == plain.inclusion(number)
                assert tree.consistency(number) == plain.consistency(number)
    assert log.verify() == []
    with log.tree() as tree, pytest.raises(InvalidInput, match="no such record"):
        tree.inclusion(len(plain))


def test_a_kept_hash_that_is_not_there_is_told(tmp_path: Path) -> None:
    log = filled(tmp_path)
    change(log, "delete from nodes where level = 2")
    with log.tree() as tree, pytest.raises(SourceError, match="kept hash"):
        tree.root()
