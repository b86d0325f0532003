"""``windlass people``: keys, roles and policies, from an empty folder."""

import json
from typing import Any

from tests.cli.base import WORDS, Base, manned


def test_from_an_empty_folder_to_roles(shell: Any) -> None:
    base = Base(shell)
    assert "Nobody is in the log" in base("people", "list")
    base("people", "key", "--as", "Rhea")
    key = base.folder / "keys" / "rhea.pem"
    assert key.stat().st_mode & 0o077 == 0
    assert b"ENCRYPTED" in key.read_bytes()
    base("people", "begin", "--as", "Rhea")
    base.person("Cole", "commander", "pilot")
    listed = base("people", "list")
    assert "registrar" in listed
    assert "commander" in listed
    base("people", "role", "Cole", "pilot", "--revoke", "--as", "Rhea")
    told = json.loads(base("people", "list", "--json"))
    ends = {one["role"]: one["until"] for one in told["roles"]}
    assert ends["commander"].startswith("9999")
    assert not ends["pilot"].startswith("9999")
    assert told["refused"] == []
    base("people", "revoke", "Cole", "--why", "lost", "--as", "Rhea")
    assert "until" in base("people", "list").split("Cole")[1].splitlines()[0]


def test_a_policy_of_the_base_s_own(shell: Any) -> None:
    base = manned(shell)
    base.write("p.toml", '[letter]\nkind = "document"\ntype = "letter"\nneeds = ["commander"]\n')
    assert "letter" in base("people", "policy", "p.toml", "--as", "Rhea")
    base.write("l.txt", "To whom it may concern\n")
    base("document", "add", "l.txt", "--title", "Letter", "--type", "letter", "--as", "Ada")
    base("document", "review", "Letter", "--as", "Ada")
    assert "It is signed." in base("sign", "Letter", "--as", "Cole")


def test_wrong_turns_are_told(shell: Any) -> None:
    base = manned(shell)
    for words, told in (
        (("people", "key", "--as", "Rhea"), "a key is there already"),
        (("people", "begin", "--as", "Rhea"), "the log has a registrar"),
        (("people", "role", "Ada", "registrar", "--as", "Ada"), "Ada was not registrar"),
        (("people", "role", "Eve", "commander", "--as", "Rhea"), "nobody of that name"),
        (("people", "role", "Ada", "x", "--from", "soon", "--as", "Rhea"), "time"),
        (("people", "revoke", "Eve", "--as", "Rhea"), "no such key"),
        (("people", "enrol", "Eve", "ff", "--as", "Rhea"), "public key"),
        (("people", "role", "Ada", "x", "--as", "Cole", "--key", "keys/ada.pem"), "Ada's, not"),
    ):
        assert told in base(*words, code=2), words
    base.write("p.toml", "[letter]\nneeds = []\n")
    assert "needs no one" in base("people", "policy", "p.toml", "--as", "Rhea", code=2)
    before = base("records", "list", "--json")
    wrong = {"WINDLASS_PASSPHRASE": "wrong-horse"}
    assert "cannot be opened" in base("people", "role", "Ada", "x", "--as", "Rhea", code=2,
                                      env=wrong)  # fmt: skip
    assert "WINDLASS_PASSPHRASE" in base("people", "role", "Ada", "x", "--as", "Rhea", code=2,
                                         env={})  # fmt: skip
    assert base("records", "list", "--json") == before
    none = base.shell.inside("people", "role", "Ada", "x", "--as", "Nobody", env=WORDS)
    assert none.code == 3
    assert "keys/nobody.pem" in none.err
