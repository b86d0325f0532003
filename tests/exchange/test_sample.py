import numpy as np
import pytest

from tests.exchange.flights import START_S, Conic, flyby, truth, two_legs, worst
from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import planets, reference
from windlass.bodies.thrust import Burn, profile
from windlass.exchange.interpolate import over
from windlass.exchange.oem import write_oem
from windlass.exchange.read_oem import read_oem
from windlass.exchange.sample import sample


@pytest.mark.parametrize("tolerance", [0.1, 10.0, 1000.0])
def test_it_meets_the_flight_within_the_tolerance(tolerance):
    parts = two_legs()
    made = sample(parts, tolerance_m=tolerance)
    assert worst(made, parts) <= tolerance


def test_a_looser_tolerance_needs_fewer_nodes():
    one = flyby()
    counts = [sample(one, centre="earth", tolerance_m=m).epochs_s.size for m in (0.1, 10.0, 1e3)]
    assert counts[0] > counts[1] > counts[2] >= 4


@pytest.mark.parametrize("centre", ["earth", "sun", "barycentre"])
def test_a_close_flyby_is_followed(centre):
    one = flyby()
    made = sample(one, centre=centre)
    assert worst(made, [one], centre) <= 10.0
    near = START_S + 20.0 * DAY_S + np.linspace(-7200.0, 7200.0, 2001)
    off = np.hstack(made.state(near)) - truth([one], near, centre)
    assert np.linalg.norm(off[:, :3], axis=1).max() <= 10.0
    # Nodes lie dense where it passes, and no interval is much longer than its neighbour.
    steps = np.diff(made.epochs_s)
    assert steps.max() > 100.0 * steps.min()
    ratio = steps[1:] / steps[:-1]
    assert max(ratio.max(), 1.0 / ratio.min()) < 2.2


def test_it_holds_by_whatever_window_a_reader_takes():
    one = flyby()
    (arc,) = sample(one, centre="earth").arcs
    t = np.random.default_rng(3).uniform(*arc.span_s, 2000)
    k = np.searchsorted(arc.epochs_s, t, side="right") - 1
    true = truth([one], t, "earth")
    for shift in range(3):
        made = over(arc.epochs_s, arc.states, "hermite", 4, k - shift, t)
        assert np.linalg.norm(made[:, :3] - true[:, :3], axis=1).max() <= 10.0


@pytest.mark.parametrize(("scheme", "degree"), [("lagrange", 9), ("hermite", 3), ("hermite", 11)])
def test_other_polynomials(scheme, degree):
    parts = two_legs(days=60.0)
    made = sample(parts, scheme=scheme, degree=degree)
    assert {(arc.scheme, arc.degree) for arc in made.arcs} == {(scheme, degree)}
    assert worst(made, parts) <= 10.0


def test_an_ephemeris_about_its_own_centre():
    mars = planets.load().body("mars")
    span = parse_epoch("2035-01-01"), parse_epoch("2035-06-01")
    made = sample(mars, centre="earth", span_s=span)
    assert made.name == "mars"
    assert made.span_s == span
    assert any(line.startswith("data: de440 ") for line in made.comment)
    t = np.linspace(*span, 77)
    want = mars.state(t)[0] - planets.load().body("earth").state(t)[0]
    assert np.linalg.norm(made.state(t)[0] - want, axis=1).max() <= 10.0


def test_the_comment_says_what_made_it():
    made = sample(two_legs(), comment=["run 1234"], tolerance_m=5.0)
    assert made.comment == (
        "run 1234", "model: a conic – about one body", "sources: park2021",
        "interpolation meets the flight within 5 m",
    )  # fmt: skip


def test_ends_that_are_no_microseconds():
    parts = two_legs()
    odd = Conic(parts[0].r, parts[0].v, (START_S + 1.23456789e-7, START_S + 4.0e6 + 1 / 3))
    made = sample(odd)
    assert made.span_s == pytest.approx(odd.span_s, abs=1e-6)


def test_parts_that_do_not_meet_are_refused():
    one, two = two_legs()
    aside = Conic((two.r[0] + 50.0, *two.r[1:]), two.v, two.span_s)
    with pytest.raises(InvalidInput, match=r"do not meet at 2035.*50 m apart"):
        sample((one, aside))
    late = Conic(two.r, two.v, (two.span_s[0] + 1e6, two.span_s[1]))
    with pytest.raises(InvalidInput, match="gap between parts"):
        sample((one, late))
    with pytest.raises(InvalidInput, match="gap between parts"):
        sample((sample(one, span_s=(START_S, START_S + 1e6)), late))
    with pytest.raises(InvalidInput, match="not in order"):
        sample((two, one))


def test_parts_that_go_on_have_no_impulse():
    one, two = two_legs(dv=(0.0, 0.0, 0.0))
    made = sample((one, two))
    assert len(made.arcs) == 2
    assert made.impulses == ()


def test_asks_that_cannot_be_met_are_refused():
    parts = two_legs()
    with pytest.raises(InvalidInput, match="tolerance"):
        sample(parts, tolerance_m=0.0)
    with pytest.raises(InvalidInput, match="no parts"):
        sample([])
    with pytest.raises(InvalidInput, match="span outside"):
        sample(parts, span_s=(START_S - 1e6, START_S + 1e6))
    with pytest.raises(InvalidInput, match="span outside"):
        sample(parts, span_s=(START_S - 2e6, START_S - 1e6))
    with pytest.raises(InvalidInput, match="unknown centre"):
        sample(parts, centre="ceres")


def test_a_flight_that_jumps_has_no_nodes():
    class Jumps(Conic):
        def state(self, t_s, centre="sun"):
            r, v = super().state(t_s, centre)
            late = np.atleast_1d(t_s) > START_S + 1.0e6
            return r + 1e5 * late[:, None], v

    with pytest.raises(NotSolved, match="no nodes meet the tug"):
        sample(Jumps(two_legs()[0].r, two_legs()[0].v, (START_S, START_S + 3e6)))


def test_a_flight_under_thrust_and_back_from_files(tmp_path):
    """The reference model: a thruster that is switched off, and a coast after it."""
    r = (1.2 * AU_M, 0.4 * AU_M, 0.0)
    v = (-7e3, 23e3, 2e3)
    burn = Burn(from_s=START_S + 2e5, until_s=START_S + 9.1e5, force_n=(0.4, -0.2, 0.1),
                isp_s=3000.0)  # fmt: skip
    end = START_S + 30.0 * DAY_S
    thrust = profile([burn], 2_000.0)
    flight = reference.fly(np.array(r), np.array(v), START_S, end, name="tug", thrust=thrust)
    made = sample(flight, centre="sun")
    assert worst(made, [flight]) <= 10.0
    write_oem(tmp_path / "a.oem", made, created="2026-11-21T00:00:00")
    assert worst(read_oem(tmp_path / "a.oem"), [flight]) <= 10.01
    assert made.comment[0].startswith("model: reference")
