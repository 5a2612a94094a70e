"""Everything the measures stand on: programs, a home of their own, sandboxes, the delay server, nginx before it. Ends what it starts."""
import datetime
import hashlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / ".build" / "bench"
DELAYS = {"notices": "20", "delivery": "50", "applications": "80", "procedures": "120", "selfinfo": "50", "proxies": "20",
          "status": "80"}
SLOWEST = 120


class Stage:
    def __init__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="mynafront-bench-"))
        for name in ("state", "run", "config", "cache"):
            (self.home / name).mkdir(mode=0o700)
        self.environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(self.home), "LANG": "C.UTF-8",
            "TERM": "xterm-256color", "XDG_STATE_HOME": f"{self.home}/state", "XDG_RUNTIME_DIR": f"{self.home}/run",
            "XDG_CONFIG_HOME": f"{self.home}/config", "XDG_CACHE_HOME": f"{self.home}/cache",
        }
        self.programs = pathlib.Path(os.environ.get("MYNAFRONT_PROGRAMS", ROOT / ".build" / "release"))
        self.client = str(self.programs / "mynafront")
        self.started = []
        self.sandboxes = {}
        self.network = None

    def peer(self, name):
        """The path of a program from elsewhere; None when it is not installed."""
        return shutil.which(name, path=self.environment["PATH"])

    def floor(self, name):
        return str(BUILT / name)

    def start(self, command, **options):
        process = subprocess.Popen(command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                   **options)
        self.started.append(process)
        return process

    def close(self):
        for process in reversed(self.started):
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    # Sandboxes

    def sandbox(self, notices):
        """A sandbox of its own with so many notices, somebody logged in. Path of the client's configuration."""
        if notices not in self.sandboxes:
            directory = self.home / f"sandbox-{notices}"
            begin = time.monotonic()
            process = self.start([str(self.programs / "mynafront-sandbox"), "serve", "--state", str(directory), "--notices",
                                  str(notices)], stderr=subprocess.DEVNULL)
            ready = json.loads(process.stdout.readline())
            self.seeding_seconds = time.monotonic() - begin
            self.log_in(ready["config"])
            self.sandboxes[notices] = ready
            time.sleep(0.5)
        return self.sandboxes[notices]["config"]

    def log_in(self, config):
        reading, writing = os.pipe()
        os.write(writing, b"1234\n")
        os.close(writing)
        command = [self.client, "--config", config, "login", "--pin-fd", str(reading)]
        result = subprocess.run(command, env=self.environment, pass_fds=[reading], capture_output=True, text=True)
        os.close(reading)
        if result.returncode != 0:
            raise RuntimeError("log-in failed: " + result.stderr)

    def stored_session(self, issuer):
        name = "session-" + hashlib.sha256(issuer.encode()).hexdigest()[:32] + ".json"
        return self.home / "run" / "mynafront" / name

    # The delay server

    def delays(self):
        if self.network is None:
            self.network = Network(self)
        return self.network


class Network:
    """The delay server over HTTP/1.1, nginx before it for HTTP/2, each also behind a relay of RTT 20 ms."""

    def __init__(self, stage):
        self.stage = stage
        self.anchors = BUILT / "tls" / "ca.pem"
        make_certificates(BUILT / "tls")
        certificate, key = BUILT / "tls" / "server.pem", BUILT / "tls" / "server.key"
        self.server = stage.start([stage.floor("server"), certificate, key, ROOT / "Benchmarks/delay/answers",
                                   *(f"{name}={delay}" for name, delay in DELAYS.items())])
        self.ports = {(1, 0): int(self.server.stdout.readline())}
        plain = int(self.server.stdout.readline())
        self.has_nginx = stage.peer("nginx") is not None
        if self.has_nginx:
            self.ports[2, 0] = self.start_nginx(plain, certificate, key)
        for version in (1, 2):
            if (version, 0) in self.ports:
                relay = stage.start([stage.floor("relay"), str(self.ports[version, 0]), "20"])
                self.ports[version, 20] = int(relay.stdout.readline())
        for kind, port in self.ports.items():
            self.prepare_client(kind, port)

    def start_nginx(self, plain, certificate, key):
        directory = self.stage.home / "nginx"
        directory.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        text = (ROOT / "Benchmarks/delay/nginx.conf").read_text()
        for name, value in (("PLAIN", plain), ("PORT", port), ("CERTIFICATE", certificate), ("KEY", key)):
            text = text.replace(f"@{name}@", str(value))
        (directory / "nginx.conf").write_text(text)
        self.stage.start([self.stage.peer("nginx"), "-e", "stderr", "-p", str(directory), "-c", str(directory / "nginx.conf")],
                         stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return port
            except ConnectionRefusedError:
                time.sleep(0.05)
        raise RuntimeError("nginx does not answer")

    def address(self, kind):
        return f"https://127.0.0.1:{self.ports[kind]}"

    def config(self, kind):
        return str(self.stage.home / "config" / f"delay-{kind[0]}-{kind[1]}.yaml")

    def prepare_client(self, kind, port):
        """A profile for this address, and a session as a log-in would have left it: the delay server asks nobody who they are."""
        issuer = f"urn:mynafront:benchmark:{kind[0]}-{kind[1]}"
        pathlib.Path(self.config(kind)).write_text(
            f"profile: delay\nprofiles:\n  delay:\n    practice: true\n    portal: {self.address(kind)}\n    issuer: {issuer}\n"
            f"    anchors: {self.anchors}\n    card-anchors: {self.anchors}\n    card-socket: {self.stage.home}/no-card\n")
        until = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))) + datetime.timedelta(hours=1)
        session = {
            "schema": 1, "issuer": issuer, "token": "benchmark", "subject": "benchmark", "method": "card", "assurance": "high",
            "expiresAt": until.isoformat(timespec="seconds"), "idleSeconds": 3600,
            "person": {"displayName": "見本　花子", "kana": None},
        }
        file = self.stage.stored_session(issuer)
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.write_text(json.dumps(session))
        file.chmod(0o600)

    def order(self, system, what):
        """Another delay, or `hang`, `reset`, `503`, for one system."""
        self.server.stdin.write(f"{system}={what}\n")
        self.server.stdin.flush()
        if self.server.stdout.readline() != "ok\n":
            raise RuntimeError("the delay server refused an order")


def make_certificates(directory):
    if (directory / "server.pem").exists():
        return
    directory.mkdir(parents=True, exist_ok=True)

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=directory, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key",
            "-days", "3650", "-subj", "/CN=Benchmark authority", "-out", "ca.pem")
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "server.key",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-out", "server.csr")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "3650",
            "-copy_extensions", "copy", "-out", "server.pem")
