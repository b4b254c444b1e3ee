# SPDX-License-Identifier: Apache-2.0
"""What the README says is so: its commands exist and work, its configuration loads, its metrics are exported."""

import os
import re
import subprocess

from harness import PANTAU, CountyTest, main

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COUNTY = """
[[host]]
id = "all"
address = "198.18.0.0/16"
delay = "5ms"
"""


class Readme(CountyTest):
    def setUp(self):
        super().setUp()
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
            self.readme = file.read()

    def run_pantau(self, *arguments):
        return subprocess.run([PANTAU, *arguments], capture_output=True, text=True, check=False, timeout=60, cwd=ROOT)

    def commands(self):
        return [line.strip().split("#")[0].strip() for line in self.readme.splitlines() if line.startswith("    ")]

    def test_opens_with_exactly_two_commands(self):
        self.assertEqual(self.commands()[:2], ["deploy/quickstart", "tests/run"])

    def test_every_script_it_names_exists_and_knows_the_options(self):
        for command in self.commands():
            for words in (part.split() for part in command.split("&&")):
                program = words[0]
                if not program.startswith(("deploy/", "tests/")):
                    continue
                path = os.path.join(ROOT, program)
                self.assertTrue(os.access(path, os.X_OK), program)
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                for option in words[1:]:
                    if option.startswith("-"):
                        self.assertIn(option, text, command)

    def test_presets_it_names_exist(self):
        named = set(re.findall(r"--preset (\w+)", self.readme))
        listed = subprocess.run(["cmake", "--list-presets=all"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
        self.assertTrue(named)
        for preset in named:
            self.assertIn(f'"{preset}"', listed)

    def test_pantau_commands_it_names_work_on_the_example(self):
        named = [line.split() for line in self.commands() if line.startswith("pantau ")]
        self.assertGreaterEqual(len(named), 3)
        for words in named:
            self.assertEqual(self.run_pantau("help", words[1]).returncode, 0, words)
        result = self.run_pantau("check", "-c", "config/pantau.toml")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_its_configuration_loads(self):
        blocks = re.findall(r"```toml\n(.*?)```", self.readme, re.S)
        self.assertEqual(len(blocks), 2)
        block = "".join(blocks)
        path = os.path.join(self.folder, "readme.toml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(block)
        result = self.run_pantau("check", "-c", path)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_metrics_it_names_are_exported(self):
        self.start_county(COUNTY)
        with open(os.path.join(ROOT, "config", "pantau.toml"), encoding="utf-8") as file:
            text = file.read()
        daemon = self.start_daemon(text)
        page = daemon.get("/metrics")[1]
        table = [line for line in self.readme.splitlines() if line.startswith("| `pantau_")]
        names = {name for line in table for name in re.findall(r"`(pantau_[a-z_]+)", line)}
        self.assertGreater(len(names), 10)
        # These come when they have a value: after a complete minute, once known, or with an outage.
        later = {"pantau_link_up", "pantau_link_rtt_median_seconds", "pantau_link_loss_ratio",
                 "pantau_link_delay_variation_seconds", "pantau_vantage_anchor_up"}
        later |= {name for name in names
                  if re.match(r"pantau_link_(outage|root_cause|month|availability|sla|state_seconds)|pantau_journal_bytes", name)}
        # What is read from a device comes with its first reading: metrics_test holds these to the contract's names.
        with open(os.path.join(ROOT, "tests", "data", "metrics", "contract_names.txt"), encoding="utf-8") as file:
            contract = {line.split()[0] for line in file if line.startswith("pantau_")}
        read = {name for name in names & contract if re.match(r"pantau_(snmp|device|interface|power|radio|sensor)_", name)}
        for name in names - later - read - {"pantau_link_quota_used_bytes"}:
            self.assertIn(f"# TYPE {name} ", page)

    def test_files_to_read_exist(self):
        files = re.findall(r"^\d\. `([^`]+)`", self.readme, re.M)
        self.assertGreaterEqual(len(files), 8)
        for file in files:
            self.assertTrue(os.path.exists(os.path.join(ROOT, file)), file)


if __name__ == "__main__":
    main()
