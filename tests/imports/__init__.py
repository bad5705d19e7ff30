"""Whole tables brought into the ledger."""
