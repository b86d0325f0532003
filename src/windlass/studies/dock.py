"""The dock as people use it: manifests and scans become movements, readings become discrepancies.

Checked: tests/studies/test_dock.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal

from windlass.base.errors import InvalidInput
from windlass.records import act, keys, register
from windlass.records.dock import book as books
from windlass.records.dock import grants
from windlass.records.dock.discrepancy import Finding, Held, Passed, Side, findings
from windlass.records.dock.grants import AREA, MASTER, Leave
from windlass.records.dock.manifest import Manifest, Refusal
from windlass.records.dock.movement import Account, Movement, entries, movement
from windlass.records.dock.scan import Scan, Scanned
from windlass.records.record import Record
from windlass.store.dock_book import DockBook
from windlass.store.record_log import RecordLog

OnError = Literal["refuse", "account"]
DOCK_KINDS: Final = ("account", "movement", "weighing")


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a batch: records that were written, and rows that were not, each with why."""

    records: tuple[Record, ...]
    refused: tuple[Refusal, ...]


def leave(records: Iterable[Record]) -> Leave:
    """Return who may pass which dock when, by a log's keys, roles and grants."""
    own = list(records)
    found = register.read(own)
    return grants.read(own, lambda who, at: found.holds(who, MASTER, at),
                       lambda one: found.refused.get(one.id, ""))  # fmt: skip


def judge(records: Iterable[Record]) -> Callable[[Movement], str]:
    """Return what judges passages through docks."""
    return leave(records).why_not


def open_account(
    book: DockBook, author: str, one: Account, *, at: datetime | None = None
) -> Record:
    """Open an account, or change what it takes."""
    return book.write([("account", author, one.body())], judge=judge, at=at)[0]


def move(
    book: DockBook, author: str, rows: Sequence[Movement], *, event: str = "move",
    at: datetime | None = None,
) -> list[Record]:  # fmt: skip
    """Write movements, all or none; event: move, or pending for rows of a manifest."""
    return book.write([("movement", author, one.body(event)) for one in rows], judge=judge, at=at)


def post_manifest(
    book: DockBook, author: str, found: Manifest, *, event: str = "pending",
    on_error: OnError = "refuse", at: datetime | None = None,
) -> Posted:  # fmt: skip
    """Write the rows of a manifest.

    on_error: refuse all of it for one bad row, or account for each: what can be is written, the
    rest is told.  Raises InvalidInput for the first bad row where all is refused.
    """
    if on_error == "refuse" and found.refused:
        bad = found.refused[0]
        raise InvalidInput(
            f"line {bad.line}: {bad.why} ({len(found.refused)} of "
            f"{len(found.rows) + len(found.refused)} rows cannot be read; nothing was written)",
            remedy="correct the file, or --on-error account",
        )
    return _write(book, author, [(line, one.item, one.body(event)) for line, one in found.rows],
                  found.refused, on_error, at)  # fmt: skip


def post_scan(
    book: DockBook, author: str, found: Scan, *, on_error: OnError = "refuse",
    at: datetime | None = None,
) -> Posted:  # fmt: skip
    """Post the pending movements whose codes were read, each once.

    A code that no open manifest has, that was read before, or of other pieces than were entered is
    refused; on_error as for manifests.
    """
    open_rows: dict[tuple[str, str, str], list[Record]] = {}
    for one in book.pending():
        key = (str(one.body["item"]), str(one.body.get("dock", "")),
               str(one.body.get("direction", "")))  # fmt: skip
        open_rows.setdefault(key, []).append(one)
    rows: list[tuple[int, str, dict[str, Any]]] = []
    refused = list(found.refused)
    seen: set[str] = set()
    for code in found.codes:
        waiting = open_rows.get((code.code, code.dock, code.direction), [])
        why = _cannot(code, waiting, seen, open_rows)
        if why:
            refused.append(Refusal(code.line, code.code, why))
            continue
        one = waiting.pop(0)
        seen.add(code.code)
        body = {"event": "post", "of": one.id, "who": code.who, "at": code.at}
        rows.append((code.line, code.code, {k: v for k, v in body.items() if v}))
    if refused and on_error == "refuse":
        bad = min(refused, key=lambda one: one.line)
        raise InvalidInput(f"line {bad.line}: {bad.why}; nothing was written", value=bad.text,
                           remedy="correct the file, or --on-error account")  # fmt: skip
    return _write(book, author, rows, tuple(refused), on_error, at)


def _cannot(
    code: Scanned, waiting: Sequence[Record], seen: set[str], rows: Mapping[Any, Sequence[Record]]
) -> str:
    """Return why a code that was read posts nothing; empty where it does."""
    if not waiting:
        elsewhere = [key for key, left in rows.items() if key[0] == code.code and left]
        if code.code in seen:
            return "read before: the manifest has no second one"
        if elsewhere:
            return f"the manifest has it {elsewhere[0][2]} through {elsewhere[0][1] or 'no dock'}"
        return "no open manifest has it"
    booked = waiting[0].body.get("count", 1)
    return "" if code.count == booked else f"{code.count} read, {booked} on the manifest"


def settle(
    book: DockBook, author: str, refs: Sequence[str], event: Literal["post", "void"], *,
    note: str = "", who: str = "", at: datetime | None = None,
) -> list[Record]:  # fmt: skip
    """Post or void pending movements, by their ids or the starts of them, all or none."""
    if event == "void" and not note.strip():
        raise InvalidInput("a void says why", remedy="--why")
    waiting = {one.id: one for one in book.pending()}
    rows = []
    for ref in refs:
        found = [id_ for id_ in waiting if ref and id_.startswith(ref.lower())]
        if len(found) != 1:
            raise InvalidInput("no such pending movement" if not found else "ambiguous movement",
                               value=ref)  # fmt: skip
        body = {"event": event, "of": found[0], "note": note, "who": who}
        rows.append(("movement", author, {k: v for k, v in body.items() if v}))
    return book.write(rows, judge=judge, at=at)


def correct(
    book: DockBook, author: str, ref: str, note: str, *, right: Movement | None = None,
    at: datetime | None = None,
) -> Record:  # fmt: skip
    """Take a posted movement back and put the right one, if there is one, in its place."""
    one = book.log.get(ref)
    if one.kind != "movement":
        raise InvalidInput("no movement", value=ref, remedy="`windlass records list`")
    of = str(one.body["of"]) if one.body.get("event") == "post" else one.id
    body = ({"event": "correct", "of": of, "note": note} if right is None
            else {**right.body("correct", of=of), "note": note})  # fmt: skip
    return book.write([("movement", author, body)], judge=judge, at=at)[0]


def weigh(
    book: DockBook, author: str, account: str, grams: int, uncertainty_g: int, *,
    count: int | None = None, scale: str = "", at: datetime | None = None,
) -> Record:  # fmt: skip
    """Keep a reading of a scale: grams in an account, with their standard uncertainty, and pieces
    where they were counted.
    """
    if account not in {one.account for one in book.balances()}:
        raise InvalidInput("unknown account", value=account, remedy="`windlass dock balance`")
    for name, found, least in (("reading [g]", grams, 0), ("uncertainty [g]", uncertainty_g, 1),
                               ("pieces", 0 if count is None else count, 0)):  # fmt: skip
        if not least <= found <= 2**53 - 1:
            raise InvalidInput(f"{name} at {account}", value=found, remedy=f"{least} or more")
    body = {"account": account, "grams": grams, "uncertainty_g": uncertainty_g, "scale": scale,
            **({} if count is None else {"count": count})}  # fmt: skip
    return book.log.append("weighing", author, body, at=at)


def grant(
    log: RecordLog, giver: str, key: keys.Key, body: Mapping[str, Any], *,
    at: datetime | None = None,
) -> Record:  # fmt: skip
    """Give leave to pass a dock; InvalidInput, and nothing written, where the giver may not."""
    return _act(log, giver, key, body, at)


def revoke(
    log: RecordLog, who: str, key: keys.Key, ref: str, *, since: str = "",
    at: datetime | None = None,
) -> Record:  # fmt: skip
    """Revoke a grant, by the start of its id, from now or a later time on."""
    found = [one for one in log.records("grant")
             if one.body.get("area") == AREA and "revokes" not in one.body
             and ref and one.id.startswith(ref.lower())]  # fmt: skip
    if len(found) != 1:
        raise InvalidInput("no such grant" if not found else "ambiguous grant", value=ref)
    body = {"area": AREA, "revokes": found[0].id, "from": since}
    return _act(log, who, key, body, at)


def _act(
    log: RecordLog, who: str, key: keys.Key, body: Mapping[str, Any], at: datetime | None
) -> Record:
    from windlass.records import record

    known = list(log.records())
    with log.tree() as tree:
        seen = act.Seen.of(tree)
    signed = act.act("grant", body, key, seen)
    now = register.moment((at or datetime.now(UTC)).isoformat())
    one = record.made(len(known), "grant", who, now, "", signed)
    if why := leave([*known, one]).refused.get(one.id):
        raise InvalidInput(f"this would not count: {why}", value=who,
                           remedy="`windlass people list`")  # fmt: skip
    return log.append("grant", who, signed, at=at)


def discrepancies(
    book: DockBook, *, least: float = 0.95, accounts: Sequence[str] = ()
) -> tuple[list[Finding], list[str]]:
    """Return where the last readings differ from the book as it was then, and passages that no
    grant allows any more (such as one whose giver's key turned out stolen).

    accounts: those alone.
    """
    records = list(book.log.records())
    last: dict[str, Record] = {}
    for one in records:
        if one.kind == "weighing":
            last[str(one.body["account"])] = one
    sides = [_side(name, one, records) for name, one in last.items()
             if not accounts or name in accounts]  # fmt: skip
    if missing := [name for name in accounts if name not in last]:
        raise InvalidInput("account was never weighed", value=missing[0], remedy="dock weigh")
    may, told = leave(records), []
    for event, passed in _movements(records):
        if passed.dock and (why := may.why_not(passed)):
            where = f"{passed.direction} through {passed.dock} by {passed.who}"
            told.append(f"{passed.item}, {passed.grams / 1e3:g} kg, {where} "
                        f"(record {event.id[:12]}): {why}")  # fmt: skip
    return findings(sides, least=least), told


def _side(name: str, reading: Record, records: Sequence[Record]) -> Side:
    """Return an account as the book had it when it was weighed."""
    before = [one for one in records if one.number < reading.number]
    held = books.read(before).holdings
    sure: dict[str, float] = {}
    passed = []
    for event, one in _movements(before):
        for part in entries(one):
            if part.account == name:
                sure[one.item] = max(sure.get(one.item, 0.0), float(one.uncertainty_g))
                passed.append(Passed(record=event.id, item=one.item, grams=one.grams,
                                     sign=1 if part.grams > 0 else -1, at=event.at))  # fmt: skip
    return Side(
        account=name, passed=tuple(passed), reading_g=int(reading.body["grams"]),
        held=tuple(Held(item=item, count=one.count, grams=one.grams,
                        uncertainty_g=sure.get(item, 0.0))
                   for (account, item), one in held.items()
                   if account == name and (one.count or one.grams)),
        uncertainty_g=float(reading.body["uncertainty_g"]), counted=reading.body.get("count"),
    )  # fmt: skip


def _movements(records: Iterable[Record]) -> list[tuple[Record, Movement]]:
    """Return the movements that were posted, with the record that posted each."""
    bodies: dict[str, Record] = {}
    found = []
    for one in records:
        if one.kind != "movement":
            continue
        bodies[one.id] = one
        event, of = one.body.get("event"), bodies.get(str(one.body.get("of")))
        if event == "move":
            found.append((one, movement(one.body)))
        elif event == "post" and of is not None:
            found.append((one, books.posted(of.body, one.body)))
    return [(event, replace(one, at=one.at or event.at)) for event, one in found]


def _write(
    book: DockBook, author: str, rows: Sequence[tuple[int, str, Mapping[str, Any]]],
    refused: Sequence[Refusal], on_error: OnError, at: datetime | None,
) -> Posted:  # fmt: skip
    """Write rows (line, text, body): all or none, or those that can be, in their order."""
    if on_error == "refuse":
        made = book.write([("movement", author, body) for _, _, body in rows], judge=judge, at=at)
        return Posted(tuple(made), tuple(refused))
    done: list[Record] = []
    bad = list(refused)
    todo = [list(rows)]
    while todo:
        part = todo.pop(0)
        try:
            done += book.write([("movement", author, body) for *_, body in part], judge=judge,
                               at=at)  # fmt: skip
        except InvalidInput as error:
            if len(part) == 1:
                bad.append(Refusal(part[0][0], part[0][1], str(error)))
            else:
                half = len(part) // 2
                todo[:0] = [part[:half], part[half:]]
    return Posted(tuple(done), tuple(sorted(bad, key=lambda one: one.line)))
