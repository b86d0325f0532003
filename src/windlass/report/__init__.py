"""Show it: self-contained pages made from a stored run."""
