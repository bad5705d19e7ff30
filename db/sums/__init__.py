"""The sums of movements, a statement each, which books those of the entries from ``:first_entry`` to ``:last_entry``.

The trigger `command_is_booked` carries them out for each command that closes. A bulk load, and a ledger restored from a
data package, carry them out for all their entries at once.
"""
