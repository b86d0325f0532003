"""Release labels: a join that only ever restricts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.base.label import CLASSES, OPEN, Label, join_all

names = st.frozensets(st.sampled_from("abcdef"), max_size=4)
labels = st.builds(
    Label,
    owners=names,
    releasable_to=st.none() | names,
    data_class=st.sampled_from(CLASSES),
    authorisations=names,
)


def restricts(more: Label, less: Label) -> bool:
    """Whether every reader that ``more`` lets in, ``less`` lets in too."""
    if less.releasable_to is None:
        seen = True
    else:
        seen = more.releasable_to is not None and more.releasable_to <= less.releasable_to
    return (
        seen
        and more.owners >= less.owners
        and more.authorisations >= less.authorisations
        and CLASSES.index(more.data_class) >= CLASSES.index(less.data_class)
    )


@given(labels, labels, labels)
def test_join_is_associative_commutative_and_idempotent(a: Label, b: Label, c: Label) -> None:
    assert a.join(b).join(c) == a.join(b.join(c))
    assert a.join(b) == b.join(a)
    assert a.join(a) == a
    assert a.join(OPEN) == a


@given(labels, labels)
def test_join_is_the_least_label_above_both(a: Label, b: Label) -> None:
    made = a.join(b)
    assert restricts(made, a)
    assert restricts(made, b)


@given(labels, labels, labels)
def test_join_is_monotone(a: Label, b: Label, c: Label) -> None:
    if restricts(b, a):
        assert restricts(b.join(c), a.join(c))
    if restricts(c, a) and restricts(c, b):
        assert restricts(c, a.join(b)), "nothing smaller lies above both"


@given(st.lists(labels))
def test_join_of_many_does_not_depend_on_their_order(many: list[Label]) -> None:
    assert join_all(many) == join_all(reversed(many))
    assert all(restricts(join_all(many), one) for one in many)


def test_join_of_none_is_open() -> None:
    assert join_all([]) == OPEN
    assert OPEN.releasable_to is None


@given(labels)
def test_labels_survive_as_plain_data(one: Label) -> None:
    assert Label.from_dict(one.as_dict()) == one


def test_nobody_is_not_everybody() -> None:
    shut = Label(releasable_to=frozenset())
    assert Label.from_dict(shut.as_dict()) == shut
    assert shut.join(OPEN).releasable_to == frozenset()


def test_unknown_class_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"'secret'.*open, interface, design"):
        Label(data_class="secret")
