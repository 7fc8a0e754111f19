"""`python -m config.run`: the whole product under one supervising command, from nothing.

The supervisor itself knows no Django: it checks, starts, watches and stops processes.

    checks       what would not work, found before anything is started
    folder       the var folder: everything a run keeps
    broker       the Valkey that comes along when no REDIS_URL is given
    children     a process, its log and its end
    leftovers    what a killed supervisor may have left
    prepare      tables, tracks and first accounts (the one module that runs Django)
    first_run    what the first run prints and keeps
    supervisor   the order of it all
"""
