"""``windlass what-if`` by the real command line."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

FILE = "scenarios/2008-hu4.toml"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    folder = tmp_path_factory.mktemp("what_if")
    assert Shell(folder).inside("init", "study").code == 0
    path = folder / "study" / FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('step = "10 d"', 'step = "25 d"'), encoding="utf-8")
    return Shell(folder / "study")


def test_a_change_is_shown_beside_what_was(demo: Shell) -> None:
    done = demo("what-if", FILE, "--set", "tug.isp=2500 s")
    assert done.code == 0, done.err
    assert done.out.startswith("Recommended: To a high lunar orbit, solar-electric tug.")
    assert "propellant" in done.out
    assert " → " in done.out
    assert "★" in done.out
    assert "fails: needs" in done.out
    assert not any((demo.folder / name).exists() for name in (".windlass/runs", "reports"))


def test_what_is_no_longer_possible_is_said(demo: Shell) -> None:
    done = demo.inside("what-if", FILE, "--set", "window.max_duration=1 yr", "--json")
    assert done.code == 6
    told = json.loads(done.out)
    assert told["recommended"][1] is None
    assert [row["key"] for row in told["changed"]] == ["window.max_duration"]
    text = demo.inside("what-if", FILE, "--set", "window.max_duration=1 yr")
    assert "nothing is possible; before: " in text.out
    assert ": no longer possible" in text.out


def test_without_a_change_it_lists_what_would_move_the_answer(demo: Shell) -> None:
    done = demo.inside("what-if", FILE)
    assert done.code == 0, done.err
    assert done.out.startswith("What moves the answer most (To a high lunar orbit")
    assert "cost.development = 1.019 bn USD2012 (700 M USD2012 to 1.5 bn USD2012)" in done.out
    (words,) = re.findall(r"Try: windlass (what-if .*)$", done.out, re.M)
    verb, file, flag, change = words.split(" ", 3)
    assert demo.inside(verb, file, flag, change.replace('"', "")).code == 0
    told = json.loads(demo.inside("what-if", FILE, "--json").out)
    assert told["variant"] == "earth-moon.low-thrust"
    assert told["levers"][0]["weight"] == 1.0


def test_bad_input_is_refused(demo: Shell, tmp_path: Path) -> None:
    for words, why in (
        ((FILE, "--set", "tug.ips=3 s"), "did you mean"),
        ((FILE, "--named", "none"), "none"),
        ((str(tmp_path / "none.toml"), "--set", "tug.isp=3000 s"), "none.toml"),
    ):
        done = demo.inside("what-if", *words)
        assert done.code in (2, 3), words
        assert why in done.err, (words, done.err)
