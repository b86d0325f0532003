"""A writer of records that is killed while it writes: what it acknowledged, and what is there."""

import os
import signal
import time
from pathlib import Path

from windlass.store.record_log import RecordLog


def killed(where: Path | str, after_s: float) -> tuple[int, RecordLog]:
    """Return how many records a writer acknowledged before it was killed, and the log."""
    RecordLog.open(where).engine.dispose()
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            log = RecordLog.open(where)
            for k in range(100_000):
                log.append("movement", "dock", {"k": k})
                os.write(into, b".")
        finally:
            os._exit(1)
    os.close(into)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = 0
    while chunk := os.read(out, 65_536):
        told += len(chunk)
    os.close(out)
    return told, RecordLog.open(where)
