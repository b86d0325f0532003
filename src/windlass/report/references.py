"""References as the page lists them: key, text, and where to read the paper.

Checked: tests/report/test_views.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from markupsafe import Markup, escape

from windlass.base.sources import bibliography, cite_keys

_PLACE: Final = re.compile(r"(?P<url>https?://[^\s<>\"']+)|\b(?P<doi>10\.\d{4,9}/[^\s<>\"']+)")


def references(keys: Iterable[str]) -> list[dict[str, str]]:
    """Return key and text of each reference, sorted; InvalidInput for an unknown key."""
    found = []
    for line in cite_keys(keys):
        key, _, text = line.removeprefix("[").partition("] ")
        found.append({"key": key, "text": text})
    return found


def known(keys: Iterable[Any]) -> set[str]:
    """Return those of the keys that the bibliography holds; other words are no keys."""
    entries = bibliography()
    return {str(key) for key in keys if str(key) in entries}


def linked(text: str) -> Markup:
    """Return text in which addresses and DOIs can be followed; nothing is fetched by itself."""
    made, at = Markup(""), 0
    for match in _PLACE.finditer(text):
        place = match.group().rstrip(".,;)")
        href = place if match["url"] else f"https://doi.org/{place}"
        made += escape(text[at : match.start()])
        made += Markup('<a href="{}" rel="noreferrer">{}</a>').format(href, place)
        at = match.start() + len(place)
    return made + escape(text[at:])
