"""Three answers; iron is not trusted; known falls come out as they went."""

import pytest

from windlass.base.errors import InvalidInput
from windlass.verify.harm import harm


def test_known_falls() -> None:
    chelyabinsk = harm((18.5, 19.0, 20.0), "Q", 19.2e3)
    assert chelyabinsk.answer == "harmful" or chelyabinsk.energy_kt[1] > 500.0
    assert chelyabinsk.energy_kt[0] < 500.0 < chelyabinsk.energy_kt[1]
    assert harm((30.0, 35.0, 40.0), "S", 19.2e3).answer == "harmful"
    assert harm((1.0, 1.5, 2.0), "S", 12e3).answer == "harmless"


def test_the_limit_within_the_range_cannot_be_told() -> None:
    assert harm((5.0, 8.0, 15.0), "S").answer == "cannot be told"
    assert harm(None, "S").answer == "cannot be told"


@pytest.mark.parametrize("kind", ["M", "X", None, "unknown", "Xk"])
def test_what_may_be_iron_is_judged_more_strictly(kind: str | None) -> None:
    one = harm((1.0, 1.5, 2.0), kind)
    assert one.may_be_iron
    assert one.answer == "cannot be told"
    assert harm((0.1, 0.15, 0.2), kind).answer == "harmless"
    assert one.energy_kt[1] > harm((1.0, 1.5, 2.0), "S").energy_kt[1]


def test_a_faster_or_larger_body_is_never_less_harmful() -> None:
    rank = {"harmless": 0, "cannot be told": 1, "harmful": 2}
    sizes = [0.2, 0.5, 2.0, 4.0, 7.0, 12.0, 20.0, 40.0, 80.0]
    for kind in ("S", "C", "M", None):
        for speed in (11.2e3, 15e3, 30e3):
            told = [rank[harm((0.9 * d, d, 1.1 * d), kind, speed).answer] for d in sizes]
            assert told == sorted(told)
            faster = [rank[harm((0.9 * d, d, 1.1 * d), kind, 2 * speed).answer] for d in sizes]
            assert all(a <= b for a, b in zip(told, faster, strict=True))


def test_it_refuses_what_is_no_size() -> None:
    with pytest.raises(InvalidInput, match="size or speed"):
        harm((5.0, 4.0, 6.0), "S")
    with pytest.raises(InvalidInput, match="size or speed"):
        harm((1.0, 2.0, 3.0), "S", 0.0)
