"""What follows from each kind of entry, one module a subject; `ledger.projections` calls them."""
