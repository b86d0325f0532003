"""What a text stands on, by name and hash, and whether that is still so.

Names: ``run:ID`` a kept run, whole; ``data:FILE`` a packaged table that the run's figures were made
from; ``code`` the code that made them; ``file:PATH`` a file; ``text:ID`` another text, pinned at
its version.  A signature pins all of them; what has changed since makes the plan stale.
Checked: tests/studies/test_pinned.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from windlass.base.canonical import content_hash
from windlass.base.codeversion import code_version
from windlass.base.errors import SourceError, WindlassError
from windlass.base.sources import data_hash
from windlass.records import canon
from windlass.records.versions import Texts
from windlass.store import Store

Pin = Mapping[str, str]
Verdict = Literal["same", "changed", "gone", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a text stands on and what became of it; was, now: hashes, now empty where it is gone."""

    name: str
    was: str
    now: str
    verdict: Verdict


def of_run(ref: str, store: Store) -> list[dict[str, str]]:
    """Return what a kept run stands on, itself first; InvalidInput for no such run."""
    found = store.get(ref)
    files = sorted({(name, sha) for _, name, sha in _data(found.result)})
    return [
        {"name": f"run:{found.run_id}", "sha256": _whole(found.scenario, found.result)},
        {"name": "code", "sha256": _text_hash(code_version())},
        *({"name": f"data:{name}", "sha256": sha} for name, sha in files),
    ]


def of_file(path: Path) -> dict[str, str]:
    """Return the pin of a file; SourceError where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"file cannot be pinned: {error.strerror}", value=str(path),
                          remedy="name a file that can be read") from error  # fmt: skip
    return {"name": f"file:{path}", "sha256": hashlib.sha256(data).hexdigest()}


def of_text(version: str, texts: Texts) -> dict[str, str]:
    """Return the pin of a text at one of its versions."""
    return {"name": f"text:{texts.versions[version].text}", "sha256": version}


def held(pins: Iterable[Pin], *, store: Store, texts: Texts) -> list[Held]:
    """Return what became of each thing that a text stands on."""
    return [_held(one, store, texts) for one in pins]


def again(pins: Iterable[Pin], *, store: Store, texts: Texts) -> list[dict[str, str]]:
    """Return pins of the same things as they are now; what is gone, as it was."""
    return [{"name": one.name, "sha256": one.now or one.was}
            for one in held(pins, store=store, texts=texts)]  # fmt: skip


def _held(pin: Pin, store: Store, texts: Texts) -> Held:
    name, was = pin["name"], pin["sha256"]
    kind, _, rest = name.partition(":")
    now = ""
    try:
        if kind == "run" and store.has(rest):
            run = store.get(rest)
            now = _whole(run.scenario, run.result)
        elif kind == "data":
            now = data_hash(rest)
        elif name == "code":
            now = _text_hash(code_version())
        elif kind == "file":
            now = of_file(Path(rest))["sha256"]
        elif kind == "text":
            heads = texts.heads(rest) if texts.of(rest) else []
            ids = [one.record.id for one in heads]
            now = was if ids == [was] else (ids[-1] if ids else "")
        elif kind != "run":
            return Held(name=name, was=was, now="", verdict="unknown")
    except WindlassError:
        now = ""
    verdict: Verdict = "same" if now == was else ("changed" if now else "gone")
    return Held(name=name, was=was, now=now, verdict=verdict)


def _data(found: Any) -> Iterable[tuple[str, str, str]]:
    """Yield (node, file, hash) of all kept figures in plain data."""
    if isinstance(found, Mapping):
        if isinstance(found.get("nodes"), Mapping) and "names" in found:
            for node, row in found["nodes"].items():
                for name, sha in row.get("data", ()):
                    yield node, name, sha
            return
        for part in found.values():
            yield from _data(part)
    elif isinstance(found, list):
        for part in found:
            yield from _data(part)


def _whole(scenario: Any, result: Any) -> str:
    return content_hash({"scenario": scenario, "result": result})


def _text_hash(text: str) -> str:
    return canon.digest(text.encode())
