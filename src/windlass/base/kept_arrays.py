"""Arrays kept on disk under a digest of what they are made from; what is damaged is made anew.

Checked: tests/base/test_kept_arrays.py.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def kept(path: Path, names: Collection[str], make: Callable[[], Arrays]) -> Arrays:
    """Return the arrays of a file; where it is not there or damaged, make and store them."""
    held = read(path, names)
    if held is None:
        held = make()
        write(path, held)
    return held


def read(path: Path, names: Collection[str]) -> Arrays | None:
    """Return the arrays of a file by name; None where there is none, it is damaged, or has others
    than these names."""
    try:
        # a zip: its members carry check sums; numpy itself leaves a damaged file open
        with path.open("rb") as file, np.load(file) as held:
            found = {name: held[name] for name in held.files}
    except Exception:  # whatever a damaged file makes of itself: encrypted, of a later version, …
        return None
    return found if set(found) == set(names) else None


def write(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Store arrays in one move; a folder that cannot be written costs only the next one's time."""
    room = io.BytesIO()
    named: dict[str, Any] = dict(arrays)
    np.savez(room, **named)
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
            file.write(room.getvalue())
        os.replace(part, path)
    except OSError:
        if part is not None:
            part.unlink(missing_ok=True)
