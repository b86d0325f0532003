"""Ctrl-C while work is under way: held back for a moment, and never lost.

Checked: tests/base/test_engine.py.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
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


@contextmanager
def noted() -> Iterator[Callable[[], None]]:
    """Return what raises KeyboardInterrupt if one came in the block and was lost.

    Python raises it wherever the main thread stands; in a finaliser or a collector's callback it
    is printed and dropped.  Only the main thread gets interrupts: elsewhere, and where another
    handler than Python's own is set, nothing is noted.
    """
    before = signal.getsignal(signal.SIGINT)
    main = threading.current_thread() is threading.main_thread()
    came = False

    def note(number: int, frame: Any) -> None:
        nonlocal came
        came = True
        signal.default_int_handler(number, frame)

    def check() -> None:
        if came:
            raise KeyboardInterrupt

    if not main or before is not signal.default_int_handler:
        yield check
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, before)
