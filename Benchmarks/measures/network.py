"""P6 home from a cold process, P7 over kept connections, P8 with one system in trouble: against the delay server."""
import os
import re
import select
import subprocess
import time

from tools.stage import SLOWEST
from tools.table import Sample
from tools.timing import in_turns, processes, run

ROUNDS = 15
DEADLINE = 1000
KINDS = ((1, 0), (1, 20), (2, 0), (2, 20))
PATHS = ("procedures/v1/todos?limit=200", "applications/v1/applications?limit=200", "status/v1/status?limit=200",
         "notices/v1/notices?limit=5", "delivery/v1/services?limit=200", "selfinfo/v1/requests?limit=200",
         "selfinfo/v1/categories?limit=1", "proxies/v1/proxies?limit=200")


def name_of(kind):
    return f"HTTP/{'1.1' if kind[0] == 1 else '2'}, RTT {kind[1]}"


def kinds(network, table, number):
    for kind in KINDS:
        if kind in network.ports:
            yield kind
        else:
            table.fact(number, f"home, {name_of(kind)}", "", "nginx", "not installed")


def connection_setup(stage, network, kind):
    """Milliseconds from nothing to the end of the TLS handshake, as curl sees it."""
    def once():
        out = subprocess.run(
            [stage.peer("curl"), "-sS", "--fail", "--cacert", str(network.anchors), "-o", "/dev/null", "-w",
             "%{time_appconnect}", network.address(kind) + "/status/v1/status"],
            env=stage.environment, capture_output=True, text=True, check=True)
        return float(out.stdout) * 1e3
    return Sample([once() for _ in range(ROUNDS)])


def p6(stage, table):
    network = stage.delays()
    if not stage.peer("curl"):
        raise RuntimeError("curl is needed (Scripts/deps bench)")
    for kind in kinds(network, table, "P6"):
        setup = connection_setup(stage, network, kind)
        limit = setup.median + kind[1] + SLOWEST
        address = network.address(kind)
        urls = [word for path in PATHS for word in ("-o", "/dev/null", f"{address}/{path}")]
        wall, _ = processes(
            {
                "ours": [stage.client, "--config", network.config(kind), "home", "--json"],
                "C": [stage.floor("home"), str(network.anchors), address, str(kind[0]), "1"],
                "curl": [stage.peer("curl"), "-sS", "--parallel", "--http2" if kind[0] == 2 else "--http1.1", "--cacert",
                         str(network.anchors), *urls],
            }, stage.environment, ROUNDS)
        table.ratio("P6", f"home, cold process, {name_of(kind)}, ms", wall["ours"],
                    f"limit: set-up {setup.median:.1f} + RTT + {SLOWEST}", limit, 1.15 if kind[0] == 1 else 1.10)
        table.ratio("P6", "    C libcurl multi, not decoded", wall["C"], "limit", limit, None)
        table.ratio("P6", "    curl --parallel", wall["curl"], "limit", limit, None)


class LinearHome:
    """The client's linear face on home. Asking for new contents goes over the connections that it keeps."""

    def __init__(self, stage, config):
        self.process = subprocess.Popen([stage.client, "--linear", "--config", config], env=stage.environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.page = self.until_prompt()[1]
        self.refresh = re.search(r"^(\d+)\. 最新の内容にする", self.page, re.M)[1]

    def until_prompt(self):
        """The moment of the last byte of the next prompt, and everything said until then."""
        heard = b""
        while not heard.endswith("）: ".encode()):
            if not select.select([self.process.stdout], [], [], 10)[0]:
                raise RuntimeError("no prompt: " + heard.decode(errors="replace"))
            more = os.read(self.process.stdout.fileno(), 65536)
            if not more:
                raise RuntimeError("the client ended: " + heard.decode(errors="replace"))
            heard += more
        return time.perf_counter_ns(), heard.decode()

    def ask(self, number=None):
        begin = time.perf_counter_ns()
        self.process.stdin.write(f"{number or self.refresh}\n".encode())
        self.process.stdin.flush()
        end, text = self.until_prompt()
        if found := re.search(r"^(\d+)\. 最新の内容にする", text, re.M):
            self.refresh = found[1]
        return (end - begin) / 1e6, text

    def close(self):
        self.process.stdin.close()
        self.process.wait(5)
        self.process.stdout.close()


def p7(stage, table):
    network = stage.delays()
    for kind in kinds(network, table, "P7"):
        face = LinearHome(stage, network.config(kind))
        face.ask()
        samples = Sample(face.ask()[0] for _ in range(ROUNDS))
        face.close()
        limit = SLOWEST + kind[1]
        table.ratio("P7", f"home again in an open face, {name_of(kind)}, ms", samples, f"limit: RTT + {SLOWEST}", limit, 1.02)
        floor = subprocess.run([stage.floor("home"), str(network.anchors), network.address(kind), str(kind[0]), str(ROUNDS + 2)],
                               env=stage.environment, capture_output=True, text=True, check=True)
        table.ratio("P7", "    C libcurl multi, not decoded", Sample([float(line) for line in floor.stdout.split()[2:]]), "limit",
                    limit, None)


def p8(stage, table):
    """The slowest system is the one in trouble; the other six must be shown, and the whole be done in time."""
    network = stage.delays()
    kind = (1, 0)
    for trouble in ("hang", "reset", "503"):
        face = LinearHome(stage, network.config(kind))
        face.ask()
        network.order("procedures", trouble)
        try:
            samples, missing = Sample(), 0
            for _ in range(5):
                elapsed, text = face.ask()
                samples.append(elapsed)
            cold = Sample()
            for _ in range(5):
                wall, _, code = run([stage.client, "--config", network.config(kind), "home", "--json"], stage.environment)
                cold.append(wall)
                missing += code == 3
            if missing != 5:
                raise RuntimeError(f"home with one system that does {trouble} did not end with exit code 3")
        finally:
            network.order("procedures", str(SLOWEST))
            face.close()
        # When the one fails at once, the slowest of the others (80) is what is waited for.
        most = DEADLINE + 5 if trouble == "hang" else 80 + 5
        table.limit("P8", f"home, one system: {trouble}, open face, ms", samples, most)
        table.fact("P8", "    cold process, exit code 3, ms", cold)
