"""Help, misspelt words, exit codes, pipes, interruption: what holds for every verb."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest

from windlass import __version__
from windlass.cli import main as cli

VERBS = (
    "init", "study", "explain", "cite", "targets", "porkchop", "runs", "export", "report", "schema",
)  # fmt: skip
ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def test_help_lists_every_verb(shell: Any) -> None:
    done = shell("--help")
    assert done.code == 0
    assert all(re.search(rf"\b{verb}\b", done.out) for verb in VERBS)
    assert not ESCAPE.search(done.out), "no control characters into a pipe"
    assert shell("--version").out.strip() == __version__


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from windlass.cli.main import app; app.help_print([]); "
        "print([m for m in ('numpy','numba','polars','astropy','plotly','sqlalchemy','pydantic',"
        "'scipy','jinja2') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_its_words_and_takes_json(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([verb, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "--json" in shown
    assert "--no-json" not in shown
    assert f"Usage: windlass {verb}" in shown


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (["stduy"], r'Unknown command "stduy"\. Did you mean "study"\?.*See windlass --help'),
        (["study", "--tarfet", "x"], r"--tarfet\. Did you mean --target\?.*windlass study --help"),
        (["explain", "latest"], "FIGURE"),
        (["explain", "latest", "a", "--depth", "x"], r'--depth: unable to convert "x" into int'),
        (["explain", "latest", "a", "--depth", "-1"], "--depth: depth must be 0 or more"),
        (["porkchop", "Bennu"], "--depart"),
        (["study", "--set"], "--set"),
        (["runs", "more"], "more"),
        (["init"], "FOLDER"),
    ],
)
def test_misspelt_words_say_what_was_meant(
    words: list[str], match: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    shown = capsys.readouterr()
    assert re.search(match, shown.err), shown.err
    assert shown.err.startswith("windlass: ")
    assert shown.err.count("\n") == 1, "one message"
    assert shown.out == ""
    assert cli.main([*words, "--json"]) == 2
    plain = json.loads(capsys.readouterr().out)
    assert plain["exit_code"] == 2
    assert plain["error"] == "InvalidInput"


def test_a_fault_of_the_program_is_one_message_and_exit_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from windlass.store import Store

    def broken() -> None:
        raise RuntimeError("a bolt is loose")

    monkeypatch.setattr(Store, "open", broken)
    assert cli.main(["runs"]) == 1
    shown = capsys.readouterr()
    assert "RuntimeError: a bolt is loose" in shown.err
    assert "WINDLASS_DEBUG=1" in shown.err
    assert "Traceback" not in shown.err
    assert cli.main(["runs", "--json"]) == 1
    plain = json.loads(capsys.readouterr().out)
    assert (plain["error"], plain["exit_code"]) == ("RuntimeError", 1)
    monkeypatch.setenv("WINDLASS_DEBUG", "1")
    with pytest.raises(RuntimeError, match="bolt"):
        cli.main(["runs"])


def test_debug_shows_where_an_error_arose(shell: Any) -> None:
    done = shell("targets", "Nobody", env={"WINDLASS_DEBUG": "1"})
    assert "Traceback" in done.err
    assert "unknown asteroid" in done.err


def test_interruption_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from windlass.store import Store

    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "open", stopped)
    assert cli.main(["runs"]) == 130
    assert capsys.readouterr().err == "windlass: interrupted\n"


@pytest.mark.parametrize("words", ["targets --list", "schema", "targets Bennu --json"])
def test_a_reader_that_has_read_enough_is_no_fault(shell: Any, words: str) -> None:
    process = shell.start(*words.split())
    process.stdout.close()  # before anything is written
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 0
    assert err == ""


def test_a_terminal_without_greek_is_no_fault(shell: Any) -> None:
    done = shell("targets", "Bennu", env={"PYTHONIOENCODING": "ascii"})
    assert done.code == 0
    assert done.out.startswith("101955 Bennu")
