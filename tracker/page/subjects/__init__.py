"""The pages: each subject has its own room, which knows what it can be asked and which reports it asks."""
