"""What ``tracker check`` proves: each SELECT gives a row for every discrepancy, and none when all is well.

The column ``finding`` names the sentence that says what is wrong; the other columns are its fields.
"""
