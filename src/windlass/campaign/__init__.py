"""Campaign: how many ships, vehicles and flights, and when; thin, for a whole programme."""
