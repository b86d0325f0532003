"""Windlass plans the capture of an asteroid."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("windlass")
except PackageNotFoundError:  # a source tree that is not installed
    __version__ = "0+unknown"
