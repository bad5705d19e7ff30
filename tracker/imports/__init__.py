"""Whole tables into the ledger, through the same functions that the commands call."""
