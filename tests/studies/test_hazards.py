"""Hazard reports in the log, on both databases."""

from pathlib import Path

import pytest

from windlass.base.errors import InvalidInput
from windlass.store.record_log import RecordLog
from windlass.studies import hazards


def test_a_report_is_open_then_mitigated_then_closed(database: Path | str) -> None:
    log = RecordLog.open(database)
    first = hazards.file_report(log, "Lin", "Crack in the tug's tank", kind="loss", of="tug",
                                chance=0.02, severity=5)  # fmt: skip
    hazards.file_report(log, "Pam", "Loaders talk of a strike", kind="stoppage", of="pad-crew",
                        chance=0.15, severity=3)  # fmt: skip
    assert [(one.kind, one.of, one.chance) for one in hazards.feeding(hazards.reports(log))] == [
        ("loss", "tug", 0.02), ("stoppage", "pad-crew", 0.15),
    ]  # fmt: skip
    hazards.follow_up(log, "Max", first.id[:10], "mitigated", "patched", chance=0.001)
    assert hazards.feeding(hazards.reports(log))[0].chance == 0.001
    hazards.follow_up(log, "Max", first.id, "closed", "tank changed")
    assert [one.of for one in hazards.feeding(hazards.reports(log))] == ["pad-crew"]
    rows = hazards.told(hazards.reports(log))
    said = [(row["status"], row["note"]) for row in rows]
    assert said == [("open", ""), ("closed", "tank changed")]
    assert len(list(log.records("hazard"))) == 4
    assert log.verify() == []


def test_what_is_no_report_is_refused_and_nothing_written(tmp_path: Path) -> None:
    log = RecordLog.open(tmp_path)
    good = {"kind": "loss", "of": "tug", "chance": 0.1, "severity": 3}
    bad = [({"severity": 6}, "severity"), ({"chance": 1.5}, "chance"), ({"of": " "}, "of"),
           ({"kind": "fire"}, "kind"), ({"chance": float("nan")}, "chance")]  # fmt: skip
    for more, told in bad:
        with pytest.raises(InvalidInput, match=told):
            hazards.file_report(log, "Lin", "x", **(good | more))  # type: ignore[arg-type]
    one = hazards.file_report(log, "Lin", "x", **good)  # type: ignore[arg-type]
    for args, told in (
        (("ffff", "closed", "why"), "no such report"), (("", "closed", "w"), "no such"),
        ((one.id, "closed", " "), "says why"), ((one.id, "gone", "w"), "status"),
        ((one.id, "mitigated", "w"), "that is left"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput, match=told):
            hazards.follow_up(log, "Lin", *args)
    assert len(log) == 1
