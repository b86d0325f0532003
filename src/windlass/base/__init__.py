"""Errors, traced figures, units at the edge, epochs, constants with sources, engine, progress."""
