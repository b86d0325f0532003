"""Refuse figures that do not say where they come from.

Checked: tests/report/test_study_page.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from windlass.base.errors import InvalidInput
from windlass.base.figure import STATUSES, Figure, Trace

_REMEDY = "make it with figure.leaf or figure.derive"


def walk(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Return the figures and everything beneath them, each once, in the order met."""
    seen: set[int] = set()
    stack = list(figures)[::-1]
    while stack:
        figure = stack.pop()
        if id(figure) in seen:
            continue
        seen.add(id(figure))
        yield figure
        stack += [part for _, part in reversed(figure.trace.inputs)]


def refuse_untraced(figures: Mapping[str, Figure]) -> None:
    """Raise InvalidInput for the first figure, shown or beneath one, without a trace.

    A trace names a model and a status; a measured, published or claimed value names its
    source; a computed one has inputs, sources or data to stand on.
    """
    for name, figure in figures.items():
        _need_trace(name, figure)
    for figure in walk(figures.values()):
        for role, part in figure.trace.inputs:
            _need_trace(f"{figure.name}: {role}", part)
        _need_grounds(figure)


def _need_trace(name: str, figure: Figure) -> None:
    if not isinstance(getattr(figure, "trace", None), Trace):
        raise InvalidInput("a figure without a trace is not shown", value=name, remedy=_REMEDY)


def _need_grounds(figure: Figure) -> None:
    trace = figure.trace
    if not trace.model or trace.status not in STATUSES:
        raise InvalidInput(
            "a figure whose trace names no model or status is not shown",
            value=figure.name,
            remedy=_REMEDY,
        )
    if trace.status in ("measured", "published", "claimed") and not trace.sources:
        raise InvalidInput(
            f"a {trace.status} figure without a source is not shown",
            value=figure.name,
            remedy="name its source",
        )
    if trace.status == "computed" and not (trace.inputs or trace.sources or trace.data):
        raise InvalidInput(
            "a computed figure that stands on nothing is not shown",
            value=figure.name,
            remedy=_REMEDY,
        )
