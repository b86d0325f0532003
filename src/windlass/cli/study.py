"""``windlass study``: run a scenario, print the answer, write the report, keep the run."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, InvalidInput
from windlass.cli.init import CONFIG

if TYPE_CHECKING:
    from windlass.studies.study import StudyResult

REPORTS = Path("reports")


def study(
    scenario: Path | None = None,
    *,
    sets: Annotated[tuple[str, ...], Parameter(name="--set", negative="")] = (),
    named: str | None = None,
    target: str | None = None,
    catalogue: Annotated[tuple[Path, ...], Parameter(name="--from", negative="")] = (),
    report: Path | None = None,
    store: Annotated[bool, Parameter(negative="--no-store")] = True,
    fresh: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Compare the capture options of a scenario: which, when, with what, how much, how sure.

    Parameters
    ----------
    scenario:
        Scenario file; without it the default of windlass.toml, or the only one in scenarios/.
    sets:
        Override, such as option.earth-moon.returned_mass="650 t"; may be given again.
    named:
        Named scenario of the file to lay over it.
    target:
        Another known asteroid in place of the scenario's.
    catalogue:
        Catalogue file (SBDB, MPC, Parquet, CSV) whose rows go before the packaged table.
    report:
        Where the report goes; by default reports/NAME-RUN.html.
    store:
        Keep the run, and answer from a kept one.
    fresh:
        Compute again even if the run is kept.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.progress import Bars
    from windlass.catalogue.read import with_files
    from windlass.report import study_page
    from windlass.store import Store
    from windlass.studies import study as studies
    from windlass.studies.load import load

    asked = load(scenario or default_scenario(), sets=sets, named=named, target=target)
    known = with_files(catalogue) if catalogue else None
    kept = Store.open() if store else None
    run_id = studies.run_id(asked, known)
    if kept is not None and kept.has(run_id) and not fresh:
        kept.touch(run_id)
        found = studies.from_store(kept.get(run_id))
        print(f"The run {run_id[:12]} is kept; --fresh computes it again.", file=sys.stderr)
    else:
        found = studies.run(asked, progress=Bars(), catalogue=known)
        if kept is not None:
            kept.put(
                found.run_id,
                kind="study",
                title=found.data["title"],
                scenario=found.data["scenario"],
                result=found.data,
                arrays=found.arrays,
            )
    page = study_page.render(found.data, found.arrays, found.figures, run_id=found.run_id)
    path = report or REPORTS / f"{found.data['name']}-{found.run_id[:12]}.html"
    write_page(path, page)
    if as_json:
        print(json.dumps(plain(found) | {"report": str(path)}, allow_nan=False))
    else:
        show(found, path, kept is not None)
    return EXIT_OK if found.feasible else EXIT_INFEASIBLE


def default_scenario() -> Path:
    """Return the scenario that ``windlass study`` without a name runs."""
    config = Path(CONFIG)
    if config.is_file():
        try:
            named = tomllib.loads(config.read_text(encoding="utf-8")).get("default")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{CONFIG} does not parse: {error}") from error
        if isinstance(named, str):
            return Path(named)
    there = sorted(Path("scenarios").glob("*.toml"))
    if len(there) == 1:
        return there[0]
    raise InvalidInput(
        "which scenario?" if there else "no scenario here",
        remedy=f"name one of {', '.join(map(str, there))}"
        if there
        else "run `windlass init demo && cd demo`, or name a file",
    )


def write_page(path: Path, text: str) -> None:
    """Write a page; SourceError when it cannot be written."""
    from windlass.base.errors import SourceError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SourceError(f"page cannot be written: {error.strerror}", value=str(path)) from error


def plain(found: StudyResult) -> dict[str, Any]:
    """Return the study as JSON for programs: every figure under a key that ends in its unit."""
    from windlass.base.epochs import format_epoch
    from windlass.base.units import key_suffix

    def values(names: dict[str, str]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for role, name in sorted(names.items()):
            figure = found.figures[name]
            key = role.replace(".", "_")
            if figure.unit == "epoch":
                made[key] = format_epoch(figure.value)
                continue
            suffix = key_suffix(figure.shown_unit)
            made[f"{key}_{suffix}" if suffix else key] = figure.shown_value
        return made

    return {
        "run_id": found.run_id,
        "name": found.data["name"],
        "target": {
            "designation": found.data["target"]["designation"],
            "precision": found.data["target"]["precision"],
            **values(found.data["target"]["figures"]),
        },
        "feasible": found.feasible,
        "recommended": found.data["recommended"],
        "answer": found.data["answer"],
        "warnings": found.data["warnings"],
        "options": [
            {
                "key": option["key"],
                "title": option["title"],
                "best": option["best"],
                "variants": [
                    {
                        "key": one["key"],
                        "feasible": one["feasible"],
                        "reasons": [reason["text"] for reason in one["reasons"]],
                        **values(one["figures"]),
                        "events": one["events"],
                        "legs": one["legs"],
                    }
                    for one in option["variants"]
                ],
            }
            for option in found.data["options"]
        ],
    }


def show(found: StudyResult, path: Path, kept: bool) -> None:
    """Print the answer and the options side by side."""
    from rich.console import Console
    from rich.table import Table

    from windlass.base.words import figure_text

    console = Console()
    for line in found.data["answer"]:
        console.print(line, highlight=False)
    table = Table(title="Options", title_justify="left")
    for column in ("option", "vehicle", "returned", "lift-off", "duration", "propellant", "launch"):
        table.add_column(column, overflow="fold")
    for option in found.data["options"]:
        for one in option["variants"]:

            def cell(role: str, names: dict[str, str] = one["figures"]) -> str:
                if role not in names:
                    return "—"
                return figure_text(found.figures[names[role]], with_range=False)

            best = found.data["recommended"] == {"option": option["key"], "variant": one["key"]}
            mark = "★ " if best else ("" if one["feasible"] else "✗ ")
            row = [f"{mark}{option['title']}", one["title"]]
            if one["feasible"]:
                row += [cell(r) for r in ("returned", "launch.date", "duration", "propellant")]
                row.append(cell("launch.mass"))
            else:
                most = cell("most.returned")
                row += [f"at most {most}" if most != "—" else "—", "impossible", "", "", ""]
            table.add_row(*row)
    console.print(table)
    for warning in found.data["warnings"]:
        console.print(f"Note: {warning}", highlight=False)
    where = "kept as" if kept else "not kept;"
    console.print(
        f"Run {where} {found.run_id[:12]}. Report: {path}", highlight=False, soft_wrap=True
    )
