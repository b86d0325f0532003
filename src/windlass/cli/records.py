"""``windlass records``: what is in the log, whether anyone touched it, and proofs to take along.

Checked: tests/cli/test_records.py.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, InvalidInput
from windlass.cli.desk import SHORT
from windlass.cli.keyring import By, KeyFile, key_of
from windlass.cli.output import AsJson, emit, say, write_page

records = App(name="records", help="The log of records: list, verify, sign its root, prove.")
Roots = Annotated[tuple[Path, ...], Parameter(name="--root", negative="")]


@records.command(name="list")
def list_(*, kind: str = "", last: int = 20, as_json: AsJson = False) -> int:
    """List records, the last ones first.

    Parameters
    ----------
    kind:
        Of this kind alone.
    last:
        How many; 0 for all.
    as_json:
        Print them as JSON.
    """
    from windlass.records.record import KINDS
    from windlass.store.record_log import RecordLog

    if kind and kind not in KINDS:
        raise InvalidInput("kind of record", value=kind, remedy=f"one of {', '.join(KINDS)}")
    found = list(RecordLog.default().records(kind or None))[::-1]
    rows: list[dict[str, Any]] = [
        {"number": one.number, "id": one.id, "kind": one.kind, "author": one.author, "at": one.at}
        for one in (found[:last] if last > 0 else found)
    ]
    if as_json:
        emit({"count": len(found), "rows": rows})
    else:
        say(f"{one['number']:>6}  {one['id'][:SHORT]}  {one['at'][:19]}Z  {one['kind']:<13} "
            f"{one['author']}" for one in rows)  # fmt: skip
        say([f"{len(found)} records" if found else "The log is empty."])
    return EXIT_OK


@records.command
def show(ref: str, /, *, as_json: AsJson = False) -> int:
    """Print one record whole.

    Parameters
    ----------
    ref:
        Its id or the start of it, or its number.
    as_json:
        Print its canonical bytes.
    """
    from windlass.store.record_log import RecordLog

    one = RecordLog.default().get(int(ref) if ref.isdecimal() and len(ref) < SHORT else ref)
    if as_json:
        print(one.data.decode())
        return EXIT_OK
    say([f"{one.kind} {one.id}, number {one.number}, by {one.author} at {one.at}"])
    if one.previous:
        say([f"after {one.previous}"])
    say(json.dumps(one.body, indent=2, ensure_ascii=False).splitlines())
    return EXIT_OK


@records.command
def verify(*, root: Roots = (), as_json: AsJson = False) -> int:
    """Find whatever was altered, removed or put in another order; exit code 6 where something was.

    Parameters
    ----------
    root:
        File of a signed root that was kept elsewhere; may be given again.
    as_json:
        Print what is wrong as JSON.
    """
    from windlass.store.record_log import RecordLog

    log = RecordLog.default()
    faults = log.verify([_root(path) for path in root])
    signed = len(log.roots()) + len(root)
    if as_json:
        emit({"records": len(log), "roots": signed, "faults": [asdict(one) for one in faults]})
    else:
        say(f"{'log' if one.number < 0 else f'record {one.number}'}: {one.what}" for one in faults)
        say([f"{len(log)} records against {signed} signed roots: "
             f"{f'{len(faults)} faults' if faults else 'nothing was touched'}."])  # fmt: skip
        if not signed:
            say(["No root is signed yet: whoever can write to the log could have made all of it "
                 "anew. `windlass records root` signs one."])  # fmt: skip
    return EXIT_INFEASIBLE if faults else EXIT_OK


@records.command
def root(*, by: By, key: KeyFile = None, out: Path | None = None, as_json: AsJson = False) -> int:
    """Sign the root of all records; the file can be kept elsewhere, as a witness.

    Parameters
    ----------
    by:
        Whose key signs.
    key:
        File of the key; without it keys/NAME.pem.
    out:
        File to write it to as well.
    as_json:
        Print it as JSON.
    """
    from windlass.store.record_log import RecordLog

    made = asdict(RecordLog.default().sign(key_of(by, key)))
    if out is not None:
        write_page(out, json.dumps(made, indent=1) + "\n")
    if as_json:
        emit(made)
    else:
        say([f"Root of {made['size']} records: {made['root']}, signed {made['at']} by "
             f"{made['key'][:SHORT]}{f', in {out}' if out else ''}."])  # fmt: skip
    return EXIT_OK


@records.command
def prove(ref: str, /, *, by: By, key: KeyFile = None, out: Path, as_json: AsJson = False) -> int:
    """Write a record with the proof that it is in the log, signed; checked without the log.

    Parameters
    ----------
    ref:
        Its id or the start of it, or its number.
    by:
        Whose key signs the root.
    key:
        File of the key; without it keys/NAME.pem.
    out:
        File to write.
    as_json:
        Print the proof as JSON.
    """
    from windlass.store.record_log import RecordLog

    log = RecordLog.default()
    one = log.get(int(ref) if ref.isdecimal() and len(ref) < SHORT else ref)
    signed = log.sign(key_of(by, key))
    with log.tree() as tree:
        path = [part.hex() for part in tree.inclusion(one.number, signed.size)]
    made = {"record": one.data.decode(), "proof": path, "root": asdict(signed)}
    write_page(out, json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    if as_json:
        emit(made)
    else:
        say([f"{out}: record {one.number} is one of {signed.size}, by {len(path)} hashes. "
             f"`windlass records check {out}` needs no log."])  # fmt: skip
    return EXIT_OK


@records.command
def check(file: Path, /, *, key: str = "", as_json: AsJson = False) -> int:
    """Check a proof from its file alone; exit code 6 where it does not hold.

    Parameters
    ----------
    file:
        What `windlass records prove` wrote.
    key:
        Public half of the key that should have signed; without it the file's own is told.
    as_json:
        Print the verdict as JSON.
    """
    from windlass.records import keys, record
    from windlass.records.merkle import included, leaf_hash

    data = _json(file, {"record", "proof", "root"})
    one, signed = record.read(str(data["record"]).encode()), _root_of(data["root"], file)
    try:
        proof = [bytes.fromhex(part) for part in data["proof"]]
        wanted = bytes.fromhex(signed.root)
    except (TypeError, ValueError) as error:
        raise InvalidInput("hashes of a proof", value=str(file)) from error
    why = ""
    if key and key.lower() != signed.key:
        why = f"it is signed by another key, {signed.key[:SHORT]}"
    elif not keys.verified(signed.key, signed.message(), signed.signature):
        why = "the signature of its root is not good"
    elif not included(leaf_hash(one.data), one.number, signed.size, proof, wanted):
        why = "the record is not under that root"
    if as_json:
        emit({"holds": not why, "why": why, "number": one.number, "key": signed.key,
              "kind": one.kind, "author": one.author, "at": one.at})  # fmt: skip
    else:
        say([f"It does not hold: {why}." if why else
             f"It holds: {one.kind} by {one.author} at {one.at} is record {one.number} of "
             f"{signed.size}, by the key {signed.key}."])  # fmt: skip
    return EXIT_INFEASIBLE if why else EXIT_OK


def _json(path: Path, names: set[str]) -> dict[str, Any]:
    from windlass.studies.documents import content_of

    found = content_of(path) if path.suffix == ".json" else content_of_text(path)
    if not isinstance(found, dict) or set(found) != names:
        raise InvalidInput("file is not what was expected", value=str(path),
                           remedy=f"a JSON object of {', '.join(sorted(names))}")  # fmt: skip
    return found


def content_of_text(path: Path) -> Any:
    """Return the JSON of a file of any name; InvalidInput where it is none."""
    from windlass.studies.documents import content_of

    try:
        return json.loads("\n".join(content_of(path)))
    except (ValueError, TypeError) as error:
        raise InvalidInput("file is no JSON", value=str(path)) from error


def _root(path: Path) -> Any:
    return _root_of(_json(path, {"size", "root", "at", "key", "signature"}), path)


def _root_of(data: Any, path: Path) -> Any:
    from windlass.store.record_log import Root

    names = {"root": str, "at": str, "key": str, "signature": str, "size": int}
    if not isinstance(data, dict) or {k: type(v) for k, v in data.items()} != names:
        raise InvalidInput("signed root", value=str(path), remedy="what `records root` wrote")
    return Root(**data)
