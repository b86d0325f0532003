"""The page of a verdict: what was claimed, what flies, how sure, how safe, and what would help.

Checked: tests/report/test_verify_page.py.
"""

from __future__ import annotations

from typing import Any, Final

from windlass.base.epochs import format_epoch
from windlass.bodies import reference
from windlass.report.chart import Chart
from windlass.report.correction_chart import correction_chart
from windlass.report.corridor_chart import corridor_chart, shares_chart
from windlass.report.missed_chart import missed_chart
from windlass.report.page import render_page
from windlass.report.references import references
from windlass.report.verify_path_chart import distance_chart, path_chart
from windlass.verify.examine import Verified
from windlass.verify.words import topics

SOURCES: Final = (*reference.SOURCES, "gates1963", "petzold1983", "hindmarsh1983")
BASIS: Final = (
    f"Flown by the model {reference.MODEL}. Judged by an integrator of another family with the "
    "same forces, and by the N-body model of the search with its own. Dates are TDB."
)
COLOURS: Final = {
    "certified": "good", "needs correction": "warn", "refuted": "bad", "not certifiable": "open",
}  # fmt: skip


def verify_page(made: Verified) -> str:
    """Return the page of one verdict as one HTML text that needs no other file."""
    said = topics(made)
    drawn = _drawn(made)
    sections = [
        {
            "key": f"topic-{number}", "title": title, "lines": lines,
            "charts": drawn.get(title, []),
            "table": _burns(made) if title == "Flown by all forces" else None,
        }
        for number, (title, lines) in enumerate(said.items())
        if title != "Verdict"
    ]  # fmt: skip
    context = {
        "title": f"{made.outcome.name[0].upper()}{made.outcome.name[1:]}",
        "kind": "Verdict on a trajectory",
        "word": made.verdict.word,
        "state": COLOURS[made.verdict.word],
        "about": said["Verdict"],
        "sections": sections,
        "basis": BASIS,
        "references": references(SOURCES),
    }
    return render_page(
        "verify.html", [chart for some in drawn.values() for chart, _ in some], context
    )


def _drawn(made: Verified) -> dict[str, list[tuple[Chart, str]]]:
    """Return the charts of each topic, with their captions."""
    drawn: dict[str, list[tuple[Chart, str]]] = {}
    plan = made.outcome.plan
    if plan is not None:
        drawn["Flown by all forces"] = [(
            path_chart("chart-path", plan),
            "The path from above the ecliptic in the frame that turns with Earth; its burns are "
            "numbered.",
        )]  # fmt: skip
        if made.operations is not None:
            drawn["Operations"] = [(
                distance_chart("chart-distances", plan, made.operations),
                "Distances by date. Dashed: burns. Grey: too near the Sun in the sky to be "
                "commanded.",
            )]  # fmt: skip
    if made.spread is not None and not made.spread.lost.all():
        drawn["Errors and corrections"] = [(
            correction_chart("chart-corrections", made.spread),
            "How many flights need at most so much beyond the plan for all their corrections.",
        )]  # fmt: skip
    if made.safety is not None:
        drawn["Planetary safety"] = [(
            corridor_chart("chart-corridor", made.safety),
            f"The corridor: how near a rock comes to Earth in {made.safety.keep.years:g} years "
            "if its tug fails at that instant, and how many of its clones meet Earth.",
        )]  # fmt: skip
        shares = shares_chart("chart-shares", made.safety)
        if shares is not None:
            drawn["Planetary safety"].append((
                shares, "Within the burns: how near the rock comes after each share of a burn."
            ))  # fmt: skip
    margin = None if made.towed is None else made.towed.margin
    chart = None if margin is None else missed_chart("chart-missed", margin)
    if chart is not None:
        drawn["Missed thrust"] = [(
            chart,
            "How long the thrust may stop at each instant so that the path can still be flown, "
            "and what that costs.",
        )]  # fmt: skip
    return drawn


def _burns(made: Verified) -> dict[str, Any] | None:
    """Return the burns as a table."""
    plan = made.outcome.plan
    if plan is None:
        return None
    sizes = [float((dv @ dv) ** 0.5) for dv in plan.dv_m_s]
    rows = [
        [str(k), format_epoch(float(plan.path.t_s[b]), "minute"), f"{claimed:.2f}", f"{size:.2f}",
         f"{size - claimed:+.2f}"]
        for k, (b, claimed, size) in enumerate(
            zip(plan.path.burns, plan.designed_m_s, sizes, strict=True), start=1
        )
    ]  # fmt: skip
    claimed, flown = float(plan.designed_m_s.sum()), plan.total_m_s
    rows.append(["all", "–", f"{claimed:.2f}", f"{flown:.2f}", f"{flown - claimed:+.2f}"])
    return {
        "heads": ["Burn", "Date", "Designed Δv, m/s", "Flown Δv, m/s", "Difference, m/s"],
        "rows": rows,
        "caption": "Burns as designed and by all forces",
    }
