"""The wire and the stick: `kelambu/1`, one batch of entries either way, with receipts."""
