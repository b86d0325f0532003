"""``windlass partners``: what each coalition can do, what each should have, who accepts a treaty.

Checked: tests/cli/test_partners.py.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK
from windlass.cli.output import AsJson, emit, say, write_page

if TYPE_CHECKING:
    from windlass.store.run import Run

partners = App(name="partners", help="Coalitions, shares, financing and treaties of partners.")
Sets = Annotated[tuple[str, ...], Parameter(name="--set", negative="")]


@partners.command
def value(
    file: Path,
    /,
    *,
    sets: Sets = (),
    limit: str = "600 s",
    fresh: Annotated[bool, Parameter(negative="")] = False,
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Plan the campaign for every coalition of partners, and share what all come to by every rule.

    Parameters
    ----------
    file:
        Partners file (.toml).
    sets:
        KEY=VALUE laid over the file, such as want.rock.worth="4 bn USD2024"; may be given again.
    limit:
        Longest time for all coalitions together.
    fresh:
        Work it out even if it is kept.
    out:
        Page to write; without it reports/partners-NAME-RUN.html.
    as_json:
        Print JSON, money in the file's currency.
    """
    found, page = _done(file, sets, limit, fresh, out)
    told = found.result
    if as_json:
        emit({"run_id": found.run_id, "page": str(page), **told})
    else:
        say(_value_lines(told))
        say([f"Run {found.run_id[:12]}, kept. Page: {page}"])
    return EXIT_OK if told["game"]["total"] > 0.0 else EXIT_INFEASIBLE


@partners.command
def deal(
    file: Path,
    /,
    *,
    sets: Sets = (),
    version: str = "",
    together: bool = False,
    limit: str = "600 s",
    fresh: Annotated[bool, Parameter(negative="")] = False,
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Say who accepts the treaty's terms, how far they may go, and what brings a refuser in.

    Parameters
    ----------
    file:
        Partners file (.toml).
    sets:
        KEY=VALUE laid over the file, such as terms.draft-1.levy="3 %"; may be given again.
    version:
        Version of the terms; all of them unless given.
    together:
        Look for terms that no group would leave for what it can do itself, too.
    limit:
        Longest time for all coalitions together.
    fresh:
        Work it out even if it is kept.
    out:
        Page to write; without it reports/partners-NAME-RUN.html.
    as_json:
        Print JSON, money in the file's currency.
    """
    found, page = _done(file, sets, limit, fresh, out, version=version, together=together)
    told = found.result
    if as_json:
        emit({"run_id": found.run_id, "page": str(page), **told})
    else:
        say(_deal_lines(told))
        say([f"Run {found.run_id[:12]}, kept. Page: {page}"])
    good = told["game"]["total"] > 0.0 and any(not one["refusers"] for one in told["terms"])
    return EXIT_OK if good else EXIT_INFEASIBLE


def _done(
    file: Path, sets: tuple[str, ...], limit: str, fresh: bool, out: Path | None, *,
    version: str = "", together: bool = False,
) -> tuple[Run, Path]:  # fmt: skip
    """Return the run of a file, worked out or kept, and its page."""
    from windlass.base.units import parse
    from windlass.store import Store
    from windlass.studies import partners_run
    from windlass.studies.partners_load import load

    limit_s = parse(limit, "s", where="--limit")
    asked, campaign = load(file, sets=sets)
    store = Store.open()
    own = partners_run.run_id(asked, campaign, f"{version}, {together}")
    if fresh or not store.has(own):
        told = partners_run.run(
            asked, campaign, limit_s=limit_s, version=version, together=together
        )
        plain = asked.model_dump(mode="json", by_alias=True)
        store.put(own, kind=partners_run.KIND, title=told["title"], scenario=plain, result=told,
                  arrays={})  # fmt: skip
    else:
        store.touch(own)
    found = store.get(own)
    return found, write_partners(found, out)


def write_partners(found: Run, out: Path | None) -> Path:
    """Write the page of a kept run and return where."""
    from windlass.report.partners_page import partners_page

    name = re.sub(r"[^0-9A-Za-z]+", "-", str(found.result["name"])).strip("-") or "partners"
    page = out or Path("reports") / f"partners-{name}-{found.run_id[:12]}.html"
    write_page(page, partners_page(found.result, run_id=found.run_id))
    return page


def _value_lines(told: dict[str, Any]) -> list[str]:
    """Return what partners come to, in a few lines."""
    from windlass.report.amounts import amount
    from windlass.report.campaign_words import ships

    game, core, unit = told["game"], told["core"], told["currency"]
    lines = [
        f"{told['title']}: together worth {amount(game['total'], unit)}, present; "
        f"{game['worth_something']} of {game['coalitions']} groups come to something.",
    ]
    if told["flights"]:
        lines.append(f"Flights of the plan of all: {ships(told['flights'])}.")
    if game["total"] <= 0.0:
        return [*lines, "There is nothing to share.", *told["notes"]]
    width = max(len(key) for key in game["players"])
    for one in told["shares"]:
        if one["shares"] is None:
            lines.append(f"{one['name']}: not computed, {one['why']}")
            continue
        lines.append(f"{one['name']}{' (no group would leave)' if one['stable'] else ''}:")
        lines += [f"  {key:<{width}}  {amount(x, unit)}"
                  for key, x in zip(game["players"], one["shares"], strict=True)]  # fmt: skip
    lines.append(
        f"The core is empty: some group gains {amount(core['least_excess'], unit)} or more by "
        "leaving, whatever the shares." if core["empty"] else
        "The core is not empty: there are shares with which no group gains by leaving."
    )  # fmt: skip
    return [*lines, *told["notes"]]


def _deal_lines(told: dict[str, Any]) -> list[str]:
    """Return who accepts which terms, in a few lines."""
    from windlass.report.amounts import amount
    from windlass.report.partners_page import of_terms, term

    unit, lines = told["currency"], []
    if not told["terms"]:
        return ["The file holds no terms; a [terms.NAME] table adds a version."]
    if told["game"]["total"] <= 0.0:
        lines.append("There is nothing to share.")
    for one in told["terms"]:
        lines.append(of_terms(told, one))
        refused = {row["partner"] for row in one["refusers"]}
        lines += [
            f"  {'NO ' if row['partner'] in refused else 'yes'} {row['partner']}: "
            f"{amount(row['gain'], unit)} beyond what it has without"
            for row in one["rows"]
        ]
        if one["beyond"]:
            lines.append("  Outside its bounds: "
                         f"{', '.join(term(told, name) for name in one['beyond'])}.")  # fmt: skip
        best = one["accepted"]
        lines.append(
            "  There are terms that all accept." if best["any"]
            else "  There are no terms within the bounds that all accept."
        )  # fmt: skip
        if one["stable"] is not None:
            lines.append(
                "  Some of them no group would leave." if one["stable"]["any"]
                else "  None of them holds every group."
            )  # fmt: skip
        if any(one["lender"]["flow"]) and one["lender"]["npv"] < 0.0:
            lines.append(f"  The lender would refuse: {amount(one['lender']['npv'], unit)} to it.")
    return [*lines, *told["notes"]]
