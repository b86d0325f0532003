"""``windlass label``: who owns what is given, who may see it, and authorisations.

Checked: tests/cli/test_release.py.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from windlass.base.errors import EXIT_OK, InvalidInput
from windlass.cli.desk import SHORT, open_desk
from windlass.cli.keyring import By, KeyFile, key_of
from windlass.cli.output import AsJson, emit, say

label = App(name="label", help="Who may see what: owners, labels, authorisations.")
Names = Annotated[tuple[str, ...], Parameter(negative="")]


@label.command
def own(name: str, owner: str, /, *, by: By, key: KeyFile = None, as_json: AsJson = False) -> int:
    """Say who owns what is given by a name; the registrar does.

    Parameters
    ----------
    name:
        Such as tug.isp, or tug.* for all that begin so.
    owner:
        A partner, or house.
    by:
        The registrar.
    key:
        File of the key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.records import labels

    return _act("label", by, labels.own_body(name, owner), key, as_json, f"{owner} owns {name}")


@label.command(name="set")
def set_(
    name: str, data_class: Literal["open", "interface", "design"], /, *, owner: str = "house",
    to: Names = (), needs: Names = (), by: By, key: KeyFile = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Label what an owner gave; a delegate of the owner does, for the house the registrar.

    Parameters
    ----------
    name:
        Such as tug.isp, or tug.* for all that begin so.
    data_class:
        open: for everybody; interface: for partners; design: for those named or authorised.
    owner:
        Whose it is.
    to:
        A partner that may see it, no other then; may be given again.
    needs:
        An authorisation that a reader must hold; may be given again.
    by:
        Who labels it.
    key:
        File of the key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.records import labels

    body = labels.set_body(name, owner, data_class, to=to or None, needs=needs)
    return _act("label", by, body, key, as_json, f"{name} of {owner} is {data_class}")


@label.command
def grant(
    authorisation: str, to: str, /, *, owner: str, since: Annotated[str, Parameter("--from")] = "",
    until: str = "", by: By, key: KeyFile = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Give a partner an owner's authorisation; it cannot be passed on.

    Parameters
    ----------
    authorisation:
        Its name, as labels need it.
    to:
        The partner.
    owner:
        Whose data it opens.
    since:
        From when on; now without it.
    until:
        Until when; without end without it.
    by:
        A delegate of the owner.
    key:
        File of the key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.records import labels

    body = labels.grant_body(authorisation, owner, to, since=since, until=until)
    return _act("grant", by, body, key, as_json, f"{to} holds {authorisation} of {owner}")


@label.command
def revoke(ref: str, /, *, by: By, key: KeyFile = None, as_json: AsJson = False) -> int:
    """Take an authorisation back, from now on.

    Parameters
    ----------
    ref:
        Its id or the start of it.
    by:
        A delegate of the owner.
    key:
        File of the key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.records import labels

    desk = open_desk()
    known = labels.read(desk.records.values(), desk.register).held
    hits = [id_ for id_ in known if ref and id_.startswith(ref.lower())]
    if len(hits) != 1:
        raise InvalidInput("several authorisations" if hits else "no such authorisation",
                           value=ref, remedy="`windlass label list`")  # fmt: skip
    return _act("grant", by, {"area": labels.AREA, "revokes": hits[0]}, key, as_json,
                f"{known[hits[0]].name} of {known[hits[0]].to} is revoked")  # fmt: skip


@label.command(name="list")
def list_(*, as_json: AsJson = False) -> int:
    """List owners, labels and authorisations, and what does not count.

    Parameters
    ----------
    as_json:
        Print them as JSON.
    """
    from windlass.records import labels

    desk = open_desk()
    told = labels.told(labels.read(desk.records.values(), desk.register))
    if as_json:
        emit(told)
        return EXIT_OK
    say([f"Partners: {', '.join(told['partners']) or 'none'}"])
    say(f"{row['name']}: owned by {row['owner']}" for row in told["owners"])
    for row in told["labels"]:
        to = "" if row["to"] is None else f", to {', '.join(row['to'])} alone"
        needs = f", needs {', '.join(row['needs'])}" if row["needs"] else ""
        say([f"{row['name']} of {row['owner']}: {row['class']}{to}{needs}"])
    say(f"{row['id'][:SHORT]}  {row['to']} holds {row['name']} of {row['owner']} from {row['from']}"
        f"{' until ' + row['until'] if row['until'] else ''}"
        for row in told["authorisations"])  # fmt: skip
    say(f"{row['id'][:SHORT]}  does not count: {row['why']}" for row in told["refused"])
    return EXIT_OK


def _act(kind: str, by: str, body: dict[str, Any], key: Any, as_json: bool, text: str) -> int:
    """Write an act, if it counts."""
    from windlass.studies.release import act

    one = act(open_desk(), kind, by, body, key_of(by, key))
    if as_json:
        emit({"id": one.id})
    else:
        say([f"{text}. Record {one.id[:SHORT]}."])
    return EXIT_OK
