"""The engine: order, failures kept, refusals."""

import contextlib
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.engine import Failed, results, run_all, stream
from windlass.base.errors import InvalidInput


class Counting:
    """Progress that counts."""

    def __init__(self) -> None:
        self.tasks: list[tuple[str, float]] = []
        self.done = 0.0
        self.lock = threading.Lock()

    def advance(self, n: float = 1.0) -> None:
        with self.lock:
            self.done += n

    @contextmanager
    def task(self, name: str, total: float) -> Iterator["Counting"]:
        self.tasks.append((name, total))
        yield self


@settings(deadline=None)  # the first use of threads loads numba
@given(st.lists(st.integers(), max_size=40), st.integers(1, 4))
def test_order_is_kept_whatever_the_workers(asks: list[int], workers: int) -> None:
    assert run_all(lambda x: x * x, asks, workers=workers) == [x * x for x in asks]


def test_a_failure_is_a_row_and_the_others_go_on() -> None:
    rows = run_all(lambda x: 1 / x, [1, 0, 2], workers=2)
    assert rows[0] == 1.0
    assert rows[2] == 0.5
    assert isinstance(rows[1], Failed)
    assert rows[1].ask == 0
    assert isinstance(rows[1].error, ZeroDivisionError)
    with pytest.raises(RuntimeError, match="division"):
        results(rows)


def test_a_clear_error_is_passed_on_as_it_was() -> None:
    def refuse(_: int) -> int:
        raise InvalidInput("no", value=3)

    with pytest.raises(InvalidInput, match="no"):
        results(run_all(refuse, [1]))


def test_workers_work_at_once() -> None:
    meet = threading.Barrier(2, timeout=10)

    def wait(x: int) -> int:
        meet.wait()
        time.sleep(0.01)
        return x

    assert run_all(wait, [1, 2], workers=2) == [1, 2]


def test_progress_counts_every_ask_failed_or_not() -> None:
    for pool, workers in (("threads", 1), ("threads", 3), ("processes", 1)):
        seen = Counting()
        run_all(math.sqrt, [1.0, -1.0, 4.0], pool=pool, workers=workers, progress=seen, name="x")
        assert seen.tasks == [("x", 3)]
        assert seen.done == 3


@pytest.mark.parametrize(("pool", "workers"), [("threads", 1), ("threads", 3), ("processes", 2)])
def test_a_stream_gives_every_row_once_with_its_number(pool: str, workers: int) -> None:
    asks = [float(x) for x in range(-3, 30)]
    rows = list(stream(math.sqrt, iter(asks), pool=pool, workers=workers))
    assert sorted(number for number, _ in rows) == list(range(len(asks)))
    for number, row in rows:
        if asks[number] < 0.0:
            assert isinstance(row, Failed)
            assert row.ask == asks[number]
            assert isinstance(row.error, ValueError)
        else:
            assert row == math.sqrt(asks[number])


def test_a_stream_gives_what_is_done_while_others_are_at_work() -> None:
    go = threading.Event()

    def work(x: int) -> int:
        if x == 0:
            assert go.wait(10)
        return x

    with closing(stream(work, range(20), workers=2)) as rows:
        early = [next(rows)[0] for _ in range(3)]  # the first is still at work
        go.set()
        assert 0 not in early
        assert {0, *early} <= {number for number, _ in rows} | set(early)


@pytest.mark.parametrize(("workers", "most"), [(1, 1), (2, 4)])
def test_a_stream_reads_asks_as_it_goes_and_keeps_few(workers: int, most: int) -> None:
    read: list[int] = []

    def asks() -> Iterator[int]:
        for x in range(100):
            read.append(x)
            yield x

    seen = Counting()
    for count, _ in enumerate(stream(math.sqrt, asks(), workers=workers, progress=seen), start=1):
        assert len(read) <= count + most
        assert seen.done <= count + most
    assert count == 100
    assert seen.done == 100
    assert seen.tasks == [("working", 0)]  # how many there are is not known before


def test_a_stream_that_is_closed_begins_nothing_more() -> None:
    begun: list[int] = []

    def work(x: int) -> int:
        begun.append(x)
        time.sleep(0.02)
        return x

    threads = threading.active_count()
    for _ in stream(work, range(100), workers=2):
        break
    count = len(begun)
    assert count < 10
    assert threading.active_count() == threads
    time.sleep(0.1)
    assert len(begun) == count


def test_what_the_asks_raise_is_raised_and_ends_the_work() -> None:
    def asks() -> Iterator[int]:
        yield 1
        raise InvalidInput("no more")

    threads = threading.active_count()
    with pytest.raises(InvalidInput, match="no more"):
        list(stream(math.sqrt, asks(), workers=2))
    assert threading.active_count() == threads


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Python's own handler: a shell has background jobs, and their tests, ignore interrupts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_an_interrupt_goes_on_and_begins_nothing_more() -> None:
    """The interrupt is sent to the process, as a terminal does, while two asks are at work."""
    begun: list[int] = []

    def work(x: int) -> int:
        begun.append(x)
        if x == 1:
            os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        return x

    with pytest.raises(KeyboardInterrupt):
        run_all(work, range(50), workers=2)
    count = len(begun)
    assert count < 50
    time.sleep(0.2)
    assert len(begun) == count


@pytest.mark.usefixtures("_interruptible")
@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_that_is_dropped_ends_the_work_all_the_same(workers: int) -> None:
    """As when it comes in a finaliser, where Python prints it and goes on."""
    begun: list[int] = []

    def work(x: int) -> int:
        begun.append(x)
        time.sleep(0.02)
        return x

    class Dropping(Counting):
        """A progress bar that swallows the interrupt which comes while it is drawn."""

        def task(self, name: str, total: int) -> Any:
            made = super().task(name, total)
            with contextlib.suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
            return made

    with pytest.raises(KeyboardInterrupt):
        run_all(work, range(50), workers=workers, progress=Dropping())
    assert len(begun) < 50
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("_interruptible")
@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_leaves_a_row_in_hand_alone_and_keeps_what_is_done(workers: int) -> None:
    begun: list[int] = []
    handled: list[int] = []

    def work(x: int) -> int:
        begun.append(x)
        time.sleep(0.01)
        return x

    def handle() -> None:
        for number, _ in stream(work, range(50), workers=workers):
            if number == 4:
                signal.raise_signal(signal.SIGINT)  # as it were in the middle of writing
            handled.append(number)

    with pytest.raises(KeyboardInterrupt):
        handle()
    assert sorted(handled) == sorted(begun)
    assert 4 in handled
    assert len(handled) < 12
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("_interruptible")
def test_a_second_interrupt_is_raised_at_once() -> None:
    handled: list[int] = []

    def handle() -> None:
        for number, _ in stream(math.sqrt, range(50)):
            if number == 4:
                signal.raise_signal(signal.SIGINT)
                signal.raise_signal(signal.SIGINT)
            handled.append(number)

    with pytest.raises(KeyboardInterrupt):
        handle()
    assert handled == [0, 1, 2, 3]


@pytest.mark.usefixtures("_interruptible")
def test_an_interrupt_before_a_stream_is_closed_is_not_lost() -> None:
    rows = stream(math.sqrt, range(50))
    next(rows)
    signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        rows.close()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


PROCESSES = """
import os, signal, sys, time
from pathlib import Path
from windlass.base.engine import Failed, stream

def work(ask):
    number, folder = ask
    (Path(folder) / f"begun-{number}-{time.time_ns()}").touch()
    if number == "die" or (Path(folder) / f"kill-{number}").exists():
        (Path(folder) / f"kill-{number}").unlink(missing_ok=True)
        os.kill(os.getpid(), signal.SIGKILL)
    if number == "threads":
        import numba
        return numba.get_num_threads()
    if number == "long":
        time.sleep(60.0)
    return number

if __name__ == "__main__":
    folder, close, *asks = sys.argv[1:]
    print("started", file=sys.stderr)
    for number, row in stream(work, [(x, folder) for x in asks], pool="processes", workers=2):
        print(asks[number], type(row.error).__name__ if isinstance(row, Failed) else row)
        if asks[number] == close:
            break
else:
    assert not (Path(__file__).parent / "refuse").exists()
"""


def processes(folder: Path, close: str, *asks: str) -> tuple[dict[str, str], dict[str, int]]:
    """Return what came of each ask, and how often it was begun."""
    script = folder / "work.py"
    script.write_text(PROCESSES)
    done = subprocess.run(
        [sys.executable, str(script), str(folder), close, *asks],
        capture_output=True,
        text=True,
        timeout=50,
        check=True,
    )
    begun = [path.name.split("-")[1] for path in folder.glob("begun-*")]
    rows = dict(line.split() for line in done.stdout.splitlines())
    return rows, {ask: begun.count(ask) for ask in asks}


def test_asks_of_a_process_that_dies_are_run_again(tmp_path: Path) -> None:
    (tmp_path / "kill-b").touch()
    rows, begun = processes(tmp_path, "", "a", "b", "die", "c", "d", "threads")
    assert rows == {
        "a": "a",
        "b": "b",
        "die": "BrokenProcessPool",
        "c": "c",
        "d": "d",
        "threads": "1",  # each process has one core
    }
    assert begun["b"] >= 2
    assert 2 <= begun["die"] <= 4


def test_processes_at_work_are_ended_when_a_stream_is_closed(tmp_path: Path) -> None:
    rows, begun = processes(tmp_path, "a", "a", "long", "long", "long")
    assert rows == {"a": "a"}
    assert begun["long"] <= 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_one_that_asks(tmp_path: Path, number: int) -> None:
    script = tmp_path / "work.py"
    script.write_text(PROCESSES)
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path), "", "long", "long", "long"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as asking:
        until = time.monotonic() + 20.0
        while len(list(tmp_path.glob("begun-*"))) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        asking.send_signal(number)
        assert asking.stdout is not None
        assert asking.stdout.read() == b""  # which ends with the last of them


def test_processes_that_cannot_be_started_fail_each_ask_once(tmp_path: Path) -> None:
    (tmp_path / "refuse").touch()
    rows, begun = processes(tmp_path, "", *"abcdefgh")
    assert rows == dict.fromkeys("abcdefgh", "BrokenProcessPool")
    assert not any(begun.values())


PARALLEL = """
import numpy as np
from numba import njit, prange
from windlass.base.engine import loops_share_threads, results, run_all

@njit(parallel=True)
def loop(n):
    total = np.zeros(n)
    for i in prange(n):
        total[i] = np.sin(i) ** 2
    return total

def work(n):
    for _ in range(50):
        found = loop(n)
    return found.sum()

loop(10)
print(loops_share_threads(), len(set(results(run_all(work, [20_000] * 8, workers=4)))))
"""


@pytest.mark.parametrize("layer", ["workqueue", ""])
def test_threads_and_compiled_parallel_loops_get_on(layer: str) -> None:
    """numba's own layer ends a process whose threads enter it at once: it must not come to that."""
    given = {"NUMBA_THREADING_LAYER": layer} if layer else {}
    done = subprocess.run(
        [sys.executable, "-c", PARALLEL],
        env=os.environ | given,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    shared, different = done.stdout.split()
    assert different == "1"
    if layer:
        assert shared == "False"


def test_refusals() -> None:
    with pytest.raises(InvalidInput, match=r"engine.*local, ray"):
        run_all(lambda x: x, [1], engine="cloud")
    with pytest.raises(InvalidInput, match="no address"):
        run_all(lambda x: x, [1], address="auto")
    with pytest.raises(InvalidInput, match="workers"):
        stream(lambda x: x, [1], workers=0)  # at once, not with the first row
    with pytest.raises(InvalidInput, match=r"unknown pool.*threads, processes"):
        run_all(lambda x: x, [1], pool="cluster")
    with pytest.raises(InvalidInput, match="workers"):
        run_all(lambda x: x, [1], workers=0)
