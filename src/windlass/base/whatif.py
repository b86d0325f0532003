"""What a figure would be with some of its leaves moved: everything between is worked out again.

Checked: tests/base/test_whatif.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, finite_or_none


def leaf_key(figure: Figure) -> str:
    """Return the key under which a leaf stands in the responses of what rests on it.

    Raises InvalidInput for a figure that is no leaf.
    """
    if figure.fn is not None or len(figure.responses) != 1:
        raise InvalidInput("figure is no leaf", value=figure.name)
    return next(iter(figure.responses))


def leaves(figure: Figure) -> dict[str, Figure]:
    """Return the leaves beneath a figure by their keys; of a leaf, itself."""
    found: dict[str, Figure] = {}
    stack, seen = [figure], {id(figure)}
    while stack:
        one = stack.pop()
        if one.fn is None:
            found.update(dict.fromkeys(one.responses, one))
            continue
        for _, part in one.trace.inputs:
            if id(part) not in seen:
                seen.add(id(part))
                stack.append(part)
    return found


def value_at(figure: Figure, moved: Mapping[str, float]) -> float | None:
    """Return what a figure would be with the leaves of these keys at these values.

    Exact: everything between them is worked out again.  None where a model on the way does not
    hold.  Raises InvalidInput for a figure that was read from a store, which keeps no models.
    """
    return _value_at(figure, moved, {})


def fn_at(
    fn: Callable[..., float], inputs: Mapping[str, Figure], moved: Mapping[str, float]
) -> float | None:
    """Return ``value_at`` of a figure that fn would make of these inputs."""
    known: dict[int, float | None] = {}
    values = {key: _value_at(part, moved, known) for key, part in inputs.items()}
    held = {key: value for key, value in values.items() if value is not None}
    return finite_or_none(fn, held) if len(held) == len(values) else None


def _value_at(
    figure: Figure, moved: Mapping[str, float], known: dict[int, float | None]
) -> float | None:
    if id(figure) in known:
        return known[id(figure)]
    here = [key for key in moved if key in figure.responses]
    if not here:
        value: float | None = figure.value
    elif figure.fn is None:
        if len(figure.responses) != 1:
            raise InvalidInput("a stored figure keeps no models", value=figure.name)
        value = moved[here[0]]
    else:
        values = {key: _value_at(part, moved, known) for key, part in figure.trace.inputs}
        held = {key: value for key, value in values.items() if value is not None}
        value = finite_or_none(figure.fn, held) if len(held) == len(values) else None
    known[id(figure)] = value
    return value
