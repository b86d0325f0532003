"""``windlass campaign margins``: what must be held back for sure dates, and the plan that does.

Checked: tests/cli/test_campaign_margins.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK
from windlass.cli.campaign import Sets
from windlass.cli.output import AsJson, emit, say, write_page

if TYPE_CHECKING:
    from windlass.studies.campaign_margins import Margined


def margins(
    file: Path,
    /,
    *,
    share: float = 0.8,
    sets: Sets = (),
    campaigns: int | None = None,
    workers: int = 2,
    rounds: int = 3,
    limit: str = "300 s",
    dates: str = "10 s",
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Plan, schedule and simulate; hold back what that shows to be needed; and do all three again.

    Parameters
    ----------
    file:
        Campaign file (.toml).
    share:
        Share of simulated campaigns in which each flight is to be there when it is needed.
    sets:
        KEY=VALUE laid over the file; may be given again.
    campaigns:
        How many are simulated, each time; the file's own number unless given.
    workers:
        Processes that share them; the result does not depend on their number.
    rounds:
        How often margins are measured and laid on at most: other dates have other delays.
    limit:
        Longest time for each search for a plan.
    dates:
        Longest time for each search for dates.
    out:
        Page to write; without it reports/campaign-NAME-margins.html.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.units import parse
    from windlass.cli.campaign import _plain
    from windlass.report.campaign_page import campaign_page
    from windlass.studies import campaign_margins
    from windlass.studies.campaign_load import load

    asked = load(file, sets=sets)
    done = campaign_margins.run(
        asked, share=share, many=campaigns, workers=workers, rounds=rounds,
        limit_s=parse(limit, "s", where="--limit"), dates_s=parse(dates, "s", where="--dates"),
    )  # fmt: skip
    plain = _told(done)
    page = out or Path("reports") / f"campaign-{_plain(plain['name'])}-margins.html"
    write_page(page, campaign_page(plain))
    if as_json:
        emit(plain | {"page": str(page)})
    else:
        say([*campaign_margins.lines(plain), f"Page: {page}"])
    return EXIT_INFEASIBLE if done.after is None else EXIT_OK


def _told(done: Margined) -> dict[str, Any]:
    """Return all that is told: of the plan with margins, of the first one where there is none."""
    from windlass.studies import campaign_schedule
    from windlass.studies.campaign_margins import plainly
    from windlass.studies.campaign_told import told

    shown = done.after or done.before
    plain = told(shown.planned)
    plain["schedule"] = campaign_schedule.told(shown.schedule)
    plain["margins"] = plainly(done)
    which = "that has the margins" if done.after else "without margins: none with them was found"
    plain["notes"].insert(0, f"The plan and the schedule shown are those {which}.")
    return plain
