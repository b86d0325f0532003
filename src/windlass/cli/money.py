"""``windlass money``: what a programme costs and earns, how sure, what would have to be true.

Checked: tests/cli/test_money.py.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from windlass.base.errors import EXIT_OK, InvalidInput
from windlass.cli.output import AsJson, emit, say, write_page

if TYPE_CHECKING:
    from windlass.store.run import Run

money = App(name="money", help="Cost, market, cash flow and risk of a programme.")
Over = Annotated[tuple[str, ...], Parameter(name="--over", negative="")]


@money.command
def study(
    run: str = "latest",
    /,
    *,
    variant: str = "",
    paths: int = 2**14,
    seed: int = 0,
    over: Over = (),
    volatility: str = "0",
    reversion: float = 0.0,
    inflation: float = 0.02,
    fresh: Annotated[bool, Parameter(negative="")] = False,
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Work out the money of a kept study: how sure, what it hangs on, what would have to be true.

    Parameters
    ----------
    run:
        A kept study: "latest", a run's id, or the start of one.
    variant:
        Which of its variants, such as earth-moon.impulsive; the recommended one unless given.
    paths:
        How many paths are drawn, up to a million.
    seed:
        Of the draws; the same seed draws the same paths.
    over:
        An input of the break-even surfaces; give it twice. Without it, those that move each most.
    volatility:
        Of the product's price from year to year, beside what is sold: 0.3 is 30 % a year; or a
        metal, such as iridium, for that of its prices of the last years.
    reversion:
        How fast the price comes back to where it was, a year.
    inflation:
        Yearly rise of prices, for the flow in money of each year.
    fresh:
        Work it out even if it is kept.
    out:
        Page to write; without it reports/money-NAME-RUN.html.
    as_json:
        Print JSON, values in SI with units beside.
    """
    from windlass.store import Store
    from windlass.studies import money_run

    store = Store.open()
    kept = _kept(run, "study", "windlass study")
    ask = money_run.Ask(
        variant=variant, paths=paths, seed=seed, over=over, volatility=_volatility(volatility),
        reversion=reversion, inflation=inflation,
    )  # fmt: skip
    own = money_run.run_id(ask, kept.run_id)
    if fresh or not store.has(own):
        told = money_run.run(kept.result, ask, study=kept.run_id)
        store.put(own, kind=money_run.KIND, title=told["title"], scenario=kept.scenario,
                  result=told, arrays={})  # fmt: skip
    else:
        store.touch(own)
    found = store.get(own)
    page = write_money(found, out)
    told = found.result
    if as_json:
        emit({"run_id": own, "page": str(page), **told})
    else:
        say(_lines(told))
        say([f"Run {own[:12]}, kept. Page: {page}"])
    return EXIT_OK


@money.command
def replay(run: str = "latest", /, *, path: int | None = None, percent: float | None = None,
           as_json: AsJson = False) -> int:  # fmt: skip
    """Make one path of a kept run of ``windlass money study`` again: its inputs and its years.

    Parameters
    ----------
    run:
        A kept run of ``windlass money study``.
    path:
        Number of the path.
    percent:
        In place of a number: the path at this percentile of the present value, 0 to 100.
    as_json:
        Print JSON, values in SI with units beside.
    """
    from windlass.store import Store
    from windlass.studies import money_run

    found = _kept(run, money_run.KIND, "windlass money study")
    if (path is None) == (percent is None):
        raise InvalidInput("which path", value=path, remedy="give --path or --percent, not both")
    study_ = Store.open().get(found.result["study"])
    plain = money_run.replay(study_.result, found.result, path=path, percent=percent)
    if as_json:
        emit(plain)
    else:
        say(_path_lines(plain))
    return EXIT_OK


def write_money(found: Run, out: Path | None) -> Path:
    """Write the page of a kept run and return where."""
    from windlass.report.money_page import money_page

    name = re.sub(r"[^0-9A-Za-z]+", "-", str(found.result["name"])).strip("-") or "study"
    page = out or Path("reports") / f"money-{name}-{found.run_id[:12]}.html"
    write_page(page, money_page(found.result, run_id=found.run_id))
    return page


def _volatility(text: str) -> float:
    """Return a volatility that is given as a number, or as the metal whose price had it."""
    from windlass.economics import price_history

    try:
        return float(text)
    except ValueError:
        return price_history.volatility(text).value


def _kept(run: str, kind: str, made_by: str) -> Run:
    """Return a kept run of a kind; the latest of that kind for "latest"."""
    from windlass.store import Store

    store = Store.open()
    if run == "latest":
        kept = [one.run_id for one in store.runs() if one.kind == kind]
        if not kept:
            raise InvalidInput(f"no run of `{made_by}` is kept here", value=run,
                               remedy=f"run `{made_by}` first")  # fmt: skip
        return store.get(kept[0])
    found = store.get(run)
    if found.kind != kind:
        raise InvalidInput(f"the run is none of `{made_by}`", value=found.kind,
                           remedy=f"name one that `windlass runs` lists as {kind}")  # fmt: skip
    return found


def _lines(told: dict[str, Any]) -> list[str]:
    """Return what the money comes to, in a few lines."""
    from windlass.report.amounts import amount
    from windlass.report.money_words import factor, role, value

    unit, drawn, market = told["unit"], told["drawn"], told["market"]
    points = ", ".join(
        f"P{one['percent']:.0f} {amount(one['npv'], unit)} (path {one['path']})"
        for one in drawn["percentiles"]
    )
    own = told["rates"]["own"]
    lines = [
        f"{told['title']}: {told['variant_title']} ({told['variant']}).",
        f"Present value at {100 * told['rate']:g} %: "
        f"{amount(told['nominal']['npv_real'], unit)}; of {told['paths']:,} paths {points}.",
        f"Pays on {100 * drawn['pays']:.3g} % of them. Rates of return: "
        + (", ".join(f"{100 * one:.3g} %" for one in own) or "none") + ".",
        f"Market: {market['years_of_supply']:.4g} years of today's supply; mass times price "
        f"{amount(market['naive'], unit)}, sold evenly "
        f"{amount(market['even']['revenue'], unit)} (elasticity {market['elasticity']:g}).",
    ]  # fmt: skip
    for one in told["claims"]:
        name = f"claim {one['key']}: " if one["key"] else ""
        lines.append(f"{'holds' if one['holds'] else 'NOT  '}  {name}{one['words']}")
        reach = [row for row in one["alone"] if row["needed"] is not None]
        if not one["holds"]:
            lines += [
                f"       would hold with {role(row['role'])} "
                f"{value(row['role'], row['needed'], row['unit'])}, "
                f"{factor(row['now'], row['needed'])}"
                f"{' (within its range)' if row['within'] else ''}"
                for row in reach[:2]
            ] or ["       no single input makes it hold, a million times larger or smaller"]
    return [*lines, *told["notes"]]


def _path_lines(plain: dict[str, Any]) -> list[str]:
    from windlass.report.amounts import amount
    from windlass.report.money_words import role, value

    unit = plain["unit"]
    back = plain["payback_yr"]
    return [
        f"Path {plain['path']} of seed {plain['seed']}: present value "
        f"{amount(plain['npv'], unit)}; "
        + ("never paid back" if back is None else f"paid back after {back:.1f} years") + ".",
        *(f"  {role(one['role'])}: {value(one['role'], one['value'], one['unit'])}"
          for one in plain["inputs"]),
        "Year by year: " + ", ".join(amount(one, unit, digits=3) for one in plain["flow"]) + ".",
    ]  # fmt: skip
