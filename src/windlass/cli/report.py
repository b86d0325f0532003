"""``windlass report``: the report of a kept run, written again."""

from __future__ import annotations

from pathlib import Path

from windlass.cli.output import AsJson, emit, say


def report(run: str = "latest", /, *, out: Path | None = None, as_json: AsJson = False) -> int:
    """Write the report of a kept run again.

    Parameters
    ----------
    run:
        "latest", a run's id, or the start of one.
    out:
        Where the page goes; by default reports/NAME-RUN.html.
    as_json:
        Print the path as JSON.
    """
    from windlass.base.errors import InvalidInput
    from windlass.cli.money import write_money
    from windlass.cli.partners import write_partners
    from windlass.cli.redirect import write_redirect
    from windlass.cli.return_ import write_return
    from windlass.cli.study import write_report
    from windlass.store import Store
    from windlass.studies import study as studies
    from windlass.studies.low_thrust_return import KIND
    from windlass.studies.money_run import KIND as MONEY
    from windlass.studies.partners_run import KIND as PARTNERS
    from windlass.studies.redirect_run import KIND as REDIRECT

    kept = Store.open().get(run)
    if kept.kind not in ("study", KIND, REDIRECT, MONEY, PARTNERS):
        raise InvalidInput(
            "the run has no report", value=kept.kind, remedy="name a study, a return, a "
            "comparison of techniques or a study's money or partners, of `windlass runs`",
        )  # fmt: skip
    if kept.kind == KIND:
        path = write_return(kept, out)
    elif kept.kind == REDIRECT:
        path = write_redirect(kept, out)
    elif kept.kind == MONEY:
        path = write_money(kept, out)
    elif kept.kind == PARTNERS:
        path = write_partners(kept, out)
    else:
        path = write_report(studies.from_store(kept), out)
    if as_json:
        emit({"run_id": kept.run_id, "report": str(path)})
    else:
        say([f"Report: {path}"])
    return 0
