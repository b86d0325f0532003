"""A process that writes to a store; the crash tests start it, talk to it, and kill it.

python writer.py MODE FOLDER [ARGUMENTS]: every acknowledged run is a line on stdout.
"""

import hashlib
import os
import resource
import signal
import sys
from pathlib import Path

import numpy as np
import polars as pl

from windlass.base.errors import SourceError
from windlass.store import Store, tables

ROWS = 5_000


def run_id(of: object) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()


def frames(seed: int, rows: int = ROWS) -> dict[str, pl.DataFrame]:
    drawn = np.random.default_rng(seed).random(rows)
    return {name: pl.DataFrame({"x_m": drawn + i}) for i, name in enumerate(("out", "return"))}


def put(store: Store, of: object, seed: int, rows: int = ROWS, text: int = 5000) -> str:
    name = run_id(of)
    store.put(
        name,
        kind="study",
        title=str(of),
        scenario={"seed": seed},
        result={"text": "x" * text, "seed": seed},
        arrays=frames(seed, rows),
    )
    return name


def say(line: str) -> None:
    print(line, flush=True)


def loop(folder: Path, who: str) -> None:
    """Put one run after another until killed."""
    store = Store.open(folder)
    for i in range(100_000):
        say(put(store, (who, i), i))


def together(folder: Path, who: str, count: str) -> None:
    """Put runs of one's own, and between them runs that all writers put."""
    say("ready")
    sys.stdin.readline()  # all start at once
    store = Store.open(folder)
    for i in range(int(count)):
        say(put(store, (who, i), i, rows=200))
        say(put(store, ("all", i), i, rows=200))


def stages(folder: Path) -> None:
    """Kill a writer at its 1st, 2nd, ... call to the system, each time with another run.

    Every second time a dead writer's folder bears the run's name already.
    """
    for stage in range(1, 1000):
        if stage % 2:
            (folder / "arrays" / run_id(stage)).mkdir()
            (folder / "arrays" / run_id(stage) / "out.parquet").write_bytes(b"half")
        child = os.fork()
        if child == 0:
            done = killed_at(folder, stage)
            os._exit(0 if done else 1)
        _, status = os.waitpid(child, 0)
        say(f"{run_id(stage)} {'killed' if os.WIFSIGNALED(status) else 'done'}")
        if not os.WIFSIGNALED(status):
            return


def killed_at(folder: Path, stage: int) -> bool:
    store = Store.open(folder)
    left = stage

    def count(name: str, _: object) -> None:
        nonlocal left
        if name.startswith(("os.", "open", "shutil.", "fcntl.", "sqlite3.")):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    put(store, stage, stage, rows=200)
    return True


def hold(folder: Path) -> None:
    """Write a draft, wait for a line, then put the same run."""
    store = Store.open(folder)
    with tables.draft(folder / "arrays", run_id("held"), frames(1)):
        say("held")
        sys.stdin.readline()
        say(put(store, "held", 1))


def full(folder: Path, limit: str, rows: str, text: str) -> None:
    """Put a run where no file may grow past a limit [bytes]."""
    store = Store.open(folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        put(store, "full", 1, int(rows), int(text))
    except SourceError as error:
        say(str(error))


def forbidden(folder: Path) -> None:
    """Open and write as a user who may only read."""
    if os.geteuid() == 0:
        os.setegid(65534)
        os.seteuid(65534)
    try:
        put(Store.open(folder), "forbidden", 1)
    except SourceError as error:
        say(str(error))


if __name__ == "__main__":
    mode, place, *more = sys.argv[1:]
    globals()[mode](Path(place), *more)
