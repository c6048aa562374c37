"""The terminal app: shows, asks, and calls `work/`; holds no rules and no SQL."""
