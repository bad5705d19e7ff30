"""Countries (ISO 3166-1), languages (ISO 639), currencies (ISO 4217) with CLDR names (via Babel 2.18); kinds of place.

Currencies are the present and the former ones that CLDR knows, without codes for tests and for none.
"""
