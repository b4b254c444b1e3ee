# SPDX-License-Identifier: Apache-2.0
"""The daemon for the benchmarks: a configuration of so many links on 127/8, its CPU, memory, pages and lags."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time

from lab import BenchError, Program, addresses

PORT = 9750
FIRST = "127.1.0.1"
HEAD = f"""
[http]
listen = "127.0.0.1:{PORT}"
reload = true
[vantage]
anchors = ["127.0.0.1"]
[[district]]
id = "jila"
name = "Jila"
[[provider]]
id = "bench"
name = "Bench"
[[contract]]
id = "bench-2025"
provider = "bench"
number = "1"
start = 2025-01-01
target = 0.95
minimum_outage = "300s"
formula = "net-a"
[[template]]
id = "second"
technology = "radio"
interval = "1s"
contract = "bench-2025"
"""


def write_configuration(path, links, first_timeout="3s", extra=""):
    """A site for each link. The first link's timeout is what a reload changes; `extra` stands at the end. The book of
    record lies beside the file."""
    sites = "".join(f'  {{ id = "site-{n}", name = "Site {n}", district = "jila" }},\n' for n in range(links))
    rows = "".join(
        f'  {{ id = "link-{n}", site = "site-{n}", template = "second", address = "{address}"'
        + (f', timeout = "{first_timeout}"' if n == 0 else "") + " },\n"
        for n, address in enumerate(addresses(FIRST, links)))
    with open(path, "w", encoding="utf-8") as file:
        file.write((f"site = [\n{sites}]\nlink = [\n{rows}]\n" if links else "")
                   + f'[daemon]\ngateway = "bench"\nstate_dir = "{path}.state"\n' + HEAD + extra)


def is_ready():
    try:
        with socket.create_connection(("127.0.0.1", PORT), timeout=2) as connection:
            connection.sendall(b"GET /-/ready HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


class Daemon(Program):
    """`pantau run`, ready; `seconds_to_ready` from its start. Its book begins anew unless it is to be kept."""

    def __init__(self, build, folder, links, extra="", keep_book=False):
        self.path = os.path.join(folder, "pantau.toml")
        self.page = os.path.join(folder, "page")
        if not keep_book:
            self.forget()
        write_configuration(self.path, links, extra=extra)
        started = time.monotonic()
        super().__init__(folder, [f"{build}/daemon/pantau", "run", "-c", self.path])
        while not is_ready():
            if self.process.poll() is not None or time.monotonic() > started + 60:
                raise BenchError(f"pantau run: {self.text().strip()[-500:]}")
            time.sleep(0.005)
        self.seconds_to_ready = time.monotonic() - started

    def __exit__(self, *_):
        self.stop(signal.SIGTERM)

    def forget(self):
        shutil.rmtree(f"{self.path}.state", ignore_errors=True)

    def cpu_seconds(self):
        """Of all threads, to the nanosecond (/proc/PID/stat counts in hundredths of a second)."""
        total = 0
        for thread in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{thread}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
        return total / 1e9

    def resident_bytes(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1)) * 1024

    def curl(self, path, *options):
        """Seconds and bytes of one request; the body is in `self.page`."""
        answer = subprocess.run(
            ["curl", "-s", "--noproxy", "*", "-o", self.page, "-w", "%{http_code} %{time_total} %{size_download}",
             *options, f"http://127.0.0.1:{PORT}{path}"], capture_output=True, text=True, check=False)
        code, seconds, size = answer.stdout.split()
        if code != "200":
            with open(self.page, encoding="utf-8", errors="replace") as file:
                raise BenchError(f"{path}: {code} {file.read(500)}")
        return float(seconds), int(size)

    def scrape(self, gzip=False):
        return self.curl("/metrics", *(["-H", "Accept-Encoding: gzip"] if gzip else []))

    def lags(self):
        """Both histograms: {metric: {bound in seconds: cumulative count}}."""
        self.scrape()
        found = {"scheduler": {}, "event_loop": {}}
        with open(self.page, encoding="utf-8") as file:
            for line in file:
                match = re.match(r'pantau_(scheduler|event_loop)_lag_seconds_bucket\{le="([^"]+)"\} (\S+)', line)
                if match:
                    found[match.group(1)][float(match.group(2))] = float(match.group(3))
        return found


def since(before, after):
    return {bound: count - before[bound] for bound, count in after.items()}


def quantile(buckets, part):
    """Seconds, interpolated as PromQL does it; buckets are cumulative."""
    bounds = sorted(buckets)
    rank = part * buckets[bounds[-1]]
    below, low = 0.0, 0.0
    for bound in bounds:
        if buckets[bound] >= rank:
            if bound == float("inf"):
                return low
            inside = buckets[bound] - below
            return low + (bound - low) * ((rank - below) / inside if inside else 1)
        below, low = buckets[bound], bound
    return low


def longest(buckets):
    """Upper bound in seconds of the highest bucket that holds anything."""
    bounds = sorted(buckets)
    for lower, bound in zip(reversed(bounds[:-1]), reversed(bounds)):
        if buckets[bound] > buckets[lower]:
            return bound
    return bounds[0]
