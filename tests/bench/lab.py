# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks share: a network namespace of their own, programs on a chosen core that end with us, their CPU
time, the simulated county and fping."""

import ctypes
import os
import re
import signal
import socket
import struct
import subprocess
import time
from dataclasses import dataclass

CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
CORES = sorted(os.sched_getaffinity(0))
PROBER_CORE = CORES[-1]  # what is measured
OTHER_CORE = CORES[0]  # what answers and watches


class BenchError(Exception):
    """A benchmark could not run; the text says why."""


def check_call(result, what):
    if result != 0:
        raise BenchError(f"{what}: {os.strerror(ctypes.get_errno())}")


def end_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def enter_new_network():
    """Loopback alone: 127.0.0.0/8 answers echoes, and nothing leaves."""
    check_call(LIBC.unshare(CLONE_NEWNET), "a network namespace")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


class Program:
    """A child with its output in a file. It ends with us, whatever happens."""

    def __init__(self, folder, arguments, core=None, name=None):
        self.name = name or os.path.basename(arguments[0])
        self.log = os.path.join(folder, f"{self.name}.log")

        def prepare():
            end_with_parent()
            if core is not None:
                os.sched_setaffinity(0, {core})

        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            preexec_fn=prepare)
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def text(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def finish(self):
        """Waits for its end; returns its user and system time in seconds."""
        _, status, usage = os.wait4(self.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_utime + usage.ru_stime

    def stop(self, with_signal=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(with_signal)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def wait_for_text(self, words, seconds=20):
        deadline = time.monotonic() + seconds
        while words not in self.text():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise BenchError(f"{self.name} did not start: {self.text().strip()[-500:]}")
            time.sleep(0.02)


class County(Program):
    """The simulated county; this process enters its namespace. Nothing leaves it."""

    DEVICE = "county0"

    def __init__(self, build, folder, delay, more=""):
        """`more`: further tables of its configuration."""
        config = os.path.join(folder, "county.toml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f'[[host]]\nid = "all"\naddress = "198.18.0.0/16"\ndelay = "{delay}"\n{more}')
        super().__init__(folder, [f"{build}/tests/lab/county", "run", "--config", config], OTHER_CORE)
        self.wait_for_text("ready pid=")
        descriptor = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY)
        check_call(LIBC.setns(descriptor, CLONE_NEWNET), "the county's namespace")
        os.close(descriptor)


class Hog(Program):
    """Keeps a core busy."""

    def __init__(self, folder, core):
        super().__init__(folder, ["sh", "-c", "while :; do :; done"], core)


def addresses(first, count):
    (start,) = struct.unpack("!I", socket.inet_aton(first))
    return [socket.inet_ntoa(struct.pack("!I", start + i)) for i in range(count)]


@dataclass
class Result:
    """What a prober did. `cpu` is in seconds, of its whole life; `round_trips` by address, None where it saw no
    reply (fping)."""

    cpu: float
    sent: int
    lost: int
    overflow: int = 0
    cpu_an_echo: float = 0.0
    round_trips: dict | None = None

    def microseconds_an_echo(self):
        return self.cpu / self.sent * 1e6


class Load(Program):
    """Our engine and runner on their own (icmp_load.cpp)."""

    def __init__(self, build, folder, plan, core=PROBER_CORE, file=None):
        """`plan`: first address, targets, milliseconds between echoes of one, seconds."""
        super().__init__(folder, [f"{build}/tests/bench/icmp_load", *map(str, plan), *([file] if file else [])], core)

    def result(self):
        cpu = self.finish()
        found = re.search(r"sent (\d+) answered (\d+) lost (\d+) unsent (\d+) void (\d+) overflow (\d+)", self.text())
        if self.process.returncode != 0 or found is None:
            raise BenchError(f"icmp_load: {self.text().strip()}")
        sent, _, lost, unsent, _, overflow = map(int, found.groups())
        if unsent:
            raise BenchError(f"icmp_load: the kernel refused {unsent} of {sent} echoes")
        steady = re.search(r"cpu (\S+) us", self.text())
        return Result(cpu, sent, lost, overflow, float(steady.group(1)))


class Fping(Program):
    """fping's own way: `count` rounds of a second over all targets."""

    def __init__(self, folder, targets, count, *options, core=PROBER_CORE):
        path = os.path.join(folder, "targets")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(targets) + "\n")
        super().__init__(folder, ["fping", "-q", f"-C{count}", "-p1000", *options, "-f", path], core)

    def result(self):
        cpu = self.finish()
        if self.process.returncode not in (0, 1):  # 1: some did not answer
            raise BenchError(f"fping: {self.text().strip()[-500:]}")
        found = {}
        for line in self.text().splitlines():
            match = re.match(r"(\d+\.\d+\.\d+\.\d+)\s+: (.*)", line)
            if match:
                found[match.group(1)] = [None if word == "-" else float(word) / 1e3 for word in match.group(2).split()]
        values = [value for row in found.values() for value in row]
        return Result(cpu, len(values), values.count(None), round_trips=found)


def fping_costs(folder, targets):
    """Microseconds of CPU an echo: all targets at once, and spread over the second (6,000 targets, beyond that fping
    runs out of sequence numbers)."""
    burst = Fping(folder, targets, 4, "-i0").result().microseconds_an_echo()
    paced = Fping(folder, targets[:6000], 4, "-i0.15").result().microseconds_an_echo()
    return burst, paced
