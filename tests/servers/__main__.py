"""`python -m tests.servers`: both servers until Ctrl-C, their URLs printed for other terminals."""

import signal

from tests.servers.postgres import postgres
from tests.servers.valkey import valkey

# As Ctrl-C does: leave the blocks, and so stop the servers.
signal.signal(signal.SIGTERM, signal.default_int_handler)

with postgres() as database_url, valkey() as redis_url:
    print(f"export TEST_DATABASE_URL={database_url}", flush=True)
    print(f"export TEST_REDIS_URL={redis_url}", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        print("stopped")
