"""Calls in other processes of this machine, and their errors on the way back.

The processes are started anew (numba's threads do not outlast a fork) and share nothing with
the one that asks.  Checked: tests/base/test_processes.py.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.errors import InvalidInput

_NOT_PICKLED: Final = (pickle.PicklingError, AttributeError, TypeError)
_STOP: Any = None
"""In a process of the pool: the event that says that nothing more is wanted."""


@dataclass(frozen=True, slots=True)
class Parts:
    """An error on its way between processes, pickled where it was raised."""

    pickled: bytes

    def error(self) -> Exception:
        """Return the error as it was."""
        made: Exception = pickle.loads(self.pickled)
        return made


def pool(workers: int) -> tuple[Any, ProcessPoolExecutor]:
    """Return processes for ``call``, and the event that makes them skip what they still hold."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    return stop, ProcessPoolExecutor(workers, context, _begin, (stop,))


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
    """Return fn of an ask, or the Parts of what it raised; runs in a process of the pool."""
    if _STOP is not None and _STOP.is_set():
        return None  # nobody waits for it
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


def _begin(stop: Any) -> None:
    global _STOP
    _STOP = stop
