# SPDX-License-Identifier: Apache-2.0
"""What is in the package: files, modes, conffiles, scripts, bill of materials, and how the program was compiled."""

import json
import os
import pathlib
import re
import unittest

from packages import FOLDER, SOURCE, PackageTest, need, output, package

HARDENING_CHECK = need("hardening-check")
EXPECTED = """
etc/pantau/pantau.toml
lib/systemd/system/pantau.service
usr/bin/pantau
usr/lib/sysctl.d/60-pantau.conf
usr/lib/sysusers.d/pantau.conf
usr/share/doc/pantau/changelog.gz
usr/share/doc/pantau/copyright
usr/share/doc/pantau/examples/alertmanager/alertmanager.yml
usr/share/doc/pantau/examples/alertmanager/prometheus-alertmanager.service.d/pantau.conf
usr/share/doc/pantau/examples/alertmanager/templates/pantau.tmpl
usr/share/doc/pantau/examples/grafana/grafana-server.service.d/pantau.conf
usr/share/doc/pantau/examples/pantau.toml
usr/share/doc/pantau/examples/prometheus/make-certificates
usr/share/doc/pantau/examples/prometheus/prometheus.service.d/pantau.conf
usr/share/doc/pantau/examples/prometheus/prometheus.yml
usr/share/doc/pantau/examples/prometheus/secured.yml
usr/share/doc/pantau/examples/vmagent/README.md
usr/share/doc/pantau/examples/vmagent/centre/nginx.conf
usr/share/doc/pantau/examples/vmagent/centre/pantau-fleet.yml
usr/share/doc/pantau/examples/vmagent/centre/rules-for-vmalert
usr/share/doc/pantau/examples/vmagent/centre/victoria-metrics.default
usr/share/doc/pantau/examples/vmagent/centre/vmalert.default
usr/share/doc/pantau/examples/vmagent/centre/vmalert.service
usr/share/doc/pantau/examples/vmagent/vmagent.default
usr/share/doc/pantau/examples/vmagent/vmagent.service
usr/share/doc/pantau/examples/vmagent/vmagent.yml
usr/share/doc/pantau/pantau.spdx.json
usr/share/pantau/grafana/dashboards/en/wall.json
usr/share/pantau/grafana/dashboards/id/wall.json
usr/share/pantau/grafana/provisioning/dashboards/pantau.yaml
usr/share/pantau/grafana/provisioning/datasources/pantau.yaml
usr/share/pantau/prometheus/rules/pantau-alerts.yml
usr/share/pantau/prometheus/rules/pantau-recording.yml
usr/share/pantau/snmp/generic.toml
"""


class Contents(PackageTest):
    def files(self):
        return {str(path.relative_to(self.tree)) for path in self.tree.rglob("*")
                if not path.is_dir() and path.relative_to(self.tree).parts[0] != "DEBIAN"}

    def control(self, name):
        return (self.tree / "DEBIAN" / name).read_text()

    def test_everything_is_where_debian_looks_for_it(self):
        files = self.files()
        self.assertEqual(set(EXPECTED.split()) - files, set())
        self.assertIn("usr/share/doc/pantau/runbooks.md", {name.removesuffix(".gz") for name in files})
        for folder, pattern in (("grafana/dashboards", "usr/share/pantau/grafana/dashboards"),
                                ("config/snmp", "usr/share/pantau/snmp"),
                                ("deploy/prometheus/rules", "usr/share/pantau/prometheus/rules")):
            here = {path.name for path in (SOURCE / folder).rglob("*") if path.suffix in (".json", ".toml", ".yml")}
            self.assertEqual({pathlib.Path(name).name for name in files if name.startswith(pattern)}, here, folder)

    def test_man_pages_and_completions_are_there_when_the_tree_has_them(self):
        files = self.files()
        for page in (SOURCE / "deploy/man").glob("*.[158]"):
            self.assertIn(f"usr/share/man/man{page.suffix[1]}/{page.name}.gz", files)
        for name, where in (("pantau.bash", "usr/share/bash-completion/completions/pantau"),
                            ("_pantau", "usr/share/zsh/vendor-completions/_pantau"),
                            ("pantau.fish", "usr/share/fish/vendor_completions.d/pantau.fish")):
            if (SOURCE / "deploy/completions" / name).exists():
                self.assertIn(where, files)

    def test_nobody_but_root_writes_and_secrets_are_roots_alone(self):
        for line in output("dpkg-deb", "--contents", package()).splitlines():
            mode, owner = line.split()[:2]
            self.assertEqual(owner, "root/root", line)
            if not mode.startswith("l"):
                self.assertNotIn("w", mode[4:], line)
            self.assertNotRegex(mode, "[sStT]", line)
        self.assertEqual(os.stat(self.tree / "etc/pantau/credentials").st_mode & 0o777, 0o700)

    def test_the_configuration_alone_is_a_conffile_and_it_is_valid(self):
        self.assertEqual(self.control("conffiles").split(), ["/etc/pantau/pantau.toml"])
        told = output(str(self.tree / "usr/bin/pantau"), "check", "-c", str(self.tree / "etc/pantau/pantau.toml"))
        self.assertIn("1 tautan (0 diukur", told)

    def test_every_example_configuration_is_valid(self):
        output(str(self.tree / "usr/bin/pantau"), "check", "-c", str(self.tree / "usr/share/doc/pantau/examples/pantau.toml"))

    def test_scripts_make_the_user_and_neither_start_nor_enable_what_has_nothing_to_watch(self):
        postinst = self.control("postinst")
        self.assertIn("systemd-sysusers", postinst)
        self.assertIn("try-restart", postinst)
        self.assertNotRegex(postinst, r"_dh_action=start")
        self.assertEqual(re.findall(r"(?m)^.*\binvoke start\b.*$", postinst), ["  deb-systemd-invoke start pantau.service || true"])
        self.assertRegex(postinst, r"was-enabled 'pantau.service'; then\n[^\n]*\n\s*deb-systemd-helper enable")
        self.assertLess(postinst.index("systemd-sysctl"), postinst.index("try-restart"))
        limits = (self.tree / "usr/lib/sysctl.d/60-pantau.conf").read_text()
        for key in re.findall(r"(?m)^([a-z_.]+) =", limits):
            self.assertIn(f" --prefix=/{key.replace('.', '/')} ", postinst)
        self.assertNotIn("60-pantau.conf", postinst)  # alone it would lower what an administrator raised
        self.assertRegex(self.control("postrm"), r'rm -rf /var/lib/pantau /etc/pantau')

    def test_the_bill_of_materials_names_every_library(self):
        document = json.loads((self.tree / "usr/share/doc/pantau/pantau.spdx.json").read_text())
        self.assertEqual(document["spdxVersion"], "SPDX-2.3")
        packages = {entry["name"]: entry for entry in document["packages"]}
        depends = re.search(r"^Depends: (.*)$", self.control("control"), re.MULTILINE).group(1)
        for name in re.findall(r"(?:^|, )(lib[^ ,]+)", depends):
            self.assertIn(name, packages)
            self.assertTrue(packages[name]["versionInfo"])
        identities = {entry["SPDXID"] for entry in document["packages"]} | {"SPDXRef-DOCUMENT"}
        self.assertEqual(len(identities), len(packages) + 1)
        for relation in document["relationships"]:
            self.assertIn(relation["relatedSpdxElement"], identities)

    def test_debug_symbols_are_apart_and_fit(self):
        program = str(self.tree / "usr/bin/pantau")
        self.assertNotIn(".debug_info", output("readelf", "--section-headers", "--wide", program))
        build = re.search(r"Build ID: (\w+)", output("readelf", "--notes", program)).group(1)
        self.assertIn(f"/usr/lib/debug/.build-id/{build[:2]}/{build[2:]}.debug",
                      output("dpkg-deb", "--contents", package("pantau-dbgsym")))


class Hardening(PackageTest):
    """What the program is made of, not what the build was asked for."""

    def setUp(self):
        self.program = str(self.tree / "usr/bin/pantau")

    def test_addresses_are_random_and_the_tables_of_the_linker_read_only(self):
        header = output("readelf", "--file-header", "--dynamic", "--segments", "--wide", self.program)
        self.assertRegex(header, r"Type:\s+DYN")
        self.assertRegex(header, r"FLAGS_1\).*\bNOW\b.*\bPIE\b")
        self.assertIn("GNU_RELRO", header)
        self.assertRegex(header, r"GNU_STACK\s+\S+ \S+ \S+ \S+ \S+ RW ")
        self.assertNotIn("RWE", header)
        self.assertNotRegex(header, "RPATH|RUNPATH")

    def test_hardening_check_finds_nothing(self):
        # Debian 12's C library is built without CET, and what is linked with it is not called protected by it.
        told = output(HARDENING_CHECK, "--nocfprotection", self.program)
        for line in told.splitlines()[1:]:
            self.assertNotRegex(line, r": no\b(?!.*\(ignored\))", told)

    def test_guards_of_stack_strings_and_containers_are_in(self):
        symbols = output("readelf", "--dyn-syms", "--wide", self.program)
        self.assertIn("__stack_chk_fail", symbols)
        self.assertRegex(symbols, r"__\w+_chk")
        self.assertIn("__glibcxx_assert_fail", symbols)

    def test_every_source_was_compiled_with_all_of_it(self):
        """The program does not tell FORTIFY 3 from 2, nor where the stack is probed; the log of its build does."""
        lines = [line for line in (FOLDER / "build.log").read_text().splitlines() if re.search(r"c\+\+ .* -c \S+\.cpp", line)]
        self.assertGreater(len(lines), 100)
        for line in lines:
            levels = re.findall(r"-D_FORTIFY_SOURCE=(\d)", line)
            self.assertEqual(levels[-1], "3", line)
            for flag in ("-fstack-protector-strong", "-fstack-clash-protection", "-D_GLIBCXX_ASSERTIONS"):
                self.assertIn(f" {flag} ", line)
            self.assertRegex(line, " -fPI[CE] ")


if __name__ == "__main__":
    unittest.main(verbosity=2)
