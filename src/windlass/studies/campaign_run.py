"""Plan a campaign from its file, have the plan replayed, and say what is short or binds.

Checked: tests/studies/test_campaign_run.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from windlass.base.errors import NotSolved
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.binding import Binding, binding
from windlass.campaign.plan.cheapest import cheapest
from windlass.campaign.plan.check import Verdict, check
from windlass.campaign.plan.plan import Plan, leaving, settle
from windlass.campaign.plan.search import search
from windlass.campaign.plan.why_not import Short, short
from windlass.campaign.tables import Campaign
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.campaign_load import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A campaign's plan with the verdict of its replay, or what is short where there is none.

    steps: (step of the search, best value, bound), as they came.
    """

    file: CampaignFile
    campaign: Campaign
    plan: Plan | None
    verdict: Verdict | None
    binding: tuple[Binding, ...]
    short: tuple[Short, ...]
    steps: tuple[tuple[str, float, float], ...]

    @property
    def holds(self) -> bool:
        """Whether there is a plan, and its replay finds no fault."""
        return self.plan is not None and self.verdict is not None and self.verdict.holds


def run(
    file: CampaignFile,
    *,
    limit_s: float = 300.0,
    campaign: Campaign | None = None,
    tell: Callable[[str], None] | None = None,
) -> Planned:
    """Return the plan of a campaign file; campaign: changed tables in place of the file's own.

    limit_s: of the search; a goal of time takes a second one, for the cheapest of the fastest.
    """
    rows = campaign or tables(file)
    flow = flows.build(rows, grids.make(rows, file.step), file.goal)
    found = search(
        flow.matrix, leaving(flow), gap=file.gap, limit_s=limit_s, seed=file.seed, tell=tell
    )
    if found.x is None:
        lacking = short(flow)
        if not lacking and found.status != "infeasible":
            raise NotSolved(
                "no plan was found in the time", status=0, value=f"{limit_s:g} s",
                remedy="give more time with --limit, or a longer step",
            )  # fmt: skip
        return Planned(file=file, campaign=rows, plan=None, verdict=None, binding=(),
                       short=lacking, steps=found.steps)  # fmt: skip
    steps, held, taken = found.steps, flow, found
    if file.goal == "time":
        held, taken, then = cheapest(
            flow, found, gap=file.gap, limit_s=limit_s, seed=file.seed, tell=tell
        )
        steps += () if then is None else tuple((f"cheapest: {a}", b, c) for a, b, c in then.steps)
    plan = settle(held, taken, gap=file.gap)
    return Planned(
        file=file,
        campaign=rows,
        plan=plan,
        verdict=check(rows, plan),
        binding=binding(flow),
        short=(),
        steps=steps,
    )
