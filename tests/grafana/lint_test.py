#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The dashboards as files: rules of Grafana's dashboard-linter that fit, and that everything named exists.
lint_test.py PAGE_PROGRAM

Of the linter's rules these are left out: template-instance-rule and target-instance-rule ask for a variable and a matcher
`instance`, which are there but labelled as the gateway; the rules for Loki have nothing to look at."""

import os
import re
import subprocess
import sys
import unittest

from dashboards import LANGUAGES, ROOT, load, panels, queries

PAGE_PROGRAM = None
OTHERS = {"up"}
NAMES = ["district", "link", "prober", "rollout", "service-levels", "wall"]


class Lint(unittest.TestCase):
    def each(self):
        for language in LANGUAGES:
            boards = load(language)
            self.assertEqual(sorted(boards), NAMES)
            for name, board in boards.items():
                with self.subTest(language=language, board=name):
                    yield language, name, board

    def test_every_panel_says_what_it_is(self):
        for _, _, board in self.each():
            for panel in panels(board):
                for key in ("title", "description"):
                    self.assertTrue(panel.get(key), (panel.get("title"), key))
                if panel["type"] in ("text", "row"):
                    continue
                self.assertTrue(panel["targets"], panel["title"])
                defaults = panel["fieldConfig"]["defaults"]
                self.assertTrue(defaults.get("unit"), panel["title"])
                self.assertTrue(defaults.get("noValue"), panel["title"])
                self.assertEqual(panel["datasource"]["uid"], "$datasource")
                for target in panel["targets"]:
                    self.assertEqual(target["datasource"]["uid"], "$datasource")

    def test_dashboards_are_as_provisioned_ones_should_be(self):
        for language, name, board in self.each():
            self.assertEqual(board["uid"], f"pantau-{name}" + ("" if language == "id" else "-en"))
            self.assertLessEqual(len(board["uid"]), 40)
            self.assertIs(board["editable"], False)
            self.assertEqual(board["schemaVersion"], 42)
            self.assertTrue(board["title"] and board["description"])
            self.assertNotIn("id", {key for key, value in board.items() if value is not None})
            variables = {variable["name"]: variable for variable in board["templating"]["list"]}
            self.assertEqual(variables["datasource"]["type"], "datasource")
            for variable in variables.values():
                if variable["type"] == "query":
                    self.assertEqual(variable["refresh"], 2, variable["name"])
                    if variable["name"] != "month":
                        self.assertEqual((variable["multi"], variable["allValue"]), (True, ".+"), variable["name"])
            used = set(re.findall(r"\$(\w+)", " ".join(expr for _, expr, _ in queries(board)))) - {"__rate_interval", "__interval"}
            self.assertEqual(used - set(variables), set())

    def test_panels_do_not_overlap_and_fit(self):
        for _, _, board in self.each():
            taken = {}
            for panel in board["panels"]:
                place = panel["gridPos"]
                self.assertLessEqual(place["x"] + place["w"], 24, panel["title"])
                for x in range(place["x"], place["x"] + place["w"]):
                    for y in range(place["y"], place["y"] + place["h"]):
                        self.assertNotIn((x, y), taken, (panel["title"], taken.get((x, y))))
                        taken[x, y] = panel["title"]

    def test_queries_name_the_job_and_rate_counters_alone(self):
        for _, _, board in self.each():
            for where, expr, _ in queries(board):
                for selector in re.findall(r"\b(?:[a-z_]+:)?(?:pantau|process|up)[a-z0-9_:]*\{([^}]*)\}", expr):
                    self.assertIn('job=~"$job"', selector, where)
                for counter, after in re.findall(r"\b(pantau_[a-z_]+_(?:total|bucket|count))\{[^}]*\}(.)?", expr):
                    self.assertEqual(after, "[", (where, counter))
                for window in re.findall(r"rate\([^[]*\[([^\]]+)\]", expr):
                    self.assertEqual(window, "$__rate_interval", where)

    def test_both_languages_ask_the_same(self):
        one, other = load("id"), load("en")
        for name in NAMES:
            self.assertEqual([expr for _, expr, _ in queries(one[name])], [expr for _, expr, _ in queries(other[name])])
            self.assertNotEqual([panel["title"] for panel in panels(one[name])], [panel["title"] for panel in panels(other[name])])

    def test_links_lead_somewhere(self):
        for language, name, board in self.each():
            uids = {other["uid"] for other in load(language).values()}
            for uid in re.findall(r"/d/([a-z-]+)", str(board)):
                self.assertIn(uid, uids)
        with open(os.path.join(ROOT, "deploy/prometheus/rules/pantau-alerts.yml"), encoding="utf-8") as file:
            named = set(re.findall(r"dashboard_url: /d/([a-z-]+)", file.read()))
        self.assertEqual(named - {board["uid"] for board in load("id").values()}, set())

    def test_every_metric_is_exported_or_recorded(self):
        page = subprocess.run([PAGE_PROGRAM, "text"], capture_output=True, text=True, check=True).stdout
        families = set(re.findall(r"(?m)^# TYPE (\S+)", page))
        with open(os.path.join(ROOT, "deploy/prometheus/rules/pantau-recording.yml"), encoding="utf-8") as file:
            recorded = set(re.findall(r"record: (\S+)", file.read()))
        named = set()
        for language, name, board in self.each():
            text = " ".join([expr for _, expr, _ in queries(board)] + [str(v.get("query")) for v in board["templating"]["list"]])
            named |= set(re.findall(r"\b[a-z]+:pantau_[a-z0-9_:]+", text))
            named |= set(re.findall(r"(?<![:\w])(?:pantau|process)_[a-z0-9_]+", text))
        named = {re.sub("_(bucket|sum|count)$", "", metric) if metric not in families | recorded else metric for metric in named}
        self.assertGreater(len(named), 80)
        self.assertEqual(named - families - recorded - OTHERS, set())


if __name__ == "__main__":
    PAGE_PROGRAM = sys.argv.pop(1)
    unittest.main(verbosity=1)
