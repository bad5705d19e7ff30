"""The database as files, no logic: migrations, views, reference data, the sample, and ``schema.sql``."""
