"""One ledger for many offices: an ordered log of batches that a replicated engine keeps, and copies that follow it."""
