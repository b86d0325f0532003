"""Write equations as MathML, which browsers draw by themselves: the pages work offline."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def equation(tex: str, display: str) -> str:
    """Return MathML; browsers know no mathvariant, so bold letters become letters of their own."""
    text = convert(tex, display=display)
    return re.sub(
        r'<mi mathvariant="bold(?:-italic)?">([^<]+)</mi>',
        lambda found: f"<mi>{''.join(bold(letter) for letter in unescape(found[1]))}</mi>",
        text,
    )


def bold(letter: str) -> str:
    """Return the mathematical bold form of a Latin or small Greek letter."""
    for first, last, bold_first in (("a", "z", 0x1D41A), ("A", "Z", 0x1D400), ("α", "ω", 0x1D6C2)):
        if first <= letter <= last:
            return chr(bold_first + ord(letter) - ord(first))
    return letter


def inline(translator: Any, node: nodes.math) -> None:
    """Write an equation within a line."""
    translator.body.append(equation(node.astext(), "inline"))
    raise nodes.SkipNode


def block(translator: Any, node: nodes.math_block) -> None:
    """Write an equation of its own."""
    text = equation(node.astext(), "block")
    translator.body.append(
        f'<div class="math notranslate" style="overflow-y: hidden">{text}</div>\n'
    )
    raise nodes.SkipNode
