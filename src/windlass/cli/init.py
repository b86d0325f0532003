"""``windlass init``: a folder to start from."""

from __future__ import annotations

import shlex
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from windlass.base.errors import InvalidInput, SourceError
from windlass.cli.output import AsJson, emit, say

CONFIG = "windlass.toml"
DEFAULT = "scenarios/2008-hu4.toml"
ABOUT = """# A Windlass folder

- `windlass study` runs the default scenario named in `windlass.toml`.
- `windlass study scenarios/2008-hu4.toml --set option.earth-moon.returned_mass="300 t"`
- `windlass study scenarios/goldilocks.toml` tests the claims of a summit; `windlass claims latest`
  lists them with what would have to be true.
- `windlass explain latest return.propellant` walks from a figure down to its sources.
- `windlass campaign plan campaigns/2008-hu4.toml` plans what flies when, with what on board.
- `windlass money study` says whether the last study pays, how sure that is, and what would have
  to be true; `windlass money product --taxonomy C --returned "500 t" --place nrho` what a body's
  products fetch; `windlass money cost costs/tug.toml` what a work-breakdown comes to.
- `windlass partners value partners/m7.toml` works out what each coalition can do and what each
  should have; `windlass partners deal partners/m7.toml` who would refuse a treaty, and what would
  bring them in.
- Runs are kept in `.windlass/`, reports in `reports/`.
"""


DEMO = "demo"


def init(
    folder: Path,
    /,
    *,
    demo: Annotated[bool, Parameter(negative="")] = False,
    force: Annotated[bool, Parameter(negative="")] = False,
    as_json: AsJson = False,
) -> int:
    """Make a folder with the shipped scenarios, ready for ``windlass study``.

    A folder called ``demo`` gets a small base as well: persons with keys and roles, a specification
    in review, a dock with manifests and one discrepancy to find.

    Parameters
    ----------
    folder:
        Folder to make, or an empty one.
    demo:
        Make the base in a folder of any name.
    force:
        Write over files that are there.
    as_json:
        Print what was written as JSON.
    """
    texts = {CONFIG: f'default = "{DEFAULT}"\n', "README.md": ABOUT}
    for kind in ("scenarios", "campaigns", "partners", "costs"):
        for part in (files("windlass") / "data" / kind).iterdir():
            if part.name.endswith(".toml"):
                texts[f"{kind}/{part.name}"] = part.read_text(encoding="utf-8")
    base = demo or folder.name == DEMO
    if base:
        from windlass.studies import demo as bases

        texts |= bases.files()
        if (folder / ".windlass" / "records.sqlite").exists():
            raise InvalidInput("a base is there already: its records are never written over",
                               where=str(folder), remedy="take another folder")  # fmt: skip
    there = [name for name in texts if (folder / name).exists()]
    if there and not force:
        raise InvalidInput(
            "files are there already",
            value=", ".join(sorted(there)),
            where=str(folder),
            remedy="take another folder, or --force to write over them",
        )
    try:
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise SourceError(
            f"folder cannot be written: {error.strerror}", value=str(folder)
        ) from error
    if base:
        from windlass.store import Store
        from windlass.store.record_log import RecordLog

        home = folder.absolute() / ".windlass"
        bases.load(folder, RecordLog.open(home), Store.open(home))
    if as_json:
        emit({"folder": str(folder), "files": sorted(texts), "demo": base})
    else:
        say(
            [
                f"Made {folder} with {', '.join(sorted(texts))}.",
                f"Next: cd {shlex.quote(str(folder))} && windlass study"
                + (" (and BASE.md, for the base)" if base else ""),
            ]
        )
    return 0
