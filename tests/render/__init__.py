"""How an answer looks, format by format."""
