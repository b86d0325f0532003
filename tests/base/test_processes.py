"""Calls in other processes: the same rows as in this one, however a call ends."""

import math
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from windlass.base import processes
from windlass.base.engine import run_all
from windlass.base.errors import InvalidInput, InvalidInputs, NotSolved, WindlassError

WORK = """
import os, signal, sys, time
from pathlib import Path
from windlass.base.engine import Failed, run_all
from windlass.base.errors import NotSolved

def work(ask):
    if ask == "solver":
        raise NotSolved("lambert", status=3, inputs=(1.0, 2.0), remedy="try another")
    if ask == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if ask == "lambda":
        return lambda: None
    return (ask, os.getpid())

def slow(ask):
    Path(ask).touch()
    time.sleep(0.3)

if __name__ == "__main__":
    if sys.argv[1] == "slow":
        print("begun", flush=True)
        run_all(slow, sys.argv[2:], pool="processes", workers=2)
    for row in run_all(work, sys.argv[2:], pool="processes", workers=2):
        if isinstance(row, Failed):
            error = row.error
            print(row.ask, type(error).__name__, getattr(error, "status", "-"),
                  getattr(error, "inputs", "-"), str(error).replace("\\n", " "), sep="|")
        else:
            print(row[0], "here" if row[1] == os.getpid() else "away", sep="|")
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "work.py"
    path.write_text(WORK)
    return path


def lines(script: Path, *asks: str) -> list[list[str]]:
    done = subprocess.run(
        [sys.executable, str(script), "work", *asks],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return [line.split("|") for line in done.stdout.splitlines()]


def test_results_come_in_order_from_other_processes() -> None:
    asks = [float(x) for x in range(20)]
    assert run_all(math.sqrt, asks, pool="processes", workers=2) == [math.sqrt(x) for x in asks]


def test_a_failure_keeps_its_row_and_its_error(script: Path) -> None:
    rows = lines(script, "a", "solver", "lambda", "b")
    assert rows[0] == ["a", "away"]
    assert rows[1] == ["solver", "NotSolved", "3", "(1.0, 2.0)", "lambert. try another [status 3]"]
    assert rows[2][0] == "lambda"  # a result that does not pickle
    assert "pickle" in rows[2][-1].lower()
    assert rows[3] == ["b", "away"]


def test_a_process_that_dies_loses_no_row(script: Path) -> None:
    rows = lines(script, "die", "a", "b", "c")
    assert [row[0] for row in rows] == ["die", "a", "b", "c"]
    assert rows[0][1] == "BrokenProcessPool"
    assert all(row[1] in ("away", "BrokenProcessPool") for row in rows)


def test_an_interrupt_ends_it_soon_and_quietly_in_the_processes(script: Path) -> None:
    """As a terminal does: the interrupt goes to all processes of the group."""
    asks = [str(script.parent / f"ask-{i}") for i in range(40)]
    process = subprocess.Popen(
        [sys.executable, str(script), "slow", *asks],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        while not Path(asks[0]).exists():
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode in (-signal.SIGINT, 128 + signal.SIGINT, 1)
    assert errors.count("Traceback") == 1, errors
    assert "KeyboardInterrupt" in errors
    assert sum(Path(ask).exists() for ask in asks) <= 6


def test_a_function_of_no_module_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"cannot be sent to another process.*threads"):
        run_all(lambda x: x, [1], pool="processes")


@pytest.mark.parametrize(
    "error",
    [
        InvalidInput("mass is negative", value=-1.0, remedy="give a mass", where="a.toml:3"),
        InvalidInputs([InvalidInput("one"), InvalidInput("two")], where="a.toml"),
        NotSolved("kepler", status=3, inputs={"e": 0.9}),
        ZeroDivisionError("division by zero"),
        FileNotFoundError(2, "No such file", "orbit.csv"),
        KeyError("orbit"),
    ],
)
def test_an_error_is_the_same_on_the_other_side(error: Exception) -> None:
    found = processes.parts(error).error()
    assert type(found) is type(error)
    assert str(found) == str(error)
    if isinstance(error, WindlassError):
        assert isinstance(found, WindlassError)
        assert found.as_dict() == error.as_dict()


def test_an_error_that_does_not_pickle_keeps_its_text() -> None:
    class Local(Exception):
        pass

    found = processes.parts(Local("of this function"))
    assert isinstance(found.error(), RuntimeError)
    assert str(found.error()) == "Local: of this function"


def test_what_is_stopped_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    flags = [0, 1]
    monkeypatch.setattr(processes, "_FLAGS", flags)
    assert processes.call(math.sqrt, 4.0) == 2.0
    flags[0] = 1
    assert processes.call(math.sqrt, 4.0) == processes.Skipped()
