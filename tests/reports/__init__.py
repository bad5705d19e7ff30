"""Questions to the ledger, asked by both clocks."""
