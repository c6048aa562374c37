"""The district's server: takes what laptops push, puts it in one order, and hands it out again."""
