"""Offices that share a ledger, by a log in a plain file."""
