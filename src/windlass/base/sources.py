"""Where figures come from: packaged data tables and the bibliography.

A data table is a TOML file in ``windlass/data``; each entry holds value, unit, year, source
(a key of references.bib) and status, and may hold low, high, note.  Checked:
tests/base/test_sources.py.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from windlass.base.errors import InvalidInput, SourceError

_ENTRY: Final = re.compile(r"@(?P<kind>\w+)\s*\{\s*(?P<key>[^,\s]+)\s*,(?P<body>.*?)\n\}", re.S)
_FIELD: Final = re.compile(r"(\w+)\s*=\s*[{\"](.*?)[}\"]\s*,?\s*\n", re.S)

_ACCENTS: Final = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "v": "\u030c", "c": "\u0327"}
"""TeX's marks of accents, as the characters that are put over the letter before."""
_LETTERS: Final = {"\\o": "ø", "\\i": "ı", "\\&": "&", "\\_": "_", "---": "—", "--": "–"}


def read_data(name: str) -> bytes:
    """Return the bytes of a packaged data file; SourceError when the file is missing."""
    try:
        return (files("windlass") / "data" / name).read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise SourceError(
            f"packaged data file {name} is missing", remedy="install windlass again"
        ) from error


@cache
def data_hash(name: str) -> str:
    """Return the SHA-256 [hex] of a packaged data file."""
    return hashlib.sha256(read_data(name)).hexdigest()


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return the packaged table ``name`` (without ``.toml``) as nested dicts."""
    try:
        return tomllib.loads(read_data(f"{name}.toml").decode())
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"packaged table {name}.toml does not parse: {error}") from error


@cache
def bibliography() -> Mapping[str, Mapping[str, str]]:
    """Return references.bib as {key: {field: text}}."""
    text = read_data("references.bib").decode()
    found = {}
    for match in _ENTRY.finditer(text):
        body = match["body"] + "\n"
        found[match["key"]] = {
            field.lower(): " ".join(value.replace("{", "").replace("}", "").split())
            for field, value in _FIELD.findall(body)
        }
    return found


def cite_keys(keys: Iterable[str]) -> list[str]:
    """Return one printable reference a key, sorted; InvalidInput for an unknown key."""
    entries = bibliography()
    lines = []
    for key in sorted(set(keys)):
        if key not in entries:
            raise InvalidInput(
                "unknown reference", value=key, remedy="add it to data/references.bib"
            )
        entry = entries[key]
        venue = entry.get("journal") or entry.get("booktitle") or entry.get("publisher") or ""
        venue = venue or entry.get("howpublished") or entry.get("institution") or ""
        parts = [
            plain(entry.get("author", "")),
            f"({entry['year']})" if "year" in entry else "",
            plain(entry.get("title", "")),
            plain(venue),
            entry.get("doi", "") or entry.get("url", ""),
        ]
        told = [part.removesuffix(".") for part in parts if part]
        lines.append(f"[{key}] " + ". ".join(told))
    return lines


def plain(text: str) -> str:
    """Return a field of the bibliography without the marks of TeX: its accents as letters."""
    for mark, accent in _ACCENTS.items():
        text = re.sub(rf"\\{re.escape(mark)}\s*(\w)", rf"\1{accent}", text)
    text = unicodedata.normalize("NFC", text)
    for mark, letter in _LETTERS.items():
        text = text.replace(mark, letter)
    return text
