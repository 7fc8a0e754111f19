"""The work that has no request: digests and imports, each beside how a tutorial would do it.

Every program here works on the product's own models, so Django is set up before any of them is
read. `sink.py` is no part of this: it is started by its path.
"""

from bench.product import get_ready

get_ready()
