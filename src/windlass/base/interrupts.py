"""Ctrl-C while work is under way: held back for a moment, and never lost.

Checked: tests/base/test_engine.py.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def held() -> Iterator[None]:
    """Hold interrupts back; processes started in the block never get any.

    A terminal's interrupt goes to all of them, but the process that asked decides.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Watch:
    """The interrupts that came while work was under way."""

    def __init__(self) -> None:
        self._came = 0
        self._open = False

    def check(self) -> None:
        """Raise KeyboardInterrupt if an interrupt came."""
        if self._came:
            raise KeyboardInterrupt

    def hasty(self) -> bool:
        """Return whether a second one came: what has begun is not to be waited for either."""
        return self._came > 1

    @contextmanager
    def raised(self) -> Iterator[None]:
        """Let an interrupt end the block at once."""
        self._open = True
        try:
            self.check()
            yield
        finally:
            self._open = False

    def note(self, number: int, frame: Any) -> None:
        """Note an interrupt; raise the first where it may be raised, the second anywhere."""
        self._came += 1
        if self._open or self._came > 1:
            signal.default_int_handler(number, frame)


@contextmanager
def noted() -> Iterator[Watch]:
    """Return a watch that notes interrupts; what was not told in the block is at its end.

    Python raises KeyboardInterrupt wherever the main thread stands: between two lines that belong
    together, or in a finaliser, where it is printed and dropped.  Only the main thread gets
    interrupts: elsewhere, and where another handler than Python's own is set, nothing is noted.
    """
    watch = Watch()
    before = signal.getsignal(signal.SIGINT)
    main = threading.current_thread() is threading.main_thread()
    if not main or before is not signal.default_int_handler:
        yield watch
        return
    signal.signal(signal.SIGINT, watch.note)
    try:
        yield watch
        watch.check()
    except GeneratorExit:  # a caller that broke off after an interrupt of which it was not told
        if not watch.hasty():
            watch.check()
        raise
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)
