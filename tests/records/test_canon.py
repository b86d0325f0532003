"""Canonical JSON: RFC 8785's own example, and what it refuses."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.records import canon

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner,
                                                                 max_size=4),
    max_leaves=12,
)  # fmt: skip


def test_the_example_of_the_standard() -> None:
    given_ = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '€$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    told = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canon.canonical(given_) == told.encode()


def test_keys_are_sorted_by_their_utf_16_units() -> None:
    told = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    found = canon.canonical(dict.fromkeys(reversed(told), 0)).decode()
    assert list(json.loads(found)) == told


@given(PLAIN)
def test_what_is_written_reads_back_as_the_same_bytes(data: object) -> None:
    bytes_ = canon.canonical(data)
    assert canon.canonical(canon.read(bytes_)) == bytes_


@pytest.mark.parametrize("bad", [math.nan, math.inf, 2**53, {1: 2}, object(), {"a": {3}}])
def test_what_has_no_canonical_bytes_is_refused(bad: object) -> None:
    with pytest.raises(InvalidInput):
        canon.canonical(bad)


def test_bytes_that_are_not_canonical_are_refused() -> None:
    for bad in (b'{"b":1,"a":2}', b'{"a": 1}', b"{", b"1.0"):
        with pytest.raises(InvalidInput):
            canon.read(bad)
