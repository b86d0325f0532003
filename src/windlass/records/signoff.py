"""Where a version stands: draft, in review, signed or refused; by whom, and what is in the way.

Acts are walked in the log's order, so that a version is signed at the moment at which all that its
policy needs is there and nothing blocks it; what comes later is told and changes nothing, but a key
that is revoked from an earlier time takes its acts away.  A signature counts by the role held when
it was made.  Checked: tests/records/test_signoff.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from windlass.base.errors import InvalidInput
from windlass.records.policy import Policy
from windlass.records.record import Record
from windlass.records.register import Register
from windlass.records.versions import Texts, Version, content_hash, lines_of, moved

State = Literal["draft", "review", "signed", "refused"]
DECISIONS: Final = ("review", "sign", "refuse")
ANSWERS: Final = ("withdraw", "overrule")


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """An objection to a line of a version.  line: where that line is in the version asked about,
    None where it was changed or taken out, 0 where it is to all of it.
    """

    record: Record
    line: int | None
    quote: str
    text: str
    blocks: bool
    ended: str = ""
    ended_by: str = ""
    why: str = ""

    @property
    def open(self) -> bool:
        """Return whether it still stands."""
        return not self.ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A role whose signature a version needs, and the act that gives it, if there is one."""

    role: str
    act: Record | None = None


@dataclass(slots=True, kw_only=True)
class SignOff:
    """Where a version stands.  at: when it was signed or refused; passed: acts about it that do not
    count, and why; missing: what must be attached and is not.
    """

    version: Version
    policy: Policy | None
    state: State = "draft"
    at: str = ""
    needs: list[Need] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    passed: list[tuple[Record, str]] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)

    @property
    def blocking(self) -> list[Objection]:
        """Return the objections that stand in the way."""
        return [one for one in self.objections if one.blocks and one.open]


def standing(
    version: str, texts: Texts, register: Register, get: Callable[[str], Record | None]
) -> SignOff:
    """Return where a version stands.

    get: record of an id, for what is attached.  Raises InvalidInput for no such version.
    """
    if version not in texts.versions:
        raise InvalidInput("no such version", value=version[:12], remedy="`windlass status`")
    own = texts.versions[version]
    policy = register.policy(own.record.kind, str(own.record.body.get("type", "")), own.record.at)
    found = SignOff(version=own, policy=policy)
    found.followed = [v.record.id for v in texts.of(own.text) if version in v.parents]
    if policy is not None:
        found.needs = [Need(role=role) for role in policy.roles(own.content)]
        found.missing = _missing(own, policy, get)
    about = texts.before(version)
    votes: list[Record] = []
    for one in register.acts:
        if one.kind == "objection":
            _object(found, one, texts, about, register)
        elif one.kind == "signature" and one.body.get("on") == version:
            why = _vote(found, one, register, votes)
            if why:
                found.passed.append((one, why))
        _settle(found, one, votes)
    found.passed += [(one, register.refused[one.id]) for one in _refused(register, version, get)]
    return found


def _refused(
    register: Register, version: str, get: Callable[[str], Record | None]
) -> Iterable[Record]:
    for id_ in register.refused:
        one = get(id_)
        if one is not None and one.kind == "signature" and one.body.get("on") == version:
            yield one


def _vote(found: SignOff, one: Record, register: Register, votes: list[Record]) -> str:
    """Take a decision about the version; return why it does not count, where it does not."""
    decision, role, version = one.body.get("decision"), one.body.get("role", ""), found.version
    if decision not in DECISIONS:
        return "it decides nothing that is known"
    if found.state in ("signed", "refused"):
        return f"the version was {found.state} already"
    if decision == "review":
        if one.author != version.record.author:
            return "only its author puts a version to review"
        found.state = "review"
        return ""
    if found.state != "review":
        return "the version was not in review"
    if found.policy is None or role not in {need.role for need in found.needs}:
        return f"the version needs no {role or 'signature without a role'}"
    if not register.holds(one.author, str(role), one.at):
        return f"{one.author} was not {role} then"
    if one.author == version.record.author and not found.policy.author_signs:
        return "its author does not sign a version"
    if one.body.get("pins") != pins(version):
        return "it was made over other things than those that the version stands on"
    if decision == "refuse":
        found.state, found.at = "refused", one.at
        return ""
    votes.append(one)
    return ""


def _settle(found: SignOff, one: Record, votes: Sequence[Record]) -> None:
    """Say that a version is signed once nothing is missing; each role by another person."""
    if found.state != "review":
        return
    given = _assigned([need.role for need in found.needs], votes)
    found.needs = [Need(role=need.role, act=given.get(k)) for k, need in enumerate(found.needs)]
    whole = bool(found.needs) and all(need.act is not None for need in found.needs)
    if whole and not found.missing and not found.blocking:
        found.state, found.at = "signed", one.at


def _assigned(roles: Sequence[str], votes: Sequence[Record]) -> dict[int, Record]:
    """Return the act for as many roles as persons, each once, can fill (augmenting paths)."""
    taken: dict[str, int] = {}
    acts: dict[tuple[int, str], Record] = {}
    for vote in votes:
        for k, role in enumerate(roles):
            if vote.body["role"] == role:
                acts.setdefault((k, vote.author), vote)

    def fill(k: int, tried: set[str]) -> bool:
        for j, person in acts:
            if j == k and person not in tried:
                tried.add(person)
                if person not in taken or fill(taken[person], tried):
                    taken[person] = k
                    return True
        return False

    for k in range(len(roles)):
        fill(k, set())
    return {k: acts[k, person] for person, k in taken.items()}


def _object(found: SignOff, one: Record, texts: Texts, about: set[str], register: Register) -> None:
    """Take an objection to the version or one before it, or the end of one."""
    if (to := one.body.get("to")) is not None:
        for k, stood in enumerate(found.objections):
            if stood.record.id == to and stood.open:
                found.objections[k] = _ended(found, stood, one, register)
        return
    on = one.body.get("on")
    if on not in about:
        return
    if found.state in ("signed", "refused"):
        found.passed.append((one, f"the version was {found.state} already"))
        return
    line = one.body.get("line", 0)
    old, new = lines_of(texts.versions[on].content), lines_of(found.version.content)
    if type(line) is not int or not 0 <= line <= len(old):
        found.passed.append((one, "it is to a line that is not there"))
        return
    found.objections.append(Objection(
        record=one, line=moved(old, new, line) if line else 0,
        quote=old[line - 1] if line else "", text=str(one.body.get("text", "")),
        blocks=one.body.get("blocks") is not False,
    ))  # fmt: skip


def _ended(found: SignOff, old: Objection, one: Record, register: Register) -> Objection:
    """Return an objection that was withdrawn or overruled; as it was where that does not count."""
    decision = one.body.get("decision")
    role = found.policy.overrule if found.policy is not None else ""
    if decision == "withdraw" and one.author == old.record.author:
        why = ""
    elif decision == "withdraw":
        why = "only who objected withdraws"
    elif decision != "overrule":
        why = "it decides nothing that is known"
    elif not role or not register.holds(one.author, role, one.at):
        why = f"{one.author} was not {role or 'one who may overrule'} then"
    elif one.author == found.version.record.author:
        why = "its author does not overrule an objection to a version"
    else:
        why = ""
    if why:
        found.passed.append((one, why))
        return old
    return replace(old, ended=f"{decision}", ended_by=one.author, why=str(one.body.get("why", "")))


def _missing(version: Version, policy: Policy, get: Callable[[str], Record | None]) -> list[str]:
    """Return what the policy wants attached and what is wrong with it."""
    found = []
    attached: Mapping[str, str] = version.record.body.get("attached", {})
    for name in policy.attach:
        one = get(attached[name]) if name in attached else None
        if name not in attached:
            found.append(f"no {name} is attached")
        elif one is None or one.kind != name:
            found.append(f"what is attached as {name} is no {name}")
        elif one.body.get("of") != content_hash(version.content):
            found.append(f"the {name} that is attached is that of another version")
    return found


def pins(version: Version) -> list[dict[str, str]]:
    """Return what a signature pins: the content, what it stands on, what is attached; each by name
    and hash.
    """
    attached = version.record.body.get("attached", {})
    return [
        {"name": "content", "sha256": content_hash(version.content)},
        *({"name": str(one["name"]), "sha256": str(one["sha256"])} for one in version.pins),
        *({"name": f"attached:{name}", "sha256": attached[name]} for name in sorted(attached)),
    ]
