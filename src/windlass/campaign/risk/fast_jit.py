"""The compiler for campaigns: as that of the kernels, without counting who refers to which array.

All arrays are the caller's and outlive the call; nothing is made inside.  Counting references took
three quarters of the time.  ``_nrt`` is numba's own word for that, and not in its manual: a
numba that no longer knows it compiles without.  Checked: tests/campaign/test_risk_fast.py.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])


def njit(function: F) -> F:
    """Compile a function, cached on disk, with its Python signature kept for mypy."""
    compiler: Any = numba.njit
    made: F
    try:
        made = compiler(cache=True, error_model="numpy", _nrt=False)(function)
    except KeyError:
        made = compiler(cache=True, error_model="numpy")(function)
    return made
