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
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.engine import Failed, results, run_all
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
    with pytest.raises(InvalidInput, match="local"):
        run_all(lambda x: x, [1], engine="ray")
    with pytest.raises(InvalidInput, match=r"unknown pool.*threads, processes"):
        run_all(lambda x: x, [1], pool="cluster")
    with pytest.raises(InvalidInput, match="workers"):
        run_all(lambda x: x, [1], workers=0)
