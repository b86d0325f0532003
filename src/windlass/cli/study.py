"""``windlass study``: run a scenario, print the answer, write the report, keep the run."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, InvalidInput, SourceError
from windlass.cli.init import CONFIG
from windlass.cli.output import AsJson, Catalogues, emit, write_page

if TYPE_CHECKING:
    from windlass.studies.study import StudyResult

REPORTS = Path("reports")


def study(
    scenario: Path | None = None,
    /,
    *,
    sets: Annotated[tuple[str, ...], Parameter(name="--set", negative="")] = (),
    named: str | None = None,
    target: str | None = None,
    catalogue: Catalogues = (),
    report: Path | None = None,
    store: Annotated[bool, Parameter(negative="--no-store")] = True,
    fresh: Annotated[bool, Parameter(negative="")] = False,
    as_json: AsJson = False,
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
    from windlass.cli.answer import plain, show
    from windlass.store import Store
    from windlass.studies.kept import study_kept
    from windlass.studies.load import load

    asked = load(scenario or default_scenario(), sets=sets, named=named, target=target)
    found, again = study_kept(
        asked,
        store=Store.open() if store else None,
        fresh=fresh,
        progress=Bars(),
        catalogue=with_files(catalogue) if catalogue else None,
    )
    if again:
        print(f"The run {found.run_id[:12]} is kept; --fresh computes it again.", file=sys.stderr)
    path = write_report(found, report)
    if as_json:
        emit(plain(found) | {"report": str(path)})
    else:
        show(found, path, store)
    return EXIT_OK if found.feasible else EXIT_INFEASIBLE


def default_scenario() -> Path:
    """Return the scenario that ``windlass study`` without a name runs."""
    config = Path(CONFIG)
    if config.is_file():
        try:
            named = tomllib.loads(config.read_text(encoding="utf-8-sig")).get("default")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InvalidInput(
                f"{CONFIG} does not parse: {error}",
                remedy='it holds one line: default = "scenarios/NAME.toml"',
            ) from error
        except OSError as error:
            raise SourceError(f"{CONFIG} cannot be read: {error.strerror}") from error
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


def write_report(found: StudyResult, path: Path | None) -> Path:
    """Write the report of a study and return where it is."""
    from windlass.report import study_page

    page = study_page.render(found.data, found.arrays, found.figures, run_id=found.run_id)
    where = path or REPORTS / f"{found.data['name']}-{found.run_id[:12]}.html"
    write_page(where, page)
    return where
