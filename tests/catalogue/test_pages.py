"""Pages that are kept: of one request only, verified, whole or not at all."""

from pathlib import Path

import pytest

from windlass.base.errors import SourceError
from windlass.catalogue.pages import Pages, alone

ASKED = {"fields": "a,b", "limit": "5"}


def test_pages_outlive_the_run(tmp_path: Path) -> None:
    pages = Pages(tmp_path / "p", ASKED)
    assert (pages.count, pages.names) == (None, ())
    pages.put("0", b"one", when="2026-01-01", count=9)
    pages.put("5", b"two", when="2026-01-02", count=9)
    again = Pages(tmp_path / "p", ASKED)
    assert again.count == 9
    assert again.names == ("0", "5")
    assert again.get("0") == b"one"
    assert again.get("7") is None
    assert again.times() == ("2026-01-01", "2026-01-02")
    again.clear()
    assert not (tmp_path / "p").exists()
    assert again.get("0") is None


def test_another_request_begins_anew(tmp_path: Path) -> None:
    Pages(tmp_path / "p", ASKED).put("0", b"one", when="now", count=9)
    other = Pages(tmp_path / "p", {**ASKED, "fields": "a,b,c"})
    assert other.get("0") is None
    assert other.count is None
    assert Pages(tmp_path / "p", ASKED).get("0") is None


@pytest.mark.parametrize("damage", [b"", b"on", b"onE"])
def test_damaged_pages_are_not_used(tmp_path: Path, damage: bytes) -> None:
    Pages(tmp_path / "p", ASKED).put("0", b"one", when="now", count=9)
    (tmp_path / "p" / "0.json").write_bytes(damage)
    assert Pages(tmp_path / "p", ASKED).get("0") is None


@pytest.mark.parametrize("index", [b"", b"{", b"[]", b'{"asked": 3}', b"\xff\xfe"])
def test_damaged_index_begins_anew(tmp_path: Path, index: bytes) -> None:
    Pages(tmp_path / "p", ASKED).put("0", b"one", when="now", count=9)
    (tmp_path / "p" / "asked.json").write_bytes(index)
    assert Pages(tmp_path / "p", ASKED).names == ()


def test_a_page_that_lost_its_index_entry_is_not_used(tmp_path: Path) -> None:
    # stopped between the page and the index
    pages = Pages(tmp_path / "p", ASKED)
    pages.put("0", b"one", when="now", count=9)
    (tmp_path / "p" / "5.json").write_bytes(b"two")
    assert Pages(tmp_path / "p", ASKED).get("5") is None


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("a file")
    with pytest.raises(SourceError, match="cannot be kept"):
        Pages(tmp_path / "p", ASKED).put("0", b"one", when="now")
    with pytest.raises(SourceError, match="cannot be written"), alone(tmp_path / "p"):
        pass


def test_one_update_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(SourceError, match="another update"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass
