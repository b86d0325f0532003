"""When something shared is free, beside counting it at every moment."""

import math
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.campaign.risk.calendars import Calendar


def load(held: list[tuple[float, float, int]], at: float) -> int:
    return sum(need for low, high, need in held if low <= at < high)


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_earliest_is_the_first_whole_time_at_which_it_fits(seed: int) -> None:
    rnd = random.Random(seed)
    count = rnd.randint(1, 3)
    closed = ((20.0, 25.0),) if rnd.random() < 0.5 else ()
    one, held = Calendar(count, closed), []
    for _ in range(12):
        start, length, need = rnd.randint(0, 40), rnd.randint(1, 9), rnd.randint(1, count)

        def free(t: float, length: int = length, need: int = need) -> bool:
            within = any(low < t + length and high > t for low, high in closed)
            times = [t + 0.5 * k for k in range(2 * length)]
            return not within and all(load(held, at) + need <= count for at in times)

        found = one.earliest(float(start), float(length), need, -math.inf)
        assert found == next(t for t in range(start, 500) if free(t))
        one.hold(found, found + length, need)
        held.append((found, found + length, need))


def test_more_than_there_are_is_never_free() -> None:
    one = Calendar(2)
    assert one.earliest(0.0, 1.0, 3, 0.0) == math.inf
    one.hold(0.0, math.inf, 2)
    assert one.earliest(5.0, 1.0, 1, 0.0) == math.inf


def test_what_takes_no_time_takes_nothing() -> None:
    one = Calendar(1)
    one.hold(0.0, 10.0, 1)
    assert one.earliest(5.0, 0.0, 1, 0.0) == 5.0


def test_who_was_first_stays_and_who_comes_after_does_not_fit() -> None:
    one = Calendar(1)
    later = one.hold(5.0, 10.0, 1)
    first = one.hold(0.0, 6.0, 1)  # put in without asking
    assert one.fits(first)
    assert not one.fits(later)
    one.free(first)
    one.free(first)
    assert one.fits(later)


def test_what_has_ended_is_forgotten() -> None:
    one = Calendar(1)
    for k in range(30):
        one.hold(float(k), k + 1.0, 1)
    assert one.earliest(30.0, 1.0, 1, 30.0) == 30.0
    assert len(one.held) == 0
