"""Write the reference from the code: modules, scenario keys, data tables, exit codes, verbs.

Pages go to docs/reference/generated before Sphinx reads the sources, so that they cannot fall
behind the code.
"""

from __future__ import annotations

import pkgutil
import re
from pathlib import Path
from typing import Any

import windlass

ROOMS = (
    "studies",
    "base",
    "catalogue",
    "bodies",
    "transfers",
    "exchange",
    "verify",
    "capture",
    "redirect",
    "lowthrust",
    "campaign",
    "economics",
    "partners",
    "workforce",
    "records",
    "screen",
    "store",
    "report",
    "kernels",
)

_NDARRAY = re.compile(
    r"~?(?:numpy\.)?ndarray\[tuple\[~?(?:typing\.)?Any, \.\.\.\],"
    r" ~?(?:numpy\.)?dtype\[~?(?:numpy\.)?(\w+)\]\]"
)


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-process-docstring", plain_docstring)
    app.connect("autodoc-process-signature", short_signature)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def write_pages(app: Any) -> None:
    """Write every generated page; a page that would not change is left alone."""
    from cli_page import verbs
    from table_pages import exit_codes, packaged_tables, scenario_keys

    folder = Path(app.srcdir) / "reference" / "generated"
    pages = {f"api-{room}.rst": room_page(room) for room in ROOMS}
    pages["scenario-keys.md"] = scenario_keys()
    pages["tables.md"] = packaged_tables()
    pages["exit-codes.md"] = exit_codes()
    pages["verbs.md"] = verbs()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for path in folder.iterdir():
        if path.name not in pages:
            path.unlink()


def room_page(room: str) -> str:
    """Return the page of one room: every public module with its members."""
    package = f"windlass.{room}"
    root = Path(windlass.__file__).parent / room
    names = [m.name.removeprefix(f"{package}.")
             for m in pkgutil.walk_packages([str(root)], f"{package}.")
             if not m.name.rpartition(".")[2].startswith("_")]  # fmt: skip
    title = f"``{package}``"
    lines = [title, "=" * len(title), "", f".. automodule:: {package}", ""]
    for name in sorted(names):
        heading = f"``{name}``"
        lines += [heading, "-" * len(heading), ""]
        lines += [f".. automodule:: {package}.{name}", "   :members:", ""]
    return "\n".join(lines)


def short_signature(
    app: Any,
    what: str,
    name: str,
    obj: Any,
    options: Any,
    signature: str | None,
    returns: str | None,
) -> tuple[str | None, str | None]:
    """Write arrays as the code does: Array for NDArray[float64], NDArray[kind] for others."""

    def short(text: str | None) -> str | None:
        return None if text is None else _NDARRAY.sub(_array, text)

    return short(signature), short(returns)


def _array(found: re.Match[str]) -> str:
    return "Array" if found[1] == "float64" else f"NDArray[{found[1]}]"


def plain_docstring(
    app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]
) -> None:
    """Show docstrings line by line as they are written: they are prose with units, not markup."""
    if not lines:
        return
    shown: list[str] = []
    for line in lines:
        text = line.replace("\\", "\\\\")
        for mark in "*`|_":
            text = text.replace(mark, "\\" + mark)
        shown.append(f"| {text}".rstrip() if text.strip() else "")
    lines[:] = [*shown, ""]
