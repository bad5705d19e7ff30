"""The rules of the ledger, told as stories."""
