"""The page of partners: what all come to, what each should have, who would leave, the treaty.

Made from plain stored data alone (``studies.partners_run``).
Checked: tests/report/test_partners_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.base import ledger
from windlass.base.words import sources_of
from windlass.report.amounts import amount
from windlass.report.campaign_words import NEVER, capital, figure, percent, section, ships, table
from windlass.report.page import render_page
from windlass.report.partners_charts import money_chart, shares_chart, terms_chart
from windlass.report.references import known, references
from windlass.report.traced import refuse_untraced

METHODS: Final = ("peleg2007", "shapley1953", "schmeidler1969", "nash1950", "raiffa1982",
                  "bachrach2009", "yescombe2014")  # fmt: skip
BASIS: Final = (
    "The value of a coalition is the present value of the best that it can plan with the rows of "
    "the campaign's tables that it owns or that nobody owns, and with the money that its members "
    "may spend; every value is proven within the gap that was asked for. What partners have of a "
    "deal is linear in its terms, so that the deals that all accept are found by linear programmes."
)


def partners_page(told: Mapping[str, Any], *, run_id: str = "") -> str:
    """Return the page of partners as one HTML text.

    told: plain data of ``studies.partners_run``.  Raises InvalidInput for a figure without a trace.
    """
    figures = ledger.read(told["figures"])
    refuse_untraced(figures)
    sections = [_shares(told), _coalitions(told), _who(told)]
    sections += [_terms(told, one, k) for k, one in enumerate(told["terms"], start=1)]
    if told["contributions"]:
        sections.append(_given(told))
    good = told["game"]["total"] > 0.0
    accepted = any(not one["refusers"] for one in told["terms"])
    context = {
        "title": told["title"], "kind": "Partners of a programme", "sections": sections,
        "badge": "good" if good and accepted else "warn" if good else "bad",
        "verdict": _verdict(told), "about": _answer(told), "facts": _facts(told),
        "notes": list(told["notes"]), "basis": BASIS, "commands": _commands(told, run_id),
        "run": dict(told.get("run") or {}),
        "references": references(known({*METHODS, *sources_of(figures.values())})),
    }  # fmt: skip
    drawn = [chart for one in sections for chart, _ in one["charts"]]
    return render_page("campaign.html", drawn, context)


def titles(told: Mapping[str, Any]) -> dict[str, str]:
    """Return partner -> title."""
    return {one["key"]: one["title"] for one in told["partners"]}


def _money(told: Mapping[str, Any], value: float, digits: int = 3) -> str:
    return amount(value, told["currency"], digits=digits)


def _verdict(told: Mapping[str, Any]) -> str:
    if told["game"]["total"] <= 0.0:
        return "There is nothing to share"
    good = [one["key"] for one in told["terms"] if not one["refusers"]]
    if good:
        return f"All accept {' and '.join(good)}"
    return "Nobody has agreed yet" if not told["terms"] else "No version suits all"


def _answer(told: Mapping[str, Any]) -> list[str]:
    game, core = told["game"], told["core"]
    lines = []
    if game["total"] <= 0.0:
        lines.append("Nothing that these partners could do together is worth its cost: all stay at "
                     "home, and there is nothing to share.")  # fmt: skip
    else:
        lines.append(
            f"Together they come to {_money(told, game['total'])}, present value at "
            f"{figure(100.0 * told['rate'])} % a year; {game['worth_something']} of "
            f"{game['coalitions']} groups would come to something by themselves."
        )
        alone = [key for key, v in zip(game["players"], game["alone"], strict=True) if v > 0.0]
        lines.append(
            "Nobody comes to anything alone." if not alone else
            f"Alone {', '.join(titles(told)[key] for key in alone)} would come to something."
        )  # fmt: skip
        lines.append(
            "The core is empty: whatever the shares, some group gains by leaving, at least "
            f"{_money(told, core['least_excess'])} in all."
            if core["empty"] else
            "The core holds shares with which no group gains by leaving."
        )  # fmt: skip
    if game["rivals"]:
        a, b, more = game["rivals"][0]
        lines.append(
            f"Two groups without a common member could each do it: {_names(told, a)}; and "
            f"{_names(told, b)}. What both want "
            f"can be had once; apart they would count on {_money(told, more)} too much."
        )
    return [*lines, *(of_terms(told, one) for one in told["terms"])]


def of_terms(told: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    """Return who refuses one version of the terms, and the nearest change that suits all."""
    who = [titles(told)[row["partner"]] for row in one["refusers"]]
    if not who:
        return f"{capital(one['key'])}: all accept."
    text = f"{capital(one['key'])}: {' and '.join(who)} would refuse."
    if one["nearest"] is None:
        return f"{text} No terms within their bounds suit all."
    return f"{text} The nearest change that suits all: {_moved(told, one['nearest'])}."


def _moved(told: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    if not change["moved"]:
        return "none is needed"
    return ", ".join(
        f"{term(told, one['term'])} from {_value(told, one['term'], one['from'])} to "
        f"{_value(told, one['term'], one['to'])}"
        for one in change["moved"]
    )


def term(told: Mapping[str, Any], name: str) -> str:
    """Return a term in words."""
    kind, _, key = name.partition(".")
    if kind == "pays":
        return f"what {titles(told)[key]} pays"
    if kind == "profit":
        return f"what {titles(told)[key]} gets"
    if kind == "payment":
        return str(told["payments"][key])
    return "the levy" if kind == "levy" else str(told["conditions"][key])


def _value(told: Mapping[str, Any], name: str, x: float) -> str:
    kind = name.partition(".")[0]
    if kind == "payment":
        return _money(told, x)
    if kind == "condition":
        return "yes" if x > 0.5 else "no"
    return percent(x)


def _facts(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    game = told["game"]
    rows = [("Worth of all together", _money(told, game["total"], 4))]
    if told["start"] is not None:
        rows += [
            ("Spent, not discounted", _money(told, sum(told["spent"]), 4)),
            ("Comes in, not discounted", _money(told, sum(told["earned"]), 4)),
            ("Flights of the plan of all", ships(told["flights"])),
            ("Start", str(told["start"])),
            ("Proven within", percent(game["gap"]) if game["gap"] else "the arithmetic"),
        ]
    return rows


def _shares(told: Mapping[str, Any]) -> dict[str, Any]:
    names, core, players = titles(told), told["core"], told["game"]["players"]
    rules = [one for one in told["shares"] if one["shares"] is not None]
    rows = table(
        "What each would have by each rule",
        ["Partner", *(one["name"] for one in rules), "Core, least", "Core, most", "Alone"],
        [[names[key], *(_money(told, one["shares"][i]) for one in rules),
          _money(told, core["low"][i]), _money(told, core["high"][i]),
          _money(told, told["game"]["alone"][i])]
         for i, key in enumerate(players)],
    )  # fmt: skip
    stay = table(
        "Would anybody leave?",
        ["Rule", "In the core", "Who would gain most by leaving", "By", "From outside to keep all"],
        [[one["name"], "yes" if one["stable"] else "no",
          *_leaver(told, told["stability"][one["rule"]])] for one in rules],
        wrap=(2,),
    )  # fmt: skip
    lines = [f"{one['name'].capitalize()}: not computed, {one['why']}."
             for one in told["shares"] if one["why"]]  # fmt: skip
    if core["empty"]:
        lines.append("Bounds are those of the least core, since the core is empty.")
    return section(
        "shares", "What each should have", lines=lines, tables=[rows, stay],
        drawn=[(shares_chart(told), "Marks are shares by the rules; the boxes are what the core "
                "leaves to each.")],
    )  # fmt: skip


def _leaver(told: Mapping[str, Any], row: Mapping[str, Any]) -> list[str]:
    first = row["leavers"][:1]
    if not first:
        return ["nobody", NEVER, "nothing"]
    need = row["subsidy"]
    return [_names(told, first[0]["who"]), _money(told, first[0]["gain"]),
            _money(told, need) if need > 0.0 else "nothing: other shares would do"]  # fmt: skip


def _names(told: Mapping[str, Any], who: str) -> str:
    names = titles(told)
    return ", ".join(names.get(key, key) for key in who.split(", "))


def _coalitions(told: Mapping[str, Any]) -> dict[str, Any]:
    game = told["game"]
    rows = table(
        "Groups, the one worth most first",
        ["Group", "Worth", "By itself", "Proven not above", "Settled by"],
        [[_names(told, one["who"]), _money(told, one["value"], 4), _money(told, one["able"], 4),
          NEVER if one["bound"] is None else _money(told, one["bound"], 4), one["how"]]
         for one in game["rows"]], wrap=(0,),
    )  # fmt: skip
    rivals = table(
        "Pairs of groups that could each do it",
        ["One", "The other", "Counted twice"],
        [[_names(told, a), _names(told, b), _money(told, more)] for a, b, more in game["rivals"]],
        wrap=(0, 1),
    )  # fmt: skip
    lines = [
        "Those outside a group come first: it is worth no more than it adds to what they can do."
        if game["others"] == "first" else "Those outside a group do nothing."
    ]  # fmt: skip
    if game["searches"] is not None:
        lines.append(
            f"{game['coalitions']} groups were planned with {game['searches']} searches; the rest "
            "is settled by what other groups can do and by bounds."
        )
    if not game["superadditive"]:
        lines.append("Some groups come to more apart than together: what both want can be had only "
                     "once, and each counts on it.")  # fmt: skip
    return section("coalitions", "What each group can do", lines=lines, tables=[rows, rivals])


def _who(told: Mapping[str, Any]) -> dict[str, Any]:
    rows = table(
        "Who brings what",
        ["Partner", "Kind", "Owns", "May spend", "Discounts at"],
        [[one["title"], one["kind"], ", ".join(one["owns"]) or NEVER,
          "no limit given" if one["budget"] is None else _money(told, one["budget"]),
          percent(one["rate"])] for one in told["partners"]], wrap=(2,),
    )  # fmt: skip
    wants = table(
        "What is wanted, and what it is worth",
        ["Want", "Met", "Worth, to share", "Beside that, to", "That is", "Note"],
        [[one["title"], NEVER if one["met"] is None else percent(one["met"]),
          _money(told, one["worth"]),
          ", ".join(f"{titles(told)[k]} {_money(told, v)}" for k, v in one["worth_of"].items())
          or NEVER, f"{one['status']}{', ' + one['source'] if one['source'] else ''}",
          one["note"] or NEVER] for one in told["wants"]], wrap=(3, 5),
    )  # fmt: skip
    return section("who", "Who brings what, and what is wanted", tables=[rows, wants])


def _terms(told: Mapping[str, Any], one: Mapping[str, Any], number: int) -> dict[str, Any]:
    names = titles(told)
    rows = table(
        f"{capital(one['key'])}: what it is to each",
        ["Partner", "Pays", "Gets", "Present value of its money", "Beyond what it has without",
         "Payback", "Rate of return"],
        [[names[row["partner"]], percent(row["pays"]), percent(row["profit"]),
          _money(told, row["npv"]), _money(told, row["gain"]),
          NEVER if row["payback_yr"] is None else f"{row['payback_yr']:.1f} yr",
          ", ".join(percent(rate) for rate in row["rates"]) or NEVER] for row in one["rows"]],
        bad=[row["partner"] in one["for_each"] for row in one["rows"]],
    )  # fmt: skip
    each = table(
        "The nearest change that brings each refuser in",
        ["Who", "Missing", "Change"],
        [[names[row["partner"]], _money(told, row["missing"]),
          "none within the bounds" if one["for_each"][row["partner"]] is None
          else _moved(told, one["for_each"][row["partner"]])] for row in one["refusers"]],
        wrap=(2,),
    )  # fmt: skip
    held = [str(told["conditions"][key]) for key in one["conditions"]]
    lines = [line for line in (
        f"Proposed by {one['by']}." if one["by"] else "", one["note"],
        f"Levy for others: {percent(one['levy'])} of what comes in; conditions: "
        f"{'; '.join(held) or 'none'}.",
        _lender(told, one), of_terms(told, one), _set(told, one["accepted"], ""),
        _set(told, one["stable"], ", and no group would leave for what it can do itself"),
        f"Outside its bounds: {', '.join(term(told, name) for name in one['beyond'])}."
        if one["beyond"] else "",
    ) if line]  # fmt: skip
    return section(
        f"terms-{number}", f"Terms: {one['key']}", lines=lines, tables=[rows, each],
        drawn=[
            (terms_chart(told, one, number), "How far each share may go while others change so "
             "that all still accept; the mark is this version."),
            (money_chart(told, one, number), "What each party has paid and got so far."),
        ],
    )  # fmt: skip


def _lender(told: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    if not any(one["lender"]["flow"]):
        return "Nothing is lent: there is no loan, or a condition of the lender does not hold."
    value = one["lender"]["npv"]
    cover = (
        ""
        if one["cover"] is None
        else (f" What comes in is at least {figure(one['cover'])} times what is due in a year.")
    )
    left = f" {_money(told, one['unpaid'])} is still owed at the end." if one["unpaid"] > 0 else ""
    return (
        f"The lender's money is worth {_money(told, value)} to it at "
        f"{percent(one['lender']['rate'])}: it {'lends' if value >= 0.0 else 'would refuse'}."
        f"{cover}{left}"
    )


def _set(told: Mapping[str, Any], found: Mapping[str, Any] | None, more: str) -> str:
    if found is None:
        return ""
    if not found["any"]:
        return f"There are no terms within the bounds that all accept{more}."
    return (
        f"There are terms that all accept{more}; with the best of them the one who gains least "
        f"gains {_money(told, found['gain'])}."
    )


def _given(told: Mapping[str, Any]) -> dict[str, Any]:
    names = titles(told)
    rows = table(
        "Agreed and delivered",
        ["Partner", "What", "Agreed", "Credited", "In kind", "In cash", "Not delivered",
         "Value of it less its cost"],
        [[names[one["partner"]], ", ".join(one["what"]), _money(told, one["agreed"]),
          _money(told, one["credited"]), _money(told, one["in_kind"]),
          _money(told, one["in_cash"]), _money(told, one["short"]),
          NEVER if one["gap"] is None else _money(told, one["gap"])]
         for one in told["contributions"]], wrap=(1,),
    )  # fmt: skip
    work = table(
        "Work that comes back",
        ["Partner", "Contributes", "Work", "Its share of work by that of contributions", "Owed"],
        [[names[one["partner"]], _money(told, one["contributed"]), _money(told, one["work"]),
          NEVER if one["coefficient"] is None else figure(one["coefficient"]),
          _money(told, one["owed"])] for one in told["work"]],
    )  # fmt: skip
    return section(
        "given",
        "Contributions and work",
        tables=[rows, work],
        lines=[
            "A contribution counts at its agreed value as far as it is delivered, whatever it cost."
        ],
    )


def _commands(told: Mapping[str, Any], run_id: str) -> list[str]:
    lines = [f"windlass partners value {told['name']}.toml"]
    if told["terms"]:
        lines.append(f"windlass partners deal {told['name']}.toml")
    if run_id:
        lines.append(f"windlass explain {run_id[:12]} share.shapley.{told['game']['players'][0]}")
    return lines
