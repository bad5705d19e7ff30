"""One ledger for many offices: a replicated log of batches in order, and copies that follow it."""
