"""Requests nobody means well with, against gunicorn on PostgreSQL: each has its exact answer.

`requests` holds them as data, one module for each kind; the tests beside it hold what takes more
than one request.
"""
