"""Parts of a long run, each kept as a file as soon as it is there, until the run is whole.

What is asked again takes them up, so that whatever ends the work costs at most what is under way.
The files are read by the code that wrote them alone: their folder is named by the hash of all that
the run stands on.  Where a leg begins or ends is kept by its name, for it moves by a function.
Checked: tests/studies/test_kept_parts.py.
"""

from __future__ import annotations

import io
import pickle
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

from windlass.catalogue.sealed import swap
from windlass.lowthrust.leg import End

T = TypeVar("T")

FOLDER: Final = "parts"
OWN: Final = ("windlass.", "numpy.")
"""Beginnings of modules whose classes a part may hold."""
PLAIN: Final = frozenset({"complex", "frozenset", "set", "slice"})
_BROKEN: Final = (
    OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, IndexError, KeyError,
    TypeError, ValueError,
)  # fmt: skip


class Parts:
    """Parts of one run in its folder.

    home: of the store; run_id: what the run stands on; ends: by their names.
    """

    def __init__(self, home: Path, run_id: str, ends: Mapping[str, End]) -> None:
        self.folder = home / FOLDER / run_id[:16]
        self._ends = dict(ends)

    def of(self, name: str, make: Callable[[], T]) -> T:
        """Return a part as it is kept; made, and kept, where it is not."""
        path = self.folder / f"{name}.part"
        try:
            held: T = _Reader(io.BytesIO(path.read_bytes()), self._ends).load()
            return held
        except _BROKEN:
            pass
        made = make()
        text = io.BytesIO()
        _Writer(text, protocol=5).dump(made)
        self.folder.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_bytes(text.getvalue())
        swap(new, path)
        return made

    def drop(self) -> None:
        """Remove all of them."""
        shutil.rmtree(self.folder, ignore_errors=True)


class _Writer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> Any:
        return (obj.name, obj.vinf_m_s) if isinstance(obj, End) else None


class _Reader(pickle.Unpickler):
    def __init__(self, text: io.BytesIO, ends: Mapping[str, End]) -> None:
        super().__init__(text)
        self._ends = ends

    def persistent_load(self, pid: Any) -> End:
        name, vinf_m_s = pid
        return replace(self._ends[name], vinf_m_s=vinf_m_s)

    def find_class(self, module: str, name: str) -> Any:
        own = f"{module}.".startswith(OWN) or (module == "builtins" and name in PLAIN)
        if not own:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a run")
        return super().find_class(module, name)
