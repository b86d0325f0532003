"""Progress that gets in the way of a run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Stop:
    """Progress that does something when so many chunks of a piece of work are done."""

    def __init__(self, work: str, after: int, act: Callable[[], None]) -> None:
        self.work, self.after, self.act = work, after, act
        self.seen: list[tuple[str, float]] = []
        self.done = 0

    @contextmanager
    def task(self, name: str, total: float) -> Iterator[Any]:
        self.seen.append((name, total))
        outer = self

        class Step:
            def advance(self, n: float = 1.0) -> None:
                if name == outer.work:
                    outer.done += 1
                    if outer.done == outer.after:
                        outer.act()

        yield Step()


def interrupt() -> None:
    raise KeyboardInterrupt
