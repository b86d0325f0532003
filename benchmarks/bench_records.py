"""Measure the log of records: written in batches, proved, verified; on disk, by SQLite:

    python benchmarks/bench_records.py [--records 100000]

A proof is timed from a log that was just opened, beside a tree made anew of all records, which is
what a log that keeps no hashes has to do.  Medians of one run.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from windlass.records import keys
from windlass.records.merkle import Tree, included, leaf_hash
from windlass.store.record_log import RecordLog

BATCH = 1000
ROUNDS = 30


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    many = parser.parse_args().records
    with tempfile.TemporaryDirectory() as base:
        log, begin = RecordLog.open(Path(base)), time.perf_counter()
        for start in range(0, many, BATCH):
            log.append_all([
                ("movement", "dock", {"item": f"crate-{k}", "grams": 1000 + k}, "")
                for k in range(start, min(start + BATCH, many))
            ])  # fmt: skip
        took = time.perf_counter() - begin
        print(f"{many} records in batches of {BATCH}: {took:.1f} s, {many / took:.0f} a second")
        proofs, roots, plain = [], [], []
        signed = log.sign(keys.new())
        for k in range(ROUNDS):
            number = (k * 7919) % many
            begin = time.perf_counter()
            fresh = RecordLog.open(Path(base))
            with fresh.tree() as tree:
                path = tree.inclusion(number, signed.size)
            proofs.append(1e3 * (time.perf_counter() - begin))
            data = fresh.get(number).data
            assert included(leaf_hash(data), number, signed.size, path, bytes.fromhex(signed.root))
            begin = time.perf_counter()
            with log.tree() as tree:
                tree.consistency(number)
            roots.append(1e3 * (time.perf_counter() - begin))
        for _ in range(3):
            begin = time.perf_counter()
            anew = Tree()
            anew.extend(leaf_hash(one.data) for one in log.records())
            anew.inclusion(many // 2)
            plain.append(1e3 * (time.perf_counter() - begin))
        ours, peer = statistics.median(proofs), statistics.median(plain)
        print(f"inclusion proof, log opened for it: {ours:.2f} ms, most {max(proofs):.2f} ms")
        print(f"consistency proof, log open: {statistics.median(roots):.2f} ms")
        print(f"tree made anew of all records: {peer:.0f} ms, {peer / ours:.0f} times as long")
        begin = time.perf_counter()
        faults = log.verify()
        took = time.perf_counter() - begin
        print(f"verify all of it: {took:.1f} s, {len(faults)} faults")


if __name__ == "__main__":
    main()
