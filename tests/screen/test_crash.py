"""A screen whose process is killed, at any moment, loses at most the chunk under way.

Real processes and the real command line, SIGKILL: what was said to be kept is kept, is never made
twice, and what is resumed comes out as the same bytes.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

from tests.catalogue.known import whole as known
from windlass.catalogue import whole as columns
from windlass.screen import run

NAMES = (
    "2000 SG344", "1991 VG", "433", "Apophis", "2008 EV5", "2001 GP2", "Bennu", "2012 TF79",
    "2008 HU4", "2006 RH120", "1999 AO10", "2009 BD",
)  # fmt: skip
CHUNK = 2
ASK = ("accessible", "--launch", "2028..2030", "--json")

SCRIPT = """
import os, signal, sys
from windlass.screen import run
from windlass.cli.main import main

run.CHUNK = int(sys.argv[1])
place = run._place_frame

def kept(path, frame):
    place(path, frame)
    print("kept", path.name, flush=True)

def count_down(left):
    def one_less(name, given):
        nonlocal left
        if name.startswith(("os.", "open", "shutil.", "tempfile.")) and mine(given):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    return one_less

def mine(given):
    return any(isinstance(one, str) and ("screens" in one or "tables" in one) for one in given)

run._place_frame = kept
print("ready", flush=True)
if int(sys.argv[2]):
    sys.addaudithook(count_down(int(sys.argv[2])))
sys.exit(main(["screen", *sys.argv[3:]]))
"""


@contextmanager
def at_work(home: Path, *words: str, steps: int = 0) -> Iterator[subprocess.Popen[str]]:
    own = {
        "WINDLASS_HOME": str(home), "WINDLASS_CACHE": str(home / "cache"),
        "WINDLASS_DATA": str(home / "data"),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(CHUNK), str(steps), *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | own,
    )  # fmt: skip
    with process:
        try:
            yield process
        finally:
            process.kill()


def kept(text: str) -> list[str]:
    """Chunks that a process said it has kept; a line may be cut where it was killed."""
    lines = [line.split() for line in text.splitlines(keepends=True) if line.endswith("\n")]
    return [line[1] for line in lines if line[:1] == ["kept"]]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalogue") / "few.parquet"
    columns.write(known(*NAMES), path)
    return path


@pytest.fixture(scope="module")
def whole(file: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Rows of a screen that nobody killed."""
    home = tmp_path_factory.mktemp("undisturbed")
    with at_work(home, *ASK, "--from", str(file)) as process:
        said, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert len(kept(said)) == len(NAMES) // CHUNK + 1
    return rows(home)


def rows(home: Path) -> bytes:
    (folder,) = (home / "screens").iterdir()
    return (folder / run.ROWS).read_bytes()


def there(home: Path) -> set[str]:
    """Names of the chunks in the run's folder, each of which can be read."""
    found = list((home / "screens").glob(f"*/{run.PARTS}/*.parquet"))
    for path in found:
        assert pl.read_parquet(path).height == CHUNK
    return {path.name for path in found}


def check_kept(home: Path, acknowledged: set[str]) -> None:
    """All that was acknowledged is there, if the rows are not."""
    done = list((home / "screens").glob(f"*/{run.ROWS}"))
    assert done or acknowledged - {run.ROWS} <= there(home)


def finish(home: Path, acknowledged: set[str], whole: bytes, file: Path) -> None:
    """Resume, or begin again where the kill came before the ask; the same bytes."""
    begun = list((home / "screens").glob(f"*/{run.ASK}"))
    words = ("--resume", "latest") if begun else (*ASK, "--from", str(file))
    with at_work(home, *words) as process:
        said, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert not acknowledged & set(kept(said)), "a chunk that was kept has been made again"
    assert rows(home) == whole
    assert sorted(p.name for p in next((home / "screens").iterdir()).glob("*.parquet")) == sorted(
        [run.CATALOGUE, run.ROWS]
    )


def test_killed_again_and_again_at_random_it_ends_with_the_same_bytes(
    tmp_path: Path, file: Path, whole: bytes
) -> None:
    drawn = random.Random(11)
    acknowledged: set[str] = set()
    words: tuple[str, ...] = (*ASK, "--from", str(file))
    for _ in range(3):
        with at_work(tmp_path, *words) as process:
            assert process.stdout is not None
            said = process.stdout.readline()
            # some while the tables are made, some as chunks come
            if drawn.random() < 0.7:
                said += process.stdout.readline()
            time.sleep(drawn.uniform(0.0, 0.3))
            process.send_signal(signal.SIGKILL)
            more = kept(said + process.stdout.read())
            assert process.wait() in (-signal.SIGKILL, 0)
        assert not acknowledged & set(more), "a chunk that was kept has been made again"
        acknowledged |= set(more)
        check_kept(tmp_path, acknowledged)
        if list((tmp_path / "screens").glob(f"*/{run.ASK}")):
            words = ("--resume", "latest")
    finish(tmp_path, acknowledged, whole, file)


@pytest.mark.parametrize("steps", [3, 14, 27, 45])
def test_killed_at_a_step_of_its_writing_it_ends_with_the_same_bytes(
    steps: int, tmp_path: Path, file: Path, whole: bytes
) -> None:
    """Killed at its n-th call to the system about a file of the run or a table."""
    with at_work(tmp_path, *ASK, "--from", str(file), steps=steps) as process:
        said, _ = process.communicate(timeout=300)
    acknowledged = set(kept(said))
    assert process.returncode == -signal.SIGKILL
    check_kept(tmp_path, acknowledged)
    finish(tmp_path, acknowledged, whole, file)
