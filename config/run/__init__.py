"""`python -m config.run`: the whole product under one supervising command, from nothing.

The supervisor itself knows no Django: it checks, starts, watches and stops processes.

    product      which programs there are, and the order in which they start
    supervisor   starts processes, watches them, and leaves none behind
    children     a process, its log and its end
    leftovers    what a killed supervisor may have left
    checks       what would not work, found before anything is started
    environment  what every process is told
    folder       the var folder: everything a run keeps
    broker       the Valkey that comes along when no REDIS_URL is given
    prepare      tables, tracks and first accounts (the one module that runs Django)
    first_run    what the first run prints and keeps
"""
