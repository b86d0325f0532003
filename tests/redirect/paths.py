"""Encounters for tests: made once, by all forces."""

from functools import cache

from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.catalogue.collection import lookup
from windlass.redirect.response import (
    Encounter,
    Response,
    Sampled,
    encounter,
    response,
    sampled,
)

LEAD_S = 2.5 * YEAR_S


@cache
def apophis() -> Encounter:
    """Its encounter with Earth in 2029."""
    return encounter(lookup("Apophis").orbit, (parse_epoch("2028"), parse_epoch("2040")))


@cache
def answer() -> Response:
    """How that encounter answers."""
    one = apophis()
    return response(one, one.plane.t_s - LEAD_S)


@cache
def by() -> Sampled:
    """The same, at once."""
    return sampled(answer())
