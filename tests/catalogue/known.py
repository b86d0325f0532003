"""Asteroids that come with the package, by their names."""

from windlass.catalogue import whole as columns
from windlass.catalogue.collection import Catalogue, lookup
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.whole import Whole


def orbits(*names: str) -> tuple[Orbit, ...]:
    """Their orbits."""
    return tuple(lookup(name).orbit for name in names)


def catalogue(*names: str) -> Catalogue:
    """A catalogue of them alone."""
    return Catalogue(tuple(lookup(name) for name in names))


def whole(*names: str) -> Whole:
    """The same as columns."""
    return columns.from_catalogue(catalogue(*names), {})
