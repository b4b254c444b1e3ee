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

    def centre_by_the_manual(self):
        """The manual's own lines below a folder, with the package's files where it has them; programs of the machine are
        written down, not run."""
        root, programs = os.path.join(self.folder, "root"), os.path.join(self.folder, "bin")
        for folder in ("etc/default", "etc/nginx/sites-enabled", "etc/systemd/system", "usr/share/pantau/prometheus"):
            os.makedirs(os.path.join(root, folder))
        run(os.path.join(ROOT, "deploy", "debian", "install-documentation"), root, cwd=ROOT)
        shutil.copytree(os.path.join(ROOT, "deploy", "prometheus", "rules"), os.path.join(root, "usr/share/pantau/prometheus/rules"))
        os.mkdir(programs)
        for name in ("apt", "systemctl", "nginx"):
            with open(os.open(os.path.join(programs, name), os.O_WRONLY | os.O_CREAT, 0o755), "w", encoding="utf-8") as file:
                file.write(f'#!/bin/sh\necho {name} "$@" >>{self.folder}/ran\n')
        _, _, lines = read(SHIPPED, "README.md").partition("## At the centre\n")
        lines = lines.partition("```sh\n")[2].partition("```")[0]
        lines = re.sub(r"(?<![\w.])/(etc|usr)/", rf"{root}/\1/", lines).replace("openssl passwd -6", "openssl passwd -6 rahasia")
        lines = lines if os.getuid() == 0 else lines.replace(" -g www-data", "")
        run("sh", "-euc", lines, env={"PATH": f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin"})
        return root

    def test_the_centres_steps_put_everything_where_it_is_looked_for(self):
        root = self.centre_by_the_manual()
        for path in re.findall(r"(?m)^[^#\n]* (/etc/\S+);", read(root, "etc/nginx/sites-enabled/pantau-centre")):
            self.assertTrue(os.path.getsize(root + path), path)
        for unit, name in (("vmalert.service", "vmalert"), ("", "victoria-metrics")):
            if unit:
                self.assertIn(f"EnvironmentFile=/etc/default/{name}\n", read(root, "etc/systemd/system", unit))
            self.assertTrue(os.path.exists(f"{root}/etc/default/{name}"))
        rules = re.search(r"(?m)^rule=(.*)$", read(root, "etc/default/vmalert")).group(1)
        self.assertEqual(len(glob.glob(root + rules)), 3)
        run(tool("vmalert"), "-dryRun", f"-rule={root}{rules}")
        for path in set(re.findall(r"file://(/usr/share/doc/[^#\s]+)", "".join(map(read, glob.glob(root + rules))))):
            self.assertTrue(os.path.exists(root + path), path)
        run("openssl", "verify", "-CAfile", f"{root}/etc/nginx/pantau-centre/ca.crt", "-verify_hostname", "centre.example.org",
            "-purpose", "sslserver", f"{root}/etc/nginx/centre.crt")
        for path, mode in (("centre.key", 0o600), ("pantau-gateways", 0o640)):
            self.assertEqual(os.stat(f"{root}/etc/nginx/{path}").st_mode & 0o777, mode, path)
        self.assertRegex(read(root, "etc/nginx/pantau-gateways"), r"^timika-1:\$6\$\S+\n$")
        ran = read(self.folder, "ran").splitlines()
        self.assertRegex(ran[0], r"^apt install .*\./pantau_\*\.deb$")
        self.assertEqual(ran[1:], ["systemctl restart victoria-metrics", "nginx -t", "systemctl reload nginx",
                                   "systemctl daemon-reload", "systemctl enable --now vmalert"])

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
