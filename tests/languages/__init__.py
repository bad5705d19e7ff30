"""The language that is spoken: how it is chosen, and whether the catalogues say all."""
