"""What clerks type: the kinds of values, described once for commands, conversations and the page.

`kinds.py` says of each kind what a text means and what can be chosen; `parsing.py` reads what no part of the model
reads. Commands make click's types of them (`cli/types.py`), forms of the page their inputs. Labels and hints differ
between a question and a form, and stand where they are shown.
"""

SHIPMENT_STATUSES = ("in-transit", "partly-received", "received", "closed", "voided")
