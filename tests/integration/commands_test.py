# SPDX-License-Identifier: Apache-2.0
"""The commands as a person at a terminal meets them: output, exit codes, help."""

import json
import os
import subprocess

from harness import PANTAU, CountyTest, config_head, link, main

COUNTY = """
[[host]]
id = "near"
address = "198.18.6.1"
delay = "30ms"
[[host]]
id = "gone"
address = "198.18.6.2"
silent = true
[[host]]
id = "rest"
address = "198.18.0.0/24"
delay = "1ms"
"""


class Commands(CountyTest):
    def setUp(self):
        super().setUp()
        self.start_county(COUNTY)

    def pantau(self, *arguments):
        return subprocess.run([PANTAU, *arguments], capture_output=True, text=True, check=False, timeout=120)

    def file(self, text):
        path = os.path.join(self.folder, "some.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_ping_reads_like_ping_and_sums_up(self):
        result = self.pantau("ping", "127.0.0.1", "198.18.6.1", "-n", "5", "-i", "100ms")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout.count("bytes from 198.18.6.1: seq="), 5)
        self.assertEqual(result.stdout.count("bytes from 127.0.0.1: seq="), 5)
        self.assertIn("--- 198.18.6.1: 5 sent, 5 answered, 0 % loss", result.stdout)
        self.assertIn("rtt min/median/p95/max = 3", result.stdout)

    def test_ping_ends_with_1_when_a_target_never_answered(self):
        result = self.pantau("ping", "198.18.6.1", "198.18.6.2", "-n", "2", "-i", "0.1", "-t", "300ms")
        self.assertEqual(result.returncode, 1)
        self.assertIn("198.18.6.2: seq=1 no answer within 0.3 s", result.stdout)
        self.assertIn("--- 198.18.6.2: 2 sent, 0 answered, 100 % loss", result.stdout)

    def test_ping_takes_a_link_of_the_configuration(self):
        path = self.file(config_head() + link("jila", "198.18.6.1"))
        result = self.pantau("ping", "jila", "-c", path, "-n", "2", "-i", "100ms", "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        target = json.loads(result.stdout)["targets"][0]
        self.assertEqual(target["target"], "jila (198.18.6.1)")
        self.assertEqual((target["sent"], target["answered"], target["lost"]), (2, 2, 0))
        self.assertGreaterEqual(target["min"], 0.03)

    def test_wrong_usage_ends_with_2(self):
        for arguments in (["ping"], ["ping", "127.0.0.1", "-i", "1 hour"], ["ping", "127.0.0.1", "-t", "0"],
                          ["no-such-command"], [], ["ping", "127.0.0.1", "--technology", "pigeon"],
                          ["help", "no-such-command"]):
            with self.subTest(arguments=arguments):
                result = self.pantau(*arguments)
                self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
                self.assertTrue(result.stderr.strip())

    def test_help_of_every_command_has_an_example(self):
        for command in ("run", "check", "explain", "ping", "snmp", "status", "doctor", "why", "outages", "outage", "maintenance",
                        "availability"):
            with self.subTest(command=command):
                result = self.pantau("help", command)
                self.assertEqual(result.returncode, 0)
                self.assertIn("Example", result.stdout)
                self.assertIn(f"pantau {command}", result.stdout)
                self.assertEqual(self.pantau(command, "--help").returncode, 0)

    def test_version(self):
        result = self.pantau("--version")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"^pantau \d+\.\d+\.\d+ ")

    def test_check_names_every_mistake_or_sums_up(self):
        good = self.pantau("check", "-c", self.file(config_head() + link("jila", "198.18.6.1")))
        self.assertEqual(good.returncode, 0, good.stderr)
        self.assertTrue(good.stdout.strip())
        path = self.file('[daemon]\nlanguage = "fr"\nnonsense = 1\n')
        bad = self.pantau("check", "-c", path)
        self.assertEqual(bad.returncode, 78)
        self.assertIn(f"{path}:2:", bad.stderr)
        self.assertIn(f"{path}:3:1: ", bad.stderr)

    def test_explain_says_where_each_setting_came_from(self):
        path = self.file(config_head() + link("jila", "198.18.6.1", timeout="2s"))
        result = self.pantau("explain", "jila", "-c", path)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, r"timeout\s+.*2s.*some\.toml:\d+")
        self.assertRegex(result.stdout, r"interval\s+.*1s.*radio")
        self.assertEqual(self.pantau("explain", "hoya", "-c", path).returncode, 1)

    def test_status_shows_what_the_daemon_sees_and_fails_without_one(self):
        daemon = self.start_daemon(config_head() + link("jila", "198.18.6.1", interval="100ms"))
        result = self.pantau("status", "-c", daemon.path)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("jila", result.stdout)
        document = json.loads(self.pantau("status", "-c", daemon.path, "--json").stdout)
        self.assertEqual(document["links"][0]["link"], "jila")
        nobody = self.pantau("status", "--url", "http://127.0.0.1:9")
        self.assertEqual(nobody.returncode, 1)
        self.assertIn("is the daemon running", nobody.stderr)

    def test_doctor_says_what_is_wrong_and_the_fix(self):
        result = self.pantau("doctor", "-c", self.file(config_head() + link("jila", "198.18.6.1")))
        self.assertIn(result.returncode, (0, 1))
        self.assertIn("ICMPv4 socket: ", result.stdout)
        bad = self.pantau("doctor", "-c", self.file("nonsense = 1\n"))
        self.assertEqual(bad.returncode, 1)
        self.assertIn("fix: pantau check -c", bad.stdout)


if __name__ == "__main__":
    main()
