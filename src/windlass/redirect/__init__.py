"""With which technique an asteroid's course is changed: one technique, one file."""
