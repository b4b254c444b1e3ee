#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every alert says what to do: its runbook exists and has three steps, its severity is one of three, it carries a root, a
summary and a description in both languages, and names a metric that pantau exports. runbooks_test.py PAGE_PROGRAM"""

import os
import re
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGE_PROGRAM = None
EXPORTED_BY_OTHERS = {"up"}


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def alerts():
    """(name, its lines) of each alert."""
    text = read("deploy", "prometheus", "rules", "pantau-alerts.yml")
    parts = re.split(r"(?m)^      - alert: (\w+)\n", text)
    return list(zip(parts[1::2], parts[2::2]))


class Runbooks(unittest.TestCase):
    def setUp(self):
        self.alerts = alerts()
        self.assertGreater(len(self.alerts), 25)

    def test_every_alert_has_its_paragraph_and_three_steps(self):
        parts = re.split(r"(?m)^## (\w+)\n", read("deploy", "runbooks.md"))
        paragraphs = dict(zip(parts[1::2], parts[2::2]))
        self.assertEqual(set(paragraphs), {name for name, _ in self.alerts})
        for name, text in paragraphs.items():
            self.assertEqual(re.findall(r"(?m)^(\d)\. \S", text), ["1", "2", "3"], name)
        for name, text in self.alerts:
            self.assertIn(f"runbook_url: file:///usr/share/doc/pantau/runbooks.md#{name.lower()}\n", text)

    def test_every_alert_is_complete(self):
        for name, text in self.alerts:
            severity = re.findall(r"(?m)^          severity: (\w+)$", text)
            self.assertEqual(len(severity), 1, name)
            self.assertIn(severity[0], ("critical", "warning", "info"), name)
            for key in ("summary", "ringkasan", "description", "dashboard_url"):
                self.assertEqual(len(re.findall(rf"(?m)^          {key}: .", text)), 1, (name, key))
            self.assertTrue("group_left (root)" in text or re.search(r"(?m)^          root: ", text), name)

    def test_causes_are_told_in_words(self):
        """Every cause but `unknown`, which is not told, in both languages, as the commands call it."""
        names = re.search(r"kCauseNames\{(.*?)\}", read("daemon", "book", "cause.hpp"), re.S).group(1)
        words = read("daemon", "cli", "book_words.cpp")
        for name, language in (("PantauSiteDown", "English"), ("PantauSiteDown", "Indonesian"),
                               ("PantauLinkDown", "English"), ("PantauLinkDown", "Indonesian")):
            said = re.findall('"([^"]+)"', re.search(rf"kCauses{language}\{{(.*?)\}};", words, re.S).group(1))
            text = dict(self.alerts)[name]
            for cause, word in zip(re.findall('"([^"]+)"', names), said, strict=True):
                if cause not in ("unknown", word):
                    self.assertIn(f'reReplaceAll "^{cause}$" "{word}"', text, (name, language))

    def test_every_metric_is_exported(self):
        page = subprocess.run([PAGE_PROGRAM, "text"], capture_output=True, text=True, check=True).stdout
        families = set(re.findall(r"(?m)^# TYPE (\S+)", page))
        self.assertGreater(len(families), 80)
        rules = "".join(read("deploy", "prometheus", "rules", name) for name in ("pantau-alerts.yml", "pantau-recording.yml"))
        rules = re.sub(r"(?m)^\s*#.*$|\b\w+:pantau\w+:\w+", "", rules)
        named = {re.sub("_(bucket|sum|count)$", "", name) for name in re.findall(r"\bpantau_[a-z0-9_]+", rules)}
        self.assertGreater(len(named), 30)
        self.assertEqual(named - families, set())


if __name__ == "__main__":
    PAGE_PROGRAM = sys.argv.pop(1)
    unittest.main(verbosity=2)
