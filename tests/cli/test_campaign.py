"""``windlass campaign`` from an empty folder: plan, schedule, simulate, what if, import."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.studies.test_campaign_risk import MORE
from tests.studies.test_campaign_schedule import TEXT
from windlass.cli.main import main

SHARED = Path(os.environ.get("WINDLASS_SHARED", "../shared")).resolve() / "data" / "spacenet"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert main(["init", str(tmp_path / "demo")]) == 0
    monkeypatch.chdir(tmp_path / "demo")
    return tmp_path / "demo"


def asked(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["campaign", *words, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_plan_is_printed_and_its_page_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["campaign", "plan", "campaigns/2008-hu4.toml"]) == 0
    said = capsys.readouterr().out
    assert "launches 9.41 t" in said
    assert "2047-04-26" in said
    page = here / "reports" / "campaign-2008-hu4.html"
    assert "trip-4" in page.read_text()
    plain = asked(capsys, "plan", "campaigns/2008-hu4.toml", "--out", "x.html")
    assert plain["page"] == "x.html"
    assert plain["launched_kg"] == pytest.approx(9412.278190, abs=1e-3)


def test_what_cannot_be_ends_with_six_and_says_what_is_short(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["campaigns/2008-hu4.toml", "--set", 'vehicle.tug.hold="400 t"']
    assert main(["campaign", "plan", *words]) == 6
    said = capsys.readouterr().out
    assert "No plan meets all demands" in said
    assert "asteroid (rock at lunar-orbit by 2047-06-01): 1 of 1" in said
    assert "asteroid" in (here / "reports" / "campaign-2008-hu4.html").read_text()
    plain = asked(capsys, "what-if", *words, code=6)
    assert plain["status"] == "none"


def test_two_plans_stand_side_by_side(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["what-if", "campaigns/2008-hu4.toml", "--set", 'vehicle.tug.isp="2500 s"']
    assert main(["campaign", *words]) == 0
    said = capsys.readouterr().out
    assert "launched mass: 9,412.28 -> 10,370.8 kg (+958.6)" in said
    assert "planned from the first" in said


def test_a_month_is_scheduled_and_simulated(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "month.toml").write_text(TEXT + MORE)
    assert main(["campaign", "schedule", "month.toml", "--limit", "5 s"]) == 0
    said = capsys.readouterr().out
    assert "6 of 6 flights lift off within the month" in said
    assert "#month-base-base-water" in said
    plain = asked(capsys, "simulate", "month.toml", "--campaigns", "50", "--limit", "5 s")
    assert plain["risk"]["campaigns"] == 50
    assert plain["schedule"]["checked"]
    assert "P80" in Path(plain["page"]).read_text()


def test_a_plant_says_what_its_vehicles_mean(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--product", "100000 t", "--share", "0.1", "--within", "10 yr"]
    assert main(["campaign", "plant", *words]) == 0
    assert "2,400:" in capsys.readouterr().out
    assert asked(capsys, "plant", *words)["needed"]["within_years"] == pytest.approx(10.0)


def test_faults_end_with_two_and_sources_with_three(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["campaign", "plan", "none.toml"]) == 3
    assert "no such campaign file" in capsys.readouterr().err
    assert main(["campaign", "plan", "campaigns/2008-hu4.toml", "--set", "leg.out.to=mars"]) == 2
    assert "unknown name" in capsys.readouterr().err
    assert main(["campaign", "schedule", "campaigns/2008-hu4.toml"]) == 2
    assert "nothing to schedule" in capsys.readouterr().err


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="shared SpaceNet files are not here")
def test_a_spacenet_scenario_is_replayed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = str(SHARED / "completed_quick_start_1_w_db.json")
    assert main(["campaign", "import", name]) == 0
    said = capsys.readouterr().out
    assert "Ares I First Stage: 3127.14 m/s" in said
    assert "Does not map" in said
