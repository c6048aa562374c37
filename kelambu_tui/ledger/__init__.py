"""The ledger: everything a person decided, append-only, chained and signed."""
