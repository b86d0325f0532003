"""The verb: a return from the command line, kept, told twice the same; bad asks are refused."""

import contextlib
import io
import json
import signal
import subprocess
import time

import pytest

from tests.cli.conftest import WINDLASS
from windlass.cli.main import main
from windlass.studies import low_thrust_return

HU4 = ("return", "2008 HU4", "--power", "40 kW", "--isp", "3000 s")
SHORT = (
    *HU4, "--depart", "2022-04-20..2022-04-30", "--arrive", "2026-04-20..2026-05-05",
    "--max-time", "4.05 yr", "--xenon", "6 t", "--capture", "flyby", "--windows", "1", "--no-front",
)  # fmt: skip


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WINDLASS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """A folder where a return was stopped once its plan was there; what the process said, and its
    exit status. The window that is solved next takes seconds: the stop comes before the end."""
    folder = tmp_path_factory.mktemp("return")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_HOME", str(folder / "home"))
        patch.chdir(folder)
        process = subprocess.Popen(
            [*WINDLASS, *SHORT], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        until = time.monotonic() + 280.0
        while not list(folder.glob("home/parts/*/plan.part")) and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=280)
        parts = len(list(folder.glob("home/parts/*/plan.part")))
        yield folder, said, process.returncode, parts


@pytest.fixture(scope="module")
def first(stopped):
    """What the same command tells then; the plan is not solved again."""
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
        patch.setattr(low_thrust_return, "plan_return", None)
        assert main([*SHORT, "--json"]) == 0
    return json.loads(out.getvalue())


def test_what_is_stopped_goes_on_from_what_was_solved(stopped, first, capsys):
    """Stopped once the plan is there: the same command takes it up, and solves only the rest."""
    folder, said, code, parts = stopped
    assert code == 130, said
    assert "windlass: what is solved is kept; run the command again to go on\n" in said
    assert parts == 1
    assert not first["kept"]
    # the run is whole: its parts are no longer needed
    assert not list(folder.glob("home/parts/*"))
    assert main([*SHORT, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kept"]


def test_a_return_is_solved_kept_and_told_the_same_again(stopped, first, capsys):
    folder = stopped[0]
    assert first["returned_t"] > 50.0
    assert 0.0 < first["xenon_t"] <= 6.0 * 0.95 * (1 + 1e-4)
    assert first["flight_yr"] <= 4.05 + 1e-6
    assert 0.0 <= first["arrival_c3_km2_s2"] <= 2.0 + 1e-6
    names = [one["name"] for one in first["events"]]
    assert names == ["low orbit", "lunar flyby", "arrival", "departure", "at Earth"]
    dates = [one["t_s"] for one in first["events"]]
    assert dates == sorted(dates)
    assert first["launch_t"] * 1e3 == pytest.approx(first["events"][0]["total_kg"])
    page = folder / first["page"]
    assert "Switching function" in page.read_text(encoding="utf-8")
    again = folder / "again.html"
    assert main([*SHORT, "--out", str(again)]) == 0
    said = capsys.readouterr().out
    assert f"{first['returned_t']:,.1f} t" in said
    assert again.read_bytes() == page.read_bytes()
    assert main(["runs"]) == 0
    assert "return" in capsys.readouterr().out
    assert main(["report", first["run_id"], "--out", str(folder / "third.html")]) == 0
    assert (folder / "third.html").read_bytes() == page.read_bytes()


def test_what_cannot_be_is_refused_with_what_can(at_home, capsys):
    ask = [
        "return", "2008 HU4", "--power", "5 kW", "--max-time", "1 yr", "--returned-mass", "1000 t",
        "--arrive", "2026-04-20..2026-05-05", "--capture", "flyby", "--no-climb",
    ]  # fmt: skip
    assert main(ask) == 4
    said = capsys.readouterr().err
    assert "5 kW at 3000 s in 1.0 years does not bring 1,000,000 kg home" in said
    assert "time does not suffice" in said
    assert "nearest ask that can be flown: " in said
    assert "5 kW and 2,200 kg of xenon in 8.0 years" in said


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (["--arrive", "2026..2032", "--xenon", "5 t", "--returned-mass", "100 t"], "sought"),
        (["--arrive", "2026..2032", "--capture", "moon"], "capture"),
        (["--arrive", "2026..2032", "--windows", "-1"], "windows"),
        (["--arrive", "2026..2032", "--c3=-1 km2/s2"], "C3"),
        (["--arrive", "2026..2032", "--max-time", "30 yr"], "longest time"),
        (["--arrive", "2026..2032", "--depart", "2040..2041"], "departures and arrivals"),
        (["--arrive", "soon"], "soon"),
    ],
)
def test_bad_asks_are_refused(at_home, capsys, more, named):
    assert main([*HU4, *more]) == 2
    assert named in capsys.readouterr().err


def test_an_unknown_asteroid_is_named(at_home, capsys):
    assert main(["return", "Nobody", "--power", "40 kW", "--arrive", "2026..2032"]) == 2
    assert "Nobody" in capsys.readouterr().err
