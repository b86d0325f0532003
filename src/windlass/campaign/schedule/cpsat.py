"""CP-SAT in a process of its own, which can be ended, and whose faults come back in words.

Checked: tests/campaign/test_schedule.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, Final

from windlass.base.errors import InvalidInput, NotSolved

GRACE_S: Final = 15.0
"""Beyond its own limit, for loading and for ending by itself."""
DIED, SILENT = 1, 2


def call(problem: dict[str, Any], *, limit_s: float) -> dict[str, Any]:
    """Return the answer to a problem; NotSolved where the process dies or overruns its limit."""
    if not 0.0 < limit_s < 1e7:
        raise InvalidInput("a limit of time must be above 0 s", value=limit_s)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "windlass.campaign.schedule.cpsat_worker"],
            input=json.dumps(problem),
            capture_output=True,
            text=True,
            timeout=limit_s + GRACE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotSolved(
            "CP-SAT did not end within its time",
            status=SILENT,
            value=limit_s,
            remedy="give it longer, or a coarser tick",
        ) from error
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise NotSolved(f"CP-SAT's process ended: {last}", status=DIED, value=done.returncode)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
