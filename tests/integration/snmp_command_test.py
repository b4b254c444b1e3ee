# SPDX-License-Identifier: Apache-2.0
"""`pantau snmp` against snmpsim on loopback: what it shows, what it says when nothing comes back, exit codes."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

from harness import PANTAU, SKIPPED, Program, wait_for

SNMPSIM = "/usr/bin/snmpsimd"
RECORDINGS = os.path.join(os.path.dirname(__file__), "..", "data", "snmp")
# GET sysUpTime.0 of community "generic-router" (RFC 3416): answered as soon as the agent is there.
HELLO = bytes.fromhex("3031020101040e67656e657269632d726f75746572a01c020401020304020100020100"
                      "300e300c06082b060102010103000500")
HOSTILE = "1.3.6.1.2.1.1.1.0|4x|1b5b324a41ff0a42e280ae43\n1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.7\n"


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.5)
        probe.sendto(HELLO, ("127.0.0.1", port))
        try:
            return bool(probe.recv(2000))
        except OSError:
            return False


def configuration(folder, port):
    secrets = {"router": "generic-router", "ups": "ups-battery", "wrong": "nonsense", "hostile": "hostile"}
    text = '[daemon]\nlanguage = "en"\n'
    for name, community in secrets.items():
        path = os.path.join(folder, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(community)
        text += f'[[snmp_credentials]]\nid = "{name}"\nversion = "2c"\ncommunity_file = "{path}"\n'
    return text + f"""
[[district]]
id = "jila"
name = "Jila"
[[site]]
id = "kantor"
name = "Kantor"
district = "jila"
[[link]]
id = "vsat"
site = "kantor"
technology = "geo-vsat"
address = "198.18.6.1"
[[device]]
id = "router-1"
site = "kantor"
address = "127.0.0.1:{port}"
credentials = "router"
interfaces = ["wan0", "gone0"]
links = {{ wan0 = "vsat" }}
[[device]]
id = "unasked"
site = "kantor"
address = "127.0.0.1:{port}"
"""


class SnmpCommand(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        os.chmod(cls.folder, 0o755)
        data, cache = os.path.join(cls.folder, "data"), os.path.join(cls.folder, "cache")
        shutil.copytree(RECORDINGS, data)
        with open(os.path.join(data, "hostile.snmprec"), "w", encoding="utf-8") as file:
            file.write(HOSTILE)
        os.mkdir(cache)
        os.chmod(cache, 0o777)
        user = [] if os.geteuid() else ["--process-user=nobody", "--process-group=nogroup"]
        cls.port = free_port()
        cls.agent = Program([SNMPSIM, f"--data-dir={data}", f"--cache-dir={cache}",
                             f"--agent-udpv4-endpoint=127.0.0.1:{cls.port}", *user],
                            os.path.join(cls.folder, "snmpsim.log"))
        wait_for("snmpsim", lambda: answers(cls.port), 120)
        cls.path = os.path.join(cls.folder, "pantau.toml")
        with open(cls.path, "w", encoding="utf-8") as file:
            file.write(configuration(cls.folder, cls.port))

    @classmethod
    def tearDownClass(cls):
        cls.agent.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def snmp(self, *arguments, expect=0):
        # The agent may be slow on a loaded machine; that the command ends is what the limit is for.
        result = subprocess.run([PANTAU, "snmp", *arguments, "-c", self.path], capture_output=True,
                                text=True, check=False, timeout=120)
        self.assertEqual(result.returncode, expect, result.stdout + result.stderr)
        return result

    def document(self, *arguments):
        return json.loads(self.snmp(*arguments, "--json").stdout)

    def at(self):
        return f"127.0.0.1:{self.port}"

    def test_a_configured_device_is_shown_with_its_interface(self):
        said = self.snmp("router-1").stdout
        self.assertIn("example-router", said)
        self.assertRegex(said, r"wan0 +CIRCUIT 4711 +vsat ")
        self.assertIn("gone0: no interface with this ifName or ifAlias", said)
        self.assertIn("profile: generic", said)
        self.assertRegex(said, r"uptime of the agent +1 d 00:00:00")

    def test_the_document_has_exact_numbers_and_null_for_what_is_not_known(self):
        said = self.document("router-1")
        interface = said["interfaces"][0]
        self.assertEqual((interface["interface"], interface["link"]), ("wan0", "vsat"))
        self.assertEqual(interface["receive_bytes"], 900000000001)
        self.assertEqual(said["missing_interfaces"], ["gone0"])
        self.assertEqual(said["clock"]["uptime_seconds"], 86400)
        self.assertIsNone(said["power"]["battery_volts"])
        self.assertIsNone(said["available_interfaces"])
        self.assertTrue(said["poll"]["answered"])
        self.assertIsNone(said["poll"]["fault"])
        self.assertGreater(said["poll"]["sent_bytes"], 0)

    def test_an_address_alone_is_told_which_interfaces_there_are(self):
        said = self.document(self.at(), "--credentials", "router")
        self.assertIsNone(said["device"])
        found = {one["interface"]: (one["alias"], one["up"]) for one in said["available_interfaces"]}
        self.assertEqual(found["wan0"], ("CIRCUIT 4711", True))
        self.assertEqual(len(found), 4)
        text = self.snmp(self.at(), "--credentials", "router").stdout
        self.assertIn("--interface NAME", text)
        said = self.document(self.at(), "--credentials", "router", "--interface", "wan0")
        self.assertEqual(said["interfaces"][0]["receive_bytes"], 900000000001)

    def test_auto_says_why_it_chose_a_profile(self):
        said = self.document(self.at(), "--credentials", "ups")
        self.assertEqual((said["profile"]["id"], said["profile"]["chosen_by"]), ("ups", "object"))
        self.assertTrue(said["power"]["on_battery"])

    def test_a_given_profile_is_taken(self):
        said = self.document(self.at(), "--credentials", "ups", "--profile", "generic")
        self.assertEqual((said["profile"]["id"], said["profile"]["chosen_by"]), ("generic", "given"))
        self.assertIsNone(said["power"]["on_battery"])

    def test_what_a_device_says_does_not_steer_the_terminal(self):
        said = self.snmp(self.at(), "--credentials", "hostile").stdout
        self.assertIn("[2JA\ufffdBC", said)
        self.assertNotIn("\x1b", said)
        self.assertNotIn("\u202e", said)

    def test_a_wrong_community_is_told_apart_from_wrong_usage(self):
        said = self.snmp(self.at(), "--credentials", "wrong", "-t", "100ms", "--retries", "1", expect=1)
        self.assertIn("no answer to 2 datagrams", said.stderr)
        self.assertIn("wrong community", said.stderr)
        self.assertEqual(said.stdout, "")

    def test_a_silent_address_ends_with_1_and_a_document(self):
        result = self.snmp("127.0.0.1:" + str(free_port()), "--credentials", "router", "-t", "100ms", "--retries",
                           "0", "--json", expect=1)
        said = json.loads(result.stdout)
        self.assertFalse(said["poll"]["answered"])
        self.assertEqual(said["poll"]["fault"], "timeout")
        self.assertIsNone(said["poll"]["duration_seconds"])
        self.assertIsNone(said["profile"])

    def test_wrong_usage_says_what_to_write(self):
        for arguments, part in ((["nobody"], "add --credentials ID, one of: hostile router ups wrong"),
                                (["unasked"], "this device has no credentials"),
                                (["router-1", "--profile", "nosuch"], "--profile nosuch: not known"),
                                (["router-1", "--credentials", "nosuch"], "--credentials nosuch"),
                                ([self.at() + "x", "--credentials", "ups"], self.at() + "x"),
                                (["router-1", "-t", "1h"], "must lie between")):
            self.assertIn(part, self.snmp(*arguments, expect=2).stderr, arguments)


if __name__ == "__main__":
    if not os.path.exists(SNMPSIM):
        print("skipped: no snmpsimd (package snmpsim)")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
