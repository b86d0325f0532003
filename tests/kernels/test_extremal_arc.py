"""Flights along extremals: the table, the Hamiltonian, the symplectic form, switches."""

import math

import numpy as np
import pytest

from windlass.base.constants import AU_M, GM_SUN
from windlass.kernels import extremal_arc as ea
from windlass.kernels import hairer1993 as table
from windlass.kernels import pontryagin as po
from windlass.kernels.collocation import engine_at
from windlass.kernels.status import BAD_INPUT, OK, OUT_OF_DOMAIN
from windlass.lowthrust import engine

TIME = math.sqrt(AU_M**3 / GM_SUN)
MASS = 1500.0
FORCE = MASS * AU_M / TIME**2
STEADY = engine.steady(0.6, 3000.0).table(AU_M, FORCE, MASS / TIME)
SOLAR = engine.solar(15e3, 3000.0, 0.6, most_w=40e3).table(AU_M, FORCE, MASS / TIME)
Y = np.array([0.9, 0.3, 0.05, -0.2, 1.0, 0.1, 0.9, 0.1, 0.2, -0.3, 0.4, -0.5, 0.2, -0.85])
UNIT = np.block([[np.zeros((7, 7)), np.eye(7)], [-np.eye(7), np.zeros((7, 7))]])
NONE = np.empty((0, ea.LOG))


def field(y, table, law, kappa):
    out = np.empty(14)
    rate = po.field(y, table, law, kappa, out)
    return out, rate


def flown(y, span, kappa, law=po.BY_SWITCH, table=STEADY, tol=1e-13, vary=True):
    log = np.empty((600, ea.LOG))
    end, phi, _, count, status = ea.arc(y, span, table, law, kappa, tol, vary, log)
    assert status == OK
    return end, phi, log[:count]


def switched():
    """Costates by which the throttle is switched within a flight of 1.5."""
    y = Y.copy()
    y[7:10], y[10:13] = [0.5, 0.3, -0.1], [0.3, -0.5, 0.2]
    tau, _, _, rho, _, _ = engine_at(STEADY, float(np.linalg.norm(y[:3])))
    y[13] = -1.1 * float(np.linalg.norm(y[10:13])) * tau / (y[6] * rho)
    return y


def test_table_meets_the_conditions_of_quadrature_and_of_its_stages():
    for k in range(8):
        assert table.STEP @ table.NODES**k == pytest.approx(1 / (k + 1), abs=1e-14)
    for k, exact_from in ((1, 2), (2, 2), (3, 5)):
        stages = table.STAGES[exact_from:] @ table.NODES**k
        assert stages == pytest.approx(table.NODES[exact_from:] ** (k + 1) / (k + 1), abs=1e-14)
    nested = table.STEP @ (table.STAGES @ table.NODES**6)
    assert nested == pytest.approx(1 / 56, abs=1e-14)
    for weights in (table.FIFTH, table.THIRD):
        assert abs(weights.sum()) < 1e-14
        assert abs(weights @ table.NODES) < 1e-14


def test_a_coast_around_is_a_closed_ellipse():
    y = Y.copy()
    half = 1.0 / (2.0 / np.linalg.norm(y[:3]) - y[3:6] @ y[3:6])
    end, phi, _ = flown(y, 2 * math.pi * half**1.5, 0.0, law=po.OFF, vary=False)
    assert end[:7] == pytest.approx(y[:7], abs=2e-12)
    assert (phi == np.eye(14)).all()


def test_thrust_takes_mass_evenly():
    end, _, _ = flown(Y, 1.0, 0.0, law=po.ON, vary=False)
    assert end[6] == pytest.approx(Y[6] - engine_at(STEADY, 1.0)[3], abs=1e-14)


@pytest.mark.parametrize("kappa", [0.0, 0.02])
def test_hamiltonian_and_symplectic_form_are_kept_through_switches(kappa):
    y = switched()
    _, phi, log = flown(y, 1.5, kappa)
    laws = log[:, 16]
    turns = np.flatnonzero(np.diff(laws))
    assert turns.size > 0
    h = [po.hamiltonian(one[1:15], STEADY, int(one[16]), kappa) for one in log]
    assert np.ptp(h) < 1e-12
    for k in turns:
        assert abs(abs(po.switching(log[k, 1:15], STEADY)) - kappa) < 1e-14
        assert log[k, 0] == log[k + 1, 0]
    assert phi.T @ UNIT @ phi == pytest.approx(UNIT, abs=1e-9)


@pytest.mark.parametrize("kappa", [0.0, 0.02])
def test_variations_jump_at_switches_as_differences_do(kappa):
    y = switched()
    _, phi, _ = flown(y, 1.5, kappa)
    for c in (0, 4, 6, 9, 11, 13):
        e = 1e-6 * np.eye(14)[c]
        near = [flown(y + s * e, 1.5, kappa, vary=False)[0] for s in (1, -1)]
        assert phi[:, c] == pytest.approx((near[0] - near[1]) / 2e-6, abs=1e-6, rel=1e-6)


def test_arcs_are_flown_one_by_one():
    starts = np.stack([switched(), Y])
    spans, laws = np.array([1.0, 0.5]), np.array([po.BY_SWITCH, po.ON])
    ends, phis, rates = np.empty((2, 14)), np.empty((2, 14, 14)), np.empty((2, 14))
    assert ea.arcs(starts, spans, STEADY, laws, 0.0, 1e-12, True, ends, phis, rates) == OK
    alone = ea.arc(Y, 0.5, STEADY, po.ON, 0.0, 1e-12, True, NONE)
    assert (ends[1] == alone[0]).all()
    assert (phis[1] == alone[1]).all()
    assert (rates[1] == field(ends[1], STEADY, po.ON, 0.0)[0]).all()


def test_wrong_asks_are_refused():
    for bad in ((-1.0, 0.0, 1e-12), (1.0, -0.1, 1e-12), (1.0, 0.0, 0.0), (math.nan, 0.0, 1e-12)):
        assert ea.arc(Y, bad[0], STEADY, po.ON, bad[1], bad[2], False, NONE)[4] == BAD_INPUT
    empty = Y.copy()
    empty[6] = 0.0
    assert ea.arc(empty, 1.0, STEADY, po.ON, 0.0, 1e-12, False, NONE)[4] == BAD_INPUT


def test_a_flight_into_the_sun_is_refused():
    y = Y.copy()
    y[:6] = [0.03, 0.0, 0.0, -5.0, 1.0, 0.0]
    assert ea.arc(y, 1.0, STEADY, po.OFF, 0.0, 1e-10, False, NONE)[4] == OUT_OF_DOMAIN


@pytest.mark.parametrize("way", [1.0, -1.0], ids=["outwards", "inwards"])
def test_steps_end_where_the_engine_s_cubics_do(way):
    y = Y.copy()
    y[3:6] *= way
    _, phi, log = flown(y, 0.4, 0.0, law=po.ON, table=SOLAR)
    r = np.linalg.norm(log[:, 1:4], axis=1)
    at = (r - SOLAR[0, 0]) / SOLAR[0, 1]
    inside = np.floor(at[1:] - 1e-9) - np.floor(at[:-1] + 1e-9)
    # no step has a knot inside, if the distance goes one way
    same = np.diff(r)[1:] * np.diff(r)[:-1] > 0
    assert (np.abs(inside[1:][same]) <= 1).all()
    assert np.isclose(at, np.round(at), atol=1e-12).sum() > 3
    assert phi.T @ UNIT @ phi == pytest.approx(UNIT, abs=1e-9)
    h = [po.hamiltonian(one[1:15], SOLAR, po.ON, 0.0) for one in log]
    assert np.ptp(h) < 1e-12
