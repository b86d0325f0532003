"""The present orbit of one asteroid with its covariance: asked of JPL's look-up service, and kept.

A file for each body in the catalogue's folder: the reply as it came, and beside it when and from
where.  Source: sbdblookup.  Checked: tests/catalogue/test_solutions.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from windlass.base.errors import InvalidInput, SourceError
from windlass.base.folders import data_folder
from windlass.catalogue.collection import lookup
from windlass.catalogue.covariance import Covariance, read_covariance
from windlass.catalogue.files import Raw, load
from windlass.catalogue.polite import Client
from windlass.catalogue.read_sbdb import read_lookup
from windlass.catalogue.sealed import swap
from windlass.catalogue.target import Target

PATH: Final = "/sbdb.api"
ASKED: Final = {"cov": "mat", "full-prec": "true", "phys-par": "true", "alt-des": "true"}
OWN: Final = "windlass"
"""Under which a kept reply says when and from where it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """target: its names, orbit and what was measured; covariance: None where the reply has none;
    name: of the file; fetched, base: when (UTC) and from where, empty where that is not known.
    """

    target: Target
    covariance: Covariance | None
    name: str
    fetched: str = ""
    base: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it for programs."""
        one, found = self.target, self.covariance
        return {
            "designation": one.designation,
            "title": one.title,
            "fetched": self.fetched,
            "base": self.base,
            "condition_code": one.orbit.uncertainty,
            "first_obs": one.first_obs,
            "last_obs": one.last_obs,
            "observations": one.observations,
            "covariance": None if found is None else list(found.names),
            "left_out": [] if found is None else list(found.left_out),
        }

    def line(self) -> str:
        """Return it in words."""
        one, orbit = self.target, self.target.orbit
        code = "no condition code"
        if orbit.uncertainty is not None:
            code = f"condition code {orbit.uncertainty}"
        sure = "no covariance: the service gives none"
        if self.covariance is not None:
            sure = f"covariance of {len(self.covariance.names)} parameters"
            if self.covariance.left_out:
                sure += f", without {', '.join(self.covariance.left_out)}"
        seen = f"observed {one.first_obs or '?'} to {one.last_obs or '?'}"
        return f"{one.title}: {seen}, {code}; {sure}; fetched {self.fetched or 'elsewhere'}"


def folder() -> Path:
    """Return where solutions are kept."""
    return data_folder() / "catalogue" / "solutions"


def fetch(client: Client, name: str, now: Callable[[], str]) -> Solution:
    """Ask for an asteroid by any of its names, keep the reply, and return what it holds.

    now: the time, told with it.  Raises SourceError where the service refuses, is silent, knows no
    such asteroid or more than one, or sends something else; a former solution then stays.
    """
    called = _designation(name)
    by = {"sstr": name.strip()} if called is None else {"des": called}
    content, reply = client.get(PATH, by | ASKED)
    if "signature" not in reply and "not found" in str(reply.get("message", "")):
        raise SourceError(
            "the look-up service knows no such body", value=name,
            remedy="write its number or designation, such as 99942 or 2014 UR",
        )  # fmt: skip
    found = read(Raw(f"reply of the look-up service for {name}", content))
    if called is not None and not _is(found.target, called):
        raise SourceError(
            "the look-up service sends another body than it was asked for",
            value=found.target.title, remedy=f"ask for {called} again, or by another name",
        )  # fmt: skip
    said = {
        "fetched": now(), "base": client.base, "asked": by | ASKED,
        "sha256": _digest(reply),
    }  # fmt: skip
    path = folder() / _file_name(found.target.designation)
    _write(path, {**reply, OWN: said})
    return read(load(path))


def read(raw: Raw) -> Solution:
    """Return what a reply holds, a kept one or as the service sent it.

    Raises SourceError for a file that is no such reply, or a kept one that was changed.
    """
    reply = raw.json()
    said: Mapping[str, Any] = {}
    if isinstance(reply, dict) and OWN in reply:
        said = reply.pop(OWN)
        if not isinstance(said, dict) or said.get("sha256") != _digest(reply):
            raise SourceError(
                "a kept orbit solution is not as it was written", value=raw.name,
                remedy="fetch it again: windlass catalogue solution NAME",
            )  # fmt: skip
    target = next(iter(read_lookup(raw)))
    covariance = None
    if (reply.get("orbit") or {}).get("covariance"):
        covariance = read_covariance(reply, where=raw.name)
        if covariance.designation != target.designation:
            raise SourceError(
                "orbit and covariance are of two bodies",
                value=f"{target.designation}, {covariance.designation}", where=raw.name,
                remedy="fetch the reply again",
            )  # fmt: skip
    return Solution(
        target=target, covariance=covariance, name=raw.name,
        fetched=str(said.get("fetched", "")), base=str(said.get("base", "")),
    )  # fmt: skip


def kept() -> list[Solution]:
    """Return all that are kept, by designation.  Raises SourceError for a damaged one."""
    return [read(load(path)) for path in sorted(folder().glob("*.json"))]


def held(name: str) -> Solution | None:
    """Return the kept solution of an asteroid by any of its names, None where there is none."""
    direct = folder() / _file_name(name)
    if direct.is_file():
        return read(load(direct))
    return next((one for one in kept() if _is(one.target, name)), None)


def _is(target: Target, name: str) -> bool:
    from windlass.catalogue.collection import Catalogue

    return name in Catalogue((target,))


def _designation(name: str) -> str | None:
    """Return the designation under which the catalogue has it; None where it has it not."""
    try:
        return lookup(name).designation
    except InvalidInput:
        return None


def _file_name(designation: str) -> str:
    return re.sub(r"[^0-9A-Za-z-]+", "_", designation.strip()) + ".json"


def _digest(reply: Mapping[str, Any]) -> str:
    told = json.dumps(reply, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def _write(path: Path, reply: Mapping[str, Any]) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(reply, indent=1) + "\n", encoding="utf-8")
        swap(part, path)
    except OSError as error:
        raise SourceError(
            f"orbit solution cannot be kept: {error.strerror or error}", value=str(path),
            remedy="free the disk, or set WINDLASS_DATA to a folder that can be written",
        ) from error  # fmt: skip
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
