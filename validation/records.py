"""Judge the records: the public suites whole (RFC 9162 proofs, Ed25519 of Wycheproof), numbers of
RFC 8785, writers that are killed, logs that are altered.
"""

import base64
import json
import os
import random
import sqlite3
import struct
import tempfile
from pathlib import Path

from tests.store.record_crash import killed
from validation.table import Row, skip
from windlass.records import canon, keys, subtree
from windlass.records.merkle import Tree, consistent, included, leaf_hash
from windlass.store.record_log import FILE, RecordLog

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("WINDLASS_SHARED", ROOT / ".." / "shared"))
KILLS = 200
MOST = 300
NUMBERS = {
    "0000000000000000": "0", "8000000000000000": "0", "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324", "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308", "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992", "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22", "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23", "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000", "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7", "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332", "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333", "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343", "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}  # fmt: skip
"""RFC 8785, appendix B: bits of a double, and how it is written."""


def rows() -> list[Row]:
    return [*proofs(), *sizes(), *signatures(), *numbers(), *crashes(), *attacks()]


def proofs() -> list[Row]:
    path = SHARED / "data" / "suites" / "rfc9162" / "proofs.json"
    if not path.exists():
        return [skip(capability="records", quantity="RFC 9162 proofs", source="rfc9162",
                     reason=f"{path} is not there")]  # fmt: skip
    cases = json.loads(path.read_text())
    found = []
    for kind in ("inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"):
        own = {key: case for key, case in cases.items() if key.split("/")[0] == kind}
        right = sum(judged(kind, case) is not case["wantErr"] for case in own.values())
        found.append(Row("records", f"{kind} proofs of the public suite", float(len(own)),
                         float(right), 0.0, "cases", "rfc9162"))  # fmt: skip
    return found


def sizes() -> list[Row]:
    """Every proof of every tree to 300 leaves, made here and checked here."""
    tree, leaves = Tree(), [leaf_hash(str(k).encode()) for k in range(MOST)]
    tree.extend(leaves)
    wrong, many = 0, 0
    for n in range(MOST + 1):
        for k in range(n):
            many += 1
            wrong += not included(leaves[k], k, n, tree.inclusion(k, n), tree.root(n))
        for old in range(n + 1):
            many += 1
            wrong += not consistent(old, n, tree.consistency(old, n), tree.root(old), tree.root(n))
    return [Row("records", f"{many} proofs of all trees to {MOST} leaves, refused", 0.0,
                float(wrong), 0.0, "proofs", "rfc9162")]  # fmt: skip


def signatures() -> list[Row]:
    path = SHARED / "data" / "suites" / "wycheproof_ed25519.json"
    if not path.exists():
        return [skip(capability="records", quantity="Wycheproof Ed25519", source="rfc8032",
                     reason=f"{path} is not there")]  # fmt: skip
    found = {("valid", True): 0, ("valid", False): 0, ("invalid", True): 0, ("invalid", False): 0}
    for group in json.loads(path.read_text())["testGroups"]:
        for case in group["tests"]:
            taken = keys.verified(group["publicKey"]["pk"], bytes.fromhex(case["msg"]), case["sig"])
            found[case["result"], taken] += 1
    return [
        Row("records", "Wycheproof Ed25519: valid signatures taken", 88.0,
            float(found["valid", True]), 0.0, "cases", "rfc8032"),
        Row("records", "Wycheproof Ed25519: invalid signatures refused", 63.0,
            float(found["invalid", False]), 0.0, "cases", "rfc8032"),
    ]  # fmt: skip


def numbers() -> list[Row]:
    right = sum(
        canon.canonical(struct.unpack(">d", bytes.fromhex(bits))[0]).decode() == told
        for bits, told in NUMBERS.items()
    )
    return [Row("records", "RFC 8785: numbers of its appendix B", float(len(NUMBERS)), float(right),
                0.0, "numbers", "rfc8785")]  # fmt: skip


def crashes() -> list[Row]:
    """A writer is killed at random; what it acknowledged must be there, and whole."""
    rng, lost, faults, some = random.Random(2032), 0, 0, 0
    with tempfile.TemporaryDirectory() as base:
        for k in range(KILLS):
            told, log = killed(Path(base) / str(k), rng.uniform(0.002, 0.15))
            some += told
            lost += max(told - len(log), 0)
            faults += len(log.verify())
            log.append("movement", "dock", {"after": k})
            faults += len(log.verify())
    about = f"{KILLS} writers killed, {some} records acknowledged"
    return [
        Row("records", f"{about}: lost", 0.0, float(lost), 0.0, "records", "windlass"),
        Row("records", f"{about}: faults of the logs", 0.0, float(faults), 0.0, "faults",
            "windlass"),
    ]  # fmt: skip


def attacks() -> list[Row]:
    """Every byte of a log's records is altered once; records are removed, doubled, swapped."""
    with tempfile.TemporaryDirectory() as base:
        log = RecordLog.open(Path(base))
        for k in range(8):
            log.append("movement", "dock", {"grams": 1000 + k, "item": f"crate {k}"})
        log.sign(keys.new())
        link = sqlite3.connect(Path(base) / FILE)
        stored = link.execute("select number, id, kind, data from records").fetchall()
        tried = found = named = 0
        for number, _, _, data in stored:
            for at in range(len(data)):
                other = bytearray(data)
                other[at] ^= 1 << (at % 8)
                faults = after(link, log, stored, [(number, bytes(other))])
                tried += 1
                found += bool(faults)
                named += any(one.number == number for one in faults)
        for a, b in ((0, 7), (2, 3), (5, 1)):
            faults = after(link, log, stored, [(a, stored[b][3]), (b, stored[a][3])])
            tried, found = tried + 1, found + bool(faults)
            named += {a, b} <= {one.number for one in faults}
        for number, *_ in stored:
            with link:
                link.execute("delete from records where number = ?", (number,))
            faults = log.verify()
            tried, found, named = tried + 1, found + bool(faults), named + bool(faults)
            restore(link, stored)
        link.close()
    return [
        Row("records", f"{tried} alterations of a log: found", float(tried), float(found), 0.0,
            "alterations", "windlass"),
        Row("records", f"{tried} alterations of a log: the record named", float(tried),
            float(named), 0.0, "alterations", "windlass"),
    ]  # fmt: skip


def after(link: sqlite3.Connection, log: RecordLog, stored: list, changes: list) -> list:
    """What ``verify`` finds after changes of records' bytes, which are then taken back."""
    with link:
        link.executemany("update records set data = ? where number = ?",
                         [(data, number) for number, data in changes])  # fmt: skip
    found = log.verify()
    restore(link, stored)
    return found


def restore(link: sqlite3.Connection, stored: list) -> None:
    with link:
        link.execute("delete from records")
        link.executemany("insert into records (number, id, kind, data) values (?, ?, ?, ?)", stored)


def judged(kind: str, case: dict) -> bool:
    """Whether a case's proof is taken."""
    proof = [raw(one) for one in case["proof"] or []]
    if kind == "inclusion":
        return included(raw(case["leafHash"]), case["leafIdx"], case["treeSize"], proof,
                        raw(case["root"]))  # fmt: skip
    if kind == "consistency":
        return consistent(case["size1"], case["size2"], proof, raw(case["root1"]),
                          raw(case["root2"]))  # fmt: skip
    if kind == "subtreeinclusion":
        return subtree.holds(raw(case["leafHash"]), case["leafIdx"], case["start"], case["end"],
                             proof, raw(case["root"]))  # fmt: skip
    return subtree.held(case["start"], case["end"], case["size"], proof, raw(case["root1"]),
                        raw(case["root2"]))  # fmt: skip


def raw(text: str | None) -> bytes:
    return base64.b64decode(text) if text else b""
