"""The real command line in a process of its own, and one small study that all tests share."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

WINDLASS = [str(Path(sys.executable).with_name("windlass"))]
SMALL = (
    "--set", "window.launch=2035..2037",
    "--set", "window.latest_return=2048",
    "--set", "window.step=20 d",
    "--set", "legs.return_max=2000 d",
    "--set", "option.earth-moon.returned_mass=90 t",
)  # fmt: skip
"""Overrides that make the shipped scenario quick."""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    """Runs verbs in one folder."""

    folder: Path

    def __call__(self, *words: str, env: Mapping[str, str] | None = None) -> Done:
        done = subprocess.run(
            [*WINDLASS, *words],
            cwd=self.folder,
            capture_output=True,
            timeout=300,
            env=clean_env() | dict(env or {}),
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def inside(self, *words: str, env: Mapping[str, str] | None = None) -> Done:
        """Run a verb in this process, for speed: that processes do the same is tested once a verb.

        What is asked, where, and what comes out are those of a process.
        """
        from windlass.cli.main import main

        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            for name in set(os.environ) - set(clean_env()):
                patch.delenv(name)
            for name, value in dict(env or {}).items():
                patch.setenv(name, value)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = main(list(words))
        return Done(code, out.getvalue(), err.getvalue())

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*WINDLASS, *words],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_env(),
        )


def clean_env() -> dict[str, str]:
    """Return the environment without what would lead a command elsewhere.

    The cache stays, and so does the data folder, which tests/conftest.py has made an empty one.
    """
    kept = ("WINDLASS_CACHE", "WINDLASS_DATA")
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("WINDLASS_") or key in kept
    }


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder made by ``init``, with nothing run in it yet."""
    folder = tmp_path_factory.mktemp("cli")
    assert Shell(folder)("init", "demo").code == 0
    return Shell(folder / "demo")


@dataclass(frozen=True)
class Studied:
    """The folder of the shared study, and how that ended."""

    shell: Shell
    done: Done
    words: Sequence[str]


@pytest.fixture(scope="session")
def studied(demo: Shell) -> Studied:
    words = ("study", *SMALL)
    return Studied(demo, demo(*words), words)
