"""Keys on the command line: which file, and the passphrase that opens it.

A passphrase comes from WINDLASS_PASSPHRASE or is asked for on the terminal; never as an argument,
where everyone would see it.  Checked: tests/cli/test_people.py.
"""

from __future__ import annotations

import getpass
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from windlass.base.errors import InvalidInput

if TYPE_CHECKING:
    from windlass.records.keys import Key

By = Annotated[str, Parameter(name="--as")]
KeyFile = Annotated[Path | None, Parameter(name="--key")]


def default_file(name: str) -> Path:
    """Return where a person's key is kept unless said otherwise: keys/NAME.pem."""
    return Path("keys") / f"{re.sub(r'[^0-9a-z]+', '-', name.lower()).strip('-') or 'key'}.pem"


def passphrase(what: str, *, twice: bool = False) -> str:
    """Return the passphrase of the environment, or as it is typed; InvalidInput where neither is
    possible or the second time differs.
    """
    given = os.environ.get("WINDLASS_PASSPHRASE")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise InvalidInput(f"passphrase of {what}", remedy="set WINDLASS_PASSPHRASE")
    typed = getpass.getpass(f"Passphrase of {what}: ")
    if twice and getpass.getpass("Once more: ") != typed:
        raise InvalidInput("the passphrases differ", remedy="type the same twice")
    return typed


def key_of(name: str, file: Path | None) -> Key:
    """Return a person's key from its file; InvalidInput or SourceError where it does not open."""
    from windlass.records import keys

    path = file or default_file(name)
    return keys.load(path, passphrase(str(path)))
