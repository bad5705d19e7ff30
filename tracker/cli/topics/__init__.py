"""What ``tracker help`` shows: a text for each topic, the screen of commands, and an example of each command."""
