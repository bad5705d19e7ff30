"""The texts of ``tracker help``: topics, the list of commands, and an example of each command."""
