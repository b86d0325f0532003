"""Writers that are killed, many at once, or refused by the disk leave a store that can be read.

Real processes, SIGKILL: an acknowledged run is never lost, and what is left is swept.
"""

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from windlass.store import Store

WRITER = Path(__file__).with_name("writer.py")
ROUNDS, AT_ONCE = 6, 4
TIMEOUT_S = 60.0


@contextmanager
def writer(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, str(WRITER), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def stream(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def whole_lines(text: str) -> list[str]:
    """A writer that is killed may have begun another line."""
    return [line.strip() for line in text.splitlines(keepends=True) if line.endswith("\n")]


def said(process: subprocess.Popen[str], told: str = "") -> list[str]:
    """What a writer says until it ends, when it is told a line."""
    return whole_lines(process.communicate(told, timeout=TIMEOUT_S)[0])


def ids(store: Store) -> set[str]:
    return {one.run_id for one in store.runs()}


def names(store: Store) -> set[str]:
    return {path.name for path in (store.folder / "arrays").iterdir()}


def check_whole(store: Store, run_id: str) -> None:
    run = store.get(run_id)
    assert run.scenario == {"seed": run.result["seed"]}
    found = run.arrays()
    assert set(found) == {"out", "return"}
    shifted = found["out"].select(pl.col("x_m") + 1.0)
    assert_frame_equal(found["return"], shifted, check_exact=True)


def test_writers_killed_at_random_lose_no_acknowledged_run(tmp_path: Path) -> None:
    """Twenty-four SIGKILLs, four writers on one store at a time."""
    acknowledged: set[str] = set()
    checked: set[str] = set()
    drawn = random.Random(20)
    for turn in range(ROUNDS):
        with ExitStack() as stack:
            at_work = [
                stack.enter_context(writer("loop", tmp_path, f"{turn}.{k}")) for k in range(AT_ONCE)
            ]
            begun = [stream(process).readline() for process in at_work]
            acknowledged |= {line.strip() for line in begun}
            for process in drawn.sample(at_work, AT_ONCE):
                time.sleep(drawn.uniform(0.0, 0.05))
                process.send_signal(signal.SIGKILL)
            for process in at_work:
                acknowledged |= set(whole_lines(stream(process).read()))
                assert process.wait() == -signal.SIGKILL
        store = Store.open(tmp_path)
        assert acknowledged <= ids(store)
        for run_id in ids(store) - checked:
            check_whole(store, run_id)
        checked |= ids(store)
    assert len(acknowledged) >= ROUNDS * AT_ONCE
    store.sweep(older_s=0.0)
    assert names(store) == ids(store)


def test_a_writer_killed_at_each_of_its_steps_leaves_all_or_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with writer("stages", tmp_path) as process:
        lines = [line.split() for line in said(process)]
    assert process.returncode == 0
    killed = [run_id for run_id, how in lines if how == "killed"]
    assert len(killed) >= 20
    assert [how for _, how in lines[-2:]] == ["killed", "done"]
    left = names(store) - ids(store)
    assert left, "no step left anything behind: the writer was not killed between its steps"
    for run_id in ids(store):
        check_whole(store, run_id)
    assert lines[-1][0] in ids(store)
    store.sweep(older_s=0.0)
    assert names(store) == ids(store)


def test_four_writers_at_once_on_a_new_store(tmp_path: Path) -> None:
    count = 15
    with ExitStack() as stack:
        at_work = [
            stack.enter_context(writer("together", tmp_path / "kept", who, count))
            for who in range(4)
        ]
        for process in at_work:
            assert stream(process).readline() == "ready\n"
        for process in at_work:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        acknowledged = [set(said(process)) for process in at_work]
        assert [process.returncode for process in at_work] == [0] * 4
    assert [len(one) for one in acknowledged] == [2 * count] * 4
    common = set.intersection(*acknowledged)
    assert len(common) == count
    store = Store.open(tmp_path / "kept")
    assert ids(store) == set.union(*acknowledged)
    assert len(ids(store)) == 5 * count
    assert names(store) == ids(store)
    assert store.find("latest") in common
    for run_id in ids(store):
        check_whole(store, run_id)


@pytest.mark.parametrize("end", ["finishes", "is killed"])
def test_sweeping_spares_a_run_in_progress(tmp_path: Path, end: str) -> None:
    store = Store.open(tmp_path)
    with writer("hold", tmp_path) as process:
        assert stream(process).readline() == "held\n"
        assert store.sweep(older_s=0.0) == []
        assert len(names(store)) == 1
        if end == "finishes":
            lines = said(process, "go\n")
            check_whole(store, lines[0])
            assert names(store) == set(lines)
        else:
            process.kill()
            process.wait()
            assert store.sweep() == []  # younger than an hour
            assert len(store.sweep(older_s=0.0)) == 1
            assert names(store) == set()


@pytest.mark.parametrize(
    ("limit", "rows", "text", "words"),
    [
        (100_000, 50_000, 10, "cannot be stored: File too large"),
        (100_000, 10, 500_000, "store cannot be written"),
    ],
)
def test_a_full_disk_is_told_and_harms_nothing(
    tmp_path: Path, limit: int, rows: int, text: int, words: str
) -> None:
    """The kernel refuses to let any file grow: first the tables, then the database."""
    store = Store.open(tmp_path)
    with writer("together", tmp_path, "before", 1) as process:
        before = set(said(process, "go\n")[1:])
    with writer("full", tmp_path, limit, rows, text) as process:
        lines = said(process)
    assert len(lines) == 1
    assert words in lines[0]
    assert "space" in lines[0]
    assert ids(store) == before
    for run_id in before:
        check_whole(store, run_id)
    store.sweep(older_s=0.0)
    assert names(store) == before


def test_a_folder_that_may_only_be_read_is_told() -> None:
    folder = Path(tempfile.mkdtemp())  # other users must reach it, as they do not pytest's folders
    try:
        folder.chmod(0o755)
        store = Store.open(folder)
        (folder / "arrays").chmod(0o555)
        folder.chmod(0o555)
        with writer("forbidden", folder) as process:
            lines = said(process)
        assert len(lines) == 1
        assert str(folder) in lines[0]
        assert "rights" in lines[0]
        folder.chmod(0o755)
        assert ids(store) == set()
    finally:
        (folder / "arrays").chmod(0o755)
        shutil.rmtree(folder)
