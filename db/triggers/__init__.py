"""The triggers that judge a command as a whole, a CREATE TRIGGER each: they ask the questions of `tracker.db` of it.

Each question stands in the trigger itself, with the command's own number for ``:known_command``: SQLite compiles the
whole for every command that is recorded, and what is asked of views costs it half as much again. So the triggers are
made anew with the views, whenever a file is upgraded.
"""
