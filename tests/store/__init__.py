"""The database file, whoever writes to it."""
