"""Legs of a campaign from runs: the shipped ones out of their study, their masses, refusals."""

import math
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from windlass.base.constants import G0
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput, InvalidInputs
from windlass.studies import campaign_legs, campaign_legs_run, campaign_load, study
from windlass.studies.campaign_legs import LegRow, Legs
from windlass.studies.campaign_run import run
from windlass.studies.load import load

DATA = Path(study.__file__).parents[1] / "data"
CAMPAIGN = DATA / "campaigns" / "2008-hu4.toml"
ASKS = {"up": "launch", "spiral": "spiral", "out": "out", "home": "return+insertion"}


@pytest.fixture(scope="module")
def studied(cache: Path) -> study.StudyResult:
    """The shipped scenario with the one option that its campaign is of, and no claims."""
    asked = load(DATA / "scenarios" / "2008-hu4.toml")
    only = {"option": {"earth-moon": asked.option["earth-moon"]}, "claim": {}}
    return study.run(asked.model_copy(update=only), cache_dir=cache)


@pytest.fixture(scope="module")
def found(studied: study.StudyResult) -> Legs:
    return campaign_legs_run.of_run(
        "study", studied.data, asks=ASKS, source="run 1", vehicle="tug",
        campaign=campaign_legs.ends(CAMPAIGN),
    )  # fmt: skip


def test_the_shipped_legs_come_out_of_their_study(found: Legs, studied: study.StudyResult) -> None:
    shipped = {one.key: one for one in campaign_load.tables(campaign_load.load(CAMPAIGN)).legs}
    made = {one.leg: one for one in found.rows}
    for leg in ("spiral", "out", "home"):
        assert made[leg].dv_m_s == pytest.approx(shipped[leg].dv_m_s, rel=1e-9)
        assert (made[leg].origin, made[leg].destination) == (
            shipped[leg].origin, shipped[leg].destination,
        )  # fmt: skip
        # dates were retyped to the day, that of the way out a day late
        assert abs(made[leg].date_s - shipped[leg].departures[0].date_s) < 1.02 * DAY_S
    for leg in ("spiral", "out"):
        assert made[leg].duration_s == pytest.approx(shipped[leg].duration_s, rel=1e-12)
    (way,) = campaign_legs_run.of_run(
        "study", studied.data, asks={"home": "return"}, source=""
    ).rows
    assert way.duration_s == pytest.approx(shipped["home"].duration_s, rel=1e-12), "retyped alone"
    ends = studied["final.date"].value
    assert made["home"].date_s + (made["home"].duration_s or 0.0) == pytest.approx(ends, abs=1.0)
    assert made["up"].date_s + DAY_S == pytest.approx(made["spiral"].date_s, abs=1e-3)
    assert made["up"].dv_m_s is None
    assert any(line.startswith("up:") and "left empty" in line for line in found.notes)
    assert any("52.9463 kg" in line for line in found.notes), "what stops the spin is in no leg"


def test_a_campaign_that_reads_them_launches_what_the_study_does(
    found: Legs, studied: study.StudyResult, tmp_path: Path
) -> None:
    (tmp_path / "legs.csv").write_text(campaign_legs.table(found.rows), encoding="utf-8")
    text = re.sub(r"departures = .*\n", "", CAMPAIGN.read_text(encoding="utf-8"))
    text = text.replace("2047-06-01", "2048-01-01") + '\n[csv]\ndeparture = "legs.csv"\n'
    (tmp_path / "hu4.toml").write_text(text, encoding="utf-8")
    planned = run(campaign_load.load(tmp_path / "hu4.toml"))
    assert planned.holds
    assert planned.plan is not None
    assert planned.plan.launched_kg == pytest.approx(studied["launch.mass"].value, rel=1e-6)
    read = {one.key: one.departures[0] for one in planned.campaign.legs}
    for row in found.rows:
        assert read[row.leg].date_s == pytest.approx(row.date_s, abs=1e-3)
        assert read[row.leg].source == row.source
        assert read[row.leg].shares == pytest.approx(dict(row.shares), rel=1e-12)


def test_shares_are_what_the_rocket_equation_burns(found: Legs) -> None:
    for row in found.rows[1:]:
        assert row.dv_m_s is not None
        burned = 1.0 - math.exp(-row.dv_m_s / (3000.0 * G0))
        assert row.shares["tug"] == pytest.approx(burned, rel=1e-9)


def test_where_it_comes_from_is_told(found: Legs) -> None:
    out = next(one for one in found.rows if one.leg == "out")
    for words in ("Lambert arc", "N-body", "flown again", "run 1", "earth-moon, low-thrust"):
        assert words in out.source
    assert out.c3_m2_s2 == pytest.approx(1368.9033808983602**2)


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        ({"out": "moon"}, "no such part"),
        ({"all": "out+return"}, "does not begin where out ends"),
        ({"up": "launch"}, "duration is the campaign's"),
    ],
)
def test_refusals(studied: study.StudyResult, asks: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        campaign_legs_run.of_run("study", studied.data, asks=asks, source="")


def test_what_cannot_be_flown_is_refused(studied: study.StudyResult) -> None:
    for option, variant, words in (
        ("earth-moon", "impulsive", "cannot be flown, needs"),
        ("earth-moon", "sail", "no such variant"),
        ("mars", "", "no such option"),
    ):
        with pytest.raises(InvalidInput, match=words):
            campaign_legs_run.of_run(
                "study", studied.data, asks={}, source="", option=option, variant=variant
            )
    with pytest.raises(InvalidInput, match="recommends no option"):
        campaign_legs_run.of_run("study", {**studied.data, "recommended": None}, asks={}, source="")
    with pytest.raises(InvalidInput, match="no such leg"):
        campaign_legs.nodes("owt", campaign_legs.ends(CAMPAIGN), ("a", "b"))


def _returned(status: str = "solved") -> dict[str, Any]:
    """What a low-thrust return tells, its numbers by hand."""
    legs = [
        {"name": "outbound", "departs_s": 2e8, "tof_s": 5e7, "start_kg": 1e4, "final_kg": 9e3,
         "dv_m_s": 3e3, "status": "solved", "miss_m": 2e3},
        {"name": "return", "departs_s": 3e8, "tof_s": 6e7, "start_kg": 5e5, "final_kg": 4.9e5,
         "dv_m_s": 600.0, "status": status, "miss_m": 3e3},
    ]  # fmt: skip
    events = [
        {"name": "low orbit", "t_s": 1.5e8, "total_kg": 12e3, "dv_m_s": None},
        {"name": "lunar flyby", "t_s": 2e8, "total_kg": 1e4, "dv_m_s": 6e3},
        {"name": "at Earth", "t_s": 3.6e8, "total_kg": 4.9e5, "dv_m_s": 600.0},
        {"name": "capture", "t_s": 3.6e8, "total_kg": 4.8e5, "dv_m_s": 170.0},
    ]
    return {"title": "Return of X", "legs": legs, "events": events, "xenon_climb_t": 2.0}


def test_a_low_thrust_return_gives_its_legs_with_the_share_burnt() -> None:
    found = campaign_legs_run.of_run("return", _returned(), asks={}, source="run 2", vehicle="tug")
    assert [one.leg for one in found.rows] == ["spiral", "out", "home"]
    assert [one.shares["tug"] for one in found.rows] == pytest.approx(
        [1.0 - 10.0 / 12.0, 0.1, 1.0 - 0.98 * 48.0 / 49.0]
    )
    assert [one.dv_m_s for one in found.rows] == pytest.approx([6e3, 3e3, 770.0])
    assert "about the Sun alone" in found.rows[1].source
    with pytest.raises(InvalidInput, match="does not hold"):
        campaign_legs_run.of_run("return", _returned("does not hold"), asks={}, source="")


def test_a_table_that_contradicts_the_campaign_is_refused(tmp_path: Path) -> None:
    text = CAMPAIGN.read_text(encoding="utf-8") + '\n[csv]\ndeparture = "legs.csv"\n'
    (tmp_path / "hu4.toml").write_text(text, encoding="utf-8")
    row = LegRow(leg="out", origin="earth", destination="asteroid", source="",
                 date_s=parse_epoch("2037-05-01"), dv_m_s=1.0)  # fmt: skip
    (tmp_path / "legs.csv").write_text(campaign_legs.table([row]), encoding="utf-8")
    with pytest.raises(InvalidInput, match="goes from another node"):
        campaign_load.load(tmp_path / "hu4.toml")
    (tmp_path / "legs.csv").write_text("leg,date,c3 [km2/s2]\nout,2037-05-01,2\n")
    with pytest.raises((InvalidInput, InvalidInputs), match="no Δv from c3"):
        campaign_load.load(tmp_path / "hu4.toml")


@settings(max_examples=50, deadline=None)
@given(some.floats(-3e9, 3e9))
def test_dates_are_read_as_they_were_written(t_s: float) -> None:
    assert parse_epoch(campaign_legs.instant(t_s)) == pytest.approx(t_s, abs=0.00051)
