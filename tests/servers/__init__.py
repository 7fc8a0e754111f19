"""Real servers for tests: PostgreSQL, Valkey, an SMTP server with a script.

Nothing here knows Django or this project, so a test that proves a promise from outside may use it.
"""
