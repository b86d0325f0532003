"""``windlass document``: write, edit, review, object to, merge and read the texts that are signed.

Checked: tests/cli/test_document.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, InvalidInput
from windlass.cli.desk import SHORT, open_desk
from windlass.cli.keyring import By, KeyFile, key_of
from windlass.cli.output import AsJson, emit, say

if TYPE_CHECKING:
    from windlass.records.merge import Side
    from windlass.records.record import Record

document = App(name="document", help="Texts in versions: write, review, object, merge, read.")
Many = Annotated[tuple[str, ...], Parameter(negative="")]
Kind = Literal["document", "pay-schedule", "term-sheet"]


@document.command
def add(
    file: Path, /, *, title: str, type_: Annotated[str, Parameter(name="--type")] = "",
    kind: Kind = "document", on_run: Many = (), on_file: Many = (), on_text: Many = (),
    attach: Many = (), by: By, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Write the first version of a text: a draft.

    Parameters
    ----------
    file:
        What it says: TOML or JSON as plain data, any other text as lines.
    title:
        Its title.
    type_:
        Which policy it is signed under, such as specification (for a document, unless said
        otherwise) or plan.
    kind:
        document, pay-schedule or term-sheet.
    on_run:
        A kept run that it stands on, with all that this was made from; may be given again.
    on_file:
        A file that it stands on; may be given again.
    on_text:
        Another text that it stands on; may be given again.
    attach:
        NAME=ID of a record that it carries, such as impact=3f2a; may be given again.
    by:
        Its author.
    as_json:
        Print the version's id as JSON.
    """
    from windlass.studies import documents, pinned

    desk = open_desk()
    pins = [pin for ref in on_run for pin in pinned.of_run(ref, desk.store)]
    pins += [pinned.of_file(Path(one)) for one in on_file]
    pins += [pinned.of_text(desk.version(one).record.id, desk.texts) for one in on_text]
    unique = list({one["name"]: one for one in pins}.values())
    type_ = type_ or ("specification" if kind == "document" else "")
    one = documents.add(desk, by, title, documents.content_of(file), kind=kind, type_=type_,
                        pins=unique, attached=_named(attach))  # fmt: skip
    return _told(one, f"{title}, version 1, a draft", as_json)


@document.command
def edit(
    ref: str, file: Path, /, *, title: str = "", attach: Many = (), by: By, as_json: AsJson = False
) -> int:
    """Write a new version, unsigned; what it stands on is pinned as it is now.

    Parameters
    ----------
    ref:
        Title, or id of the version that it follows.
    file:
        What it says now.
    title:
        A new title.
    attach:
        NAME=ID of a record that it carries; may be given again.
    by:
        Its author.
    as_json:
        Print the version's id as JSON.
    """
    from windlass.studies import documents

    desk = open_desk()
    old = desk.version(ref)
    one = documents.edit(desk, by, ref, documents.content_of(file), title=title,
                         attached=_named(attach))  # fmt: skip
    return _told(one, f"{one.body['title']}, version {old.number + 1}, a draft", as_json)


@document.command
def review(ref: str, /, *, by: By, key: KeyFile = None, as_json: AsJson = False) -> int:
    """Put a draft to review.

    Parameters
    ----------
    ref:
        Title or id of a version.
    by:
        Its author.
    key:
        File of the author's key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.studies import documents

    one = documents.decide(open_desk(), by, ref, "review", key_of(by, key))
    return _told(one, f"{ref} is in review", as_json)


@document.command(name="object")
def object_(
    ref: str, line: int, text: str, /, *, remark: Annotated[bool, Parameter(negative="")] = False,
    by: By, key: KeyFile = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Object to a line: it blocks the signature until it is withdrawn or overruled by name.

    Parameters
    ----------
    ref:
        Title or id of a version.
    line:
        Number of the line, as `windlass document show` counts; 0 for all of it.
    text:
        Why.
    remark:
        Say it without blocking.
    by:
        Who objects.
    key:
        File of that one's key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.studies import documents

    one = documents.object_to(open_desk(), by, ref, line, text, key_of(by, key), blocks=not remark)
    return _told(one, f"{by} {'remarks on' if remark else 'objects to'} line {line}", as_json)


@document.command
def withdraw(
    objection: str, why: str, /, *, by: By, key: KeyFile = None, as_json: AsJson = False
) -> int:
    """Withdraw one's own objection.

    Parameters
    ----------
    objection:
        Its id or the start of it.
    why:
        Why it no longer stands.
    by:
        Who objected.
    key:
        File of that one's key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    return _answer(objection, "withdraw", why, by, key, as_json)


@document.command
def overrule(
    objection: str, why: str, /, *, by: By, key: KeyFile = None, as_json: AsJson = False
) -> int:
    """Overrule an objection, in one's own name; the policy says which role may.

    Parameters
    ----------
    objection:
        Its id or the start of it.
    why:
        Why it does not hold.
    by:
        Who overrules it.
    key:
        File of that one's key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    return _answer(objection, "overrule", why, by, key, as_json)


@document.command
def merge(ours: str, theirs: str, /, *, take: Many = (), by: By, as_json: AsJson = False) -> int:
    """Merge two versions that parted; exit code 6 while a conflict is open, nothing written.

    Parameters
    ----------
    ours:
        Id of one version.
    theirs:
        Id of the other.
    take:
        ours or theirs for every conflict, or PLACE=ours for one; may be given again.
    by:
        Author of the merged version.
    as_json:
        Print conflicts and the new version's id as JSON.
    """
    from windlass.studies import documents

    found, one = documents.merged(open_desk(), by, ours, theirs, take=_taken(take))
    conflicts = [{"where": c.where, "base": c.base, "ours": c.ours, "theirs": c.theirs,
                  "open": c in found.open} for c in found.conflicts]  # fmt: skip
    if as_json:
        emit({"id": None if one is None else one.id, "conflicts": conflicts})
    else:
        for c in found.conflicts:
            say([f"{c.where}: {'open' if c in found.open else 'chosen'}", f"  was    {c.base}",
                 f"  ours   {c.ours}", f"  theirs {c.theirs}"])  # fmt: skip
        say(["Nothing was written. Choose with --take PLACE=ours or PLACE=theirs." if one is None
             else f"Merged, a draft: version {one.id[:SHORT]}."])  # fmt: skip
    return EXIT_INFEASIBLE if one is None else EXIT_OK


@document.command
def show(ref: str, /, *, out: Path | None = None, as_json: AsJson = False) -> int:
    """Show a version: its lines, objections where they are, who signed, what is stale.

    Parameters
    ----------
    ref:
        Title or id of a version.
    out:
        Page to write.
    as_json:
        Print all of it as JSON.
    """
    from windlass.cli.output import write_page
    from windlass.report.document_page import document_page
    from windlass.studies.documents_told import told

    data = told(open_desk(), ref)
    if out is not None:
        write_page(out, document_page(data))
    if as_json:
        emit(data)
        return EXIT_OK
    say(_lines(data))
    if out is not None:
        say([f"Page: {out}"])
    return EXIT_OK


def _lines(data: dict[str, Any]) -> list[str]:
    from windlass.cli.sign import standing_lines

    lines = [f"{data['title']}, version {data['number']} ({data['id'][:SHORT]}) by "
             f"{data['author']}, {data['at'][:19]}Z"]  # fmt: skip
    wide = len(str(len(data["lines"])))
    for k, text in enumerate(data["lines"], 1):
        lines.append(f"{k:>{wide}}  {text}")
        lines += [f"{'':>{wide}}  ^ {_objection(one)}" for one in data["objections"]
                  if one["line"] == k]  # fmt: skip
    lines += [f"to all of it: {_objection(one)}" for one in data["objections"] if one["line"] == 0]
    lines += [f"to a line that is no more ({one['quote']!r}): {_objection(one)}"
              for one in data["objections"] if one["line"] is None]  # fmt: skip
    return lines + standing_lines(data)


def _objection(one: dict[str, Any]) -> str:
    what = "objection" if one["blocks"] else "remark"
    end = f"; {one['ended']} by {one['ended_by']}: {one['why']}" if one["ended"] else ""
    return f"{what} {one['id'][:SHORT]} by {one['author']}: {one['text']}{end}"


def _answer(ref: str, decision: str, why: str, by: str, key: Path | None, as_json: bool) -> int:
    from windlass.studies import documents

    one = documents.answer(open_desk(), by, ref, decision, why, key_of(by, key))
    word = "withdrawn" if decision == "withdraw" else "overruled"
    return _told(one, f"Objection {ref[:SHORT]} is {word} by {by}", as_json)


def _named(given: tuple[str, ...]) -> dict[str, str]:
    """Return NAME=ID pairs; InvalidInput for one that is none."""
    found = {}
    for one in given:
        name, mark, ref = one.partition("=")
        if not (name and mark and ref):
            raise InvalidInput("attachment", value=one, remedy="NAME=ID, such as impact=3f2a")
        found[name] = ref
    return found


def _taken(given: tuple[str, ...]) -> dict[str, Side]:
    """Return choices of a merge; InvalidInput for one that is none."""
    found: dict[str, Side] = {}
    for one in given:
        place, _, side = one.rpartition("=")
        if side == "ours":
            found[place] = "ours"
        elif side == "theirs":
            found[place] = "theirs"
        else:
            raise InvalidInput("choice in a merge", value=one,
                               remedy="ours, theirs, PLACE=ours or PLACE=theirs")  # fmt: skip
    return found


def _told(one: Record, line: str, as_json: bool) -> int:
    if as_json:
        emit({"id": one.id, "number": one.number, "at": one.at})
    else:
        say([f"{line}. Record {one.id[:SHORT]}."])
    return EXIT_OK
