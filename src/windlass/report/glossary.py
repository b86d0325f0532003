"""The field's words on a page: each is marked where it stands and explained at the end.

The words are in data/glossary.toml.
Checked: tests/report/test_glossary.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from markupsafe import Markup, escape

from windlass.base.sources import table

TABLE: Final = "glossary"
_DATE: Final = re.compile(r"(\b\d{4}-\d{2}-\d{2}\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word: its key, how it is written first, its other forms, and what it means."""

    key: str
    term: str
    also: tuple[str, ...]
    text: str

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way to write it, sentences' beginnings included."""
        plain = (self.term, *self.also)
        return tuple(dict.fromkeys([*plain, *(form[0].upper() + form[1:] for form in plain)]))


class Glossary:
    """The words of one page; remembers which were used."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def mark(self, text: object) -> Markup:
        """Return text, escaped, in which the first use of each known word leads to its meaning.

        Dates are kept from breaking over lines.
        """
        made, at, seen = Markup(""), 0, set[str]()
        plain = str(text)
        for match in _pattern().finditer(plain):
            key = _keys()[match.group()]
            if key in seen:
                continue
            seen.add(key)
            self._used.add(key)
            made += _dated(plain[at : match.start()])
            made += Markup('<a class="term" href="#term-{}">{}</a>').format(key, match.group())
            at = match.end()
        return made + _dated(plain[at:])

    def used(self) -> list[Term]:
        """Return the words marked so far, and those that they are explained with, by name."""
        wanted: set[str] = set()
        stack = sorted(self._used)
        while stack:
            key = stack.pop()
            if key not in wanted:
                wanted.add(key)
                stack += [_keys()[m.group()] for m in _pattern().finditer(terms()[key].text)]
        return sorted((terms()[key] for key in wanted), key=lambda one: one.term.casefold())


def _dated(text: str) -> Markup:
    parts = _DATE.split(text)
    return Markup("").join(
        Markup('<span class="nowrap">{}</span>').format(part) if k % 2 else escape(part)
        for k, part in enumerate(parts)
    )


@cache
def terms() -> dict[str, Term]:
    """Return every word by its key."""
    return {
        key: Term(key=key, term=row["term"], also=tuple(row.get("also", ())), text=row["text"])
        for key, row in table(TABLE).items()
    }


@cache
def _keys() -> dict[str, str]:
    return {form: term.key for term in terms().values() for form in term.forms}


@cache
def _pattern() -> re.Pattern[str]:
    forms = sorted(_keys(), key=lambda form: (-len(form), form))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, forms)) + r")(?![\w-])")
