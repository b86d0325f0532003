"""What a programme costs, kind by kind, as bars that add up to the whole.

Checked: tests/report/test_programme.py.
"""

from __future__ import annotations

from typing import Final

from windlass.base import units
from windlass.base.figure import Figure
from windlass.base.words import number
from windlass.report.amounts import amount
from windlass.report.chart import Chart, axis, safe, significant
from windlass.report.money_table import COSTS, TOTAL
from windlass.report.variants import View

RESERVE: Final = "Reserve on all of these"
LEAST_SHOWN: Final = 1e-9
LEAST_TOLD: Final = 1e-3


def cost_chart(one: View) -> Chart | None:
    """Return the chart of a variant, None where its costs are not known."""
    total = one.figure(TOTAL[0])
    if total is None:
        return None
    shown = units.customary(total.unit, total.value)
    rows = parts(one, total)
    labels = [safe(title) for title, _ in rows]
    values = [units.to_shown(value, shown) for _, value in rows]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": labels,
        "x": significant(values),
        "text": [_told(value, total.unit, shown) for _, value in rows],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": ["--c7" if title == RESERVE else "--c1" for title, _ in rows]},
        "hovertemplate": f"%{{y}}: %{{x:.4g}} {shown}<extra></extra>",
    }
    layout = {
        "xaxis": axis(
            "Cost",
            shown,
            range=[0.0, 1.2 * max(values)],
            exponentformat="none",
            separatethousands=True,
            nticks=5,
        ),
        "yaxis": axis(
            "Kind of cost",
            "",
            type="category",
            categoryorder="array",
            categoryarray=labels[::-1],
        ),
        "hovermode": "closest",
    }
    told = "; ".join(f"{title} {amount(value, total.unit, digits=3)}" for title, value in rows)
    height = 130 + 36 * len(rows)
    return Chart(
        key=f"chart-cost-{one.anchor}",
        traces=[trace],
        layout=layout,
        alt=f"Costs of {one.title}, {amount(total.value, total.unit)} in all: {told}.",
        height=height,
        tall=height + 12 * len(rows),
        widest=900,
    )


def _told(value: float, unit: str, shown: str) -> str:
    """Return an amount in the unit of the axis; one that is next to nothing there, in its own."""
    size = units.to_shown(value, shown)
    return number(size, 3) if size >= LEAST_TOLD else amount(value, unit, digits=3)


def parts(one: View, total: Figure) -> list[tuple[str, float]]:
    """Return the kinds of cost and the reserve on them, which together are the total."""
    found = [
        (title, figure.value) for role, title in COSTS if (figure := one.figure(role)) is not None
    ]
    rest = total.value - sum(value for _, value in found)
    if abs(rest) > LEAST_SHOWN * total.value:
        found.append((RESERVE, rest))
    return found
