# SPDX-License-Identifier: Apache-2.0
"""The unit as systemd judges it. Needs no package and no root."""

import pathlib
import re
import shutil
import tempfile
import unittest

from packages import SOURCE, need, output

UNIT = SOURCE / "deploy/systemd/pantau.service"
HIGHEST = 1.6
ANALYZE = need("systemd-analyze")


class Unit(unittest.TestCase):
    def setUp(self):
        self.analyze = ANALYZE
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pantau-unit-test."))
        self.addCleanup(shutil.rmtree, self.folder)

    def score(self, text):
        path = self.folder / "pantau.service"
        path.write_text(text)
        told = output(self.analyze, "security", "--offline=true", "--no-pager", str(path))
        return float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", told).group(1))

    def test_its_exposure_is_low(self):
        text = UNIT.read_text()
        self.assertLessEqual(self.score(text), HIGHEST)
        self.assertGreater(self.score(re.sub(r"(?m)^Restrict.*\n", "", text)), HIGHEST)

    def test_systemd_has_nothing_to_say_of_it(self):
        """With a program that this machine has; man pages are asked for where it is installed."""
        path = self.folder / "pantau.service"
        path.write_text(UNIT.read_text().replace("/usr/bin/pantau", "/bin/true"))
        self.assertEqual(output(self.analyze, "verify", "--man=no", str(path)), "")

    def test_kernel_limits_are_what_the_daemon_asks_for(self):
        limits = (SOURCE / "deploy/systemd/sysctl.d/60-pantau.conf").read_text()
        runner = (SOURCE / "probes/icmp/runner.hpp").read_text()
        asked = re.search(r"receive_buffer = (\d+)U << (\d+)U", runner)
        self.assertIn(f"net.core.rmem_max = {int(asked.group(1)) << int(asked.group(2))}\n", limits)
        advice = re.findall(r"/etc/sysctl\.d/(\S+\.conf)", (SOURCE / "daemon/cli/doctor.cpp").read_text())
        self.assertGreaterEqual(len(advice), 1)
        self.assertNotIn("60-pantau.conf", advice)  # it would hide the package's file, which has more


if __name__ == "__main__":
    unittest.main(verbosity=2)
