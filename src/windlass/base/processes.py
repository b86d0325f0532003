"""Calls in other processes of this machine, and their errors on the way back.

The processes are started anew (numba's threads do not outlast a fork), share nothing with the one
that asks, and run compiled loops on one thread each.  Checked: tests/base/test_processes.py.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Final

from windlass.base import interrupts
from windlass.base.errors import InvalidInput

Ended = tuple[int, Any, Exception | None]
"""Number of an ask, what came of it, and the error if there was one."""

TRIES: Final = 2
"""Processes that an ask may end while it is alone at work, before it is given up."""

_NOT_PICKLED: Final = (pickle.PicklingError, AttributeError, TypeError)
_STOP, _BEGUN = 0, 1
_FLAGS: Any = None
"""In a process of the pool: memory shared with the one that asks, whether nothing more is wanted
and whether any process has begun.  No lock, since a process may be killed while it holds one."""


@dataclass(frozen=True, slots=True)
class Parts:
    """An error on its way between processes, pickled where it was raised."""

    pickled: bytes

    def error(self) -> Exception:
        """Return the error as it was."""
        made: Exception = pickle.loads(self.pickled)
        return made


@dataclass(frozen=True, slots=True)
class Skipped:
    """In place of a result: the ask was not begun, since nothing more was wanted."""


class Crew:
    """Processes at work on the asks of one function.

    When a process dies, what was under way in any of them is run again, one ask at a time: that
    tells the ask which ends its process from those that were beside it.
    """

    def __init__(self, fn: Callable[[Any], Any], workers: int) -> None:
        self.fn, self.workers = fn, workers
        self._context = multiprocessing.get_context("spawn")
        self._flags: Any = self._context.RawArray("b", 2)
        self._under_way: dict[Future[Any], tuple[int, Any]] = {}
        self._again: dict[int, Any] = {}
        self._deaths: Counter[int] = Counter()
        self._pool = self._start()

    def room(self) -> int:
        """Return how many asks may be under way."""
        return 0 if self._again else 2 * self.workers

    def busy(self) -> bool:
        """Return whether something is still to come."""
        return bool(self._under_way or self._again)

    def give(self, number: int, ask: Any) -> None:
        """Put an ask under way."""
        with interrupts.held():  # the first one starts the processes
            try:
                future = self._pool.submit(call, self.fn, ask)
            except BrokenExecutor as error:
                future = Future()
                future.set_exception(error)
        self._under_way[future] = number, ask

    def wait(self) -> None:
        """Return once something has ended."""
        if self._again and not self._under_way:
            self.give(*next(iter(self._again.items())))
        wait(self._under_way, return_when=FIRST_COMPLETED)

    def take(self) -> list[Ended]:
        """Return what has ended."""
        found: list[Ended] = []
        lost: list[tuple[int, Any, Exception]] = []
        if any(future.done() and _broken(future) for future in self._under_way):
            wait(self._under_way)  # the others have gone with it
        for future in [one for one in self._under_way if one.done()]:
            number, ask = self._under_way.pop(future)
            if future.cancelled():
                continue
            error = future.exception()
            if isinstance(error, BrokenExecutor):
                lost.append((number, ask, error))
                continue
            self._again.pop(number, None)
            if error is None:
                result = future.result()
                if isinstance(result, Parts):
                    found.append((number, None, result.error()))
                elif not isinstance(result, Skipped):
                    found.append((number, result, None))
            elif isinstance(error, Exception):  # an ask or a result that does not pickle
                found.append((number, None, error))
            else:
                raise error
        return found + self._died(lost) if lost else found

    def halt(self) -> None:
        """Begin nothing more."""
        self._flags[_STOP] = 1
        self._again.clear()
        for future in self._under_way:
            future.cancel()

    def close(self) -> None:
        """End the processes, also those at work."""
        self.halt()
        at_work: dict[int, Any] = {}
        if any(not future.done() for future in self._under_way):
            at_work = dict(getattr(self._pool, "_processes", None) or {})
        for process in at_work.values():
            process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.workers, self._context, _begin, (self._flags,))

    def _died(self, lost: list[tuple[int, Any, Exception]]) -> list[Ended]:
        """Return the asks that are given up, and let the others be run again."""
        self._pool.shutdown(wait=True)
        if self._flags[_STOP]:
            return []
        if not self._flags[_BEGUN]:  # processes cannot be started here at all
            return [(number, None, error) for number, _, error in lost]
        self._pool = self._start()
        if len(lost) == 1:
            number, _, error = lost[0]
            self._deaths[number] += 1
            if self._deaths[number] >= TRIES:
                self._again.pop(number, None)
                return [(number, None, error)]
        self._again |= {number: ask for number, ask, _ in lost}
        return []


def check(fn: Callable[..., Any]) -> None:
    """Raise InvalidInput for a function that other processes cannot be given."""
    try:
        pickle.dumps(fn)
    except _NOT_PICKLED as error:
        raise InvalidInput(
            f"function cannot be sent to another process: {error}",
            remedy="give a function of a module, or use threads",
        ) from error


def call(fn: Callable[[Any], Any], ask: Any) -> Any:
    """Return fn of an ask, or the Parts of what it raised; runs in another process."""
    if _FLAGS is not None and _FLAGS[_STOP]:
        return Skipped()  # nobody waits for it
    try:
        return fn(ask)
    except Exception as error:
        return parts(error)


def parts(error: Exception) -> Parts:
    """Return an error's parts; those of its text where they do not pickle."""
    try:
        made = Parts(pickle.dumps(error))
        made.error()
    except Exception:  # whatever a strange error does when it is made again
        return Parts(pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}")))
    return made


def one_thread() -> None:
    """Let the compiled loops of this process use one thread: the others have theirs."""
    numba = sys.modules.get("numba")
    if numba is None:
        os.environ["NUMBA_NUM_THREADS"] = "1"
    else:
        numba.set_num_threads(1)


def _broken(future: Future[Any]) -> bool:
    return not future.cancelled() and isinstance(future.exception(), BrokenExecutor)


def _begin(flags: Any) -> None:
    global _FLAGS
    _FLAGS = flags
    flags[_BEGUN] = 1
    one_thread()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that asks is killed: it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
