"""Bars on stderr alone: after two seconds, with rate and rest, and gone at the end."""

import os
import pty
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.progress import SHOW_AFTER_S, Bars, pace, silent

PRELUDE = "import sys, threading, time; from windlass.base.progress import Bars; "
LONG = (
    PRELUDE + "bars = Bars(after_s=0.2)\n"
    "with bars.task('searching [trips]', 8) as outer:\n"
    "    with bars.task('inner', 4) as inner:\n"
    "        for _ in range(8):\n"
    "            time.sleep(0.1)\n"
    "            outer.advance()\n"
    "            inner.advance(0.5)\n"
    "        print('an answer')\n"
    "    time.sleep(0.3)\n"
)
SHORT = (
    PRELUDE + "\nwith Bars().task('short', 3) as step:\n    step.advance(3)\nprint('an answer')\n"
)
SUM = (
    PRELUDE + "\nbars = Bars(after_s=0.01)\n"
    "for i in range(60):\n"  # the timer goes off while the work ends
    "    with bars.task('brief', 1) as step:\n"
    "        time.sleep(0.0095 + (i % 10) * 1e-4)\n"
    "        step.advance()\n"
    "until = time.monotonic() + 10\n"  # timers that are called off take a moment to end
    "while threading.active_count() > 1 and time.monotonic() < until:\n"
    "    time.sleep(0.01)\n"
    "print(threading.active_count())\n"
)


def on_a_terminal(script: str, **environment: str) -> tuple[str, str]:
    """What a script writes to stdout, a pipe, and to stderr, a terminal."""
    main, second = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script],
        stdout=subprocess.PIPE,
        stderr=second,
        text=True,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"} | environment,
    )
    os.close(second)
    shown = b""
    with process:
        assert process.stdout is not None
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        out = process.stdout.read()
    os.close(main)
    assert process.returncode == 0, shown.decode()
    return out, shown.decode()


def without_a_terminal(script: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout, done.stderr


def plain(shown: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


def test_bars_show_name_share_rate_and_rest_on_a_terminal_and_stdout_stays_clean() -> None:
    out, shown = on_a_terminal(LONG)
    assert out == "an answer\n"
    text = plain(shown)
    assert "searching [trips]" in text
    assert "inner" in text
    assert re.search(r"\d+%", text)
    rates = re.findall(r"searching.*?(\d+\.\d)/s, (\d) s left", text)
    assert rates
    # A tenth of a second each, or more, from the beginning of the work: never above 10.0.
    assert all(0.0 < float(rate) <= 10.0 for rate, _ in rates)
    # The bars are taken away: after the last erasure nothing but the cursor, shown again.
    assert shown.rpartition("\x1b[2K")[2].strip() == "\x1b[?25h"


def test_short_work_shows_nothing() -> None:
    assert on_a_terminal(SHORT) == ("an answer\n", "")
    assert without_a_terminal(SHORT) == ("an answer\n", "")


def test_no_terminal_no_control_characters() -> None:
    out, shown = without_a_terminal(LONG)
    assert out == "an answer\n"
    assert shown == "inner: 1 s\nsearching [trips]: 1 s\n"
    assert on_a_terminal(LONG, TERM="dumb") == (out, shown.replace("\n", "\r\n"))


def test_a_bar_that_is_due_as_the_work_ends_leaves_nothing_running() -> None:
    out, shown = on_a_terminal(SUM)
    assert int(out) == 1
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h")


def test_two_seconds_by_the_clock(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    bars = Bars(clock=lambda: now[0])
    for lasted in (SHOW_AFTER_S, SHOW_AFTER_S + 0.5):
        with bars.task(f"{lasted}", 1) as step:
            step.advance()
            now[0] += lasted
    assert capsys.readouterr() == ("", "2.5: 2 s\n")
    assert SHOW_AFTER_S == 2.0


def test_without_any_stderr_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with Bars(after_s=-1.0).task("unseen", 1) as step:
        step.advance()


def test_silence_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with silent().task("anything", 10) as step:
        step.advance(10)
    assert capsys.readouterr() == ("", "")


def test_work_that_fails_is_not_said_to_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), Bars(after_s=-1.0).task("failing", 1):
        raise ZeroDivisionError
    assert capsys.readouterr() == ("", "")


def test_threads_may_advance_one_bar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main, second = pty.openpty()
    drain = threading.Thread(target=lambda: all_of(main), daemon=True)
    drain.start()
    with os.fdopen(second, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with Bars(after_s=0.0).task("many", 400) as step, ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: step.advance(), range(400)))
            assert vars(step)["done"] == 400.0
        monkeypatch.undo()
    drain.join(timeout=5)
    os.close(main)


def all_of(handle: int) -> bytes:
    text = b""
    while True:
        try:
            part = os.read(handle, 65536)
        except OSError:
            return text
        if not part:
            return text
        text += part


@given(st.floats(1e-3, 1e6), st.floats(1e-3, 1e6), st.floats(1e-3, 1e5))
def test_the_rest_is_what_the_pace_gives(done: float, left: float, lasted: float) -> None:
    text = pace(done, done + left, lasted)
    rest = re.search(r", (?:(\d+) min )?(\d+) s left$", text)
    assert rest is not None
    seconds = 60 * int(rest[1] or 0) + int(rest[2])
    expected = left * lasted / done
    assert seconds == pytest.approx(expected, abs=0.51, rel=1e-6)
    assert int(rest[2]) < 60


def test_no_pace_before_anything_is_done_and_no_rest_of_an_unknown_total() -> None:
    assert pace(0.0, 10.0, 5.0) == ""
    assert pace(5.0, 0.0, 1.0) == "5.0/s"
