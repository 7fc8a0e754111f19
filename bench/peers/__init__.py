"""Rivals: small programs that do the same work on the same tables, and import nothing of ours."""
