# SPDX-License-Identifier: Apache-2.0
"""Rows of SNMP: what a poll of ten objects costs beside snmp_exporter, over a satellite, and what ICMP feels of it.
Debian's snmpd answers for all of 127/8 at one port; for version 3 each device is a snmpd with an engine id of its own."""

import http.client
import os
import re
import socket
import threading
import time
from statistics import median

from daemon import Daemon, quantile, since
from lab import OTHER_CORE, PROBER_CORE, BenchError, County, Program, addresses
from table import Row, against

TOOLS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "build", "tools")
SNMPD, EXPORTER = os.path.join(TOOLS, "snmpd"), os.path.join(TOOLS, "prometheus-snmp-exporter")
PORT, FIRST_PORT, EXPORTER_PORT = 1161, 21000, 9116
FIRST = "127.2.0.1"
ENGINES = 500
USER, AUTH_PASSWORD, PRIVACY_PASSWORD = "bench", "authentic-words", "private-words"
V3 = ("v3", USER, AUTH_PASSWORD, PRIVACY_PASSWORD)
# As in snmp_load.cpp: sysUpTime and nine columns of interface 1 (lo).
COLUMNS = [f"1.3.6.1.2.1.2.2.1.{column}" for column in (7, 8, 13, 14, 19, 20)] + \
    [f"1.3.6.1.2.1.31.1.1.1.{column}" for column in (6, 10, 15)]
WORKERS = 20
MINUTES = 2.5


def missing():
    absent = [program for program in (SNMPD, EXPORTER) if not os.access(program, os.X_OK)]
    if absent:
        raise BenchError(f"not there (deploy/install-dependencies test): {' '.join(absent)}")


def udp_ports():
    with open("/proc/net/udp", encoding="ascii") as file:
        return {int(line.split()[1].split(":")[1], 16) for line in file.readlines()[1:]}


class Snmpd(Program):
    def __init__(self, folder, port, number=0, core=OTHER_CORE):
        state = os.path.join(folder, f"state-{port}")
        os.makedirs(state)
        path = os.path.join(state, "bench.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write(f"rocommunity bench\nexactEngineID 0x80001f8804{number:012x}\n"
                       f'createUser {USER} SHA-256 "{AUTH_PASSWORD}" AES "{PRIVACY_PASSWORD}"\nrouser {USER} priv\n')
        super().__init__(folder, ["env", f"SNMP_PERSISTENT_DIR={state}", "MIBS=", SNMPD, "-f", "-C", "-c", path, "-LE",
                                  "4", "-I", "-smux", f"udp:0.0.0.0:{port}"], core, name=f"snmpd-{port}")


def wait_for_ports(programs, ports, seconds=120):
    deadline = time.monotonic() + seconds
    while not ports <= udp_ports():
        ended = [program for program in programs if program.process.poll() is not None]
        if ended or time.monotonic() > deadline:
            raise BenchError(f"snmpd did not start: {ended[0].text()[-300:] if ended else 'too slow'}")
        time.sleep(0.1)


class Exporter(Program):
    """Modules `ten` (GET of known instances), `ten3` (the same by version 3), `walk` (the columns walked)."""

    def __init__(self, folder):
        path = os.path.join(folder, "snmp.yml")
        with open(path, "w", encoding="ascii") as file:
            file.write(self.module("ten", True, "  version: 2\n  auth: {community: bench}\n")
                       + self.module("walk", False, "  version: 2\n  auth: {community: bench}\n")
                       + self.module("ten3", True, f"""  version: 3
  auth: {{username: {USER}, security_level: authPriv, password: {AUTH_PASSWORD}, auth_protocol: SHA256,
         priv_protocol: AES, priv_password: {PRIVACY_PASSWORD}}}
"""))
        super().__init__(folder, [EXPORTER, f"--config.file={path}", f"--web.listen-address=127.0.0.1:{EXPORTER_PORT}"],
                         None)
        self.wait_for_text("Listening on")

    @staticmethod
    def module(name, known, access):
        wanted = ", ".join(f"{column}{'.1' if known else ''}" for column in COLUMNS)
        text = f"{name}:\n" + (f"  get: [1.3.6.1.2.1.1.3.0, {wanted}]\n" if known else
                               f"  get: [1.3.6.1.2.1.1.3.0]\n  walk: [{wanted}]\n") + access + \
            "  metrics:\n  - {name: uptime, oid: 1.3.6.1.2.1.1.3, type: gauge, help: x}\n"
        return text + "".join(f"  - {{name: c{number}, oid: {column}, type: gauge, help: x, "
                              f"indexes: [{{labelname: i, type: gauge}}]}}\n" for number, column in enumerate(COLUMNS))

    def cpu_seconds(self):
        total = 0
        for thread in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{thread}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
        return total / 1e9

    @staticmethod
    def scrape(connection, module, target):
        connection.request("GET", f"/snmp?module={module}&target={target}")
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or body.count(b"\nc") < len(COLUMNS):
            raise BenchError(f"snmp_exporter: {answer.status} {body[:300]!r}")

    def microseconds_a_poll(self, module, targets):
        """CPU for one poll of each, WORKERS at a time; the first of them all are not counted."""
        failures = []

        def work(part):
            connection = http.client.HTTPConnection("127.0.0.1", EXPORTER_PORT, timeout=30)
            try:
                for target in part:
                    self.scrape(connection, module, target)
            except (BenchError, OSError) as failure:
                failures.append(failure)

        def run(some):
            workers = [threading.Thread(target=work, args=(some[n::WORKERS],)) for n in range(WORKERS)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            if failures:
                raise BenchError(str(failures[0]))

        run(targets[:WORKERS])
        before = self.cpu_seconds()
        run(targets)
        return (self.cpu_seconds() - before) / len(targets) * 1e6


class Load(Program):
    def __init__(self, build, folder, *arguments):
        super().__init__(folder, [f"{build}/tests/bench/snmp_load", *map(str, arguments)], PROBER_CORE)

    def microseconds_a_poll(self, values=len(COLUMNS) + 1):
        self.finish()
        found = re.search(r"polls (\d+) incomplete (\d+) values (\d+) round_trips (\d+) cpu (\S+) s", self.text())
        if self.process.returncode != 0 or found is None:
            raise BenchError(f"snmp_load: {self.text().strip()}")
        polls, incomplete, read, round_trips = map(int, found.groups()[:4])
        if incomplete or read != values * polls or round_trips != polls:
            raise BenchError(f"snmp_load: not what was asked for: {found.group(0)}")
        return float(found.group(5)) / polls * 1e6


def plain_rows(build, folder):
    """The same number of polls a second of 1,000 and of 5,000 devices."""
    agent = Snmpd(folder, PORT)
    with agent, Exporter(folder) as exporter:
        wait_for_ports([agent], {PORT})
        targets = [f"{address}:{PORT}" for address in addresses(FIRST, 1000)]
        few, many, peer = [], [], []
        for _ in range(2):
            few.append(Load(build, folder, FIRST, 1000, PORT, 1000, 8, "community", "bench").microseconds_a_poll())
            peer.append(exporter.microseconds_a_poll("ten", targets))
            many.append(Load(build, folder, FIRST, 5000, PORT, 5000, 10, "community", "bench").microseconds_a_poll())
    return [against("CPU a poll, SNMP v2c, 10 objects, 1,000 devices", median(few), median(peer), 1 / 20, "us",
                    "snmp_exporter"),
            against("the same, 5,000 devices", median(many), median(few), 1.2, "us", "1,000 devices")]


def engine_rows(build, folder):
    ports = set(range(FIRST_PORT, FIRST_PORT + ENGINES))
    agents = []
    try:
        for number, port in enumerate(sorted(ports)):
            agents.append(Snmpd(folder, port, number))
        wait_for_ports(agents, ports)
        with Exporter(folder) as exporter:
            targets = [f"127.0.0.1:{port}" for port in sorted(ports)]
            ours, peer = [], []
            for _ in range(2):
                ours.append(Load(build, folder, "127.0.0.1", ENGINES, f"{FIRST_PORT}+", 1000, 8, *V3)
                            .microseconds_a_poll())
                peer.append(exporter.microseconds_a_poll("ten3", targets))
    finally:
        for agent in agents:
            agent.process.kill()
        for agent in agents:
            agent.stop()
    return [against(f"CPU a poll, SNMPv3 authPriv (SHA-256, AES), {ENGINES} engines", median(ours), median(peer), 1 / 8,
                    "us", "snmp_exporter")]


def secret(folder, name, text):
    with open(os.open(os.path.join(folder, name), os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(text + "\n")


def devices(endpoints, version, interval):
    """For the end of a configuration: they belong to the sites of the links, as far as there are any."""
    access = 'version = "2c"\ncommunity_file = "community"' if version == "2c" else \
        f'version = "3"\nuser = "{USER}"\nauth = "SHA-256"\nauth_password_file = "auth"\n' \
        'privacy = "AES"\nprivacy_password_file = "privacy"'
    rows = "".join(f'[[device]]\nid = "device-{n}"\nsite = "site-{n}"\naddress = "{endpoint}"\nprofile = "generic"\n'
                   f'interfaces = ["lo"]\ncredentials = "field"\ninterval = "{interval}"\n'
                   for n, endpoint in enumerate(endpoints))
    return f'[[snmp_credentials]]\nid = "field"\n{access}\n{rows}'


def write_secrets(folder):
    for name, text in (("community", "bench"), ("auth", AUTH_PASSWORD), ("privacy", PRIVACY_PASSWORD)):
        secret(folder, name, text)


def sums(daemon, *names):
    """Of each metric over all links or devices."""
    daemon.scrape()
    with open(daemon.page, encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    return [sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name + "{")) for name in names]


ECHOES = ("pantau_icmp_probes_total", "pantau_icmp_probes_lost_total", "pantau_icmp_replies_late_total",
          "pantau_icmp_probes_unsent_total", "pantau_icmp_probes_void_total")


def echo_row(what, daemon, before):
    probes, lost, late, unsent, void = (now - then for now, then in zip(sums(daemon, *ECHOES), before))
    bad = lost + late + unsent + void
    return Row(what, f"{bad:.0f} of {probes:,.0f} echoes lost, late, unsent or void", "", None, "0", bad == 0)


def silent_rows(build, folder):
    """1,000 agents of version 3 that never answer: bound, and unread."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("0.0.0.0", 0))
        port = deaf.getsockname()[1]
        extra = devices([f"{address}:{port}" for address in addresses(FIRST, 1000)], "3", "10s")
        with Daemon(build, folder, 1000) as daemon:
            time.sleep(15)
            quiet = daemon.lags()
            time.sleep(20)
            alone = since(quiet["event_loop"], daemon.lags()["event_loop"])
        with Daemon(build, folder, 1000, extra=extra) as daemon:
            time.sleep(15)
            before, echoes = daemon.lags(), sums(daemon, *ECHOES)
            time.sleep(40)
            lag = since(before["event_loop"], daemon.lags()["event_loop"])
            (timeouts,) = sums(daemon, "pantau_snmp_timeouts_total")
            row = echo_row("ICMP, 1,000 links at 1/s, beside 1,000 silent v3 devices", daemon, echoes)
    held, usual = quantile(lag, 0.99) * 1e3, quantile(alone, 0.99) * 1e3
    if timeouts < 1000:
        raise BenchError(f"only {timeouts:.0f} requests timed out")
    return [row, Row("the same: event-loop lag p99", f"{held:.3g} ms", f"{usual:.3g} ms (without SNMP)",
                     held / usual if usual else None, "<= 10 ms", held <= 10)]


def together_rows(build, folder):
    agent = Snmpd(folder, PORT)
    with agent:
        wait_for_ports([agent], {PORT})
        extra = devices([f"{address}:{PORT}" for address in addresses(FIRST, 1000)], "2c", "60s")
        with Daemon(build, folder, 1000, extra=extra) as daemon:
            time.sleep(75)  # each was polled for the first time, and its rows were found
            names = ("pantau_snmp_requests_total", "pantau_snmp_timeouts_total", "pantau_snmp_complete")
            before, echoes, polls, cpu = daemon.lags(), sums(daemon, *ECHOES), sums(daemon, *names), daemon.cpu_seconds()
            started = time.time()
            time.sleep(MINUTES * 60)
            cpu = (daemon.cpu_seconds() - cpu) / (MINUTES * 60)
            lag = quantile(since(before["event_loop"], daemon.lags()["event_loop"]), 0.99) * 1e3
            after = sums(daemon, *names)
            row = echo_row("ICMP, 1,000 links at 1/s, beside 1,000 devices every 60 s", daemon, echoes)
            fresh = fresh_devices(daemon, started + (MINUTES - 1) * 60 - 5)
    return [row, Row(f"the same: devices polled in each of {MINUTES:g} minutes",
                     f"{after[0] - polls[0]:,.0f} requests, {after[1] - polls[1]:.0f} timeouts, {fresh} fresh",
                     "1,000 a minute", (after[0] - polls[0]) / (1000 * MINUTES), "1,000 fresh and complete, 0 timeouts",
                     fresh == 1000 and after[2] == 1000 and after[1] == polls[1]),
            Row("the same: event-loop lag p99, CPU", f"{lag:.3g} ms, {cpu:.1%} of a core")]


def fresh_devices(daemon, newer_than):
    daemon.scrape()
    with open(daemon.page, encoding="utf-8") as file:
        return sum(line.startswith("pantau_snmp_last_success_timestamp_seconds{")
                   and float(line.rpartition(" ")[2]) > newer_than for line in file)


SKY = """
[[agent]]
id = "sky"
kind = "snmpd"
config = ["rocommunity bench"]
[[host]]
id = "sky"
address = "198.18.1.1"
delay = "650ms"
agent = "sky"
"""


def satellite_rows(build, folder):
    """Inside the county's namespace from here on."""
    with County(build, folder, "650ms", more=SKY):
        with Daemon(build, folder, 1, extra=devices(["198.18.1.1"], "2c", "5s")) as daemon:
            time.sleep(14)
            (before,) = sums(daemon, "pantau_snmp_requests_total")
            time.sleep(20)
            requests, took, complete = sums(daemon, "pantau_snmp_requests_total", "pantau_snmp_poll_duration_seconds",
                                            "pantau_snmp_complete")
        with Exporter(folder):
            connection = http.client.HTTPConnection("127.0.0.1", EXPORTER_PORT, timeout=120)
            started = time.monotonic()
            Exporter.scrape(connection, "walk", "198.18.1.1")
            peer = time.monotonic() - started
    good = complete == 1 and requests - before in (4, 5) and took < 2 * 0.65
    return [Row("SNMP over 650 ms, known rows, all of `generic`",
                f"{took:.2f} s, {(requests - before) / 4:.2g} requests a poll",
                f"{peer:.2f} s, about {peer / 0.65:.0f} round trips (snmp_exporter, the columns of 10 objects walked)",
                took / peer, "one round trip", good)]


def snmp(build, folder):
    missing()
    write_secrets(folder)
    rows = plain_rows(build, folder) + engine_rows(build, folder)
    rows += silent_rows(build, folder) + together_rows(build, folder)
    return rows + satellite_rows(build, folder)
