"""A programme as text, in the LP format, so that people and other solvers can read it.

Numbers have twelve digits, so that the last bit of an exponential, which differs between
processors, makes no other text.
Checked: tests/campaign/test_flow.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from windlass.campaign.plan.program import Matrix, Program

_WIDE = 8
"""Terms on one line; readers of the format limit the length of a line."""


def write_lp(program: Program, matrix: Matrix) -> str:
    """Return a finished programme as LP text; program: it names the columns and rows."""
    columns = [_name(name) for name in program.column_names()]
    rows = [_name(name) for name in program.row_names()]
    terms: list[list[str]] = [[] for _ in rows]
    for k, name in enumerate(columns):
        for z in range(int(matrix.start[k]), int(matrix.start[k + 1])):
            terms[int(matrix.row[z])].append(_term(float(matrix.value[z]), name))
    goal = [_term(float(c), n) for c, n in zip(matrix.cost, columns, strict=True) if c]
    lines = ["Minimize", *_expression("goal", goal or [_term(0.0, columns[0])], "")]
    lines.append("Subject To")
    for k, name in enumerate(rows):
        for suffix, sense in _senses(float(matrix.low[k]), float(matrix.high[k])):
            # A row without terms is kept, so that what cannot be met stays to be seen.
            lines += _expression(name + suffix, terms[k] or [_term(0.0, columns[0])], sense)
    lines.append("Bounds")
    for k, name in enumerate(columns):
        lines.append(_bound(float(matrix.lower[k]), name, float(matrix.upper[k])))
    whole = [name for k, name in enumerate(columns) if matrix.whole[k]]
    if whole:
        lines += ["General", *(f" {name}" for name in whole)]
    return "\n".join([*lines, "End", ""])


def _name(name: str) -> str:
    """Return a name without signs that mean something else in the format."""
    return name.translate(str.maketrans("[]+ -", "()&__"))


def _term(value: float, name: str) -> str:
    return f"{'-' if value < 0.0 else '+'} {abs(value):.12g} {name}"


def _expression(name: str, terms: list[str], sense: str) -> Iterator[str]:
    lines = [" ".join(terms[k : k + _WIDE]) for k in range(0, len(terms), _WIDE)]
    for k, line in enumerate(lines):
        head = f" {name}: " if k == 0 else "   "
        tail = f" {sense}" if sense and k == len(lines) - 1 else ""
        yield f"{head}{line}{tail}"


def _senses(low: float, high: float) -> Iterator[tuple[str, str]]:
    if low == high:
        yield "", f"= {low:.12g}"
        return
    if math.isfinite(low) or high == math.inf:
        # A row without limits is kept too.
        yield "", f">= {low:.12g}"
    if math.isfinite(high):
        yield "_most" if math.isfinite(low) else "", f"<= {high:.12g}"


def _bound(lower: float, name: str, upper: float) -> str:
    if lower == upper:
        return f" {name} = {lower:.12g}"
    low = "-inf" if lower == -math.inf else f"{lower:.12g}"
    high = "+inf" if upper == math.inf else f"{upper:.12g}"
    return f" {low} <= {name} <= {high}"
