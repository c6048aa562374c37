"""The one database: opening it, its tables, its history, and the keys that unlock it."""
