"""How does a trajectory leave for other programs, and come back."""
