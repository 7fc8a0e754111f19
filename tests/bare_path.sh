#!/bin/sh
# Fills a folder with links to python3, make, git, the coreutils and a shell, and nothing else:
#   tests/bare_path.sh DIR && env -i PATH=DIR make test
# shows that the project needs no other program.
exec python3 - "${1:?usage: tests/bare_path.sh DIR}" <<'PYTHON'
import shutil
import sys
from pathlib import Path

COREUTILS = """
    [ arch b2sum base32 base64 basename basenc cat chcon chgrp chmod chown chroot cksum comm cp csplit
    cut date dd df dir dircolors dirname du echo env expand expr factor false fmt fold groups head
    hostid id install join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc
    numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm rmdir runcon seq
    sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum
    sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink users
    vdir wc who whoami yes
"""

if sys.version_info < (3, 11):
    sys.exit(f"python3 is {sys.version.split()[0]}, older than 3.11")
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
# The interpreter itself: what `python3` names may be a shim that asks for other programs.
programs = {"python3": Path(sys.executable).resolve()}
for name in ["make", "git", "sh", *COREUTILS.split()]:
    if found := shutil.which(name):
        programs[name] = Path(found)
for name, program in programs.items():
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(program)
PYTHON
