"""``windlass report``: the report of a kept run, written again."""

from __future__ import annotations

from pathlib import Path

from windlass.cli.output import AsJson, emit, say, write_page
from windlass.cli.reader import For, figures_of, slug


def report(
    run: str = "latest", /, *, out: Path | None = None, reader: For = "", as_json: AsJson = False
) -> int:
    """Write the report of a kept run again; with --for what a partner sees of its figures.

    Parameters
    ----------
    run:
        "latest", a run's id, or the start of one.
    out:
        Where the page goes; by default reports/NAME-RUN.html.
    reader:
        A partner, or public: a page of what that one sees, and nothing else.
    as_json:
        Print the path as JSON.
    """
    if reader:
        return _for(run, reader, out, as_json)
    from windlass.base.errors import InvalidInput
    from windlass.cli.money import write_money
    from windlass.cli.money_more import write_cost, write_product
    from windlass.cli.partners import write_partners
    from windlass.cli.redirect import write_redirect
    from windlass.cli.return_ import write_return
    from windlass.cli.study import write_report
    from windlass.store import Store
    from windlass.studies import study as studies
    from windlass.studies.low_thrust_return import KIND
    from windlass.studies.money_cost import KIND as COST
    from windlass.studies.money_product import KIND as PRODUCT
    from windlass.studies.money_run import KIND as MONEY
    from windlass.studies.partners_run import KIND as PARTNERS
    from windlass.studies.redirect_run import KIND as REDIRECT

    kept = Store.open().get(run)
    writers = {
        KIND: write_return, REDIRECT: write_redirect, MONEY: write_money, PARTNERS: write_partners,
        COST: write_cost, PRODUCT: write_product,
    }  # fmt: skip
    if kept.kind == "study":
        path = write_report(studies.from_store(kept), out)
    elif kept.kind in writers:
        path = writers[kept.kind](kept, out)
    else:
        raise InvalidInput(
            "the run has no report", value=kept.kind,
            remedy=f"name one of kind study, {', '.join(writers)} of `windlass runs`",
        )  # fmt: skip
    if as_json:
        emit({"run_id": kept.run_id, "report": str(path)})
    else:
        say([f"Report: {path}"])
    return 0


def _for(run: str, reader: str, out: Path | None, as_json: bool) -> int:
    """Write the page of what a reader sees, signed by nobody."""
    from windlass.report.release_page import release_page
    from windlass.studies.release import preview

    made = preview(figures_of(run, reader), reader)
    path = out or Path("reports") / f"for-{slug(reader)}.html"
    write_page(path, release_page(made))
    if as_json:
        emit({"report": str(path), "count": made["count"]})
    else:
        say([f"{made['count']} figures that {reader} sees: {path}"])
    return 0
