"""Progress of long work: silent, or bars on stderr for what lasts over two seconds.

Nothing ever goes to stdout.  Checked: tests/base/test_progress.py.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, Protocol

SHOW_AFTER_S: Final = 2.0


class Step(Protocol):
    """One piece of work under way."""

    def advance(self, n: float = 1.0) -> None:
        """Say that n more of the total are done."""
        ...


class Progress(Protocol):
    """Where work says how far it is."""

    def task(self, name: str, total: float) -> AbstractContextManager[Step]:
        """Open a piece of work with that total."""
        ...


class _SilentStep:
    def advance(self, n: float = 1.0) -> None:
        """Say nothing."""


class Silent:
    """Says nothing."""

    @contextmanager
    def task(self, name: str, total: float) -> Iterator[Step]:
        """Open a piece of work that nobody watches."""
        yield _SilentStep()


def silent() -> Progress:
    """Return a progress that says nothing."""
    return Silent()


class _BarStep:
    """A bar that shows itself once the work has lasted long enough."""

    def __init__(self, name: str, total: float, after_s: float) -> None:
        self.name, self.total, self.done = name, total, 0.0
        self.bar: Any = None
        self.task: Any = None
        self.lock = threading.Lock()
        self.timer = threading.Timer(after_s, self.show)
        self.timer.daemon = True
        self.timer.start()

    def show(self) -> None:
        """Draw the bar on stderr."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        with self.lock:
            bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.completed:.0f}/{task.total:.0f}"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            bar.start()
            self.task = bar.add_task(self.name, total=self.total, completed=int(self.done))
            self.bar = bar

    def advance(self, n: float = 1.0) -> None:
        """Say that n more of the total are done."""
        with self.lock:
            self.done += n
            if self.bar is not None:
                self.bar.update(self.task, completed=self.done)

    def close(self) -> None:
        """Take the bar away."""
        self.timer.cancel()
        with self.lock:
            if self.bar is not None:
                self.bar.stop()


class Bars:
    """Bars on stderr; on a stderr that is no terminal, one plain line a piece of long work."""

    def __init__(
        self,
        after_s: float = SHOW_AFTER_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.after_s, self.clock = after_s, clock

    @contextmanager
    def task(self, name: str, total: float) -> Iterator[Step]:
        """Open a piece of work; it shows itself if it lasts."""
        started = self.clock()
        if not sys.stderr.isatty():
            yield _SilentStep()
            lasted = self.clock() - started
            if lasted > self.after_s:
                print(f"{name}: {lasted:.0f} s", file=sys.stderr)
            return
        step = _BarStep(name, total, self.after_s)
        try:
            yield step
        finally:
            step.close()
