"""Importing tables into the ledger."""
