"""The command line: parses, calls the same `work/` functions as the screens, prints."""
