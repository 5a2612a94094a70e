"""A home of a journey's own, with a practice portal of its own. Both end with it."""

import os
import shutil
import subprocess
import tempfile


class World:
    """`like` is another world that has a portal, not running: its keys are used again, because making new ones takes seconds."""

    def __init__(self, programs, like=None):
        self.programs = os.path.abspath(programs)
        # Short, because a Unix socket's path has at most 107 bytes.
        self.home = tempfile.mkdtemp(prefix="mf-r-", dir="/tmp")
        for name in ("run", "config", "cache"):
            os.mkdir(f"{self.home}/{name}", 0o700)
        if like:
            shutil.copytree(like.home + "/state", self.home + "/state")
        else:
            os.mkdir(self.home + "/state", 0o700)
        self.environment = {
            "HOME": self.home, "XDG_RUNTIME_DIR": self.home + "/run", "XDG_STATE_HOME": self.home + "/state",
            "XDG_CONFIG_HOME": self.home + "/config", "XDG_CACHE_HOME": self.home + "/cache", "LANG": "C.UTF-8",
            "PATH": self.programs + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        }

    def shell(self, line):
        """A line of shell in this world; its output. Raises when it fails."""
        done = subprocess.run(
            ["/bin/bash", "--norc", "-c", line], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"`{line}` ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def start_portal(self):
        self.shell(
            "mynafront-sandbox serve --shared --now 2026-11-20 >/dev/null 2>&1 </dev/null & "
            "for n in $(seq 400); do mynafront-sandbox status >/dev/null 2>&1 && exit 0; sleep 0.05; done; exit 1")

    def stop_portal(self):
        try:
            self.shell("mynafront-sandbox stop")
        except RuntimeError:
            pass

    def end(self):
        self.stop_portal()
        shutil.rmtree(self.home, ignore_errors=True)
