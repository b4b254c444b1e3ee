#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the alerts say, as a person reads it: every alert that any of the promtool tests fires is rendered by promtool, and
none has a hole in its text. messages_test.py PROMTOOL"""

import os
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HERE = os.path.dirname(os.path.abspath(__file__))
PROMTOOL = None
# A name that is not there, a query without an answer, a template that failed or was never filled in, nothing between two
# words or before a mark, a number that nobody wrote so.
HOLES = re.compile(r"<no value>|<error|%!|\{\{|\}\}|\$labels|\$value|  |^ | $|^$| [.,;:)]|\( |[.,;:][.,;]|\bNaN\b|\bInf\b|\d\.\d{3}|e\+\d")


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def rules():
    return read(ROOT, "deploy", "prometheus", "rules", "pantau-alerts.yml")


def asking(suite, names):
    """The same tests, but at each of their times every alert is expected not to fire: promtool then shows what does."""
    head, *tests = re.split(r"(?m)^(?=  - name: )", read(HERE, suite))
    head = head.replace("../../deploy", os.path.join(ROOT, "deploy"))
    for number, test in enumerate(tests):
        times = sorted(set(re.findall(r"eval_time: (\w+)", test)))
        test = re.split(r"(?m)^    (?:alert_rule_test|promql_expr_test):", test)[0] + "    alert_rule_test:\n"
        for at in times:
            test += "".join(f"      - {{ eval_time: {at}, alertname: {name}, exp_alerts: [] }}\n" for name in names)
        tests[number] = test
    return head + "".join(tests)


def fired(suite, names):
    """(labels, annotations) of all that fires in a suite."""
    with tempfile.TemporaryDirectory(prefix="pantau-test.") as folder:
        path = os.path.join(folder, suite)
        with open(path, "w", encoding="utf-8") as file:
            file.write(asking(suite, names))
        result = subprocess.run([PROMTOOL, "test", "rules", path], capture_output=True, text=True, check=False, timeout=120)
    sets = [[dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', one)) for one in re.findall(rf"(?m)^ *{what}:\{{(.*)\}},?$", found)]
            for found in [result.stdout + result.stderr] for what in ("Labels", "Annotations")]
    if not sets[0] or len(sets[0]) != len(sets[1]):
        raise AssertionError(f"{len(sets[0])} alerts, {len(sets[1])} texts: {(result.stdout + result.stderr)[-2000:]}")
    return list(zip(*sets))


class Messages(unittest.TestCase):
    def test_no_text_has_a_hole(self):
        names = sorted(set(re.findall(r"(?m)^      - alert: (\w+)$", rules())))
        alerts = [alert for suite in sorted(os.listdir(HERE)) if suite.endswith("_test.yml") for alert in fired(suite, names)]
        self.assertEqual(sorted({labels["alertname"] for labels, _ in alerts}), names, "each alert fires in some test")
        for text in sorted({f"{labels['alertname']}: {texts['ringkasan']}\n    {texts['summary']}: {texts['description']}"
                            for labels, texts in alerts}):
            print(text)
        for labels, texts in alerts:
            self.assertEqual(set(texts), {"summary", "ringkasan", "description", "runbook_url", "dashboard_url"}, labels)
            for name, text in texts.items():
                self.assertNotRegex(text, HOLES, (labels, name))
                self.assertLess(len(text), 300, "the templates cut there")

    def test_texts_name_only_labels_that_the_expression_has(self):
        """What a rule adds under `labels` is not in $labels: it would be empty."""
        for alert in re.split(r"(?m)^      - alert: ", rules())[1:]:
            added = re.findall(r"(?m)^          (\w+): ", alert.split("        labels:\n")[1].split("        annotations:\n")[0])
            self.assertIn("severity", added)
            used = set(re.findall(r"\$labels\.(\w+)", alert))
            self.assertEqual(used & set(added), set(), alert.split("\n")[0])


if __name__ == "__main__":
    PROMTOOL = os.environ.get("PROMTOOL") or sys.argv[1]
    if not os.access(PROMTOOL, os.X_OK):
        print("skipped: no promtool (package prometheus; or set PROMTOOL=/path/to/promtool)")
        sys.exit(77)
    del sys.argv[1:]
    unittest.main(verbosity=2)
