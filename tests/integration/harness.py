# SPDX-License-Identifier: Apache-2.0
"""What the integration tests share: the simulated county, the real daemon in its namespace, and readers of
what both say. Standard library only. The test process itself enters the county's network namespace, so that
every socket it opens is inside, ports are free there, and nothing of the host is touched."""

import ctypes
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

PANTAU = os.environ["PANTAU_BINARY"]
COUNTY = os.environ["PANTAU_COUNTY"]
SKIPPED = 77  # what ctest takes for "skipped"
CLONE_NEWNET = 0x40000000


def wait_for(what, probe, seconds=20.0, pause=0.05):
    """Waits until probe() is true; returns its value. The limit is for hangs, not a measure of speed."""
    deadline = time.monotonic() + seconds
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for: {what}")
        time.sleep(pause)


class Program:
    """A child process with its output in a file; stopped by its own id and nothing else."""

    def __init__(self, arguments, log, **options):
        self.log = log
        with open(log, "wb") as out:
            self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=out, **options)

    def text(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self, seconds=15):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"did not stop within {seconds} s: {self.process.args}\n{self.text()}")
        return self.process.returncode


class County(Program):
    """`county run`; this process then lives in its namespace."""

    def __init__(self, folder, config, *options):
        self.folder = folder
        self.truth_file = os.path.join(folder, "truth.jsonl")
        self.control = os.path.join(folder, "control")
        path = os.path.join(folder, "county.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(config)
        super().__init__([COUNTY, "run", "--config", path, "--control", self.control, "--truth", self.truth_file,
                          *options], os.path.join(folder, "county.log"))
        wait_for("the county", self.is_ready)
        enter_network_of(self.process.pid)

    def is_ready(self):
        if self.process.poll() == SKIPPED:
            print(self.text())
            sys.exit(SKIPPED)
        if self.process.poll() is not None:
            raise AssertionError(f"the county ended: {self.text()}")
        return "ready pid=" in self.text() and os.path.exists(self.control)

    def command(self, line):
        """One command of the control language; returns what follows "ok"."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(20)
            connection.connect(self.control)
            connection.sendall(line.encode() + b"\n")
            answer = connection.makefile().readline().strip()
        if not answer.startswith("ok"):
            raise AssertionError(f"{line}: {answer}")
        return answer[2:].strip()

    def truth(self):
        """All records so far, in the order in which the county read the requests."""
        self.command("flush")
        with open(self.truth_file, encoding="utf-8") as file:
            return sorted((json.loads(line) for line in file), key=lambda record: record["n"])


def enter_network_of(pid):
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    try:
        if libc.setns(descriptor, CLONE_NEWNET) != 0:
            print("cannot enter the county's namespace:", os.strerror(ctypes.get_errno()))
            sys.exit(SKIPPED)
    finally:
        os.close(descriptor)


class Daemon(Program):
    """`pantau run` in the namespace that this process is in. Its book of record lies in `state`, a new folder if none
    is given, whatever the configuration says of it."""

    def __init__(self, folder, config, state=None, command=(PANTAU,), **options):
        self.folder = folder
        self.state = state or tempfile.mkdtemp(prefix="state.", dir=folder)
        self.path = os.path.join(folder, "pantau.toml")
        self.write(config)
        self.port = int(re.search(r'listen *= *"[^"]*:(\d+)"', config).group(1))
        options.setdefault("env", {**os.environ, "LC_ALL": "C"})
        super().__init__([*command, "run", "-c", self.path], os.path.join(folder, "pantau.log"), **options)

    def write(self, config):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(with_state(config, self.state))

    def command(self, *arguments, check=True):
        """Another `pantau` beside it, with the same configuration; what it wrote."""
        result = subprocess.run([PANTAU, *arguments, "-c", self.path], capture_output=True, text=True, check=False,
                                timeout=60, env={**os.environ, "LC_ALL": "C"})
        if check and result.returncode != 0:
            raise AssertionError(f"{arguments}: {result.returncode}: {result.stdout}{result.stderr}")
        return result.stdout if check else result

    def get(self, path, method="GET", headers=None, timeout=20):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method, headers=headers or {})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=timeout) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait_ready(self):
        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"the daemon ended with {self.process.returncode}: {self.text()}")
            try:
                return self.get("/-/ready", timeout=2)[0] == 200
            except OSError:
                return False

        wait_for("the daemon to be ready", ready, seconds=60)
        return self

    def metrics(self):
        return Metrics(self.get("/metrics")[1])

    def links(self):
        return {link["link"]: link for link in json.loads(self.get("/api/v1/links")[1])["links"]}


def with_state(config, folder):
    """The configuration with this state_dir, whatever it was."""
    line = f"state_dir = {json.dumps(folder)}\n"
    config = re.sub(r"(?m)^state_dir *=.*\n", "", config)
    if re.search(r"(?m)^\[daemon\]\s*$", config):
        return re.sub(r"(?m)^\[daemon\]\s*$", lambda found: f"[daemon]\n{line}", config, count=1)
    return f"{config}\n[daemon]\n{line}"


SAMPLE = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)')


class Metrics:
    """A page in text format 0.0.4."""

    def __init__(self, text):
        self.samples = {}
        self.by_name = {}
        for line in text.split("\n"):  # nothing else ends a line there, whatever str.splitlines() says
            if not line or line.startswith("#"):
                continue
            match = SAMPLE.match(line)
            if match is None:
                raise AssertionError(f"not a sample: {line!r}")
            key = (match.group(1), frozenset(LABEL.findall(match.group(2) or "")))
            if key in self.samples:
                raise AssertionError(f"twice on one page: {line!r}")
            self.samples[key] = float(match.group(3))
            self.by_name.setdefault(key[0], {})[key[1]] = self.samples[key]

    def find(self, name, **labels):
        """All samples of this name that have these labels, by their whole label set."""
        wanted = set(labels.items())
        return {found: value for found, value in self.by_name.get(name, {}).items() if wanted <= found}

    def value(self, name, **labels):
        """The one sample; None when there is none."""
        found = list(self.find(name, **labels).values())
        if len(found) > 1:
            raise AssertionError(f"{len(found)} samples of {name}{labels}")
        return found[0] if found else None


class CountyTest(unittest.TestCase):
    """A test with a folder of its own; what was started is stopped, daemon first."""

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="pantau-test.")
        self.addCleanup(self.directory.cleanup)
        self.folder = self.directory.name

    def start_county(self, config, *options):
        county = County(self.folder, config, *options)
        self.addCleanup(county.stop)
        return county

    def start_daemon(self, config, **options):
        daemon = Daemon(self.folder, config, **options)
        self.addCleanup(self.stop_and_judge, daemon)
        return daemon.wait_ready()

    def stop_and_judge(self, daemon):
        """A sanitizer's report is a failure even when all else was well."""
        daemon.stop()
        text = daemon.text()
        self.assertNotIn("ERROR: AddressSanitizer", text)
        self.assertNotIn("runtime error:", text)
        self.assertNotIn("WARNING: ThreadSanitizer", text)
        self.assertNotIn("ERROR: LeakSanitizer", text)


def config_head(port=9750, extra="", anchors='["198.18.0.1"]'):
    return f"""
[daemon]
gateway = "test"
language = "en"
[http]
listen = "127.0.0.1:{port}"
reload = true
[vantage]
anchors = {anchors}
{extra}
[[district]]
id = "jila"
name = "Jila"
"""


def link(identity, address, **keys):
    written = "".join(f"{key} = {json.dumps(value)}\n" for key, value in
                      {"technology": "radio", **keys}.items())
    return f"""
[[site]]
id = "site-{identity}"
name = "{identity}"
district = "jila"
[[link]]
id = "{identity}"
site = "site-{identity}"
address = "{address}"
{written}"""


def main():
    if os.geteuid() != 0:
        print("needs root to make network namespaces")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
