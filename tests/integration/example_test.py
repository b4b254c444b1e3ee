# SPDX-License-Identifier: Apache-2.0
"""The configurations that are shipped work as they stand: the commented example and the simulated Mimika."""

import collections
import json
import os
import re
import subprocess
import tomllib

from harness import PANTAU, CountyTest, main, wait_for

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COUNTY = os.path.join(ROOT, "tests", "lab", "county-mimika.toml")
# As the agents of the county have them; a community is the name of its recording.
SECRETS = {"snmp-hub-auth": "pantau-lab-auth", "snmp-hub-priv": "pantau-lab-priv",
           "snmp-auth": "a secret of eight or more", "snmp-priv": "a secret of eight or more"}
BUDGET, BUDGET_WITH_CONTRACT = 130, 150  # contract.md 4


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Examples(CountyTest):
    def run_pantau(self, *arguments):
        result = subprocess.run([PANTAU, *arguments], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def start(self, path):
        """The county without its outages, as only then all links are up at one time, and the daemon as shipped but
        for the credentials, which are files beside it."""
        county, events = read(COUNTY), "[[event]]"
        self.start_county(county[:county.index("\n" + events)] if "\n" + events in county else county)
        text = read(path)
        for name in re.findall(r'_file = "([^"]+)"', text):
            with open(os.open(os.path.join(self.folder, name), os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
                file.write(SECRETS.get(name, name.removeprefix("snmp-")) + "\n")
        return self.start_daemon(text), tomllib.loads(text)

    def answered(self):
        """Addresses at which the county has a host that answers."""
        return {host["address"] for host in tomllib.loads(read(COUNTY))["host"] if not host.get("silent")}

    def expect_works(self, path):
        daemon, plan = self.start(path)
        links = {link["id"]: link for link in plan["link"]}
        expected = {name for name, link in links.items() if link.get("address") in self.answered()}
        self.assertGreaterEqual(len(expected), 3)
        wait_for("all links to be up", lambda: all(daemon.links()[name]["state"] == "up" for name in expected), seconds=120,
                 pause=0.5)
        seen = daemon.links()
        self.assertEqual(set(seen), set(links))
        for name in set(links) - expected:
            self.assertIn(seen[name]["state"], ("unknown", "down"), name)
        self.assertIn("event=started", daemon.text())
        self.assertNotIn("level=error", daemon.text())
        self.expect_status(daemon, links)
        self.expect_budget(daemon, links)
        return daemon

    def expect_status(self, daemon, links):
        table = self.run_pantau("status", "-c", daemon.path).stdout
        for name in links:
            self.assertRegex(table, rf"(?m)(^|\s){re.escape(name)}(\s|$)")
        document = json.loads(self.run_pantau("status", "-c", daemon.path, "--json").stdout)
        self.assertEqual([link["link"] for link in document["links"]], sorted(links))

    def expect_budget(self, daemon, links):
        """Series that name a link, counted on the live page, against the contract and what `check` announces."""
        rows = self.run_pantau("check", "-c", daemon.path).stdout.splitlines()
        announced = {row.split()[0]: row.split()[-1] for row in rows if row.split()[:1] and row.split()[0] in links}
        self.assertEqual(set(announced), set(links))
        series = collections.Counter(dict(labels)["link"] for _, labels in daemon.metrics().samples
                                     if "link" in dict(labels) and "device" not in dict(labels))  # SNMP is not in the budget
        for name, link in links.items():
            self.assertLessEqual(series[name], BUDGET_WITH_CONTRACT if "contract" in link or "template" in link else BUDGET)
            if link.get("address"):
                self.assertGreater(series[name], 30, name)
                self.assertLessEqual(series[name], int(announced[name]), name)
        print(f"series a link: at most {max(series.values())}, announced {sorted(set(announced.values()))}")

    def test_the_commented_example(self):
        path = os.path.join(ROOT, "config", "pantau.toml")
        daemon = self.expect_works(path)
        self.assertEqual(len(daemon.metrics().find("pantau_district_info")), 18)

    def test_the_simulated_county(self):
        daemon = self.expect_works(os.path.join(ROOT, "tests", "lab", "mimika.toml"))
        with open(daemon.path, encoding="utf-8") as file:
            devices = len(tomllib.loads(file.read())["device"])
        self.assertGreaterEqual(devices, 7)
        wait_for("all devices to answer", lambda: sum(daemon.metrics().find("pantau_snmp_up").values()) == devices, seconds=60)
        page = daemon.metrics()
        self.assertEqual(set(page.find("pantau_snmp_complete").values()), {1})
        self.assertGreaterEqual(min(page.find("pantau_power_battery_volts").values()), 1)
        self.assertLess(max(page.find("pantau_radio_signal_dbm").values()), 0)
        self.assertEqual(len(page.find("pantau_district_info")), 20)
        self.assertEqual(set(page.find("pantau_vantage_anchor_up").values()), {1})
        self.assertEqual(page.value("pantau_vantage_ok"), 1)
        self.assertEqual({value for key, value in page.samples.items() if key[0] == "pantau_link_rtt_below_physics"} - {0}, set())


if __name__ == "__main__":
    main()
