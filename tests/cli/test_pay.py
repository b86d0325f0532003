"""``windlass pay`` and ``hazard`` on the command line, by the demo's base."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from windlass.studies import demo

WORDS = {"WINDLASS_PASSPHRASE": demo.PASSPHRASE}
PAIR = ("pay/old.toml", "pay/new.toml")
HOURS = ("--hours", "pay/hours.csv")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    folder = tmp_path_factory.mktemp("base")
    assert Shell(folder).inside("init", "demo").code == 0
    return Shell(folder / "demo")


def test_three_views(base: Shell) -> None:
    done = base("pay", "compare", *PAIR, *HOURS, "--day-cost", "250000", "--out", "m.html")
    assert done.code == 0, done.err
    assert "46 lose, 0 gain" in done.out
    assert "days of stoppage cost" in done.out
    assert (base.folder / "m.html").exists()
    done = base.inside("pay", "compare", *PAIR, "pay/counter.toml", *HOURS, "--view",
                       "representative")  # fmt: skip
    assert "Of 3 people no total is told" in done.out
    assert "Counter-proposal:" in done.out
    done = base.inside("pay", "compare", *PAIR, *HOURS, "--view", "worker", "--person", "Dag",
                       "--json")  # fmt: skip
    assert json.loads(done.out)["new"][0]["row"]["person"] == "Dag"


def test_an_impact_is_recorded_attached_and_signed(base: Shell) -> None:
    done = base.inside("pay", "compare", "Base agreement", "Pay for the capture", *HOURS,
                       "--record", "--as", "Pam", "--day-cost", "250000", "--json")  # fmt: skip
    assert done.code == 0, done.err
    ref = json.loads(done.out)["impact"]
    done = base.inside("sign", "Pay for the capture", "--as", "Pam", env=WORDS)
    assert done.code == 2
    assert "no impact is attached" in done.err
    assert base.inside("sign", "--check", "Pay for the capture").code == 6
    assert base.inside("document", "edit", "Pay for the capture", "pay/new.toml", "--attach",
                       f"impact={ref}", "--as", "Ada").code == 0  # fmt: skip
    for words in (("document", "review", "Pay for the capture", "--as", "Ada"),
                  ("sign", "Pay for the capture", "--as", "Pam")):  # fmt: skip
        done = base.inside(*words, env=WORDS)
        assert done.code == 0, done.err
    assert base.inside("sign", "--check", "Pay for the capture").code == 0


def test_hours_that_break_a_rule_end_with_six(base: Shell) -> None:
    done = base.inside(
        "pay", "hours", "pay/hours.csv", "--dose", "pay/doses.csv", "--out", "h.html"
    )
    assert done.code == 6
    assert "Ina: 810.0 mSv" in done.out
    assert (base.folder / "h.html").exists()
    told = json.loads(base.inside("pay", "hours", "pay/hours.csv", "--rule", "crew", "--json").out)
    assert told["rule"] == "crew"


def test_a_bad_row_refuses_all_or_is_accounted_for(base: Shell) -> None:
    bad = base.folder / "bad.csv"
    rows = (base.folder / "pay" / "hours.csv").read_text()
    bad.write_text(rows + "Abe,miners,2032-06-02T06:00Z,never,,no\n")
    line = rows.count("\n") + 1
    done = base.inside("pay", "compare", *PAIR, "--hours", "bad.csv")
    assert done.code == 2
    assert f"bad.csv:{line}" in done.err
    done = base.inside("pay", "compare", *PAIR, "--hours", "bad.csv", "--on-error", "account")
    assert done.code == 6
    assert f"Hours not read, line {line}" in done.out


def test_a_table_is_imported(base: Shell) -> None:
    (base.folder / "t.csv").write_text("id,kind,amount\nbase,base,40\n")
    assert base.inside("pay", "import", "t.csv", "--currency", "USD").code == 0
    assert base.inside("pay", "compare", "t.toml", "pay/new.toml", *HOURS).code == 0


@pytest.mark.parametrize(("words", "told"), [
    (("--view", "worker"), "of one person"), (("--record",), "records the impact"),
    (("--stoppage", "0.1"), "is not said"), (("--day-cost", "1", "--money", "x"), "said twice"),
    (("--money", "latest"), "no run"), (("--day-cost", "-1"), "above 0"),
])  # fmt: skip
def test_bad_asks_are_told(words: tuple[str, ...], told: str, base: Shell) -> None:
    done = base.inside("pay", "compare", *PAIR, *HOURS, *words)
    assert done.code == 2
    assert told in done.err


def test_hazards_feed_a_simulation(base: Shell, tmp_path: Path) -> None:
    assert base.inside("hazard", "list").out.count("\n") == 1
    done = base.inside("hazard", "report", "Dock 1 leaks", "--kind", "dock", "--of", "base-docks",
                       "--chance", "3", "--severity", "4", "--as", "Lin", "--json")  # fmt: skip
    assert done.code == 0, done.err
    ref = json.loads(done.out)["id"]
    rows = json.loads(base.inside("hazard", "list", "--json").out)["reports"]
    assert [row["kind"] for row in rows] == ["dock", "stoppage"]
    done = base.inside("hazard", "follow", ref[:12], "closed", "seal changed", "--as", "Max")
    assert done.code == 0, done.err
    assert len(json.loads(base.inside("hazard", "list", "--all", "--json").out)["reports"]) == 2
    assert base.inside("hazard", "follow", "ffff", "closed", "x", "--as", "Max").code == 2
