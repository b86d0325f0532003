"""``windlass redirect compare``: JSON, table and page; what cannot be asked; kept runs again."""

import json

import pytest

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK
from windlass.cli.main import main

ASIDE = (
    "redirect", "compare", "Apophis", "--deflect", "--encounter", "2029-04-13", "--lead", "2.7 yr",
    "--ships", "3", "--only", "kinetic-impactor", "--only", "tug-electric", "--no-keyholes",
)  # fmt: skip


@pytest.fixture
def here(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_json_page_and_run_again(here, capsys) -> None:  # type: ignore[no-untyped-def]
    assert main([*ASIDE, "--json"]) in (EXIT_OK, EXIT_INFEASIBLE)
    told = json.loads(capsys.readouterr().out)
    assert {row["technique"] for row in told["techniques"]} == {"kinetic-impactor", "tug-electric"}
    assert not told["kept"]
    page = here / told["page"]
    text = page.read_text()
    assert "Technique by technique" in text
    assert "kinetic impactor" in text
    assert main([*ASIDE, "--json"]) in (EXIT_OK, EXIT_INFEASIBLE)
    assert json.loads(capsys.readouterr().out)["kept"]
    page.unlink()
    assert main(["report", told["run_id"][:12]]) == 0
    assert page.read_text() == text


def test_table_tells_each_technique(here, capsys) -> None:  # type: ignore[no-untyped-def]
    code = main([*ASIDE, "--out", str(here / "own.html")])
    out = capsys.readouterr().out
    assert "kinetic impactor" in out
    assert "Page:" in out
    assert (here / "own.html").is_file()
    # a third of what is needed is no yes
    assert (code == 0) == ("yes" in out)


def test_a_scenario_says_which_asteroid_and_what_it_is(here, capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["init", "demo"]) == 0
    capsys.readouterr()
    code = main([
        "redirect", "compare", "demo/scenarios/goldilocks.toml", "--deliver", "lunar-dro",
        "--within", "12 yr", "--only", "tug-electric", "--fly", "none", "--json",
    ])  # fmt: skip
    told = json.loads(capsys.readouterr().out)
    assert code == EXIT_INFEASIBLE
    assert told["asteroid"] == "Goldilocks"
    assert told["mass_kg"]["value"] > 1e11
    assert told["spin_period_s"] == pytest.approx(4.0 * 3600.0)
    assert any("assumed" in note for note in told["notes"])
    assert not told["flown"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("Apophis",), "what the asteroid is to do"),
        (("Apophis", "--deflect", "--deliver", "mars-orbit"), "what the asteroid is to do"),
        (("Apophis", "--deliver", "mars"), "no such destination"),
        (("Apophis", "--deflect", "--only", "magic"), "unknown technique"),
        (("Apophis", "--deflect", "--lead", "soon"), "--lead"),
        (("Apophis", "--deflect", "--lead", "100 d"), "time to deflect"),
        (("Apophis", "--deflect", "--ships", "0"), "ships"),
        (("Apophis", "--deflect", "--power", "0 kW"), "power_w of a ship"),
        (("nobody at all", "--deflect"), "nobody at all"),
    ],
)
def test_what_cannot_be_asked_is_told(here, capsys, args, words) -> None:  # type: ignore[no-untyped-def]
    assert main(["redirect", "compare", *args]) == 2
    told = capsys.readouterr()
    assert words in told.err + told.out
