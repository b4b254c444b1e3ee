# SPDX-License-Identifier: Apache-2.0
"""The shipped files as their programs judge them: flags that exist (an unknown one in the environment is ignored without a
word), configurations that load, units, and that nothing is left out which a dashboard or a rule reads."""

import glob
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from fleet import LIMIT, ROOT, SHIPPED, run, settings, tool

PROGRAMS = {"vmagent.default": "vmagent", "centre/victoria-metrics.default": "victoria-metrics",
            "centre/vmalert.default": "vmalert"}
OWN_SETTINGS = {"PATH", "GOMAXPROCS", "GATEWAY", "SCRAPE_INTERVAL", "ARGS"}
UNITS = ["vmagent.service", "centre/vmalert.service"]


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def help_of(program):
    told = subprocess.run([tool(program), "-help"], capture_output=True, text=True, check=False, timeout=LIMIT)
    return told.stdout + told.stderr


class Files(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="pantau-fleet-test.")
        self.addCleanup(shutil.rmtree, self.folder)

    def test_every_flag_exists(self):
        for path, program in PROGRAMS.items():
            known = {name.replace(".", "_") for name in re.findall(r"(?m)^  -([\w.]+)", help_of(program))}
            self.assertGreater(len(known), 20)
            named = set(settings(*path.split("/"))) - OWN_SETTINGS
            self.assertGreater(len(named), 4)
            self.assertEqual(named - known, set(), path)

    def test_vmagent_takes_its_configuration(self):
        environment = {**settings("vmagent.default"), "loggerLevel": "ERROR"}
        environment["promscrape_config"] = os.path.join(SHIPPED, "vmagent.yml")
        run(tool("vmagent"), "-envflag.enable", "-dryRun", env=environment)
        whole = read(SHIPPED, "vmagent.yml")
        for name, begin in (("no key", "honor_labels"), ("no expression", "pantau_icmp_(")):
            path = os.path.join(self.folder, "vmagent.yml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(whole.replace(begin, begin + "("))
            with self.assertRaises(subprocess.CalledProcessError, msg=name):
                run(tool("vmagent"), "-envflag.enable", "-dryRun", env={**environment, "promscrape_config": path})

    def test_commented_rules_are_valid_as_well(self):
        text = re.sub(r"(?m)^      # (- source_labels|  regex|  action)", r"      \1", read(SHIPPED, "vmagent.yml"))
        self.assertEqual(text.count("action: drop"), 5)
        path = os.path.join(self.folder, "vmagent.yml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        run(tool("vmagent"), "-envflag.enable", "-dryRun", env=settings("vmagent.default", promscrape_config=path))

    def test_rules_load_in_both_engines(self):
        whole, taken = os.path.join(ROOT, "deploy", "prometheus", "rules"), os.path.join(self.folder, "rules")
        run(os.path.join(SHIPPED, "centre", "rules-for-vmalert"), whole, taken)
        shutil.copy(os.path.join(SHIPPED, "centre", "pantau-fleet.yml"), taken)
        run(tool("vmalert"), "-dryRun", f"-rule={taken}/*.yml")
        self.assertEqual(len(os.listdir(taken)), 3)
        for name in os.listdir(whole):
            left = re.sub(r"(?m)^ *keep_firing_for: \w+\n", "", read(whole, name))
            self.assertEqual(read(taken, name), left, "nothing else was changed")
        run(tool("promtool"), "check", "rules", os.path.join(SHIPPED, "centre", "pantau-fleet.yml"))
        for name in ("fleet_test.yml", "fleet_days_test.yml"):
            run(tool("promtool"), "test", "rules", os.path.join(os.path.dirname(os.path.abspath(__file__)), name))

    def test_every_fleet_alert_has_its_paragraph(self):
        readme = read(SHIPPED, "README.md")
        names = re.findall(r"- alert: (\w+)", read(SHIPPED, "centre", "pantau-fleet.yml"))
        self.assertEqual(re.findall(r"(?m)^### (Pantau\w+)$", readme), names)
        for name in names:
            self.assertIn(f"README.md#{name.lower()}\n", read(SHIPPED, "centre", "pantau-fleet.yml"))

    def test_nothing_that_is_read_is_left_out(self):
        """By vmagent's own rules, not by what they look like."""
        boards = "".join(read(path) for path in glob.glob(os.path.join(ROOT, "grafana", "dashboards", "en", "*.json")))
        rules = "".join(read(path) for path in glob.glob(os.path.join(ROOT, "deploy", "prometheus", "rules", "*.yml")))
        used = set(re.findall(r"\bpantau_[a-z_]+", boards + rules))
        self.assertGreater(len(used), 80)
        text = re.sub(r'\\\n +|"', "", read(SHIPPED, "vmagent.yml"))
        found = re.findall(r"(?m)^        regex: (\S+)\n        action: drop", text)
        dropped = [re.compile(expression) for expression in found]
        self.assertEqual(len(dropped), 2)
        bounds = {le for le in re.findall(r'le=\\*"([\d.]+)', boards)}
        self.assertTrue({"1.0", "5.0"} <= bounds)
        for name in used:
            self.assertIsNone(dropped[0].fullmatch(name), name)
        for le in bounds | {"+Inf"}:
            self.assertIsNone(dropped[1].fullmatch(f"pantau_icmp_loss_run_probes_bucket;{le}"), le)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd-analyze")
    def test_units_are_clean_and_confined(self):
        for name in UNITS:
            path = os.path.join(self.folder, os.path.basename(name))
            with open(path, "w", encoding="utf-8") as file:
                file.write(re.sub(r"/usr/bin/\w+", "/bin/true", read(SHIPPED, name)))
            told = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True, check=False,
                                  timeout=LIMIT)
            lines = [line for line in (told.stdout + told.stderr).splitlines() if os.path.basename(name) in line]
            self.assertEqual(lines, [], name)
            told = run("systemd-analyze", "security", "--offline=true", "--no-pager", path)
            score = float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", told).group(1))
            self.assertLessEqual(score, 2.0, name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
