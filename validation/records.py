"""Judge the log's proofs: the public suite of RFC 9162 proofs, whole."""

import base64
import json
import os
from pathlib import Path

from validation.table import Row, skip
from windlass.records import subtree
from windlass.records.merkle import consistent, included

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("WINDLASS_SHARED", ROOT / ".." / "shared"))


def rows() -> list[Row]:
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
