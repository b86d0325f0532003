"""Rules that hold for persons: hours and rest, dose, what they use."""
