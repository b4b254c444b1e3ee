# SPDX-License-Identifier: Apache-2.0
"""The simulated county (PANTAU_COUNTY) behind a cable of the machine: what the gateway in Timika sees of its links."""

import os
import pathlib
import socket
import subprocess
import tempfile
import time

from machine import end_with_parent, run, skip

COUNTY = os.environ.get("PANTAU_COUNTY", "")
NEAR, FAR = "198.19.255.1", "198.19.255.2"  # the ends of the cable
CONFIG = """
seed = 9404
[[node]]
id = "uplink"
[[node]]
id = "relay"
parent = "uplink"
[[host]]
id = "anchors"
address = "198.18.0.0/24"
parent = "uplink"
delay = "5ms"
[[host]]
id = "jila-vsat"
address = "198.18.6.1"
parent = "uplink"
delay = "600ms"
[[host]]
id = "relay-address"
address = "198.18.7.1"
parent = "relay"
delay = "5ms"
[[host]]
id = "behind"
address = "198.18.8.0/24"
parent = "relay"
delay = "20ms"
[[host]]
id = "near"
address = "198.18.64.0/18"
parent = "uplink"
delay = "50ms"
[[host]]
id = "far"
address = "198.18.128.0/18"
parent = "uplink"
delay = "500ms"
"""


def need_a_county():
    """Before anything is begun."""
    if not os.access(COUNTY, os.X_OK):
        skip("PANTAU_COUNTY names no program")


class Field:
    def __init__(self, folder):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="county.", dir=folder))
        self.control = self.folder / "control"
        (self.folder / "county.toml").write_text(CONFIG)
        with open(self.folder / "county.log", "wb") as log:
            self.process = subprocess.Popen([COUNTY, "run", "--config", str(self.folder / "county.toml"),
                                             "--control", str(self.control)],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=end_with_parent)
        deadline = time.monotonic() + 60
        while "ready pid=" not in self.log() or not self.control.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.end()
                raise AssertionError(f"the county is not ready: {self.log()}")
            time.sleep(0.05)
        # What the machine sends arrives on the cable and leaves by the county's own device.
        self.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")

    def log(self):
        return (self.folder / "county.log").read_text()

    def run(self, *command):
        """In the county's network."""
        return run("nsenter", f"--target={self.process.pid}", "--net", *command, timeout=30)

    def connect(self, machine):
        """A cable from the machine to the county."""
        machine.network("ip", "link", "add", "field", "type", "veth", "peer", "name", "gateway", "netns",
                        str(self.process.pid))
        self.run("ip", "address", "add", f"{FAR}/30", "dev", "gateway")
        self.run("ip", "link", "set", "gateway", "up")
        machine.network("ip", "address", "add", f"{NEAR}/30", "dev", "field")
        machine.network("ip", "link", "set", "field", "up")
        machine.network("ip", "route", "add", "198.18.0.0/15", "via", FAR)

    def command(self, line):
        """One command of the county's control language."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(20)
            connection.connect(str(self.control))
            connection.sendall(line.encode() + b"\n")
            answer = connection.makefile().readline().strip()
        if not answer.startswith("ok"):
            raise AssertionError(f"{line}: {answer}")
        return answer[2:].strip()

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(20)
