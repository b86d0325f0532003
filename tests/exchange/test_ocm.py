"""Thrust histories written as OCM files, and read back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies.thrust import Burn
from windlass.exchange.ocm import ThrustHistory, rounded, write_ocm
from windlass.exchange.read_ocm import read_ocm

DAY = "2026-11-21T22:00:00"
START_S = parse_epoch("2029-04-23T16:43:11.955036")


def history(burns: tuple[Burn, ...]) -> ThrustHistory:
    return ThrustHistory(
        name="the tug", object_id="-900001", start_s=START_S, start_kg=15e3, burns=burns,
        without=("earth", "moon"), comment=("engine: 40 kW",),
    )  # fmt: skip


def burn(begin: float, end: float, force: tuple[float, float, float], **more: object) -> Burn:
    return Burn(
        from_s=START_S + begin * DAY_S, until_s=START_S + end * DAY_S, force_n=force, isp_s=3e3,
        **more,
    )  # fmt: skip


TWO = (
    burn(0.0, 5.0, (0.9, -1.2, 0.3)),
    burn(5.0, 9.5, (0.8, -1.3, 0.2), end_n=(0.7, -1.35, 1 / 3)),
    burn(9.5, 12.0, (0.7, -1.35, 1 / 3), end_n=(0.1, 0.2, 0.3)),
    burn(40.0, 45.0, (-1e-7, 0.0, 1.6)),
)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ocm"
    write_ocm(path, history(TWO), created=DAY)
    back = read_ocm(path)
    assert (back.name, back.object_id, back.start_kg) == ("the tug", "-900001", 15e3)
    assert (back.without, back.comment) == (("earth", "moon"), ("engine: 40 kW",))
    assert back.start_s == pytest.approx(START_S, abs=1e-6)
    assert np.abs(back.profile.rows - history(TWO).profile.rows).max() < 1e-6
    assert [one.end_n for one in back.burns] == [one.end_n for one in TWO]
    text = path.read_text()
    assert text.count("MAN_START") == 2  # two stretches without a break
    assert text.isascii()
    assert "N_BODY_PERTURBATIONS = SUN, MERCURY, VENUS, MARS BARYCENTER" in text


def test_a_file_written_again_is_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "a.ocm", tmp_path / "b.ocm"
    write_ocm(one, history(TWO), created=DAY)
    write_ocm(two, read_ocm(one), created=DAY)
    assert one.read_text() == two.read_text()


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    some.lists(
        some.tuples(
            some.floats(0.01, 5.0), some.sampled_from([0.0, 0.0, 3.0]),
            some.tuples(*[some.floats(-2.0, 2.0, width=64)] * 3), some.booleans(),
        ),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_random_thrust_comes_back(
    tmp_path: Path, parts: list[tuple[float, float, tuple[float, float, float], bool]]
) -> None:
    made, at = [], 0.0
    for days, pause, force, even in parts:
        begin, at = at + pause, at + pause + days
        made.append(burn(begin, at, force, end_n=tuple(0.5 * x for x in force) if even else None))
    path = tmp_path / "a.ocm"
    write_ocm(path, history(tuple(made)), created=DAY)
    back = read_ocm(path).burns
    assert len(back) == len(made)
    for one, two in zip(rounded(tuple(made)), back, strict=True):
        assert (two.force_n, two.end_n, two.isp_s) == (one.force_n, one.end_n, one.isp_s)
        assert abs(two.from_s - one.from_s) < 1e-6
        assert abs(two.until_s - one.until_s) < 1e-6


def test_what_it_cannot_say_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="frame"):
        history((burn(0.0, 1.0, (1.0, 0.0, 0.0), frame="rtn-sun"),))
    with pytest.raises(InvalidInput, match="before the start"):
        history((burn(-1.0, 1.0, (1.0, 0.0, 0.0)),))
    with pytest.raises(InvalidInput, match="no such body"):
        replace(history(TWO), without=("vulcan",))
    with pytest.raises(InvalidInput, match="takes more than the whole mass"):
        write_ocm(tmp_path / "a.ocm", replace(history(TWO), start_kg=10.0), created=DAY)
    with pytest.raises(InvalidInput, match="ORIGINATOR"):
        write_ocm(tmp_path / "a.ocm", history(TWO), created=DAY, originator="\n")
    assert not (tmp_path / "a.ocm").exists()
