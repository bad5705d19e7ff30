"""The pages: one module per subject, with its parameters and reports."""
