"""The verbs of the command line, as their own help text states them."""

from __future__ import annotations

import re

from windlass.cli.main import app


def verbs() -> str:
    """Return the command line's own documentation as Markdown, from the first verb on."""
    text: str = app.generate_docs(output_format="markdown", heading_level=1)
    first = text.index("\n## windlass ")
    return re.sub(r"(?<!`)``(?!`)", "`", text[first:].strip()) + "\n"
