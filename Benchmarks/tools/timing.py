"""Times whole processes, in turns, so that whatever else the machine does meets all of them."""
import os
import time

from tools.table import Sample

NOTHING = os.open(os.devnull, os.O_RDWR)


def run(command, environment, output=NOTHING):
    """Runs a process to its end. Gives wall time and CPU time in milliseconds, and the exit code."""
    actions = [(os.POSIX_SPAWN_DUP2, NOTHING, 0), (os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, NOTHING, 2)]
    begin = time.perf_counter_ns()
    process = os.posix_spawn(command[0], command, environment, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    wall = (time.perf_counter_ns() - begin) / 1e6
    return wall, (usage.ru_utime + usage.ru_stime) * 1e3, os.waitstatus_to_exitcode(status)


def first_output(command, environment):
    """Milliseconds until the first whole line of standard output; the process is then ended."""
    reading, writing = os.pipe()
    holding, keep = os.pipe()  # its standard input stays open and silent
    actions = [(os.POSIX_SPAWN_DUP2, holding, 0), (os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_DUP2, NOTHING, 2)]
    begin = time.perf_counter_ns()
    process = os.posix_spawn(command[0], command, environment, file_actions=actions)
    os.close(writing)
    os.close(holding)
    heard = b""
    while b"\n" not in heard:
        more = os.read(reading, 65536)
        if not more:
            break
        heard += more
    wall = (time.perf_counter_ns() - begin) / 1e6
    os.close(keep)
    while os.read(reading, 65536):
        pass
    os.close(reading)
    os.waitpid(process, 0)
    if b"\n" not in heard:
        raise RuntimeError(f"{command[0]} said no line")
    return wall


def in_turns(things, rounds):
    """`things`: name -> function giving a number. Each is asked once to warm up, then in turns. name -> Sample."""
    for thing in things.values():
        thing()
    samples = {name: Sample() for name in things}
    for _ in range(rounds):
        for name, thing in things.items():
            samples[name].append(thing())
    return samples


def processes(commands, environment, rounds, allowed=(0,)):
    """`commands`: name -> argument list. Gives name -> Sample of wall times and name -> Sample of CPU times."""
    cpu = {name: Sample() for name in commands}

    def timed(name, command):
        wall, used, code = run(command, environment)
        if code not in allowed:
            raise RuntimeError(f"{' '.join(command)} ended with {code}")
        cpu[name].append(used)
        return wall

    walls = in_turns({name: (lambda n=name, c=command: timed(n, c)) for name, command in commands.items()}, rounds)
    return walls, cpu
