"""What code, libraries and threads a result stands on.

Checked: tests/base/test_codeversion.py.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

_KEPT: Final = (".py", ".toml", ".csv", ".bib")


@cache
def code_version() -> str:
    """Return the package's version and a digest of its own source and data files.

    A change of code changes it, so that an old answer never stands for new code.
    """
    made = hashlib.sha256()
    for name, part in sorted(_walk(files("windlass"), "")):
        made.update(name.encode() + b"\0" + part.read_bytes())
    return f"{_package()}+{made.hexdigest()[:12]}"


@cache
def lock_hash() -> str:
    """Return a digest of the installed versions of the packages that Windlass names."""
    try:
        wanted = requires("windlass") or []
    except PackageNotFoundError:
        wanted = []
    names = {
        re.split(r"[^A-Za-z0-9_.-]", text, maxsplit=1)[0] for text in wanted if "extra" not in text
    }
    found = [f"{name}=={version(name)}" for name in sorted(names)]
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]


def _package() -> str:
    try:
        return version("windlass")
    except PackageNotFoundError:  # a source tree that is not installed
        return "0"


def thread_count() -> int:
    """Return the number of threads of the compiled loops."""
    import numba

    return int(numba.get_num_threads())


def _walk(folder: Traversable, at: str) -> list[tuple[str, Traversable]]:
    found = []
    for part in folder.iterdir():
        name = f"{at}/{part.name}"
        if part.is_dir():
            if part.name != "__pycache__":
                found += _walk(part, name)
        elif part.name.endswith(_KEPT):
            found.append((name, part))
    return found
