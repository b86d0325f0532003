"""What corrections cost: the share of flights that need at most so much.

Checked: tests/report/test_verify_page.py.
"""

from __future__ import annotations

import math

import numpy as np

from windlass.report.chart import Chart, axis, significant
from windlass.verify.spread import SHARES, Spread


def correction_chart(key: str, spread: Spread) -> Chart:
    """Return the chart of a Monte Carlo: flights that do not arrive count as infinitely dear."""
    cost = np.sort(spread.correction_m_s[~spread.lost])
    n = len(spread)
    share = 100.0 * np.arange(1, cost.size + 1) / n
    traces = [
        {
            "type": "scatter", "mode": "lines", "name": "flights", "x": significant(cost),
            "y": significant(share), "line": {"color": "--c1", "width": 2, "shape": "hv"},
            "hovertemplate": "%{y:.1f} % need %{x:.3g} m/s or less<extra></extra>",
        }
    ]  # fmt: skip
    said = []
    for k, part in enumerate(SHARES):
        value, low, high = spread.at(part)
        if not math.isfinite(value):
            continue
        top = high if math.isfinite(high) else float(cost[-1])
        said.append(f"{part:.0%}: {value:.3g} m/s")
        traces.append({
            "type": "scatter", "mode": "markers", "name": f"{part:.0%}: {value:.3g} m/s",
            "x": significant([value]), "y": [100.0 * part],
            "error_x": {
                "type": "data", "symmetric": False, "array": significant([top - value]),
                "arrayminus": significant([value - low]), "color": f"--c{k + 2}",
            },
            "marker": {"size": 10, "color": f"--c{k + 2}"},
            "hovertemplate": f"{part:.0%} of flights: {value:.3g} m/s or less, "
            f"with 90 % confidence {low:.3g} to {top:.3g}<extra></extra>",
        })  # fmt: skip
    layout = {
        "xaxis": axis("Corrections beyond the plan", "m/s"),
        "yaxis": axis("Flights that need no more", "%", range=[0, 101]),
        "hovermode": "closest",
    }
    alt = f"Corrections of {n} flights: {'; '.join(said) or 'none arrives'}."
    return Chart(key=key, traces=traces, layout=layout, alt=alt, height=420, tall=420)
