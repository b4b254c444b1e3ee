# SPDX-License-Identifier: Apache-2.0
"""The hostile agent itself, asked by net-snmp's own commands: what it says when it behaves must be right."""

import os
import shutil
import subprocess
import sys
import unittest

from harness import SKIPPED
from snmp_agent import Agent, Agents, EverySecond, Mib, changed, mangled, silent
from snmp_ber import (COUNTER32, COUNTER64, END_OF_MIB_VIEW, GAUGE32, GET, INTEGER, OCTETS, OID, TICKS, VERSION_2C,
                      Message, Value, oid, read_message)
from snmp_router import Router

NUMBERS = [0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, -32769, 2**31 - 1, -2**31]


class AgentItself(unittest.TestCase):
    def setUp(self):
        self.mib = Mib({f"1.3.6.1.4.1.99999.1.{n}.0": Value(INTEGER, number) for n, number in enumerate(NUMBERS, 1)})
        self.agent = Agent(self.mib)
        self.agents = Agents(self.agent)
        self.addCleanup(self.agents.stop)

    def ask(self, command, *arguments, version="2c"):
        result = subprocess.run([command, "-v", version, "-c", "county", "-Onq", "-t", "1", "-r", "0",
                                 self.agent.endpoint, *arguments], capture_output=True, text=True, check=False)
        # The end of what the agent has is said in words of net-snmp's own.
        return [line for line in result.stdout.splitlines()
                if "No more variables" not in line and line != "End of MIB"], result.stderr

    def values(self, *arguments, **options):
        return [line.split(" ", 1)[1] for line in self.ask(*arguments, **options)[0]]

    def test_writes_each_integer_as_net_snmp_reads_it(self):
        self.assertEqual(self.values("snmpbulkwalk", "1.3.6.1.4.1.99999"), [str(number) for number in NUMBERS])

    def test_writes_each_type_as_net_snmp_reads_it(self):
        base = "1.3.6.1.4.1.99999.2."
        self.mib.update({base + "1": Value(COUNTER32, 2**32 + 5), base + "2": Value(COUNTER64, 2**64 - 1),
                         base + "3": Value(GAUGE32, 2**32 - 1), base + "4": Value(OID, "1.3.6.1.4.1.4294967295.128"),
                         base + "5": Value(TICKS, 2**32 + 1), base + "6": Value(OCTETS, "x" * 300)})
        self.assertEqual(self.values("snmpwalk", "1.3.6.1.4.1.99999.2"),
                         ["5", str(2**64 - 1), str(2**32 - 1), ".1.3.6.1.4.1.4294967295.128", "0:0:00:00.01",
                          '"' + "x" * 300 + '"'])

    def test_a_walk_is_the_same_by_each_kind_of_request(self):
        router = Router()
        self.mib.update(router.mib.objects)
        self.mib.remove("1.3.6.1.2.1.1.3")
        self.mib.remove("1.3.6.1.6.3")
        bulk = self.ask("snmpbulkwalk", "1.3.6.1")[0]
        self.assertEqual(len(bulk), len(self.mib.objects))
        self.assertEqual(self.ask("snmpbulkwalk", "-Cr100", "1.3.6.1")[0], bulk)
        self.assertEqual(self.ask("snmpwalk", "1.3.6.1")[0], bulk)
        without_wide = [line for line in bulk if not line.startswith(tuple(
            f".1.3.6.1.2.1.31.1.1.1.{column}." for column in (6, 7, 10, 11)))]
        self.assertEqual(self.ask("snmpwalk", "1.3.6.1", version="1")[0], without_wide)

    def test_says_what_is_missing_as_each_version_does(self):
        there, instance, missing = "1.3.6.1.4.1.99999.1.1.0", "1.3.6.1.4.1.99999.1.1.9", "1.3.6.1.4.1.99999.7.0"
        self.assertEqual(self.values("snmpget", there, instance, missing),
                         ["0", "No Such Instance currently exists at this OID",
                          "No Such Object available on this agent at this OID"])
        self.assertIn("noSuchName", self.ask("snmpget", "-Cf", there, missing, version="1")[1])

    def test_says_too_big_beyond_its_limits(self):
        self.agent.most_bindings = 1
        self.assertIn("tooBig", self.ask("snmpget", "1.3.6.1.4.1.99999.1.1.0", "1.3.6.1.4.1.99999.1.2.0")[1])
        self.assertEqual(self.values("snmpget", "1.3.6.1.4.1.99999.1.3.0"), ["-1"])

    def test_misbehaves_as_told(self):
        one = "1.3.6.1.4.1.99999.1.2.0"
        for behave in (silent, changed(request_id=lambda right: right + 1), mangled(lambda data: data[:-1])):
            self.agent.behave = behave
            self.assertIn("Timeout", self.ask("snmpget", one)[1], behave)
        for of_answers in (False, True):
            self.agent.behave = EverySecond(of_answers)
            self.assertEqual([bool(self.ask("snmpget", one)[0]) for _ in range(4)], [False, True, False, True])

    def test_keeps_what_was_asked(self):
        self.ask("snmpget", "1.3.6.1.4.1.99999.1.2.0")
        self.assertEqual(self.agent.kinds(), [GET])
        self.assertEqual(self.agent.oids_asked(), {oid("1.3.6.1.4.1.99999.1.2.0")})

    def test_reads_what_it_writes(self):
        message = Message(VERSION_2C, b"c" * 200, GET, -2**31, 0, 0, [(oid("1.3.6.1.4.1.4294967295.16384.0"),
                                                                      Value(END_OF_MIB_VIEW, None))])
        found = read_message(message.encode())
        self.assertEqual((found.community, found.request_id, found.oids),
                         (message.community, message.request_id, message.oids))


if __name__ == "__main__":
    if shutil.which("snmpget") is None:
        print("snmpget is not there: deploy/install-dependencies test installs it")
        sys.exit(SKIPPED)
    os.environ["MIBS"] = ""
    unittest.main(verbosity=2)
