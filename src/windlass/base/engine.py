"""Run one pure function over many asks: the local pool now, other engines by the same call.

``run_all(fn, asks)`` keeps the order of the asks and never loses a failure: an ask that raises
comes back as a ``Failed`` row.  Checked: tests/base/test_engine.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from windlass.base.errors import InvalidInput, WindlassError
from windlass.base.progress import Progress, silent

Ask = TypeVar("Ask")
Result = TypeVar("Result")

ENGINES: Final = ("local",)


@dataclass(frozen=True, slots=True)
class Failed(Generic[Ask]):
    """An ask that raised, with its error."""

    ask: Ask
    error: Exception


def run_all(
    fn: Callable[[Ask], Result],
    asks: Iterable[Ask],
    *,
    engine: str = "local",
    workers: int = 1,
    name: str = "working",
    progress: Progress | None = None,
) -> list[Result | Failed[Ask]]:
    """Return fn of each ask, in order; Failed where it raised.

    fn: pure.  workers: threads of the local pool; compiled loops use all cores by themselves,
    so that one is right for them.  Raises InvalidInput for an engine or a number of workers
    that there is not; KeyboardInterrupt cancels what has not begun.
    """
    if engine not in ENGINES:
        raise InvalidInput(
            "engine not available in this version",
            value=engine,
            remedy=f"use one of {', '.join(ENGINES)}",
        )
    if workers < 1:
        raise InvalidInput("workers must be at least 1", value=workers)
    given = list(asks)
    with (progress or silent()).task(name, len(given)) as step:

        def one(ask: Ask) -> Result | Failed[Ask]:
            try:
                return fn(ask)
            except Exception as error:
                return Failed(ask, error)
            finally:
                step.advance(1)

        if workers == 1:
            return [one(ask) for ask in given]
        pool = ThreadPoolExecutor(workers)
        try:
            waiting: list[Future[Result | Failed[Ask]]] = [pool.submit(one, ask) for ask in given]
            return [future.result() for future in waiting]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def results(rows: list[Result | Failed[Ask]]) -> list[Result]:
    """Return the results of rows none of which failed; raise the first failure as it was."""
    good: list[Result] = []
    for row in rows:
        if isinstance(row, Failed):
            error = row.error
            if isinstance(error, WindlassError):
                raise error
            raise RuntimeError(f"a piece of work failed: {error}") from error
        good.append(row)
    return good
