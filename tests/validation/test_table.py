"""The validation table itself: a row that is off, or not a number, must fail the whole."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def table(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from validation import table

    return table


def row(table, published, computed, tolerance, **more):
    return table.Row("c", "q", published, computed, tolerance, "m", "s", **more)


def test_tolerance_is_absolute_or_relative(table):
    assert row(table, 100.0, 100.5, 0.5).ok
    assert not row(table, 100.0, 100.51, 0.5).ok
    assert row(table, 100.0, 100.5, 0.005, relative=True).ok
    assert not row(table, 100.0, 101.0, 0.005, relative=True).ok


def test_what_is_not_a_number_fails(table):
    for computed in (math.nan, math.inf):
        bad = row(table, 1.0, computed, math.inf)
        assert not bad.ok
        assert bad.verdict == "FAILS"
    assert not row(table, math.nan, 1.0, 1.0).ok


def test_a_skipped_row_says_why_and_does_not_fail(table):
    gone = table.skip(capability="c", quantity="q", source="judge", reason="not installed")
    assert gone.ok
    assert gone.verdict == "skipped: not installed"


def test_exit_code_follows_the_rows(table, monkeypatch, capsys):
    from validation import __main__ as main

    good, bad = row(table, 1.0, 1.0, 0.1), row(table, 1.0, 2.0, 0.1)
    monkeypatch.setattr(main, "names", lambda: ["one", "two"])
    monkeypatch.setattr(main, "judge", lambda name: ([good], 0.0, ""))
    assert main.run([]) == 0
    monkeypatch.setattr(main, "judge", lambda name: ([good, bad], 0.0, ""))
    assert main.run(["two"]) == 1
    monkeypatch.setattr(main, "judge", lambda name: ([], 0.0, "it broke"))
    assert main.run([]) == 1
    assert "it broke" in capsys.readouterr().err


def test_formulas_pass_from_the_command_line():
    done = subprocess.run(
        [sys.executable, "-m", "validation", "formulas", "--json"],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert len(rows) > 15
    assert all(one["ok"] for one in rows)
