"""Progress of long work: silent, or bars on stderr for what lasts over two seconds.

Nothing ever goes to stdout.  Checked: tests/base/test_progress.py.
"""

from __future__ import annotations

import os
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
        """Say that n more of the total are done; from any thread."""
        ...


class Progress(Protocol):
    """Where work says how far it is."""

    def task(self, name: str, total: float) -> AbstractContextManager[Step]:
        """Open a piece of work with that total; 0 for one that is not known."""
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


class Bars:
    """Bars on stderr; on a stderr that is no terminal, one plain line a piece of long work.

    Pieces of work may be open one inside another, and in several threads: each has its bar.
    """

    def __init__(
        self, after_s: float = SHOW_AFTER_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.after_s, self.clock = after_s, clock
        self._lock = threading.RLock()
        self._screen: Any = None
        self._shown = 0

    @contextmanager
    def task(self, name: str, total: float) -> Iterator[Step]:
        """Open a piece of work; it shows itself if it lasts."""
        started = self.clock()
        if not _draws(sys.stderr):
            yield _SilentStep()
            lasted = self.clock() - started
            if lasted > self.after_s and sys.stderr is not None:
                print(f"{name}: {lasted:.0f} s", file=sys.stderr)
            return
        step = _Bar(self, name, total, started)
        try:
            yield step
        finally:
            step.close()

    def _open(self, bar: _Bar) -> Any:
        """Return the screen's number of a bar, the screen drawn if it is the first."""
        with self._lock:
            if self._shown == 0:
                self._screen = _screen()
                self._screen.start()
            self._shown += 1
            return self._screen.add_task(
                bar.name, total=bar.total or None, completed=bar.done, pace=bar.pace
            )

    def _move(self, number: Any, done: float) -> None:
        with self._lock:
            self._screen.update(number, completed=done)

    def _close(self, number: Any) -> None:
        """Take a bar away, and the screen with the last one."""
        with self._lock:
            self._screen.remove_task(number)
            self._shown -= 1
            if self._shown == 0:
                self._screen.stop()
                self._screen = None


class _Bar:
    """A piece of work whose bar shows itself once the work has lasted long enough."""

    def __init__(self, bars: Bars, name: str, total: float, started: float) -> None:
        self.bars, self.name, self.total, self.started = bars, name, total, started
        self.done = 0.0
        self.number: Any = None
        self.closed = False
        self.lock = threading.Lock()
        self.timer = threading.Timer(bars.after_s, self.show)
        self.timer.daemon = True
        self.timer.start()

    def show(self) -> None:
        """Draw the bar, unless the work has just ended."""
        import rich.progress  # noqa: F401  (takes a moment, in which nobody may have to wait)

        with self.lock:
            if not self.closed:
                self.number = self.bars._open(self)

    def advance(self, n: float = 1.0) -> None:
        """Say that n more of the total are done."""
        with self.lock:
            self.done += n
            if self.number is not None and not self.closed:
                self.bars._move(self.number, self.done)

    def close(self) -> None:
        """Take the bar away."""
        self.timer.cancel()
        with self.lock:
            self.closed = True
            if self.number is not None:
                self.bars._close(self.number)

    def pace(self) -> str:
        """Return how fast the work goes, and how long the rest takes at that pace."""
        return pace(self.done, self.total, self.bars.clock() - self.started)


def pace(done: float, total: float, lasted_s: float) -> str:
    """Return rate and remaining time in words; empty as long as there is none.

    >>> pace(30.0, 120.0, 10.0)
    '3.0/s, 30 s left'
    >>> pace(2.0, 6.0, 50.0)
    '25 s each, 1 min 40 s left'
    """
    if done <= 0.0 or lasted_s <= 0.0:
        return ""
    rate = done / lasted_s
    words = f"{rate:.1f}/s" if rate >= 1.0 else f"{1.0 / rate:.0f} s each"
    if total <= 0.0:
        return words
    minutes, seconds = divmod(round(max(total - done, 0.0) / rate), 60)
    rest = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return f"{words}, {rest} left"


def _draws(stream: Any) -> bool:
    """Return whether bars can be drawn on a stream: a terminal that moves its cursor."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def _screen() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, TaskProgressColumn, TextColumn
    from rich.text import Text

    class Pace(ProgressColumn):
        """Rate and remaining time since the work began, not since its bar did."""

        def render(self, task: Any) -> Text:
            return Text(task.fields["pace"]())

    # What others print on stdout meanwhile must stay there: rich would move it to its console.
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        Pace(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
    )
