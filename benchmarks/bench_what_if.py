"""A changed scenario answered warm against the same study worked out anew, in one run.

Medians over CHANGES changes of the tug, each new to both; no assertion but that all figures that
both give are the same to the last bit.
"""

import statistics
import time

import windlass as wl
from windlass.studies.bench import bench, work
from windlass.studies.scenario import Scenario
from windlass.studies.variant import BESIDE, answer_alone
from windlass.studies.what_if import Warm

CHANGES = 5


def scenario(isp_s: float) -> Scenario:
    return wl.scenario("2008-hu4").set("tug.isp", f"{isp_s} s").scenario()


def main() -> None:
    start = time.perf_counter()
    warm = Warm.open(scenario(3000.0))
    opened = time.perf_counter() - start
    quick, whole, ratio = [], [], []
    for k in range(CHANGES):
        asked = scenario(2500.0 + 90.0 * k)
        start = time.perf_counter()
        answered = warm.ask(asked)
        quick.append(time.perf_counter() - start)
        start = time.perf_counter()
        made = work(bench(asked))
        whole.append(time.perf_counter() - start)
        ratio.append(whole[-1] / quick[-1])
        for one in made:
            alone = {role: f.value for role, f in answer_alone(one).figures.items()}
            found = answered.variants[one.goal.key].figures
            assert alone == {role: f.value for role, f in found.items()}, one.goal.key
    print(f"opened in {opened:.2f} s; six variants, {len(BESIDE)} kinds of roles left out")
    print(f"a change answered warm: {statistics.median(quick):.3f} s (most {max(quick):.3f})")
    print(f"worked out anew:        {statistics.median(whole):.3f} s")
    print(f"ratio: {statistics.median(ratio):.1f} times")


if __name__ == "__main__":
    main()
