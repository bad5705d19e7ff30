"""The command line as clerks use it, a file for each family of commands."""
