"""The language of the program: how it is chosen, and whether the catalogues are complete."""
