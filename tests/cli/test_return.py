"""The verb: a return from the command line, kept, told twice the same; bad asks are refused."""

import json

import pytest

from windlass.cli.main import main

HU4 = ("return", "2008 HU4", "--power", "40 kW", "--isp", "3000 s")
SHORT = (
    *HU4, "--depart", "2022-04-20..2022-04-30", "--arrive", "2026-04-20..2026-05-05",
    "--max-time", "4.05 yr", "--xenon", "6 t", "--capture", "flyby", "--windows", "0", "--no-front",
)  # fmt: skip


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WINDLASS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WINDLASS_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_return_is_solved_kept_and_told_the_same_again(at_home, capsys):
    assert main([*SHORT, "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert not first["kept"]
    assert first["returned_t"] > 50.0
    assert 0.0 < first["xenon_t"] <= 6.0 * 0.95 * (1 + 1e-4)
    assert first["flight_yr"] <= 4.05 + 1e-6
    assert 0.0 <= first["arrival_c3_km2_s2"] <= 2.0 + 1e-6
    names = [one["name"] for one in first["events"]]
    assert names == ["low orbit", "lunar flyby", "arrival", "departure", "at Earth"]
    dates = [one["t_s"] for one in first["events"]]
    assert dates == sorted(dates)
    assert first["launch_t"] * 1e3 == pytest.approx(first["events"][0]["total_kg"])
    page = at_home / first["page"]
    assert "Switching function" in page.read_text(encoding="utf-8")
    again = at_home / "again.html"
    assert main([*SHORT, "--out", str(again)]) == 0
    said = capsys.readouterr().out
    assert f"{first['returned_t']:,.1f} t" in said
    assert again.read_bytes() == page.read_bytes()
    assert main(["runs"]) == 0
    assert "return" in capsys.readouterr().out
    assert main(["report", first["run_id"], "--out", str(at_home / "third.html")]) == 0
    assert (at_home / "third.html").read_bytes() == page.read_bytes()


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
