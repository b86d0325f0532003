"""The code's version changes with the code, and with nothing else."""

import os
import re
import shutil
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

import windlass
from windlass.base.codeversion import code_version, lock_hash, thread_count

ASK = "from windlass.base.codeversion import code_version; print(code_version())"


def of_copy(place: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ | {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("copy")
    source = Path(windlass.__file__).parent
    shutil.copytree(source, place / "windlass", ignore=shutil.ignore_patterns("__pycache__"))
    return place


def test_it_names_the_version_and_a_digest() -> None:
    assert re.fullmatch(re.escape(version("windlass")) + r"\+[0-9a-f]{8,64}", code_version())


@pytest.mark.parametrize(
    "name", ["kernels/kepler.py", "data/constants.toml", "data/targets.csv", "data/references.bib"]
)
def test_a_changed_byte_of_code_or_data_changes_it(copy: Path, name: str) -> None:
    path = copy / "windlass" / name
    whole = path.read_bytes()
    before = of_copy(copy)
    path.write_bytes(whole + b"\n")
    assert of_copy(copy) != before
    path.write_bytes(whole)
    assert of_copy(copy) == before


def test_a_file_more_or_moved_changes_it_and_a_cache_does_not(copy: Path) -> None:
    before = of_copy(copy)
    more = copy / "windlass" / "data" / "more.toml"
    more.write_text("")
    after = of_copy(copy)
    more.rename(more.with_name("moved.toml"))
    moved = of_copy(copy)
    assert len({before, after, moved}) == 3
    more.with_name("moved.toml").unlink()
    (copy / "windlass" / "__pycache__").mkdir(exist_ok=True)
    (copy / "windlass" / "__pycache__" / "x.py").write_text("of a cache")
    assert of_copy(copy) == before


def test_it_takes_little_time_once_the_files_were_read() -> None:
    code_version.cache_clear()
    code_version()
    code_version.cache_clear()
    started = time.process_time()
    first = code_version()
    assert time.process_time() - started < 0.05
    assert code_version() is first


def test_the_lock_follows_the_installed_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    before = lock_hash()
    assert re.fullmatch(r"[0-9a-f]{16,64}", before)
    lock_hash.cache_clear()
    assert lock_hash() == before
    asked: list[str] = []

    def other(name: str) -> str:
        asked.append(name)
        return "0.0.1" if name == "scipy" else version(name)

    monkeypatch.setattr("windlass.base.codeversion.version", other)
    lock_hash.cache_clear()
    assert lock_hash() != before
    lock_hash.cache_clear()
    # What a run's figures come from, and not what its tests or extras do.
    assert {"numpy", "scipy", "numba", "polars", "astropy"} <= set(asked)
    assert not {"pytest", "pykep", "ray"} & set(asked)


def test_threads_are_those_of_compiled_loops() -> None:
    import numba

    assert thread_count() == numba.get_num_threads() >= 1
