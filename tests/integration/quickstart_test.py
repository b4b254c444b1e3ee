# SPDX-License-Identifier: Apache-2.0
"""deploy/quickstart shows the county and leaves the host as it was."""

import os
import re
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.dirname(os.path.dirname(os.environ["PANTAU_BINARY"]))
PROMETHEUS = os.path.join(ROOT, "build", "tools", "prometheus")


def interfaces():
    return sorted(os.listdir("/sys/class/net"))


def listening():
    """Local ports of the host on which something listens (state 0A of proc(5))."""
    found = []
    for name in ("tcp", "tcp6"):
        with open(f"/proc/net/{name}", encoding="ascii") as file:
            found += [line.split()[1] for line in file.readlines()[1:] if line.split()[3] == "0A"]
    return sorted(found)


def children_named(names):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().decode(errors="replace").split("\0")
        except OSError:
            continue
        if any(BUILD in word and os.path.basename(word) in names for word in words[:1]) and "quickstart" in " ".join(words):
            found.append(pid)
    return found


class Quickstart(unittest.TestCase):
    def test_shows_the_county_and_leaves_nothing_behind(self):
        before = interfaces(), listening()
        result = subprocess.run(
            [os.path.join(ROOT, "deploy", "quickstart"), "--for", "25s", "--no-install", "--build-dir", BUILD],
            capture_output=True, text=True, check=False, timeout=240, stdin=subprocess.DEVNULL)
        print(result.stdout, result.stderr)
        self.assertEqual(result.returncode, 0)
        self.assertIn("18 districts", result.stdout)
        self.assertRegex(result.stdout, r"(?m)^up +\S+")
        match = re.search(r"scraped the daemon (\d+) times; up was 1 at worst", result.stdout)
        self.assertIsNotNone(match)
        self.assertGreaterEqual(int(match.group(1)), 2)
        self.assertEqual((interfaces(), listening()), before)
        self.assertEqual(children_named({"pantau", "county", "prometheus"}), [])
        self.assertEqual([name for name in os.listdir("/tmp") if name.startswith("pantau-quickstart.")], [])

    def test_wrong_options_are_named(self):
        result = subprocess.run([os.path.join(ROOT, "deploy", "quickstart"), "--fro", "3"], capture_output=True,
                                text=True, check=False, timeout=30)
        self.assertEqual(result.returncode, 2)
        self.assertIn("--fro", result.stderr)


if __name__ == "__main__":
    if os.geteuid() != 0 or not os.path.exists(PROMETHEUS):
        print("needs root and build/tools/prometheus (deploy/install-dependencies quickstart)")
        sys.exit(77)
    unittest.main(verbosity=2)
