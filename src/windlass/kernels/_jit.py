"""Compile kernels: numba's decorators, typed so that a compiled function keeps its signature.

Every kernel is compiled with ``cache=True`` and never with ``fastmath``, which would make ``isnan``
false. ``error_model="numpy"``: a kernel answers with a status, so a division by zero must not raise
inside a parallel loop, where numba cannot carry the exception; domains are guarded before the
division, and the tests run again with ``NUMBA_DISABLE_JIT=1``, where Python's own division raises
if a guard is missing.

numba keys its cache on the file of the compiled function alone: after editing a kernel that other
files call, remove ``__pycache__/*.nb?`` or callers keep the old one.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numba

if TYPE_CHECKING:
    prange = range
else:
    from numba import prange

__all__ = ["njit", "prange"]

F = TypeVar("F", bound=Callable[..., Any])


@overload
def njit(function: F) -> F: ...
@overload
def njit(*, parallel: bool = False, inline: bool = False) -> Callable[[F], F]: ...


def njit(function: Any = None, *, parallel: bool = False, inline: bool = False) -> Any:
    """Compile a kernel in nopython mode, cached on disk, with its Python signature kept for
    mypy."""
    compiler = numba.njit(
        cache=True,
        error_model="numpy",
        parallel=parallel,
        inline="always" if inline else "never",
    )
    return compiler(function) if function is not None else compiler
