"""The kinds of values that clerks type, described once for commands, conversations and the page.

`kinds.py` defines how each kind is parsed and chosen; `parsing.py` has the parsers that the model lacks. Commands turn
kinds into click types (`cli/types.py`), page forms into inputs. Labels and hints differ between prompts and forms, and
are defined there.
"""

SHIPMENT_STATUSES = ("in-transit", "partly-received", "received", "closed", "voided")
