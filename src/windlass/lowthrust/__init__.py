"""Low thrust: legs and trips that a solar-electric tug flies, as least propellant or time."""
