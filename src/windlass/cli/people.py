"""``windlass people``: who has which key and role, and which policies they sign under.

Checked: tests/cli/test_people.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from windlass.cli.desk import SHORT, open_desk
from windlass.cli.keyring import By, KeyFile, default_file, key_of, passphrase
from windlass.cli.output import AsJson, emit, say

people = App(name="people", help="Keys, roles over time, and who signs what.")


@people.command
def key(*, by: By, out: Path | None = None, as_json: AsJson = False) -> int:
    """Make a new key, encrypted by a passphrase, in a file of one's own.

    Parameters
    ----------
    by:
        Name of the person.
    out:
        File; without it keys/NAME.pem.
    as_json:
        Print where it is and its public half as JSON.
    """
    from windlass.records import keys

    path, made = out or default_file(by), keys.new()
    keys.save(made, path, passphrase(str(path), twice=True))
    _tell({"person": by, "file": str(path), "public": made.public}, as_json,
          f"Key of {by}: {path}. Its public half: {made.public}")  # fmt: skip
    return 0


@people.command
def begin(*, by: By, key: KeyFile = None, as_json: AsJson = False) -> int:
    """Make the first person of an empty log its registrar, who gives keys and roles to others.

    Parameters
    ----------
    by:
        Name of the person.
    key:
        File of the key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.studies import people as rooms

    one = rooms.begin(open_desk(), by, key_of(by, key))
    _tell({"id": one.id}, as_json, f"{by} is registrar. Record {one.id[:SHORT]}.")
    return 0


@people.command
def enrol(
    person: str, public: str, /, *, role: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    by: By, key: KeyFile = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Say whose a public key is, and which roles the person holds from now on.

    Parameters
    ----------
    person:
        Name of the person.
    public:
        Public half of the key, 64 hex digits.
    role:
        Role that is given; may be given again.
    by:
        A registrar.
    key:
        File of the registrar's key; without it keys/NAME.pem.
    as_json:
        Print the records' ids as JSON.
    """
    from windlass.studies import people as rooms

    desk, own = open_desk(), key_of(by, key)
    made = [rooms.give_key(desk, by, own, person, public)]
    for one in role:
        desk = desk.again()
        made.append(rooms.give_role(desk, by, own, person, one))
    roles = ", ".join(role) or "none"
    _tell({"ids": [one.id for one in made]}, as_json,
          f"{person} has the key {public[:SHORT]} and the roles: {roles}.")  # fmt: skip
    return 0


@people.command
def role(
    person: str, role: str, /, *, since: Annotated[str, Parameter(name="--from")] = "",
    until: str = "", revoke: Annotated[bool, Parameter(negative="")] = False, by: By,
    key: KeyFile = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Give a person a role over a time, or take it back.

    Parameters
    ----------
    person:
        Name of the person.
    role:
        Such as commander, executive-officer, project-manager.
    since:
        From when [UTC, such as 2032-05-01T12:00:00Z]; from now on without it.
    until:
        Until when; without it for good.
    revoke:
        Take it back, from --from or from now on.
    by:
        A registrar.
    key:
        File of the registrar's key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.studies import people as rooms

    one = rooms.give_role(open_desk(), by, key_of(by, key), person, role, since=since, until=until,
                          revoke=revoke)  # fmt: skip
    done = "no longer" if revoke else "now"
    _tell({"id": one.id}, as_json, f"{person} is {done} {role}. Record {one.id[:SHORT]}.")
    return 0


@people.command
def revoke(
    person: str, /, *, public: str = "", since: Annotated[str, Parameter(name="--from")] = "",
    why: str = "", by: By, key: KeyFile = None, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Revoke a person's key: from now on, or from an earlier time, when it was stolen.

    Parameters
    ----------
    person:
        Name of the person.
    public:
        Start of the public half, where the person has several keys.
    since:
        From when the key no longer counts [UTC]; from now on without it.
    why:
        Reason.
    by:
        A registrar, or the person.
    key:
        File of that one's key; without it keys/NAME.pem.
    as_json:
        Print the record's id as JSON.
    """
    from windlass.studies import people as rooms

    one = rooms.revoke_key(open_desk(), by, key_of(by, key), person, public=public, since=since,
                           why=why)  # fmt: skip
    _tell({"id": one.id}, as_json, f"The key of {person} is revoked. Record {one.id[:SHORT]}.")
    return 0


@people.command
def policy(file: Path, /, *, by: By, key: KeyFile = None, as_json: AsJson = False) -> int:
    """Say who signs which kind of text from now on, by a file of policies.

    Parameters
    ----------
    file:
        TOML, one table a policy: kind, type, needs, attach, overrule.
    by:
        A registrar.
    key:
        File of the registrar's key; without it keys/NAME.pem.
    as_json:
        Print the records' ids as JSON.
    """
    from windlass.records import policy as rules
    from windlass.studies import people as rooms
    from windlass.studies.documents import content_of

    found = content_of(file)
    for name, row in found.items():
        rules.read(name, row)  # all of the file, before anything is written
    desk, own, made = open_desk(), key_of(by, key), []
    for name, row in found.items():
        made.append(rooms.set_policy(desk, by, own, name, row))
        desk = desk.again()
    _tell({"ids": [one.id for one in made]}, as_json, f"Policies now: {', '.join(found)}.")
    return 0


@people.command(name="list")
def list_(*, as_json: AsJson = False) -> int:
    """List persons, their keys and their roles.

    Parameters
    ----------
    as_json:
        Print them as JSON.
    """
    found = open_desk().register
    keys = [{"person": one.person, "public": one.public, "from": one.since, "until": one.until,
             "why": one.why} for one in found.keys.values()]  # fmt: skip
    roles = [{"person": one.person, "role": one.role, "from": one.since, "until": one.until}
             for one in found.roles]  # fmt: skip
    refused = [{"id": id_, "why": why} for id_, why in found.refused.items()]
    if as_json:
        emit({"keys": keys, "roles": roles, "refused": refused})
        return 0
    if not keys:
        say(["Nobody is in the log; `windlass people begin` makes its first person registrar."])
        return 0
    say(f"{one['person']:<20} key {one['public'][:SHORT]} from {one['from'][:19]}Z"
        + _until(one["until"]) for one in keys)  # fmt: skip
    say(f"{one['person']:<20} {one['role']} from {one['from'][:19]}Z" + _until(one["until"])
        for one in roles)  # fmt: skip
    say(f"Does not count: {one['id'][:SHORT]}, {one['why']}" for one in refused)
    return 0


def _until(time: str) -> str:
    return "" if time.startswith("9999") else f" until {time[:19]}Z"


def _tell(data: dict[str, Any], as_json: bool, line: str) -> None:
    if as_json:
        emit(data)
    else:
        say([line])
