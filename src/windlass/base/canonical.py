"""Plain data as bytes that are the same wherever they are made, and their hash.

Keys sorted, no spaces, floats by their shortest form that reads back the same, −0.0 as 0.0,
nan and infinity refused.  Checked: tests/base/test_canonical.py.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any, Final

from windlass.base.errors import InvalidInput

_BITS: Final = 1024


def canonical_json(data: Any) -> bytes:
    """Return the canonical JSON of plain data; whole numbers and floats stay apart (1, 1.0).

    Raises InvalidInput naming the path of a value that is not finite or not plain.
    """
    try:
        return json.dumps(
            _plain(data, "$"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()
    except RecursionError as error:
        raise InvalidInput("data holds itself, or is nested too deep") from error


def content_hash(data: Any) -> str:
    """Return the SHA-256 [hex] of the canonical JSON of plain data."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def _plain(value: Any, path: str) -> Any:
    if isinstance(value, str):
        return _text(value, path)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _whole(value, path)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidInput(f"value at {path} is not finite", value=value)
        return 0.0 if value == 0.0 else float(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise InvalidInput(f"key at {path} is not text", value=key)
        return {_text(key, path): _plain(part, f"{path}.{key}") for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part, f"{path}[{i}]") for i, part in enumerate(value)]
    raise InvalidInput(f"value at {path} is not plain data", value=type(value).__name__)


def _text(value: str, path: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"text at {path} is no Unicode text", value=ascii(value)) from error
    return value


def _whole(value: int, path: str) -> int:
    if value.bit_length() > _BITS:
        raise InvalidInput(f"whole number at {path} is too large", value=f"{_BITS} bits at most")
    return int(value)
