"""``windlass campaign margins`` from an empty folder."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from windlass.cli.main import main

HU4 = str(files("windlass") / "data" / "campaigns" / "2008-hu4.toml")
SOONER = ("--set", "start=2035-08-01",
          "--set", "leg.up.departures=[]", "--set", "leg.up.first=2035-10-01",
          "--set", 'leg.up.every="10 d"',
          "--campaigns", "200", "--workers", "1")  # fmt: skip


def test_both_ways_are_printed_and_the_page_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["campaign", "margins", HU4, *SOONER]) == 0
    said = capsys.readouterr().out
    assert "leg.up:" in said
    assert "2035-12-" in said
    assert "Plans proven to" in said
    page = (tmp_path / "reports" / "campaign-2008-hu4-margins.html").read_text()
    assert 'id="margin-least_in_time"' in page
    assert "windlass campaign margins 2008-hu4.toml --share 0.8" in page
    assert main(["campaign", "margins", HU4, *SOONER, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["margins"]
    least = next(one for one in found["figures"] if one["key"] == "least_in_time")
    assert least["before"] < 0.8 <= least["after"]


def test_no_plan_with_margins_ends_with_six_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["campaign", "margins", HU4, "--campaigns", "200", "--workers", "1"]) == 6
    said = capsys.readouterr().out
    assert "No plan has these margins" in said
    assert "it would have to leave by" in said
    page = (tmp_path / "reports" / "campaign-2008-hu4-margins.html").read_text()
    assert "no plan" in page
