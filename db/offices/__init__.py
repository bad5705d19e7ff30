"""The logs that offices share, as their engines keep them."""
