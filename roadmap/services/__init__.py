"""The acts of roadmaps: import files, edit a draft, publish it."""
