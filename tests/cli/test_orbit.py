"""``windlass orbit``: families, points and manifolds on the command line."""

import json

import polars as pl
import pytest

from windlass.cli import main as cli


def test_points_are_printed_with_their_distances(capsys):
    assert cli.main(["orbit", "points"]) == 0
    shown = capsys.readouterr().out
    assert "0.83691513" in shown
    assert "58,820" in shown
    assert cli.main(["orbit", "points", "--mu", "0.1", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["count"] == 5
    assert plain["distance_km"] is None
    assert plain["rows"][0]["x_km"] is None


def test_a_family_is_printed_and_written(capsys, tmp_path):
    out = tmp_path / "deep" / "halo.csv"
    words = ["orbit", "family", "halo-south", "--primaries", "earth-moon", "--count", "12"]
    assert cli.main([*words, "--out", str(out)]) == 0
    shown = capsys.readouterr()
    assert "12 of them told" in shown.out
    assert "Followed no further" in shown.out
    assert str(out) in shown.err
    frame = pl.read_csv(out)
    assert frame.height == 12
    assert {"x0", "z0", "vy0", "period_d", "jacobi", "stability", "closure", "least_km"} <= set(
        frame.columns
    )
    other = tmp_path / "halo.parquet"
    assert cli.main([*words, "--out", str(other), "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert pl.read_parquet(other).height == plain["count"] == 12
    assert plain["table"] == str(other)
    assert plain["ended"]


def test_one_member_by_its_period(capsys):
    assert cli.main(["orbit", "family", "nrho-south", "--period", "6.5634 d", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)["rows"][0]
    assert row["period_d"] == pytest.approx(6.5634)
    assert row["closure"] < 1e-11
    assert 1_737 < row["least_km"] < 10_000


def test_a_manifold_is_told_and_written(capsys, tmp_path):
    out, page = tmp_path / "tube.parquet", tmp_path / "tube.html"
    words = ["orbit", "manifold", "halo-north", "--primaries", "sun-earth", "--period", "3.05"]
    words += ["--trajectories", "12", "--unstable"]
    assert cli.main([*words, "--out", str(out), "--page", str(page)]) == 0
    assert "12 of 12 trajectories meet a section" in capsys.readouterr().out
    assert pl.read_parquet(out)["time"].min() > 0.0
    assert "Unstable manifold" in page.read_text()


def test_the_page_of_a_family_is_written(capsys, tmp_path):
    page = tmp_path / "dro.html"
    words = ["orbit", "family", "dro", "--until", "14 d", "--page", str(page), "--json"]
    assert cli.main(words) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["page"] == str(page)
    assert plain["rows"][-1]["period_d"] <= 14.0
    assert "Distant retrograde orbits" in page.read_text()


@pytest.mark.parametrize(
    ("words", "code", "match"),
    [
        (["family", "halo"], 2, "halo-north"),
        (["family", "planar", "--point", "4"], 2, "--point 1 or 2"),
        (["family", "planar", "--primaries", "sun-pluto"], 2, "sun-earth"),
        (["family", "planar", "--mu", "0.9"], 2, "at most 0.5"),
        (["family", "dro", "--out", "x.xlsx"], 2, ".parquet"),
        (["family", "dro", "--colour", "red"], 2, "stability or jacobi"),
        (["family", "dro", "--period", "3 kg"], 2, "--period"),
        (["family", "nrho-south", "--period", "9"], 2, "give one between"),
        (["manifold", "halo-north"], 2, "--period or --jacobi"),
        (["manifold", "dro", "--period", "2.7"], 5, "less stable"),
        (["manifold", "halo-north", "--period", "3", "--section", "200 deg"], 2, "180 deg"),
        (["points", "--page", "/proc/none/x.html"], 3, "cannot be written"),
    ],
)
def test_errors_name_the_remedy(words, code, match, capsys):
    assert cli.main(["orbit", *words]) == code
    shown = capsys.readouterr()
    assert match in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""
    assert cli.main(["orbit", *words, "--json"]) == code
    assert json.loads(capsys.readouterr().out)["exit_code"] == code


def test_help_explains_every_word(capsys):
    for verb in ("family", "points", "manifold"):
        assert cli.main(["orbit", verb, "--help"]) == 0
        shown = capsys.readouterr().out
        assert "--json" in shown
        assert "--page" in shown
