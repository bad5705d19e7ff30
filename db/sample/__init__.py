"""The founding case: its money, people trained and places are true; copies, dates and shares invented."""
