"""Two versions that part from one, made one again; what both changed is told, never
chosen silently.

Texts merge line by line, plain data part by part.  A place that only one side changed is taken as
that side has it; one that both changed alike, as both do; any other is a conflict, with what stood
there before and what each says.  Checked: tests/records/test_merge.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from windlass.base.errors import InvalidInput
from windlass.records import canon

Side = Literal["ours", "theirs"]
_GONE: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A place that both sides changed in other ways.  where: "lines 3–5" of the base, or the part's
    name; None where a side has nothing there.
    """

    where: str
    base: Any
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of it.  At a conflict stands what was chosen for it, or ours where nothing was;
    open: the conflicts that nobody chose for.
    """

    content: Any
    conflicts: tuple[Conflict, ...]
    open: tuple[Conflict, ...]


def merge(base: Any, ours: Any, theirs: Any, *, take: Mapping[str, Side] | None = None) -> Merged:
    """Merge two contents that came of one.

    take: conflict's ``where`` -> side; "" stands for all others.  Raises InvalidInput where one is
    lines and another plain data, or a choice is for no conflict.
    """
    chosen = dict(take or {})
    conflicts: list[Conflict] = []
    kinds = {_kind(one) for one in (base, ours, theirs)}
    if len(kinds) != 1:
        raise InvalidInput("contents of different kinds cannot be merged", value=sorted(kinds))
    kind = kinds.pop()
    if kind == "data":
        content = _parts("", base, ours, theirs, chosen, conflicts)
    else:
        sides = [_as_lines(one) for one in (base, ours, theirs)]
        rows = _lines(sides[0], sides[1], sides[2], chosen, conflicts)
        content = "\n".join(rows) + "\n" if kind == "text" else rows
    there = {one.where for one in conflicts}
    if more := set(chosen) - there - {""}:
        remedy = f"one of: {', '.join(sorted(there))}" if there else "nothing is in conflict"
        raise InvalidInput("choice for no conflict", value=sorted(more)[0], remedy=remedy)
    left = tuple(one for one in conflicts if one.where not in chosen and "" not in chosen)
    return Merged(content, tuple(conflicts), left)


def _kind(content: Any) -> str:
    if isinstance(content, str):
        return "text"
    if isinstance(content, Sequence):
        return "lines" if all(isinstance(one, str) for one in content) else "data"
    return "data"


def _as_lines(content: Any) -> list[str]:
    return content.splitlines() if isinstance(content, str) else list(content)


def _theirs(one: Conflict, take: Mapping[str, Side], conflicts: list[Conflict]) -> bool:
    """Note a conflict and return whether the other side is taken."""
    conflicts.append(one)
    return take.get(one.where, take.get("", "ours")) == "theirs"


def _parts(
    name: str, base: Any, ours: Any, theirs: Any, take: Mapping[str, Side],
    conflicts: list[Conflict],
) -> Any:  # fmt: skip
    """Merge plain data; parts that a side has not are _GONE."""
    if _same(ours, theirs) or _same(theirs, base):
        return ours
    if _same(ours, base):
        return theirs
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        old = base if isinstance(base, Mapping) else {}
        keys = list(dict.fromkeys([*ours, *theirs]))
        merged = {
            key: _parts(f"{name}.{key}" if name else str(key), old.get(key, _GONE),
                        ours.get(key, _GONE), theirs.get(key, _GONE), take, conflicts)
            for key in keys
        }  # fmt: skip
        return {key: value for key, value in merged.items() if value is not _GONE}
    sides = [None if one is _GONE else one for one in (base, ours, theirs)]
    conflict = Conflict(where=name or "all of it", base=sides[0], ours=sides[1], theirs=sides[2])
    return theirs if _theirs(conflict, take, conflicts) else ours


def _same(one: Any, other: Any) -> bool:
    """Return whether two parts have the same bytes; 1 and true have not."""
    if one is _GONE or other is _GONE:
        return one is other
    return canon.canonical(one) == canon.canonical(other)


def _lines(
    base: list[str], ours: list[str], theirs: list[str], take: Mapping[str, Side],
    conflicts: list[Conflict],
) -> list[str]:  # fmt: skip
    """Merge lines between the stretches that all three have."""
    found: list[str] = []
    at = [0, 0, 0]
    for b, a, c, many in [*_anchors(base, ours, theirs), (len(base), len(ours), len(theirs), 0)]:
        old, left, right = base[at[0] : b], ours[at[1] : a], theirs[at[2] : c]
        if left in (right, old) or right == old:
            found += right if left == old else left
        else:
            where = f"line {at[0] + 1}" if b - at[0] <= 1 else f"lines {at[0] + 1}–{b}"
            conflict = Conflict(where=where, base=old or None, ours=left or None,
                                theirs=right or None)  # fmt: skip
            found += right if _theirs(conflict, take, conflicts) else left
        found += base[b : b + many]
        at = [b + many, a + many, c + many]
    return found


def _anchors(
    base: list[str], ours: list[str], theirs: list[str]
) -> list[tuple[int, int, int, int]]:
    """Return stretches (base, ours, theirs, length) of lines that all three have, in order."""
    left = SequenceMatcher(None, base, ours, autojunk=False).get_matching_blocks()
    right = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    found = []
    for one in left:
        for other in right:
            begin = max(one.a, other.a)
            end = min(one.a + one.size, other.a + other.size)
            if begin < end:
                found.append((begin, one.b + begin - one.a, other.b + begin - other.a,
                              end - begin))  # fmt: skip
    return found
