"""What a text stands on, and what becomes of it."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from windlass.base.entries import entry_figure
from windlass.base.ledger import write
from windlass.base.sources import data_hash
from windlass.store import Store
from windlass.store.record_log import RecordLog
from windlass.studies import documents, pinned
from windlass.studies.documents import Desk

RUN = "ab" * 32


def put(store: Store, **result: Any) -> None:
    figure = entry_figure("thrusters", *first("thrusters"), name="x")
    store.put(RUN, kind="study", title="T", scenario={"a": 1},
              result={"figures": write({"x": figure}), **result},
              arrays={"t": pl.DataFrame({"a": [1.0]})})  # fmt: skip


def first(table: str) -> tuple[str, str]:
    from windlass.base.sources import table as read

    for key, row in read(table).items():
        for part, one in row.items():
            if isinstance(one, dict) and "value" in one and isinstance(one["value"], float):
                return key, part
    raise AssertionError


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    store = Store.open(tmp_path / "runs")
    put(store)
    return Desk.open(RecordLog.open(tmp_path / "log"), store)


def verdicts(desk: Desk, pins: Any) -> dict[str, str]:
    return {one.name.partition(":")[0]: one.verdict
            for one in pinned.held(pins, store=desk.store, texts=desk.texts)}  # fmt: skip


def test_a_run_is_pinned_with_all_that_it_was_made_from(desk: Desk) -> None:
    pins = pinned.of_run("latest", desk.store)
    assert [one["name"] for one in pins] == [f"run:{RUN}", "code", "data:thrusters.toml"]
    assert pins[2]["sha256"] == data_hash("thrusters.toml")
    assert verdicts(desk, pins) == {"run": "same", "code": "same", "data": "same"}


def test_what_has_changed_or_gone_is_told(desk: Desk, tmp_path: Path) -> None:
    old = {"sha256": "0" * 64}
    file = tmp_path / "a.txt"
    file.write_text("a")
    pins = [
        {"name": f"run:{'cd' * 32}", **old}, {"name": "code", **old},
        {"name": "data:none.toml", **old}, {"name": f"file:{file}", **old}, {"name": "moon", **old},
    ]  # fmt: skip
    assert verdicts(desk, pins) == {"run": "gone", "code": "changed", "data": "gone",
                                    "file": "changed", "moon": "unknown"}  # fmt: skip
    fresh = {one["name"].partition(":")[0]: one["sha256"]
             for one in pinned.again(pins, store=desk.store, texts=desk.texts)}  # fmt: skip
    assert fresh["file"] == pinned.of_file(file)["sha256"]
    assert fresh["run"] == "0" * 64


def test_another_text_is_pinned_at_its_version(desk: Desk) -> None:
    first = documents.add(desk, "Ada", "Base", ["a"])
    desk = desk.again()
    pins = [pinned.of_text(first.id, desk.texts)]
    assert verdicts(desk, pins) == {"text": "same"}
    documents.edit(desk, "Ada", "Base", ["b"])
    assert verdicts(desk.again(), pins) == {"text": "changed"}
    assert verdicts(desk, [{"name": "text:ff", "sha256": "0" * 64}]) == {"text": "gone"}
