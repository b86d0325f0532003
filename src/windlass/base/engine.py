"""Run one pure function over many asks: threads, processes or a Ray cluster by the same call.

``run_all(fn, asks)`` keeps the order of the asks, ``stream(fn, asks)`` gives each row as soon as
its ask ends and holds few at a time.  Neither loses a failure: an ask that raises comes back as a
``Failed`` row.  Checked: tests/base/test_engine.py, tests/base/test_ray_engine.py.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sized
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from windlass.base import interrupts, processes, ray_engine
from windlass.base.errors import InvalidInput, WindlassError
from windlass.base.processes import Ended
from windlass.base.progress import Progress, Step, silent

Ask = TypeVar("Ask")
Result = TypeVar("Result")

ENGINES: Final = ("local", "ray")
POOLS: Final = ("threads", "processes")


@dataclass(frozen=True, slots=True)
class Failed(Generic[Ask]):
    """An ask that raised, with its error."""

    ask: Ask
    error: Exception


class Crew(Protocol):
    """Those at work on the asks of one function."""

    def room(self) -> int:
        """Return how many asks may be under way now."""

    def busy(self) -> bool:
        """Return whether something is still to come."""

    def give(self, number: int, ask: Any) -> None:
        """Put an ask under way."""

    def wait(self) -> None:
        """Return once something has ended; loses nothing when it is interrupted."""

    def take(self) -> list[Ended]:
        """Return what has ended, each once."""

    def halt(self) -> None:
        """Begin nothing more; what has begun may end."""

    def close(self) -> None:
        """End all work, and whatever was started for it."""


def stream(
    fn: Callable[[Ask], Result],
    asks: Iterable[Ask],
    *,
    engine: str = "local",
    address: str | None = None,
    pool: str = "threads",
    workers: int = 1,
    name: str = "working",
    progress: Progress | None = None,
) -> Generator[tuple[int, Result | Failed[Ask]], None, None]:
    """Yield (number of the ask, fn of it or Failed where it raised), as each ends.

    fn: pure.  asks: read as they are needed; a few for each worker are under way, no more.
    engine: "local", or "ray".  address: of a Ray cluster, "auto", "host:port" or
    "ray://host:port"; None or "local" starts Ray here, with that many workers, and ends it.
    pool: of the local engine, "threads" or "processes".  For processes and for Ray fn, asks and
    results must pickle (a script needs ``if __name__ == "__main__"``), each is given one core, and
    an ask whose process dies is run again; for Ray fn is of an installed module.  workers: of the
    pool; compiled loops use all cores by themselves in threads, so that one is right there.

    Raises InvalidInput for an engine, a pool, an address or a number of workers that there is not,
    and SourceError where no cluster answers.  The first interrupt begins nothing more: what has
    begun is still yielded, then KeyboardInterrupt is raised; the caller is not interrupted while it
    handles a row.  A second one is raised at once.  Closed early, it gives up what is under way.
    """
    make = _crew(fn, engine, address, pool, workers)
    return _stream(make, asks, name, progress or silent())


def run_all(
    fn: Callable[[Ask], Result],
    asks: Iterable[Ask],
    *,
    engine: str = "local",
    address: str | None = None,
    pool: str = "threads",
    workers: int = 1,
    name: str = "working",
    progress: Progress | None = None,
) -> list[Result | Failed[Ask]]:
    """Return fn of each ask, in order; Failed where it raised.  For the rest see ``stream``.

    KeyboardInterrupt cancels what has not begun, waits for what has, and goes on.
    """
    rows: dict[int, Result | Failed[Ask]] = {}
    given = list(asks)
    with closing(
        stream(
            fn,
            given,
            engine=engine,
            address=address,
            pool=pool,
            workers=workers,
            name=name,
            progress=progress,
        )
    ) as ended:
        rows.update(ended)
    return [rows[number] for number in range(len(given))]


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


def _stream(
    make: Callable[[], Crew], asks: Iterable[Any], name: str, progress: Progress
) -> Generator[tuple[int, Any], None, None]:
    total = len(asks) if isinstance(asks, Sized) else 0
    with interrupts.noted() as watch, progress.task(name, total) as step:
        with watch.raised():
            crew = make()
        with closing(crew):
            under_way: dict[int, Any] = {}
            try:
                for number, ask in enumerate(asks):
                    under_way[number] = ask
                    crew.give(number, ask)
                    while len(under_way) >= crew.room():
                        yield from _next(crew, watch, under_way, step)
                while under_way:
                    yield from _next(crew, watch, under_way, step)
            except KeyboardInterrupt:
                crew.halt()
                while crew.busy() and not watch.hasty():
                    crew.wait()
                    yield from _taken(crew, under_way, step)
                raise


def _next(
    crew: Crew, watch: interrupts.Watch, under_way: dict[int, Any], step: Step
) -> Iterator[tuple[int, Any]]:
    """Wait until something ends; yield the rows."""
    with watch.raised():
        crew.wait()
    yield from _taken(crew, under_way, step)
    watch.check()


def _taken(crew: Crew, under_way: dict[int, Any], step: Step) -> Iterator[tuple[int, Any]]:
    for number, found, error in crew.take():
        ask = under_way.pop(number)
        step.advance(1)
        yield number, found if error is None else Failed(ask, error)


def _crew(
    fn: Callable[..., Any], engine: str, address: str | None, pool: str, workers: int
) -> Callable[[], Crew]:
    """Return what starts those who are asked for."""
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
    if engine == "ray":
        ray_engine.check(fn, address)
        return lambda: ray_engine.Crew(fn, workers, address)
    if address is not None:
        raise InvalidInput(
            "the local engine has no address", value=address, remedy="add engine ray"
        )
    if pool == "processes":
        processes.check(fn)
        return lambda: processes.Crew(fn, workers)
    if workers == 1 or not loops_share_threads():
        return lambda: _Here(fn)
    return lambda: _Threads(fn, workers)


class _Here:
    """The thread that asks; it works while it waits."""

    def __init__(self, fn: Callable[[Any], Any]) -> None:
        self.fn = fn
        self._given: list[tuple[int, Any]] = []
        self._ended: list[Ended] = []

    def room(self) -> int:
        return 1

    def busy(self) -> bool:
        return bool(self._given or self._ended)

    def give(self, number: int, ask: Any) -> None:
        self._given.append((number, ask))

    def wait(self) -> None:
        for number, ask in self._given:
            try:
                self._ended.append((number, self.fn(ask), None))
            except Exception as error:
                self._ended.append((number, None, error))
        self._given.clear()

    def take(self) -> list[Ended]:
        found, self._ended = self._ended, []
        return found

    def halt(self) -> None:
        self._given.clear()

    def close(self) -> None:
        self._ended.clear()


class _Threads:
    """Threads of this process."""

    def __init__(self, fn: Callable[[Any], Any], workers: int) -> None:
        self.fn, self.workers = fn, workers
        self._under_way: dict[Future[Any], int] = {}
        self._pool = ThreadPoolExecutor(workers)

    def room(self) -> int:
        return 2 * self.workers

    def busy(self) -> bool:
        return bool(self._under_way)

    def give(self, number: int, ask: Any) -> None:
        with interrupts.held():
            self._under_way[self._pool.submit(self.fn, ask)] = number

    def wait(self) -> None:
        wait(self._under_way, return_when=FIRST_COMPLETED)

    def take(self) -> list[Ended]:
        found: list[Ended] = []
        for future in [one for one in self._under_way if one.done()]:
            number = self._under_way.pop(future)
            error = None if future.cancelled() else future.exception()
            if error is not None and not isinstance(error, Exception):
                raise error
            if not future.cancelled():
                found.append((number, None if error else future.result(), error))
        return found

    def halt(self) -> None:
        for future in self._under_way:
            future.cancel()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
