"""Canonical JSON: one form for one content, read back exactly, and a hash that can be worked out
elsewhere."""

import enum
import hashlib
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.canonical import canonical_json, content_hash
from windlass.base.errors import InvalidInput

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=20,
)


def turned(data: Any) -> Any:
    """The same content, every mapping filled the other way round."""
    if isinstance(data, dict):
        return {key: turned(data[key]) for key in reversed(data)}
    return [turned(part) for part in data] if isinstance(data, list) else data


def kinds(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: kinds(part) for key, part in data.items()}
    return [kinds(part) for part in data] if isinstance(data, list) else type(data)


@given(plain)
def test_it_reads_back_as_it_was_down_to_the_kind_of_numbers(data: Any) -> None:
    found = json.loads(canonical_json(data))
    assert found == data
    assert kinds(found) == kinds(data)


@given(plain)
def test_the_order_of_keys_does_not_matter(data: Any) -> None:
    assert canonical_json(turned(data)) == canonical_json(data)
    assert content_hash(turned(data)) == content_hash(data)


@given(plain)
def test_what_was_read_back_has_the_same_form(data: Any) -> None:
    once = canonical_json(data)
    assert canonical_json(json.loads(once)) == once


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_the_shortest_that_read_back(x: float) -> None:
    text = canonical_json(x).decode()
    assert float(text) == x
    assert text == repr(x if x else 0.0)


@given(plain, plain)
def test_another_content_has_another_form(one: Any, other: Any) -> None:
    """Equal forms only for equal contents of equal kinds (True, 1 and 1.0 are equal in Python)."""
    if canonical_json(one) == canonical_json(other):
        assert one == other
        assert kinds(one) == kinds(other)


def test_a_form_and_a_hash_worked_out_by_hand() -> None:
    data = {"b": [1, 1.0, True, None, -0.0], "a": {"é": "x\n", "B": 1e22}}
    form = '{"a":{"B":1e+22,"é":"x\\n"},"b":[1,1.0,true,null,0.0]}'
    assert canonical_json(data) == form.encode()
    assert content_hash(data) == hashlib.sha256(form.encode()).hexdigest()


def test_numbers_that_differ_in_kind_or_in_the_last_digit_are_apart() -> None:
    made = [1, 1.0, True, "1", 0.1 + 0.2, 0.3, [1], {"1": 1}, None]
    assert len({content_hash(one) for one in made}) == len(made)
    assert content_hash(-0.0) == content_hash(0.0)
    assert content_hash((1, 2)) == content_hash([1, 2])


class Colour(str, enum.Enum):  # noqa: UP042  (that its str() is another text is the point)
    RED = "red"


def test_relatives_of_plain_kinds_have_the_plain_form() -> None:
    assert canonical_json([np.float64(0.1), Colour.RED, np.float64(-0.0)]) == b'[0.1,"red",0.0]'
    assert canonical_json({Colour.RED: enum.IntEnum("N", ["ONE"]).ONE}) == b'{"red":1}'


HOLDS_ITSELF: list[Any] = []
HOLDS_ITSELF.append(HOLDS_ITSELF)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"legs": [{"dv": 1.0}, {"dv": math.nan}]}, r"value at \$\.legs\[1\]\.dv is not finite"),
        ([math.inf], r"value at \$\[0\] is not finite"),
        ([-math.inf], r"value at \$\[0\] is not finite"),
        ({"a": {1: 2}}, r"key at \$\.a is not text"),
        ({"a": {1, 2}}, r"value at \$\.a is not plain data.*set"),
        ({"a": b"x"}, r"value at \$\.a is not plain data.*bytes"),
        ({"a": np.int64(3)}, r"value at \$\.a is not plain data.*int64"),
        ({"a": np.zeros(2)}, r"value at \$\.a is not plain data.*ndarray"),
        ({"a": 1j}, r"value at \$\.a is not plain data.*complex"),
        ({"a": "\ud800"}, r"text at \$\.a is no Unicode text"),
        ({"\udfff": 1}, r"text at \$ is no Unicode text"),
        ({"a": 10**5000}, r"whole number at \$\.a is too large"),
        (HOLDS_ITSELF, "holds itself"),
    ],
)
def test_what_has_no_canonical_form_is_refused_by_its_place(bad: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        canonical_json(bad)
