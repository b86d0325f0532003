"""The page of a screen.

Checked: tests/report/test_screen_page.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from windlass.screen.search import Found


def render(found: Found) -> str:
    """Return the page."""
    return f"<!doctype html><title>{found.run.name}</title>"
