"""The wrappers, and the kernels without compilation.

All of this folder passes uncompiled: `NUMBA_DISABLE_JIT=1 python -m pytest tests/kernels`.
Here only the tests of published values are run that way.
"""

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

from windlass.kernels._jit import njit, prange

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"


@njit
def _double(a: float) -> float:
    """Return twice a."""
    return 2.0 * a


def test_wrapped_function_keeps_name_docstring_and_signature():
    assert _double.__doc__ == "Return twice a."
    assert list(inspect.signature(_double).parameters) == ["a"]
    assert _double(1.5) == 3.0


def test_prange_counts():
    assert list(range(3)) == [int(k) for k in prange(3)]


@pytest.mark.skipif(not COMPILED, reason="already uncompiled")
def test_published_values_hold_without_compilation():
    folder = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-m", "pytest", str(folder), "-k", "published and not compilation"],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=folder.parents[1],
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "passed" in done.stdout
