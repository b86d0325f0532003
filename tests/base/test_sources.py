"""The bibliography and the packaged tables; what every entry must say is in test_house."""

import re

import pytest

from windlass.base import sources
from windlass.base.errors import InvalidInput, SourceError


def test_every_entry_of_the_bibliography_parses() -> None:
    text = sources.read_data("references.bib").decode()
    assert set(re.findall(r"^@\w+\{([^,]+),", text, re.M)) == set(sources.bibliography())
    for key, fields in sources.bibliography().items():
        assert not any("{" in value or "}" in value for value in fields.values()), key
        assert re.fullmatch(r"\d{4}", fields["year"]), key
        assert all(value.strip() for value in fields.values()), key


def test_braces_and_long_lines_are_read_whole() -> None:
    """Each field is as long as what stands between its braces, told by counting braces."""
    text = sources.read_data("references.bib").decode()
    for entry in re.split(r"^@", text, flags=re.M)[1:]:
        key = entry.partition("{")[2].partition(",")[0]
        for match in re.finditer(r"^\s*(\w+)\s*=\s*\{", entry, re.M):
            depth, at = 1, match.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(entry[at], 0)
                at += 1
            whole = entry[match.end() : at - 1].replace("{", "").replace("}", "")
            read = sources.bibliography()[key][match[1].lower()]
            assert read == " ".join(whole.split()), f"{key}.{match[1]}"


def test_references_print_author_year_title_and_where() -> None:
    (line,) = sources.cite_keys(["izzo2015"])
    assert line.startswith("[izzo2015] ")
    assert "Izzo" in line
    assert "(2015)" in line
    assert "Lambert" in line
    assert "10.1007/s10569-014-9587-y" in line


def test_references_are_sorted_and_printed_once() -> None:
    lines = sources.cite_keys(["izzo2015", "edelbaum1961", "izzo2015"])
    assert [line[:5] for line in lines] == ["[edel", "[izzo"]


def test_all_references_print() -> None:
    for line in sources.cite_keys(sources.bibliography()):
        assert "\n" not in line
        assert ". . " not in line
        assert ".." not in line
        assert "\\" not in line


def test_accents_are_letters() -> None:
    (line,) = sources.cite_keys(["wachter2006"])
    assert line.startswith("[wachter2006] Wächter, A. and Biegler, L. T. (2006)")
    assert sources.plain(r"Hanu\vs, N\orsett, Sim\'o, \`A, ACT\&Friends, a--b") == (
        "Hanuš, Nørsett, Simó, À, ACT&Friends, a–b"
    )
    assert sources.plain(r"A\cc\ikme\cse") == "Açıkmeşe"


def test_unknown_reference_is_refused() -> None:
    with pytest.raises(InvalidInput, match="nobody1900"):
        sources.cite_keys(["nobody1900"])


def test_missing_tables_are_told() -> None:
    with pytest.raises(SourceError, match=r"nothing\.toml is missing"):
        sources.table("nothing")
    with pytest.raises(SourceError, match="is missing"):
        sources.read_data("scenarios")


def test_a_table_that_does_not_parse_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "read_data", lambda name: b"[tug\nx = ")
    with pytest.raises(SourceError, match=r"broken\.toml does not parse.*line 1"):
        sources.table("broken")


def test_hashes_are_of_the_bytes() -> None:
    import hashlib

    raw = sources.read_data("constants.toml")
    assert sources.data_hash("constants.toml") == hashlib.sha256(raw).hexdigest()
