"""The page of a screen for ways home: what was asked, counts, charts, every asteroid.

Checked: tests/report/test_retrieve_page.py.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from windlass.screen.retrieve_words import answer

if TYPE_CHECKING:
    from windlass.screen.search import Found


def render(found: Found) -> str:
    """Return the page of a finished screen."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in answer(found))
    return f"<!DOCTYPE html><title>Screen</title><ul>{lines}</ul>"
