"""Plain data as the bytes that RFC 8785 gives it, the same in every language, and their hash.

Numbers are written as ECMAScript does, so that 1.0 and 1 are one; whole numbers beyond 2^53 − 1
are refused: write them as text.  Source: rfc8785.  Checked: tests/records/test_canon.py.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

import rfc8785

from windlass.base.errors import InvalidInput

MOST: Final = 2**53 - 1
"""Largest whole number that every language reads the same."""


def canonical(data: Any) -> bytes:
    """Return the canonical bytes of plain data; InvalidInput for what has none."""
    try:
        return rfc8785.dumps(data)
    except rfc8785.CanonicalizationError as error:
        raise InvalidInput(f"data of a record: {error}", value=str(data)[:80],
                           remedy="finite numbers below 2^53, text, lists and tables of text keys"
                           ) from error  # fmt: skip
    except RecursionError as error:
        raise InvalidInput("data of a record is nested too deep, or holds itself") from error


def _number(text: str) -> int | float:
    """Return a whole number; one that only a float held when it was written, as that."""
    found = int(text)
    return found if abs(found) <= MOST else float(text)


def digest(data: bytes) -> str:
    """Return the SHA-256 [hex] of bytes."""
    return hashlib.sha256(data).hexdigest()


def read(data: bytes) -> Any:
    """Return the data of canonical bytes; InvalidInput where they are not canonical."""
    if not isinstance(data, bytes):
        raise InvalidInput("bytes of a record are none", value=data)
    try:
        found = json.loads(data, parse_int=_number)
    except ValueError as error:
        raise InvalidInput("bytes of a record are no JSON", value=data[:40]) from error
    if canonical(found) != data:
        raise InvalidInput("bytes of a record are not canonical", value=data[:40])
    return found
