"""A process of its own that solves one problem by CP-SAT: JSON in at stdin, JSON out at stdout.

OR-Tools is loaded here and nowhere else: its library and that of HiGHS cannot live in one process.
Checked: tests/campaign/test_schedule.py.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any


def main() -> None:
    """Read a problem, solve it, and write its answer."""
    problem = json.load(sys.stdin)
    from windlass.campaign.schedule import cpsat_dates, cpsat_persons

    solve = {"dates": cpsat_dates.solve, "persons": cpsat_persons.solve}[problem["what"]]
    began = time.perf_counter()
    answer: dict[str, Any] = solve(problem)
    answer["solve_s"] = time.perf_counter() - began
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
