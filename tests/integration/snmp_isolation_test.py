# SPDX-License-Identifier: Apache-2.0
"""net-snmp reads and writes nothing of its own: no configuration, no MIBs, no state, whatever the environment says.
What its own programs would read is laid out for it, with settings that would break every question."""

import ctypes
import functools
import os
import re
import shutil
import struct
import subprocess

from harness import PANTAU, config_head, link, main, wait_for
from snmp_agent import Agents
from snmp_router import Interface, Router
from snmp_trial import COMMUNITY, COUNTY, CREDENTIALS, SnmpTrial, agent_of, device
from snmp_v3_test import AUTH_PASSWORD, BEST, PORT, PRIVACY_PASSWORD, SNMPD, Snmpd, account, credentials, user_of

POISON = """
defVersion 1
defCommunity poison
defSecurityName poison
defSecurityLevel noAuthNoPriv
defPassphrase poison-poison
timeout 1
retries 0
dumpPacket yes
doDebugging 1
mibs +ALL
persistentDir %(state)s
"""
IN_OPEN, IN_CREATE, IN_MODIFY, IN_DELETE = 0x20, 0x100, 0x2, 0x200
# What net-snmp looks at by itself (netsnmp_config_api(3), "FILES" of snmp_config(5)), and the names laid out here.
ITS_OWN = re.compile(r'"[^"]*(?:/\.?snmp/|/\.snmp|snmp(?:app|d|trapd)?(?:\.local)?\.conf|pantau(?:\.local)?\.conf|/mibs|'
                     r'poison)[^"]*"')


class Watch:
    """Whatever is opened, made, changed or removed right in these folders (inotify(7))."""

    def __init__(self, folders):
        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        self.folders = {libc.inotify_add_watch(self.descriptor, folder.encode(), IN_OPEN | IN_CREATE | IN_MODIFY |
                                               IN_DELETE): folder for folder in folders}
        assert self.descriptor >= 0 and -1 not in self.folders, os.strerror(ctypes.get_errno())

    def seen(self):
        """Since the last call."""
        found = []
        try:
            while data := os.read(self.descriptor, 65536):
                while data:
                    watch, mask, _, length = struct.unpack_from("iIII", data)
                    name = data[16:16 + length].rstrip(b"\0").decode()
                    found.append((os.path.join(self.folders[watch], name), hex(mask)))
                    data = data[16 + length:]
        except BlockingIOError:
            return found

    def close(self):
        os.close(self.descriptor)


@functools.cache
def can_trace():
    """strace(1) is there, and ptrace(2) is allowed."""
    try:
        return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def tracing(trace):
    return ["strace", "-f", "-o", trace, "-e", "trace=%file,connect"] if can_trace() else []


def lookups(trace):
    """All lines of a trace, and those in which net-snmp looks for something of its own."""
    with open(trace, encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()
    # The first is execve with the whole command line.
    return lines, [line for line in lines[1:] if ITS_OWN.search(line)]


class Isolation(SnmpTrial):
    def setUp(self):
        super().setUp()
        root = os.path.join(self.folder, "poison")
        places = {name: os.path.join(root, name) for name in ("home", "home/.snmp", "conf", "state", "mibs")}
        for place in places.values():
            os.makedirs(place, exist_ok=True)
        for place in ("home/.snmp", "conf", "state"):
            for name in ("snmp.conf", "snmp.local.conf", "pantau.conf", "pantau.local.conf", "snmpapp.conf"):
                with open(os.path.join(places[place], name), "w", encoding="ascii") as file:
                    file.write(POISON % places)
        with open(os.path.join(places["mibs"], "POISON-MIB.txt"), "w", encoding="ascii") as file:
            file.write("POISON-MIB DEFINITIONS ::= BEGIN\nEND\n")
        self.environment = {
            **os.environ, "LC_ALL": "C", "HOME": places["home"], "SNMPCONFPATH": f"{places['conf']}:{places['state']}",
            "SNMP_PERSISTENT_DIR": places["state"], "SNMP_PERSISTENT_FILE": os.path.join(places["state"], "file"),
            "MIBDIRS": places["mibs"], "MIBS": "ALL", "MIBFILES": os.path.join(places["mibs"], "POISON-MIB.txt")}
        self.root = root
        self.before = self.listing()
        self.watch = Watch(list(places.values()))
        self.addCleanup(self.watch.close)

    def listing(self):
        return sorted(os.path.join(folder, name) for folder, _, names in os.walk(self.root) for name in names)

    def assert_untouched(self):
        self.assertEqual(self.watch.seen(), [])
        self.assertEqual(self.listing(), self.before)
        self.watch.seen()  # the listing opened the folders itself

    def begin_agents(self):
        """One agent that speaks 2c, and where it is there, Debian's snmpd for version 3."""
        self.secret("auth", AUTH_PASSWORD)
        self.secret("privacy", PRIVACY_PASSWORD)
        self.start_county(COUNTY)
        self.agent = agent_of(Router([Interface(1, "ether1"), Interface(2, "ether2")]))()
        self.agents = {"router": self.agent}
        serving = Agents(self.agent)
        self.addCleanup(serving.stop)
        self.secret("community", COMMUNITY)
        written = config_head() + CREDENTIALS + link("clean", "198.18.1.1", interval="100ms")
        written += device("router", self.agent.endpoint)
        self.names = ["router"]
        if os.path.exists(SNMPD):
            self.addCleanup(Snmpd(self.folder, "snmpd", [account(*BEST)]).stop)
            written += credentials("v3", user_of(*BEST), *BEST)
            written += device("server", f"127.0.1.1:{PORT}", credentials="v3", interfaces=["lo"])
            self.names.append("server")
        self.watch.seen()
        return written

    def test_its_own_programs_would_read_what_is_laid_out(self):
        """Else the other tests could not fail."""
        program = shutil.which("snmpget")
        if program is None:
            self.skipTest("no snmpget (package snmp)")
        trace = os.path.join(self.folder, "trace")
        subprocess.run([*tracing(trace), program, "-r", "0", "-t", "0.1", "127.0.0.1:9", "1.3.6.1.2.1.1.3.0"],
                       env=self.environment, capture_output=True, check=False, timeout=60)
        touched = {os.path.relpath(path, self.root) for path, _ in self.watch.seen()}
        self.assertTrue({"conf/snmp.conf", "mibs/POISON-MIB.txt"} <= touched, touched)
        if tracing(trace):
            found = lookups(trace)[1]
            self.assertTrue(any("/conf/snmp.conf" in line for line in found), found)

    def test_the_command_touches_none_of_it(self):
        path = os.path.join(self.folder, "pantau.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.begin_agents())
        trace = os.path.join(self.folder, "trace")
        # LeakSanitizer does not work under ptrace(2).
        environment = {**self.environment, "ASAN_OPTIONS": "detect_leaks=0"}
        for name in self.names:
            with self.subTest(device=name):
                result = subprocess.run([*tracing(trace), PANTAU, "snmp", name, "-c", path], env=environment,
                                        capture_output=True, text=True, check=False, timeout=120)
                self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
                self.assertNotIn("poison", result.stdout + result.stderr)
                self.assert_untouched()
                if tracing(trace):
                    self.assert_trace(trace, path)
        self.assert_asked_as_configured()

    def assert_trace(self, trace, path):
        """No lookup either, also in places that are not ours; no resolver."""
        lines, its_own = lookups(trace)
        self.assertTrue(any(path in line for line in lines[1:]), "the trace shows the configuration file")
        self.assertEqual(its_own, [])
        self.assertEqual([line for line in lines if "AF_UNIX" in line or "resolv.conf" in line], [])

    def assert_asked_as_configured(self):
        self.assertGreater(len(self.agent.asked), 0)
        self.assertEqual({(asked.message.version, asked.message.community) for asked in self.agent.asked},
                         {(1, COMMUNITY.encode())})

    def test_the_daemon_touches_none_of_it_until_its_end(self):
        written = self.begin_agents()
        self.daemon = self.start_daemon(written, env=self.environment)
        for name in self.names:
            self.wait_complete(name)
        asked = len(self.agent.asked)
        wait_for("more polls", lambda: len(self.agent.asked) > asked + 2)
        self.daemon.stop()
        self.assert_untouched()
        self.assertNotIn("poison", self.daemon.text())
        self.assert_asked_as_configured()


if __name__ == "__main__":
    main()
