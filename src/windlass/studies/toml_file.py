"""A TOML file of the user's: its text, its keys with their lines, values laid over it.

Checked: tests/studies/test_toml_file.py.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from windlass.base.errors import InvalidInput, SourceError


def read(path: Path, what: str) -> str:
    """Return the text of a file; SourceError where it cannot be read, naming what it was to be."""
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors put a mark first
    except FileNotFoundError as error:
        near = sorted(str(p) for p in path.parent.glob("*.toml")) if path.parent.is_dir() else []
        raise SourceError(
            f"no such {what} file",
            value=str(path),
            remedy=f"there are: {', '.join(near)}" if near else "run `windlass init .` for some",
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError(
            f"{what} is no UTF-8 text", where=place(path, line), remedy="save it as UTF-8"
        ) from error
    except OSError as error:
        raise SourceError(
            f"{what} cannot be read: {error.strerror}", value=str(path), remedy="name a file"
        ) from error


def parsed(text: str, path: Path, what: str) -> dict[str, Any]:
    """Return the tables of TOML text; SourceError with the line where it does not parse."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        line = int(told[1]) if told else len(text.splitlines()) or 1
        raise SourceError(
            f"{what} does not parse: {error}",
            where=place(path, line),
            remedy="mend the TOML there",
        ) from error


def place(path: Path | str, line: int | None) -> str:
    """Return "file:line", or the file where no line is known."""
    return f"{path}:{line}" if line else str(path)


def value(text: str) -> Any:
    """Return text as a TOML value, or as it is where it is none."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def lay(data: dict[str, Any], key: str, value: Any, *, where: str) -> None:
    """Lay a value over data in place; of a table only what it names."""
    parts = [part.strip().strip("\"'") for part in key.split(".")]
    at: Any = data
    for depth, part in enumerate(parts[:-1]):
        nested = at.setdefault(part, {})
        if not isinstance(nested, dict):
            raise InvalidInput(
                f"{'.'.join(parts[: depth + 1])} is a value, not a table", value=key, where=where
            )
        at = nested
    there = at.get(parts[-1])
    if isinstance(there, dict) and isinstance(value, dict):
        for inner, one in value.items():
            lay(there, inner, one, where=where)
    else:
        at[parts[-1]] = value


def line_of(text: str, path: list[str]) -> int | None:
    """Return the line of a key in TOML text: the key under its table, else the table itself.

    A table that stands several times is told apart by its number in the path, from 0.
    """
    seen: dict[tuple[str, ...], int] = {}
    best: tuple[int, int] | None = None
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*(\[+)([^\]]*)\]", line)
        if header:
            here = table = _parts(header[2])
            if len(header[1]) == 2:
                number_of = seen.get(tuple(table), -1) + 1
                seen[tuple(table)] = number_of
                here = table = [*table, str(number_of)]
        elif "=" in line and not line.lstrip().startswith("#"):
            here = [*table, *_parts(line.partition("=")[0])]
        else:
            continue
        depth = len(here)
        if here == path[:depth] and (best is None or depth > best[0]):
            best = (depth, number)
    return best[1] if best else None


def _parts(key: str) -> list[str]:
    """Return the parts of a TOML key: 'a."b.c"' -> ["a", "b.c"]."""
    found = re.findall(r"\"([^\"]*)\"|'([^']*)'|([^\s.\"']+)", key)
    return [quoted or single or bare for quoted, single, bare in found]
