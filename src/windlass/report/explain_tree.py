"""Trees from a figure down to its sources, as nested parts that open.

Checked: tests/report/test_views.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from windlass.base.figure import Figure
from windlass.report.cells import plain_name, range_text, value_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One figure in a tree.

    role: what it is to the figure above; anchor: its id on the page, empty where it has none;
    above: the id of the place where it was opened before, empty where it opens here.
    """

    role: str
    name: str
    value: str
    low_high: str
    model: str
    status: str
    sources: tuple[str, ...]
    note: str
    data: tuple[tuple[str, str], ...]
    version: str
    anchor: str
    above: str
    parts: tuple[Node, ...]
    flags: tuple[str, ...]


class Trees:
    """Trees of one page.  A figure with inputs is opened once a tree, or once a page.

    The first place on the page where a figure opens carries its id.
    """

    def __init__(self, titles: Mapping[str, str]) -> None:
        self._titles = titles
        self._anchors: dict[str, str] = {}

    def tree(self, figure: Figure, title: str, *, whole: bool) -> Node:
        """Return the tree of a figure; whole: open again what other trees opened already."""
        seen = set() if whole else set(self._anchors)
        return replace(self._node(figure, figure.name, seen, root=True), role=title)

    def anchor(self, figure: Figure) -> str:
        """Return the id of the place where a figure stands on the page, empty where nowhere."""
        return self._anchors.get(f"{figure.name}={figure.value!r}", "")

    def _node(self, figure: Figure, role: str, seen: set[str], *, root: bool = False) -> Node:
        key = f"{figure.name}={figure.value!r}"
        trace = figure.trace
        again = key in seen and bool(trace.inputs)
        seen.add(key)
        anchor = ""
        if (trace.inputs or root) and key not in self._anchors:
            anchor = f"figure-{len(self._anchors) + 1}"
            self._anchors[key] = anchor
        named = plain_name(figure.name, self._titles)
        return Node(
            role=named if role == figure.name else f"{plain_name(role)} ({named})",
            name=figure.name,
            value=value_text(figure),
            low_high=range_text(figure),
            model="" if trace.model == trace.status else trace.model,
            status=trace.status,
            sources=trace.sources,
            note="" if again else trace.note,
            data=() if again else trace.data,
            version=trace.version,
            anchor=anchor,
            above=self._anchors[key] if again else "",
            flags=() if again else figure.own_flags,
            parts=()
            if again
            else tuple(self._node(part, name, seen) for name, part in trace.inputs),
        )
