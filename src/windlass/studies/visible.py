"""What a reader sees of figures: the one filter that every query, export and page for one goes by.

What is seen is built up again from what may be seen: name, value, unit, range, status, sources,
flags, and what a figure was made of.  Free text stays behind, as it could quote anything, but for
what comes with the package; so do digests of a user's own tables, which could be guessed from.

A trace does not tell what a choice looked at: which option is best, and whether there is a trip at
all.  So a figure of a variant is seen only with all of its trip, whose search looked at what they
are made of; and what stands beside the variants, or goes by a shorter name because it was chosen,
only by who sees all that was asked for and whatever anybody labelled (``Scope``).
Checked: tests/studies/test_release.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from windlass.base.errors import InvalidInput, SourceError
from windlass.base.figure import Figure, Trace
from windlass.base.label import OPEN
from windlass.base.sources import bibliography, read_data
from windlass.records.labels import Labels
from windlass.store.run import Run
from windlass.studies.options import VARIANTS

UNTOLD: Final = "a model that is not told"
_ALWAYS: Final = "\0always"
_SAID: Final = ("claim", "named", "name", "title", "schema", "seed")
"""Parts of a scenario that no figure is computed from."""
_HOUSE_SOURCE: Final = "windlass"
_FROM_BOOKS: Final = ("published", "measured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the names of a run's figures say of how they came about.

    always: beginnings of names that are there whatever was asked for; groups: names of variants
    that are tried whatever comes out; settings: name -> whether the package gave it, of all that
    was asked for; None where that is not known.
    """

    always: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    settings: Mapping[str, bool] | None = None

    @classmethod
    def of(cls, run: Run, get: Callable[[str], Run]) -> Scope:
        """Return that of a kept run: of a study, or of what stands on one.

        get: id -> kept run.  Of other kinds it is not known what was asked for.
        """
        if run.kind != "study":
            study = run.result.get("study")
            return replace(cls.of(get(study), get), always=(), groups=()) if study else cls()
        return cls.study(run.scenario)

    @classmethod
    def study(cls, scenario: Mapping[str, Any]) -> Scope:
        """Return that of a study of a scenario, given as plain data."""
        tried = [key for key, option in scenario["option"].items()
                 if option["kind"] == "in-place" or option.get("trips", True)]  # fmt: skip
        return cls(
            always=("target.",),
            groups=tuple(f"{key}.{variant}" for key in tried for variant in VARIANTS),
            settings={name: given is None for name, given in _flat(scenario, "")
                      if name.partition(".")[0] not in _SAID},
        )  # fmt: skip


def visible(
    figures: Mapping[str, Figure], known: Labels, reader: str, at: str, scope: Scope
) -> dict[str, Figure]:
    """Return what a reader sees of figures at a time [UTC], by name: those all of whose beginnings
    he sees, without what could tell of others.
    """
    own = _each(figures, known, reader, at)
    groups: dict[str, list[str]] = {}
    for name in own:
        groups.setdefault(_group(name, figures[name], scope), []).append(name)
    every = _all_asked(known, reader, at, scope) and None not in own.values()
    seen: dict[str, Figure] = {}
    for group, names in groups.items():
        trip = [own[name] for name in names
                if name.startswith((f"{group}.out.", f"{group}.return."))]  # fmt: skip
        if every or group == _ALWAYS or (group and trip and None not in trip):
            seen |= {name: found for name in names if (found := own[name]) is not None}
    return dict(sorted(seen.items()))


def _group(name: str, one: Figure, scope: Scope) -> str:
    """Return the variant that a figure belongs to; nothing for what was chosen."""
    if name.startswith(scope.always or ("\0",)):
        return _ALWAYS if name == one.name else ""
    return next((group for group in scope.groups if name.startswith(f"{group}.")), "")


def _all_asked(known: Labels, reader: str, at: str, scope: Scope) -> bool:
    """Return whether a reader sees all that was asked for, and all that anybody spoke of."""
    if scope.settings is None:
        return False
    spoken = {pattern.rstrip("*") for pattern in [*known.owners, *(row[0] for row in known.sets)]}
    asked = {**dict.fromkeys(spoken, False), **scope.settings}
    return all(known.sees(reader, name, shipped=ours, at=at) for name, ours in asked.items())


def _flat(part: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _each(
    figures: Mapping[str, Figure], known: Labels, reader: str, at: str
) -> dict[str, Figure | None]:
    """Return each figure as a reader sees it by its trace; None where he does not."""
    cut: dict[int, Figure | None] = {}

    def seen(one: Figure) -> Figure | None:
        if id(one) not in cut:
            cut[id(one)] = _cut(one, known, reader, at, [seen(part) for _, part in
                                                         one.trace.inputs])  # fmt: skip
        return cut[id(one)]

    return {name: seen(figures[name]) for name in sorted(figures)}


def shipped(one: Figure) -> bool:
    """Return whether a figure comes with the package: from one of its tables as it stands, or from
    a source that it cites and did not make itself.
    """
    if one.trace.data and all(digest == _packaged(name) for name, digest in one.trace.data):
        return True
    cited = one.trace.sources
    return one.trace.status in _FROM_BOOKS and bool(cited) and all(
        key in _bibliography() and key != _HOUSE_SOURCE for key in cited
    )  # fmt: skip


def leaves(one: Figure) -> set[str]:
    """Return what a figure was made from in the end, as its responses name it."""
    found: set[str] = set()
    done: set[int] = set()
    left = [one]
    while left:
        part = left.pop()
        if id(part) in done:
            continue
        done.add(id(part))
        left += [below for _, below in part.trace.inputs]
        if not part.trace.inputs:
            found.add(f"{part.name}={part.value!r}")
    return found


def _cut(
    one: Figure, known: Labels, reader: str, at: str, parts: list[Figure | None]
) -> Figure | None:
    """Return a figure without what is not told; None where a reader does not see it.

    parts: its inputs, as the reader sees them.
    """
    if one.trace.label != OPEN or None in parts:
        return None
    given = not one.trace.inputs
    ours = shipped(one)
    if given and not known.sees(reader, one.name, shipped=ours, at=at):
        return None
    trace = Trace(
        model=one.trace.model if given and ours else "" if given else UNTOLD,
        status=one.trace.status, sources=one.trace.sources,
        inputs=tuple((role, part) for (role, _), part in zip(one.trace.inputs, parts, strict=True)
                     if part is not None),
        data=one.trace.data if ours else (), note=one.trace.note if given and ours else "",
        flags=one.trace.flags if ours or not given else (),
    )  # fmt: skip
    own = leaves(one)
    responses = {key: found for key, found in one.responses.items() if key in own}
    return replace(one, trace=trace, responses=responses, fn=None)


@cache
def _bibliography() -> frozenset[str]:
    return frozenset(bibliography())


@cache
def _packaged(name: str) -> str:
    """Return the digest of a packaged table as it is; empty where there is none of that name."""
    try:
        return hashlib.sha256(read_data(name)).hexdigest()
    except (OSError, SourceError, InvalidInput):
        return ""
