"""Run a command as a user other than root: as nobody if root runs this, else as the same user.

It is written in Python because not every system has a command for it that needs no password and no terminal.
"""

import os
import pwd
import sys

if os.geteuid() == 0:
    user = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    folders = [folder for folder in os.get_exec_path() if os.access(folder, os.X_OK)]
    os.environ |= {"LOGNAME": user.pw_name, "USER": user.pw_name, "PATH": os.pathsep.join(folders)}
os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606
