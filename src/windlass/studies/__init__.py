"""The options side by side: the only room that knows the order of the others."""
