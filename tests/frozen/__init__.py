"""What each released version wrote, a file for each: every later version reads it.

``python -m tests.frozen`` writes the file of this version. It has a shared ledger in which every command has written
something, the package exported from it, the whole log, and a sheet with the profile with which it was imported. As
long as a version is not released, delete its file and write it again after a change of the schema.
"""
