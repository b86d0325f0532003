"""The bound over a field: nothing on a manifold lies beyond it, nor any way that a search finds."""

import math

import numpy as np
import pytest

from tests.catalogue.known import orbits
from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S, parse_span
from windlass.bodies import table
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.capture import libration_field, libration_reach
from windlass.capture import retrieve_libration as ways
from windlass.capture.libration_reach import Reach
from windlass.capture.manifolds import TubeAsk, Tubes, tubes
from windlass.capture.three_body import primaries
from windlass.kernels import tube_arc
from windlass.kernels.orbit_bound import COLUMNS, orbit_row
from windlass.kernels.orbit_boxes import box_bound

SPAN = parse_span("2027..2031")
NAMES = ("2006 RH120", "2000 SG344", "433")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Tubes:
    asked = TubeAsk(primaries=primaries("sun-earth"), kinds=("planar",), sizes=12, phases=24)
    return tubes(asked, folder=tmp_path_factory.mktemp("tubes"))


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> table.Chunk:
    return table.chunk(orbits(*NAMES), SPAN, folder=tmp_path_factory.mktemp("tables"))


def far(row: np.ndarray, made: Reach) -> float:
    """Return how far an orbit lies from the nearest box [m/s]."""
    own = np.stack([row, row])
    return min(box_bound(GM_SUN, own, one) for one in made.boxes)


@pytest.mark.parametrize("model", libration_field.MODELS)
def test_whatever_lies_on_a_manifold_on_any_date_lies_in_a_box(
    few: Tubes, model: libration_field.Model
) -> None:
    field = libration_field.field(few, SPAN, model=model)
    made = libration_reach.reach(field)
    pole, mu = icrf_to_ecliptic(made.pole), few.ask.primaries.mu
    rng, worst, seen = np.random.default_rng(5), 0.0, 0
    state, there, row = np.empty(6), np.empty(6), np.empty(COLUMNS)
    while seen < 60:
        tube = int(rng.integers(len(few)))
        count = int(few.counts[tube])
        size, phase = rng.uniform(0, count - 1), rng.uniform(0, few.states.shape[2])
        grid, smooth = few.states[tube, :count], few.smooth[tube, :count]
        if not tube_arc.on_tube(grid, smooth, size, phase, state):
            continue
        planet = field.at(np.array([rng.uniform(*SPAN)]))[0]
        tube_arc.place(mu, state, planet, there)
        if orbit_row(GM_SUN, there, pole, row) == 0:
            worst, seen = max(worst, far(row, made)), seen + 1
    assert worst <= made.loose_m_s
    assert made.loose_m_s < 15.0


def test_no_way_that_is_found_costs_less_than_the_bound(few: Tubes, held: table.Chunk) -> None:
    field = libration_field.field(few, SPAN)
    made = libration_reach.reach(field)
    bound = libration_reach.bounds(held, made, SPAN, 3_000.0)
    effort = ways.Effort(arrival_s=60.0 * DAY_S, tof_s=80.0 * DAY_S, neighbours=2, basins=4)
    for k in range(2):
        found = ways.search(held.body(k), field, ways.Ask(span_s=SPAN, effort=effort))
        assert len(found)
        assert found.total_m_s.min() >= bound.least_m_s[k]
        assert SPAN[0] <= bound.spans_s[k, 0] < bound.spans_s[k, 1] <= SPAN[1]
    assert bound.least_m_s[2] == math.inf  # Eros
    assert np.isnan(bound.spans_s[2]).all()


def test_a_lower_limit_leaves_out_more_and_changes_no_bound(few: Tubes, held: table.Chunk) -> None:
    made = libration_reach.reach(libration_field.field(few, SPAN))
    wide = libration_reach.bounds(held, made, SPAN, 20_000.0)
    assert np.isfinite(wide.least_m_s).all()
    limit = float(np.median(wide.least_m_s))
    tight = libration_reach.bounds(held, made, SPAN, limit)
    within = wide.least_m_s <= limit
    assert np.isfinite(tight.least_m_s).tolist() == within.tolist()
    assert tight.least_m_s[within] == pytest.approx(wide.least_m_s[within], rel=1e-6, abs=1e-3)
