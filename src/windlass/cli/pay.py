"""``windlass pay``: schedules against schedules, hours beside their rules.

Checked: tests/cli/test_pay.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, InvalidInput
from windlass.cli.desk import SHORT, open_desk
from windlass.cli.output import AsJson, emit, say, write_page

if TYPE_CHECKING:
    from windlass.store.told_totals import ToldTotals
    from windlass.studies.documents import Desk
    from windlass.studies.pay import Day

pay = App(name="pay", help="What a change of pay does to whom, and hours beside their rules.")
View = Literal["manager", "representative", "worker"]
OnError = Literal["refuse", "account"]


@pay.command
def compare(
    old: str, new: str, counter: str = "", /, *, hours: Path, view: View = "manager",
    person: str = "", on_error: OnError = "refuse", day_cost: float | None = None, money: str = "",
    stoppage: float | None = None, record: Annotated[bool, Parameter(negative="")] = False,
    by: Annotated[str, Parameter(name="--as")] = "", out: Path | None = None,
    as_json: AsJson = False,
) -> int:  # fmt: skip
    """Compare pay schedules over the same hours: who gains, who loses, and by which clause.

    Parameters
    ----------
    old:
        The schedule that holds: a TOML or JSON file, or title or id of a text of the log.
    new:
        The one that is to hold.
    counter:
        Another one against it, such as a representative's draft.
    hours:
        Hours as worked (CSV): person, group, start, end, and duty, hazard where told.
    view:
        What is shown: to the manager each row; to a representative totals that tell of nobody; to a
        worker the own row.
    person:
        Which worker.
    on_error:
        Refuse the hours for one bad row, or account for each.
    day_cost:
        What a day of stoppage costs, in the schedules' currency: how many cost what is saved.
    money:
        Instead, a kept money run: what a day's delay takes off its present value.
    stoppage:
        Probability a year that the change adds to a stoppage, 0 to 1.
    record:
        Write the impact of NEW to the log, to be attached to its text: say --as.
    by:
        Who records it.
    out:
        Page to write (.html).
    as_json:
        Print it as JSON.
    """
    from windlass.studies import pay as rooms
    from windlass.studies.pay_load import hours_of, schedule_of

    if (view == "worker") != bool(person):
        raise InvalidInput("a worker's view is of one person", value=view,
                           remedy="--view worker --person NAME")  # fmt: skip
    if record and (view != "manager" or not by):
        raise InvalidInput("whoever pays records the impact", value=view,
                           remedy="--view manager --as NAME")  # fmt: skip
    desk = open_desk()
    before = schedule_of(old, desk)
    after = [schedule_of(one, desk) for one in (new, counter) if one]
    worked = hours_of(hours, refuse=on_error == "refuse")
    day = _day(desk, day_cost, money, stoppage, before.schedule.currency)
    if view == "worker":
        told = rooms.worker(before, after, worked, person)
    elif view == "representative":
        told = rooms.representative(before, after, worked, _kept(desk))
    else:
        told = rooms.manager(before, after, worked, day=day)
    if record:
        one = rooms.record(desk, by, before, after[0], worked, _kept(desk), day=day)
        told["impact"] = one.id
    if out is not None:
        from windlass.report.pay_page import pay_page

        write_page(out, pay_page(told))
        told["page"] = str(out)
    if as_json:
        emit(told)
    else:
        from windlass.report.pay_lines import lines

        say(lines(told))
        if record:
            say([f"Impact {told['impact'][:SHORT]}: attach it with `--attach "
                 f"impact={told['impact'][:SHORT]}`."])  # fmt: skip
    return EXIT_INFEASIBLE if told["hours"]["refused"] else EXIT_OK


@pay.command(name="import")
def import_(
    file: Path, /, *, currency: str, unit: str = "0.01", rounding: str = "half-even",
    name: str = "", out: Path | None = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Make a schedule in TOML of a table of clauses in CSV, a column a part.

    Parameters
    ----------
    file:
        The table: id, kind, amount, times, over_h, groups (split by ;), from, until, ...
    currency:
        Three letters, such as USD.
    unit:
        Least amount that is paid.
    rounding:
        half-even, half-up or up.
    name:
        Name of the schedule; that of the file without it.
    out:
        File to write; beside the table without it.
    as_json:
        Print where it is, and the schedule, as JSON.
    """
    from windlass.studies.pay_load import as_toml, imported

    head = {"currency": currency, "unit": unit, "rounding": rounding, "name": name or file.stem}
    made = imported(file, head)
    target = out or file.with_suffix(".toml")
    write_page(target, as_toml(made))
    if as_json:
        emit({"file": str(target), "schedule": made.plain()})
    else:
        say([f"{made.name}: {len(made.clauses)} clauses. Written to {target}."])
    return EXIT_OK


@pay.command
def hours(
    file: Path, /, *, rule: str = "eu-2003-88", eva_rule: str = "eva", over: float = 40.0,
    dose: Path | None = None, on_error: OnError = "refuse", out: Path | None = None,
    as_json: AsJson = False,
) -> int:  # fmt: skip
    """Judge each person's hours, rest, EVA and dose by chosen rules; exit code 6 where one breaks.

    Parameters
    ----------
    file:
        Hours as worked, or as `windlass campaign schedule --hours` plans them (CSV).
    rule:
        A rule of working hours: eu-2003-88, faa-431-43, crew.
    eva_rule:
        The rule of shifts whose duty is eva.
    over:
        Hours a week beyond which is overtime.
    dose:
        Doses (CSV): person, agency, place, days, before_msv.
    on_error:
        Refuse the hours for one bad row, or account for each.
    out:
        Page to write (.html).
    as_json:
        Print it as JSON.
    """
    from windlass.studies.pay_hours import doses_of, judged
    from windlass.studies.pay_load import hours_of

    worked = hours_of(file, refuse=on_error == "refuse")
    found = doses_of(dose) if dose is not None else []
    told = judged(worked, rule, eva_rule=eva_rule, over_h=over, doses=found)
    if out is not None:
        from windlass.report.hours_page import hours_page

        write_page(out, hours_page(told))
        told["page"] = str(out)
    if as_json:
        emit(told)
    else:
        from windlass.report.pay_lines import hours_lines

        say(hours_lines(told))
    return EXIT_OK if told["kept"] and not told["refused"] else EXIT_INFEASIBLE


def _kept(desk: Desk) -> ToldTotals:
    from windlass.store.told_totals import ToldTotals

    return ToldTotals(desk.store.folder)


def _day(
    desk: Desk, cost: float | None, money: str, added: float | None, currency: str
) -> Day | None:
    """Return what a day of stoppage costs, None where nobody said."""
    from windlass.studies import money_run
    from windlass.studies.pay import Day, delay

    if cost is not None and money:
        raise InvalidInput("what a day of stoppage costs is said twice", value=money,
                           remedy="--day-cost or --money")  # fmt: skip
    if money:
        run = desk.store.get(money)
        if run.kind != money_run.KIND:
            raise InvalidInput("the run is none of `windlass money study`", value=run.kind,
                               remedy="name one that `windlass runs` lists as money")  # fmt: skip
        cost, source = delay(run.result, currency, f"run {run.run_id[:SHORT]}")
        return Day(cost=cost, source=source, added=added)
    if cost is None and added is not None:
        raise InvalidInput("what a day of stoppage costs is not said", value=added,
                           remedy="--day-cost, or --money RUN")  # fmt: skip
    return None if cost is None else Day(cost=cost, source="as given", added=added)
