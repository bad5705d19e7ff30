"""Countries (ISO 3166-1) and languages (ISO 639) with CLDR names (via Babel 2.18), and our kinds of place."""
