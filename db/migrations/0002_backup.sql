-- When the ledger was last copied to where the office keeps its backups.

CREATE TABLE backup (
    id INTEGER PRIMARY KEY,
    file TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
