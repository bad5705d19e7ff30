"""Questions to the ledger, each answered with a table. ``asking`` runs the SQL of ``tracker.db``."""
