"""The proofs of ``tracker check``: each SELECT gives a sentence for every discrepancy, and none when all is well."""
