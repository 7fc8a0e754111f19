"""Roadmap files: read with positions, checked field by field, linked across files, written."""
