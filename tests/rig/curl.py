"""What curl would do, in a suite that must not need it."""

from __future__ import annotations

import argparse
import shlex

import httpx


def curl(line: str) -> httpx.Response:
    """The answer to `curl [-i] [-X METHOD] [-H HEADER]… [-d BODY] URL`."""
    program, *arguments = shlex.split(line)
    assert program == "curl", line
    options = _PARSER.parse_args(arguments)
    headers = dict(header.split(": ", 1) for header in options.headers)
    return httpx.request(
        options.method, options.url, headers=headers, content=options.body, timeout=30
    )


_PARSER = argparse.ArgumentParser()
_PARSER.add_argument("-i", dest="with_headers", action="store_true")
_PARSER.add_argument("-X", dest="method", default="GET")
_PARSER.add_argument("-H", dest="headers", action="append")
_PARSER.set_defaults(headers=[])
_PARSER.add_argument("-d", dest="body")
_PARSER.add_argument("url")
