"""Run a command, and end it and all that it started if it takes longer than so many minutes: MINUTES COMMAND..."""

import os
import signal
import subprocess
import sys
from contextlib import suppress

minutes, *command = sys.argv[1:]
process = subprocess.Popen(command, start_new_session=True)  # noqa: S603
try:
    sys.exit(process.wait(float(minutes) * 60))
except subprocess.TimeoutExpired:
    sys.exit(f"{command[-1]} took longer than {minutes} minutes, and was ended.")
finally:
    for ending in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, ending)
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
