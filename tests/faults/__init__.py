"""Machine failures: full disks, missing rights, damaged files, readers that are gone; nothing is lost by them."""
