"""The district's server: it puts everybody's entries in one order and says of each what became of it."""
