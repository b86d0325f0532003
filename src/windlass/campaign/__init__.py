"""The campaign: ships, vehicles, flights and crews; how many, when, and what goes wrong."""
