"""The schedule of the flights: dates, pads, docks, teams and who is on them."""
