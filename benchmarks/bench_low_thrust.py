"""Low thrust from Earth to near-Earth asteroids, solved unattended, beside pykep's direct methods.

    python benchmarks/bench_low_thrust.py [--every 8] [--json]

A fixed sample of the 200 problems of validation/rendezvous_problems.csv, in one run: a few problems
ours and then the same pykep's, so that the machine's other load falls on all alike; one thread
each, IPOPT under both.  Pykep begins each problem from random points, at most three times, until it
is feasible, as its tutorials do, with our tolerance of IPOPT.  What is compiled is compiled before.
Ours flies each leg again within its time; pykep's legs are flown again too, outside theirs.

Holds: the thrust, held over each segment, flown by DOP853 ends within 1000 km and 1 m/s.  The
impulses of Sims and Flanagan stand for thrust that only many segments come near to, so that theirs
cannot be expected to.  In 3 %: it holds, and its mass is that near to the best that any here, or
the many starts of validation/rendezvous_best.csv, led to.
"""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numba

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from validation._rendezvous_best import OPTIONS, asked_of_pykep, leg_of, recorded
from validation.judges import NoJudge, _ask
from validation.rendezvous_problems import Problem, problems
from windlass.base.errors import NotSolved
from windlass.lowthrust.reflown import NEAR_M, NEAR_M_S, reflown
from windlass.lowthrust.solve import solve

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
TOGETHER = 5
"""Problems that one process of pykep is asked."""
WAYS = (("zoh", 10), ("zoh", 20), ("zoh", 40), ("sims_flanagan", 10), ("sims_flanagan", 20))
OURS = "ours"
NEAR = 0.03

Answer = dict[str, Any]


def ours(one: Problem) -> Answer:
    """What became of a problem, and how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        found = solve(leg_of(one), nearest=False)
    except NotSolved as reason:
        found, why = None, str(reason)
    out: Answer = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}
    if found is None:
        return out | {"feasible": False, "why": why}
    cpu = time.process_time()
    reflown(found.best)
    return out | {
        "feasible": True, "final_kg": found.final_kg, "flown_kg": found.flown.final_kg,
        "miss_m": found.flown.miss_m, "miss_m_s": found.flown.miss_m_s,
        "again_s": time.process_time() - cpu,
    }  # fmt: skip


def pykep(some: list[Problem]) -> dict[str, list[Answer]]:
    """The same by each of pykep's ways."""
    request = {"problems": asked_of_pykep(some), "ways": WAYS} | OPTIONS
    answer = _ask("_pykep_low_thrust_judge.py", request, timeout_s=600.0)
    return {
        f"pykep {way} {segments}": got
        for (way, segments), got in zip(WAYS, answer["solved"], strict=True)
    }


def holds(answer: Answer) -> bool:
    """Whether the thrust leads there when it is flown again."""
    return bool(answer["feasible"] and answer["miss_m"] < NEAR_M and answer["miss_m_s"] < NEAR_M_S)


def summed(answers: list[Answer], best: list[float]) -> dict[str, float]:
    """Shares of the problems, medians of time and mass."""
    n = len(answers)
    held = [holds(one) for one in answers]
    near = [
        ok and one["final_kg"] > top * (1.0 - NEAR)
        for ok, one, top in zip(held, answers, best, strict=True)
    ]
    short = [
        1.0 - one["final_kg"] / top
        for ok, one, top in zip(held, answers, best, strict=True) if ok
    ]  # fmt: skip
    return {
        "feasible": sum(one["feasible"] for one in answers) / n, "holds": sum(held) / n,
        "near": sum(near) / n, "short": statistics.median(short) if short else float("nan"),
        "cpu_s": statistics.median(one["cpu_s"] for one in answers),
        "cpu_mean_s": statistics.fmean(one["cpu_s"] for one in answers),
        "wall_s": statistics.median(one["wall_s"] for one in answers),
    }  # fmt: skip


def measure(every: int) -> dict[str, Any]:
    """Everything, by problem and in sum."""
    asked = list(problems()[::every])
    numba.set_num_threads(1)
    ours(asked[0])  # compiles
    got: dict[str, list[Answer]] = {OURS: []}
    note = ""
    for k in range(0, len(asked), TOGETHER):
        some = asked[k : k + TOGETHER]
        got[OURS] += [ours(one) for one in some]
        if not note:
            try:
                for name, answers in pykep(some).items():
                    got.setdefault(name, []).extend(answers)
            except NoJudge as reason:
                note = str(reason)
                got = {OURS: got[OURS]}
    known = recorded()
    best = [
        max(
            [float(known[one.name]["final_kg"]) if one.name in known else 0.0]
            + [way[k]["final_kg"] for way in got.values() if holds(way[k])]
        )
        for k, one in enumerate(asked)
    ]
    return {
        "problems": [one.name for one in asked], "best_kg": best, "answers": got, "note": note,
        "recorded": sum(one.name in known for one in asked),
        "summed": {name: summed(answers, best) for name, answers in got.items()},
    }  # fmt: skip


def show(found: dict[str, Any]) -> None:
    """Print the tables."""
    names = list(found["answers"])
    print("final mass [kg], * where it does not hold, - where nothing is found")
    print(f"{'':<6}{'best':>9}" + "".join(f"{name[-16:]:>18}" for name in names))
    for k, (problem, best) in enumerate(zip(found["problems"], found["best_kg"], strict=True)):
        cells = []
        for name in names:
            one = found["answers"][name][k]
            mass = f"{one['final_kg']:.1f}" if one["feasible"] else "-"
            cells.append(f"{mass + ('' if holds(one) or mass == '-' else '*'):>18}")
        print(f"{problem:<6}{best:9.1f}{''.join(cells)}")
    print(f"\n{len(found['problems'])} problems, {found['recorded']} of them with a recorded best")
    print(f"{'':<24}{'feasible':>9}{'holds':>7}{'in 3 %':>8}{'short of best':>15}"
          f"{'CPU s':>8}{'mean':>7}{'wall s':>8}{'CPU / ours':>12}")  # fmt: skip
    base = found["summed"][OURS]["cpu_s"]
    for name, one in found["summed"].items():
        print(f"{name:<24}{one['feasible']:9.0%}{one['holds']:7.0%}{one['near']:8.0%}"
              f"{one['short']:15.2%}{one['cpu_s']:8.2f}{one['cpu_mean_s']:7.2f}"
              f"{one['wall_s']:8.2f}{one['cpu_s'] / base:12.2f}")  # fmt: skip
    again = [one["again_s"] for one in found["answers"][OURS] if one["feasible"]]
    if again:
        print(f"of ours, to fly it again: {statistics.median(again):.2f} s")
    if found["note"]:
        print(f"pykep not measured: {found['note']}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    ask = parser.parse_args()
    if any(os.environ.get(name) != "1" for name in THREADS):  # libraries read it when they load
        os.environ.update(dict.fromkeys(THREADS, "1"))
        os.execv(sys.executable, [sys.executable, *sys.argv])
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"load of the machine before: {load:.1f}", file=sys.stderr)
    found = measure(ask.every)
    if ask.json:
        print(json.dumps(found, indent=1))
    else:
        show(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
