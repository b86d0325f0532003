"""Run one pure function over many asks: the local pool now, other engines by the same call.

``run_all(fn, asks)`` keeps the order of the asks and never loses a failure: an ask that raises
comes back as a ``Failed`` row.  Checked: tests/base/test_engine.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ThreadPoolExecutor,
)
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from windlass.base import interrupts, processes
from windlass.base.errors import InvalidInput, WindlassError
from windlass.base.progress import Progress, silent

Ask = TypeVar("Ask")
Result = TypeVar("Result")

ENGINES: Final = ("local",)
POOLS: Final = ("threads", "processes")


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
    pool: str = "threads",
    workers: int = 1,
    name: str = "working",
    progress: Progress | None = None,
) -> list[Result | Failed[Ask]]:
    """Return fn of each ask, in order; Failed where it raised.

    fn: pure.  pool: "threads", or "processes", whose fn, asks and results must pickle (a script
    that asks for them needs ``if __name__ == "__main__"``).  workers: of the pool; compiled loops
    use all cores by themselves, so that one is right for them.  Raises InvalidInput for an
    engine, a pool or a number of workers that there is not.  KeyboardInterrupt cancels what has
    not begun, waits for what has, and goes on.
    """
    _check(fn, engine, pool, workers)
    given = list(asks)
    threads = pool == "threads"
    if threads and workers > 1 and not loops_share_threads():
        workers = 1
    with interrupts.noted() as check, (progress or silent()).task(name, len(given)) as step:
        rows: list[Result | Failed[Ask]] = []
        if threads and workers == 1:
            for ask in given:
                rows.append(_one(fn, ask))
                step.advance(1)
                check()
            return rows
        stop, made = (None, ThreadPoolExecutor(workers)) if threads else processes.pool(workers)
        call = _one if threads else processes.call
        try:
            with interrupts.held():
                waiting = [_submit(made, call, fn, ask) for ask in given]
            for future in waiting:
                future.add_done_callback(lambda _: step.advance(1))
            for ask, future in zip(given, waiting, strict=True):
                rows.append(_row(ask, future))
                check()
            return rows
        finally:
            if stop is not None:
                stop.set()
            made.shutdown(wait=True, cancel_futures=True)


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


def loops_share_threads() -> bool:
    """Return whether two threads may run compiled parallel loops at once.

    numba's own layer ("workqueue", where neither OpenMP nor TBB is installed) ends the process.
    """
    import numba

    numba.get_num_threads()  # chooses the layer
    layer: str = numba.threading_layer()  # type: ignore[attr-defined]
    return layer != "workqueue"


def _check(fn: Callable[..., Any], engine: str, pool: str, workers: int) -> None:
    if engine not in ENGINES:
        raise InvalidInput(
            "engine not available in this version",
            value=engine,
            remedy=f"use one of {', '.join(ENGINES)}",
        )
    if pool not in POOLS:
        raise InvalidInput("unknown pool", value=pool, remedy=f"use one of {', '.join(POOLS)}")
    if workers < 1:
        raise InvalidInput("workers must be at least 1", value=workers)
    if pool == "processes":
        processes.check(fn)


def _one(fn: Callable[[Any], Any], ask: Any) -> Any:
    try:
        return fn(ask)
    except Exception as error:
        return Failed(ask, error)


def _submit(pool: Executor, call: Any, fn: Callable[[Any], Any], ask: Any) -> Future[Any]:
    try:
        return pool.submit(call, fn, ask)
    except BrokenExecutor as error:  # a process died while others were still given theirs
        lost: Future[Any] = Future()
        lost.set_exception(error)
        return lost


def _row(ask: Any, future: Future[Any]) -> Any:
    try:
        found = future.result()
    except Exception as error:  # a process that died, an ask or a result that does not pickle
        return Failed(ask, error)
    return Failed(ask, found.error()) if isinstance(found, processes.Parts) else found
