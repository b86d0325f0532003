"""What goes wrong: the schedule simulated with its hazards, and what that asks for."""
