"""Texts through the log, on both databases: what is read back stands as it was written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from windlass.base.errors import InvalidInput
from windlass.records import keys
from windlass.store import Store
from windlass.store.record_log import RecordLog
from windlass.studies import documents, people
from windlass.studies.documents import Desk
from windlass.studies.documents_told import overview, told

START = datetime(2032, 5, 1, 12, tzinfo=UTC)
TEXT = ["Capture programme", "eleven spacecraft"]


class Clock:
    """A minute later at every look."""

    def __init__(self) -> None:
        self.minutes = 0

    def __call__(self) -> datetime:
        self.minutes += 1
        return START + timedelta(minutes=self.minutes)


def test_a_text_lives_in_the_log(database: Path | str, tmp_path: Path) -> None:
    at = Clock()
    log, store = RecordLog.open(database), Store.open(tmp_path / "runs")
    own = {name: keys.new() for name in ("Rhea", "Ada", "Cole", "Xena")}
    desk = Desk.open(log, store)
    people.begin(desk, "Rhea", own["Rhea"], at=at())
    for name, role in (("Ada", ""), ("Cole", "commander"), ("Xena", "executive-officer")):
        desk = desk.again()
        people.give_key(desk, "Rhea", own["Rhea"], name, own[name].public, at=at())
        if role:
            people.give_role(desk.again(), "Rhea", own["Rhea"], name, role, at=at())
    desk = desk.again()
    documents.add(desk, "Ada", "Capture", TEXT, at=at())
    documents.decide(desk.again(), "Ada", "capture", "review", own["Ada"], at=at())
    raised = documents.object_to(desk.again(), "Xena", "Capture", 2, "no", own["Xena"], at=at())
    for name in ("Cole", "Xena"):
        documents.decide(desk.again(), name, "Capture", "sign", own[name], at=at())
    assert told(desk.again(), "Capture")["state"] == "review"
    documents.answer(desk.again(), "Xena", raised.id, "withdraw", "settled", own["Xena"], at=at())
    found = Desk.open(RecordLog.open(database), store)
    data = told(found, "Capture")
    assert data["state"] == "signed"
    assert [need["by"] for need in data["needs"]] == ["Cole", "Xena"]
    assert data["objections"][0]["ended"] == "withdraw"
    assert log.verify() == []
    with pytest.raises(InvalidInput, match="not count: the version was signed"):
        documents.object_to(found, "Xena", "Capture", 1, "late", own["Xena"], at=at())
    edit = documents.edit(found, "Ada", "Capture", [*TEXT, "more"], at=at())
    rows = overview(found.again())
    assert [(one["id"], one["number"], one["state"]) for one in rows] == [(edit.id, 2, "draft")]


def test_a_text_whose_policy_cannot_be_applied_is_told(tmp_path: Path) -> None:
    desk = Desk.open(RecordLog.open(tmp_path / "log"), Store.open(tmp_path / "runs"))
    documents.add(desk, "Ada", "Treaty", {"levy": 0.02}, kind="term-sheet", type_="")
    assert "lists no partners" in overview(desk.again())[0]["fault"]
    with pytest.raises(InvalidInput, match="kind of a text"):
        documents.add(desk, "Ada", "Run", {}, kind="run")


@pytest.mark.parametrize(
    ("name", "text", "content"),
    [
        ("a.txt", "one\ntwo\n", ["one", "two"]),
        ("a.toml", "[a]\nb = 2032-05-01\n", {"a": {"b": "2032-05-01"}}),
        ("a.json", '{"a": [1]}', {"a": [1]}),
        ("a.md", "\ufeff# Head\n", ["# Head"]),
    ],
)
def test_files_of_any_kind(tmp_path: Path, name: str, text: str, content: Any) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert documents.content_of(tmp_path / name) == content
