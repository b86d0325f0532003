"""``windlass campaign pareto`` from an empty folder."""

import json
from pathlib import Path

import pytest

from tests.studies.test_campaign_pareto import CHOICE
from windlass.cli.main import main


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "choice.toml").write_text(CHOICE)
    return tmp_path


def test_a_front_is_printed_and_its_page_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["campaign", "pareto", "choice.toml", "--against", "time"]) == 0
    said = capsys.readouterr().out
    assert "2 plans on the front" in said
    assert "point-2" in said
    page = (here / "reports" / "campaign-choice-pareto.html").read_text()
    assert "chart-front" in page
    words = ["choice.toml", "--against", "time", "--points", "2", "--limit", "9 s", "--json"]
    assert main(["campaign", "pareto", *words]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert [one["cost"] for one in plain["front"]["points"]] == pytest.approx([18e6, 8e6])


def test_what_cannot_be_ends_with_six(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["choice.toml", "--against", "time", "--set", 'leg.short.vehicles=["slow"]',
             "--set", 'vehicle.slow.hold="0 t"']  # fmt: skip
    assert main(["campaign", "pareto", *words]) == 6
    assert "No plan meets all demands" in capsys.readouterr().out
