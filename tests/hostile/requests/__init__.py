"""The list: every module holds `REQUESTS`."""
