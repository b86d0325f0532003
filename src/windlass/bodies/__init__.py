"""Where is it, at any time, in which frame."""
