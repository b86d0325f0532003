"""A campaign of 8 nodes, 18 legs, 8 commodities and 3 vehicle types beside plain linopy and HiGHS:
python benchmarks/bench_campaign.py [months] [scale] [peer seconds]

60 months to 1 %, longer ones to 5 %; building and solving apart, in one run, with the same number
of threads.  The peer is written expression by expression, as linopy is used, and not tuned.
Relaxations are solved again warm after changed demands and closed pads.
"""

import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from campaign_instance import MONTH_S, instance

from validation._campaign_linopy import solve
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.plan import leaving
from windlass.campaign.plan.replan import Planner
from windlass.campaign.plan.search import search
from windlass.campaign.tables import Campaign

STEP_S = MONTH_S * 1.0001
CHANGES = 12


def ours(campaign: Campaign, gap: float, limit_s: float) -> tuple[float, float]:
    """Print what the search finds; return the seconds of building and solving."""
    begin = time.perf_counter()
    flow = flows.build(campaign, grids.make(campaign, STEP_S), "cost")
    built = time.perf_counter()
    found = search(flow.matrix, leaving(flow), gap=gap, limit_s=limit_s)
    done = time.perf_counter()
    print(
        f"ours: {flow.matrix.cost.size} columns ({int(flow.matrix.whole.sum())} whole), "
        f"{flow.matrix.low.size} rows; build {built - begin:.2f} s, solve {done - built:.1f} s "
        f"(build {100 * (built - begin) / (done - built):.1f} % of it); "
        f"{found.value:.1f} M, gap {100 * found.gap:.2f} %, {found.status}",
        flush=True,
    )
    return built - begin, done - built


def warm(campaign: Campaign) -> None:
    """Print how long a relaxation takes anew, and again after a change."""
    planner = Planner(grid=grids.make(campaign, STEP_S), goal="cost")
    begin = time.perf_counter()
    planner.relax(campaign)
    cold, again = time.perf_counter() - begin, []
    for k in range(CHANGES):
        change = _changed(campaign, k)
        begin = time.perf_counter()
        planner.relax(change)
        again.append(time.perf_counter() - begin)
    print(
        f"relaxation: {cold:.2f} s anew; changed and solved again {sum(planner.warm)} times of "
        f"{CHANGES}: median {statistics.median(again):.2f} s, most {max(again):.2f} s, "
        "building included",
        flush=True,
    )


def _changed(campaign: Campaign, k: int) -> Campaign:
    """More of a demand, or pads closed for a month of the grid's."""
    if k % 2:
        number = k * len(campaign.demands) // CHANGES
        one = campaign.demands[number]
        more = replace(one, amount=float(round(one.amount * 1.5)))
        demands = (*campaign.demands[:number], more, *campaign.demands[number + 1 :])
        return replace(campaign, demands=demands)
    begin = k * campaign.end_s / CHANGES
    limit = replace(campaign.limits[0], closed=((begin, begin + MONTH_S),))
    return replace(campaign, limits=(limit,))


def main() -> None:
    """Run and print ratios."""
    sys.path.insert(0, str(Path(__file__).parent.parent))

    months = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    scale = float(sys.argv[2]) if len(sys.argv) > 2 else 50.0
    peer_s = float(sys.argv[3]) if len(sys.argv) > 3 else 300.0
    gap = 0.01 if months <= 60 else 0.05
    campaign = instance(months, scale)
    print(f"{months} months, scale {scale:g}, to {100 * gap:g} %", flush=True)
    build_s, solve_s = ours(campaign, gap, 300.0)
    warm(campaign)
    peer = solve(campaign, STEP_S, "cost", gap=gap, limit_s=peer_s)
    print(
        f"plain linopy and HiGHS: build {peer.build_s:.1f} s, solve {peer.solve_s:.1f} s, "
        f"{peer.value:.1f} M, {peer.status}"
    )
    print(
        f"build {peer.build_s / build_s:.0f} times, solve {peer.solve_s / solve_s:.1f} times ours"
    )


if __name__ == "__main__":
    main()
