"""``windlass release``: the public bulletin of a run, and the check of any release.

Checked: tests/cli/test_release.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, InvalidInput, SourceError
from windlass.cli.desk import SHORT, open_desk
from windlass.cli.keyring import KeyFile, key_of
from windlass.cli.output import AsJson, emit, say, write_page
from windlass.cli.reader import slug


def release(
    ref: str, /, *, title: str = "", check: Annotated[bool, Parameter(negative="")] = False,
    public: str = "", by: Annotated[str, Parameter(name="--as")] = "", key: KeyFile = None,
    out: Path = Path("releases"), as_json: AsJson = False,
) -> int:  # fmt: skip
    """Write what everybody may see of a run, signed, as page and JSON; or check a release.

    With --check: exit code 6 unless the file is whole and signed.

    Parameters
    ----------
    ref:
        "latest", a run's id or the start of one; with --check the file (.json).
    title:
        What stands over it; titles of runs are not released.
    check:
        Check a file, of a partner's bundle as well.
    public:
        With --check: the key that it has to be by.
    by:
        Who signs.
    key:
        File of the key; without it keys/NAME.pem.
    out:
        Folder to write to.
    as_json:
        Print what was written, or what was checked, as JSON.
    """
    if check:
        return _check(Path(ref), public, as_json)
    from windlass.records.labels import PUBLIC

    return write_release(ref, PUBLIC, title, by, key, out, as_json)


def write_release(
    ref: str, reader: str, title: str, by: str, key: Path | None, out: Path, as_json: bool
) -> int:
    """Write a signed bundle of a run for a reader, and its page."""
    from windlass.base import ledger
    from windlass.records import labels
    from windlass.report.release_page import release_page
    from windlass.studies import release as rooms
    from windlass.studies.visible import Scope

    if not by:
        raise InvalidInput(
            "nobody signs it", remedy="name who does: --as NAME, with export --by NAME"
        )
    desk = open_desk()
    known = labels.read(desk.records.values(), desk.register)
    known.reader(reader)
    run = desk.store.get(ref)
    if "figures" not in run.result:
        raise InvalidInput("this run has no figures to release", value=run.kind,
                           remedy="name a study or a money run")  # fmt: skip
    made = rooms.bundle(
        ledger.read(run.result["figures"]), Scope.of(run, desk.store.get), known, reader,
        key=key_of(by, key), by=by, secret=rooms.secret_of(desk.store.folder), title=title,
    )  # fmt: skip
    one = rooms.log_release(desk, by, made, run.run_id)
    stem = out / f"{slug(reader)}-{made['root'][:SHORT]}"
    write_page(stem.with_suffix(".json"), json.dumps(made, indent=1, allow_nan=False) + "\n")
    write_page(stem.with_suffix(".html"), release_page(made))
    if as_json:
        emit({"files": [f"{stem}.json", f"{stem}.html"], "count": made["count"], "id": one.id,
              "root": made["root"]})  # fmt: skip
    else:
        say([f"{made['count']} figures for {reader}, signed by {by}: {stem}.json, {stem}.html"])
        if not made["count"]:
            say(["Nothing of this run may be seen: `windlass label list` says why."])
    return EXIT_OK


def _check(path: Path, public: str, as_json: bool) -> int:
    from windlass.studies import release as rooms

    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"release cannot be read: {error.strerror}", value=str(path)) from error
    except ValueError as error:
        raise SourceError("release is no JSON", value=str(path)) from error
    why = rooms.check(found, public=public.lower())
    if as_json:
        emit({"good": not why, "why": why, "by": "" if why else found["by"],
              "public": "" if why else found["public"]})  # fmt: skip
    elif why:
        say([f"{path}: {why}."])
    else:
        say([f"{path}: whole, {found['count']} figures for {found['for']}, signed by {found['by']} "
             f"({found['public'][:SHORT]}) at {found['at']}."])  # fmt: skip
    return EXIT_INFEASIBLE if why else EXIT_OK
