"""Is this the same person: pure arrays in, scores out."""
