"""The verbs of the command line, as their own help text states them."""

from __future__ import annotations

import importlib.util


def verbs() -> str:
    """Return the command line's own documentation as Markdown."""
    if importlib.util.find_spec("windlass.cli.main") is None:
        return "The command line is not part of this build.\n"
    from windlass.cli.main import app

    text: str = app.generate_docs(output_format="markdown", heading_level=2)
    return text.rstrip() + "\n"
