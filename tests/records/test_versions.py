"""Versions of a text: what follows what, and where a line went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.records.desk import Desk
from windlass.base.errors import InvalidInput
from windlass.records import versions
from windlass.records.versions import content_hash, lines_of, moved


def test_versions_follow_part_and_come_together() -> None:
    desk = Desk()
    first = desk.text("Ada", ["one", "two"])
    left = desk.text("Ada", ["one!", "two"], previous=first)
    right = desk.text("Bo", ["one", "two!"], previous=first)
    found = versions.read(desk.log)
    assert [v.record.id for v in found.heads(first)] == [left, right]
    assert found.base(left, right).record.id == first
    both = desk.text("Ada", ["one!", "two!"], previous=left, merges=right)
    found = versions.read(desk.log)
    assert [v.record.id for v in found.heads(first)] == [both]
    assert found.versions[both].number == 3
    assert found.before(both) == {first, left, right, both}
    assert found.base(both, right).record.id == right
    assert found.texts() == [first]


def test_another_text_has_nothing_in_common() -> None:
    desk = Desk()
    one, other = desk.text("Ada", "a"), desk.text("Ada", "b")
    found = versions.read(desk.log)
    assert found.texts() == [one, other]
    with pytest.raises(InvalidInput, match="neither"):
        found.base(one, other)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"content": "x"}, "no title"),
        ({"title": "x"}, "no content"),
        ({"title": "x", "content": 1, "type": 2}, "no name"),
        ({"title": "x", "content": 1, "stands_on": ["a"]}, "name and hash"),
        ({"title": "x", "content": 1, "stands_on": [{"name": "a"}]}, "name and hash"),
        ({"title": "x", "content": 1, "attached": {"impact": 3}}, "name and id"),
    ],
)
def test_a_body_that_is_no_version_is_left_out(body: dict[str, object], why: str) -> None:
    assert why in versions.wrong(body)
    desk = Desk()
    desk.put("document", "Ada", body)
    assert versions.read(desk.log).versions == {}


def test_lines_of_texts_and_of_data() -> None:
    assert lines_of("a\nb\n") == ["a", "b"]
    assert lines_of(["a", "b"]) == ["a", "b"]
    data = {"fleet": {"tugs": 3, "names": ["x", "é"]}, "legs": [{"dv": 1.5}], "none": {}}
    assert lines_of(data) == [
        'fleet.names = ["x", "é"]', "fleet.tugs = 3", "legs[0].dv = 1.5", "none = {}",
    ]  # fmt: skip
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1.0})


def test_a_line_is_found_again_where_it_went() -> None:
    old = ["head", "eleven spacecraft", "", "25 flights"]
    assert moved(old, ["new", *old], 2) == 3
    assert moved(old, ["head", "twelve spacecraft", "", "25 flights"], 2) is None
    assert moved(old, ["head", "", "25 flights"], 4) == 3


@given(st.lists(st.integers(0, 50), unique=True, max_size=12), st.data())
def test_a_line_that_is_still_there_once_is_never_told_of_another(
    numbers: list[int], data: st.DataObject
) -> None:
    old = [str(n) for n in numbers]
    new = [one for one in old if data.draw(st.booleans())]
    for k, one in enumerate(old, 1):
        at = moved(old, new, k)
        assert at == (new.index(one) + 1 if one in new else None)
