"""What a clerk types and reads, a file for each family of commands."""
