"""Sphinx configuration: MyST pages, references from references.bib, reference from the code."""

import os
import sys
from pathlib import Path

# Kernels as plain Python: autodoc then sees functions with signatures, and nothing is compiled.
os.environ["NUMBA_DISABLE_JIT"] = "1"
sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from windlass import __version__

project = "Windlass"
author = "The Windlass authors"
copyright = "2026, The Windlass authors"  # noqa: A001
release = version = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinxcontrib.bibtex",
    "mathml",
    "reference_pages",
]
html_math_renderer = "mathml"
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
# Annotations name types by their last part, which two rooms may share.
suppress_warnings = ["ref.python"]
bibtex_bibfiles = ["../src/windlass/data/references.bib"]
bibtex_default_style = "plain"
bibtex_reference_style = "author_year"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
add_module_names = False

exclude_patterns = ["_build", "_ext", "reference/generated/*.md"]
html_theme = "furo"
html_title = f"Windlass {release}"
html_copy_source = False
html_show_sourcelink = False
