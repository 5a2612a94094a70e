"""P1 start to output, P12 the linear face and lists in a pipe, P17 size."""
import json
import os
import shutil
import subprocess

from measures.screen import mbox
from tools.stage import ROOT
from tools.timing import first_output, in_turns, processes

ROUNDS = 31
COMMANDS = {"version": ["version"], "--help": ["--help"], "bff list": ["bff", "list"]}


def p1(stage, table):
    commands = {name: [stage.client, *words] for name, words in COMMANDS.items()}
    commands["Swift floor"] = [stage.floor("start")]
    commands["Swift floor, same libraries"] = [stage.floor("start-same")]
    curl = stage.peer("curl")
    if curl:
        commands["curl"] = [curl, "--version"]
    wall, cpu = processes(commands, stage.environment, ROUNDS)
    for name in COMMANDS:
        table.ratio("P1", f"start: {name}, ms", wall[name], "curl --version", wall.get("curl"), 0.8)
        table.ratio("P1", "", wall[name], "Swift floor", wall["Swift floor"], 2)
        table.ratio("P1", "", wall[name], "Swift floor, same libraries", wall["Swift floor, same libraries"], None)
        # On a busy machine the CPU time says more than the time on the wall.
        table.ratio("P1", "    its CPU time, ms", cpu[name], "Swift floor", cpu["Swift floor"], None)


def p12(stage, table):
    config = stage.delays().config((1, 0))
    walls = in_turns(
        {
            "linear": lambda: first_output([stage.client, "--linear", "--config", config], stage.environment),
            "version": lambda: first_output([stage.client, "version"], stage.environment),
        }, ROUNDS)
    table.ratio("P12", "linear face: start to first line, ms", walls["linear"], "our own version", walls["version"], 1.2)

    # Twenty items from a file to a pipe: our list of notices from a state of the gallery, s-nail's list of headers from an mbox.
    items = twenty_notices(stage)
    commands = {"ours": [stage.client, "screens", "show", "notices", "--linear", "--state", "twenty"]}
    nail = stage.peer("s-nail")
    if nail:
        commands["s-nail"] = [nail, "-n", "-H", "-f", mbox(stage, 20)]
    environment = {**stage.environment, "MYNAFRONT_RESOURCES": items}
    wall, _ = processes(commands, environment, ROUNDS)
    table.ratio("P12", "20 items to a pipe, whole process, ms", wall["ours"], "s-nail -H", wall.get("s-nail"), 1)
    config = stage.sandbox(100)
    listed, _ = processes({"list": [stage.client, "--config", config, "notices", "list", "--limit", "20"]}, stage.environment,
                          ROUNDS)
    table.fact("P12", "    the same asked of the sandbox, ms", listed["list"])


def twenty_notices(stage):
    """A copy of the screens with a state of twenty notices."""
    directory = stage.home / "resources"
    if not directory.exists():
        for name in ("screens", "content"):
            shutil.copytree(ROOT / name, directory / name)
        state = json.loads((ROOT / "screens/states/notices.some.json").read_text())
        rows = state["result"]["items"]
        state["result"]["items"] = [dict(rows[i % len(rows)], id=f"n-{i}") for i in range(20)]
        state["result"]["total"] = 20
        (directory / "screens/states/notices.twenty.json").write_text(json.dumps(state, ensure_ascii=False))
    return str(directory)


def p17(stage, table):
    def stripped(program, name):
        copy = stage.home / name
        subprocess.run(["strip", "-o", str(copy), program], check=True)
        return os.path.getsize(copy) / 1e6

    ours = stripped(stage.client, "stripped")
    table.limit("P17", "size stripped, MB", ours, 20)
    table.fact("P17", "    as built, MB", os.path.getsize(stage.client) / 1e6, "Swift floor stripped",
               stripped(stage.floor("start"), "stripped-floor"))
    linked = subprocess.run(["ldd", stage.client], capture_output=True, text=True, check=True).stdout
    heavy = [name for name in ("icu", "curl", "xml2", "pango", "Foundation") if name in linked]
    table.limit("P17", "heavy libraries linked at start", len(heavy), 0)
