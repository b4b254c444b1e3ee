#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The dashboards as files: rules of Grafana's dashboard-linter that fit, and that everything named exists.
lint_test.py PAGE_PROGRAM

Of the linter's rules these are left out: template-instance-rule and target-instance-rule ask for a variable and a matcher
`instance`, which are there but labelled as the gateway; the rules for Loki have nothing to look at."""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

from dashboards import LANGUAGES, ROOT, filled, identity, load, panels, queries, shown, transformation

PAGE_PROGRAM = None
PROMTOOL = os.environ.get("PROMTOOL") or os.path.join(ROOT, "build", "tools", "promtool")
OTHERS = {"up"}
MAY_BE_MISSING = {"provider", "technology"}  # of an own radio: chosen by All as well
NAMES = ["district", "link", "prober", "rollout", "service-levels", "wall"]


# Of Grafana's formats those in use: another one here is a decision, a misspelt one would be shown as a suffix.
UNITS = {"locale", "percentunit", "s", "dtdhms", "bps", "reqps", "bytes", "volt", "celsius", "dateTimeFromNow", "time:YYYY-MM",
         "time:YYYY-MM-DD", "suffix:days", "suffix:hari", "suffix:h", "suffix:jam", "suffix:/s", "suffix:/min",
         "suffix:/menit", "suffix:dBm"}


class Lint(unittest.TestCase):
    def each(self):
        for language in LANGUAGES:
            boards = load(language)
            self.assertEqual(sorted(boards), NAMES)
            for name, board in boards.items():
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

    def test_units_are_known_and_times_are_in_milliseconds(self):
        for _, _, board in self.each():
            for panel in panels(board):
                entries = [panel["fieldConfig"]["defaults"].get("unit")]
                titles = {title: name for name, title in shown(panel).items()} if panel["type"] == "table" else {}
                for entry in panel["fieldConfig"]["overrides"]:
                    units = [item["value"] for item in entry["properties"] if item["id"] == "unit"]
                    entries += units
                    for unit in units:
                        if unit == "time:YYYY-MM":  # an axis made of a label
                            continue
                        (target,) = [target["expr"] for target in panel["targets"]
                                     if len(panel["targets"]) == 1 or titles[entry["matcher"]["options"]] == f"Value #{target['refId']}"]
                        self.assertEqual(unit.startswith(("dateTime", "time:")), "_timestamp_seconds" in target and "* 1000" in target,
                                         (panel["title"], entry["matcher"]["options"]))
                self.assertEqual(set(entries) - UNITS, set(), panel["title"])

    def test_tables_name_columns_that_they_show(self):
        """Overrides, sorting and links go by names that are there after the transformations."""
        for _, _, board in self.each():
            for panel in panels(board):
                fields = re.findall(r"__data\.fields\.(\w+)", str(panel["fieldConfig"]))
                if panel["type"] == "geomap":
                    self.assertLessEqual(set(fields), set(transformation(panel, "filterFieldsByName")["include"]["names"]))
                if panel["type"] != "table":
                    continue
                columns = shown(panel)
                queries_of = {"Value"} if len(panel["targets"]) == 1 else {f"Value #{target['refId']}" for target in panel["targets"]}
                values = {name for name in columns if name.startswith("Value")}
                self.assertLessEqual(values, queries_of, panel["title"])
                self.assertEqual(len(set(columns.values())), len(columns), panel["title"])
                self.assertEqual(len(panel["targets"]) > 1, transformation(panel, "merge") is not None, panel["title"])
                self.assertTrue(identity(panel), panel["title"])
                named = {entry["matcher"]["options"] for entry in panel["fieldConfig"]["overrides"] if entry["matcher"]["id"] == "byName"}
                named |= {entry["displayName"] for entry in panel["options"].get("sortBy", [])}
                self.assertLessEqual(named, set(columns.values()), panel["title"])
                self.assertLessEqual(set(fields), set(columns), panel["title"])
                empty = [entry for entry in panel["fieldConfig"]["overrides"] if entry["matcher"]["id"] == "byRegexp"]
                self.assertEqual([item["id"] for item in empty[0]["properties"]], ["noValue"], panel["title"])

    def test_panels_have_numbers_and_nothing_hides_in_a_menu(self):
        for _, _, board in self.each():
            numbers = [panel.get("id") for panel in panels(board)]
            self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
            self.assertNotIn("placement", {key for entry in board["links"] + board["annotations"].get("list", []) for key in entry})

    def test_dashboards_are_as_provisioned_ones_should_be(self):
        for language, name, board in self.each():
            self.assertEqual(board["uid"], f"pantau-{name}" + ("" if language == "id" else "-en"))
            self.assertLessEqual(len(board["uid"]), 40)
            self.assertIs(board["editable"], False)
            self.assertEqual(board["schemaVersion"], 42)
            self.assertEqual(board["timezone"], "Asia/Jayapura")
            self.assertTrue(board["title"] and board["description"])
            self.assertNotIn("id", {key for key, value in board.items() if value is not None})
            variables = {variable["name"]: variable for variable in board["templating"]["list"]}
            self.assertEqual(variables["datasource"]["type"], "datasource")
            for variable in variables.values():
                if variable["type"] == "query":
                    self.assertEqual(variable["refresh"], 2, variable["name"])
                    if variable["name"] != "month":
                        self.assertEqual((variable["multi"], variable["allValue"]), (True, ".*" if variable["name"] in MAY_BE_MISSING else ".+"), variable["name"])
                        self.assertIs(variable["includeAll"], True)
            used = set(re.findall(r"\$([a-z_]\w*)", " ".join(expr for _, expr, _ in queries(board)))) - {"__rate_interval", "__interval", "__range"}
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
                bare = re.findall(r"(?<![:\w])((?:[a-z]+:)?(?:pantau|process)_[a-z0-9_:]+)(?![\w:{])", expr)
                self.assertEqual(bare, [], where)
                for counter, after in re.findall(r"\b(pantau_[a-z_]+_(?:total|bucket|count))\{[^}]*\}(.)?", expr):
                    self.assertEqual(after, "[", (where, counter))
                for window in re.findall(r"rate\([^[]*\[([^\]]+)\]", expr):
                    self.assertEqual(window, "$__rate_interval", where)

    def test_a_silent_pantau_is_no_zero_and_no_all_clear(self):
        for _, name, board in self.each():
            for where, expr, _ in queries(board):
                self.assertNotIn("vector(", expr, (name, where))
        for panel in panels(load("en")["wall"]):
            if panel["type"] in ("stat", "table"):
                self.assertRegex(panel["fieldConfig"]["defaults"]["noValue"], "known|does not answer", panel["title"])

    def test_grafana_begins_with_the_wall(self):
        with open(os.path.join(ROOT, "grafana/grafana-server.service.d/pantau.conf"), encoding="utf-8") as file:
            home = re.findall(r"(?m)^Environment=GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH=(.*)$", file.read())
        self.assertEqual(home, ["/usr/share/pantau/grafana/dashboards/id/wall.json"])
        with open(os.path.join(ROOT, "grafana/provisioning/dashboards/pantau.yaml"), encoding="utf-8") as file:
            self.assertIn(os.path.dirname(home[0]) + " }", file.read())

    def test_the_wall_has_room_on_one_screen(self):
        """1080 pixels without the menus (kiosk), 38 a unit: 27 of them and the row of variables."""
        for language in LANGUAGES:
            places = [panel["gridPos"] for panel in panels(load(language)["wall"])]
            self.assertLessEqual(max(place["y"] + place["h"] for place in places), 27)

    def test_long_ranges_are_asked_in_steps_that_grow(self):
        """Neither many samples for a month, nor events that fall between two points."""
        for _, name, board in self.each():
            for where, expr, _ in queries(board):
                for step in re.findall(r"\[\$__range:([^\]]*)\]", expr):
                    self.assertEqual(step, "$__interval", (name, where))
                if where[0] == "annotation":
                    self.assertEqual(set(re.findall(r"\[([^\]]+)\]", expr)), {"$__rate_interval"}, (name, where))

    def test_variables_are_used(self):
        for _, name, board in self.each():
            asked = " ".join([expr for _, expr, _ in queries(board)] + [str(each.get("query")) for each in board["templating"]["list"]])
            for variable in board["templating"]["list"]:
                if variable["type"] == "query":
                    self.assertRegex(asked, rf"\${variable['name']}\b", (name, variable["name"]))

    def test_queries_are_read_by_promtool(self):
        """Each as a recording rule: what cannot be parsed is named with its place."""
        if not os.path.exists(PROMTOOL):
            self.skipTest(f"no {PROMTOOL}")
        rules, places = [], []
        for name, board in load("en").items():
            for where, expr, _ in queries(board):
                rules.append({"record": f"x{len(rules)}", "expr": filled(expr, "2026-11")})
                places.append((name, where))
        with tempfile.NamedTemporaryFile("w", suffix=".yml", encoding="utf-8") as file:
            json.dump({"groups": [{"name": "panels", "rules": rules}]}, file)
            file.flush()
            result = subprocess.run([PROMTOOL, "check", "rules", file.name], capture_output=True, text=True, check=False)
        wrong = [places[int(number)] for number in re.findall(r'"x(\d+)"', result.stderr)]
        self.assertEqual(result.returncode, 0, f"{wrong}\n{result.stderr}")

    def test_the_map_needs_nothing_from_outside_and_has_options_that_each_version_knows(self):
        """By the schema of the panel in Grafana 10 and 13, which have these in common."""
        known = {"view": {"id", "lat", "lon", "zoom", "allLayers", "layer", "padding", "minZoom", "maxZoom", "lastOnly", "shared"},
                 "controls": {"showZoom", "mouseWheelZoom", "showAttribution", "showScale", "showMeasure", "showDebug"},
                 "tooltip": {"mode"}}
        layer = {"type", "name", "config", "location", "filterData", "opacity", "tooltip"}
        style = {"color", "opacity", "size", "symbol", "symbolAlign", "text", "textConfig", "lineWidth", "rotation"}
        maps = [panel for _, _, board in self.each() for panel in panels(board) if panel["type"] == "geomap"]
        self.assertEqual(len(maps), len(LANGUAGES))
        for panel in maps:
            options = panel["options"]
            self.assertEqual(set(options), set(known) | {"basemap", "layers"})
            for part, keys in known.items():
                self.assertLessEqual(set(options[part]), keys)
            names = [each["name"] for each in options["layers"]]
            self.assertIn(options["view"]["layer"], names)
            for each in [options["basemap"], *options["layers"]]:
                self.assertLessEqual(set(each), layer)
                self.assertLessEqual(set(each["config"]["style"]), style)
                self.assertIn(each["type"], {"geojson", "markers"})
            self.assertEqual(options["basemap"]["config"]["src"], "public/maps/pantau-county.geojson")
            self.assertIn(options["basemap"]["config"]["src"], panel["description"])
            self.assertNotIn("://", json.dumps(options))
            fields = set(transformation(panel, "filterFieldsByName")["include"]["names"])
            (sites,) = options["layers"]
            self.assertLessEqual({sites["location"]["latitude"], sites["location"]["longitude"]}, fields)
            self.assertLessEqual({sites["config"]["style"][key]["field"] for key in ("color", "text")}, fields)

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

    def test_alerts_lead_to_dashboards_and_set_their_variables(self):
        boards = {board["uid"]: {variable["name"] for variable in board["templating"]["list"]} for board in load("id").values()}
        with open(os.path.join(ROOT, "deploy/prometheus/rules/pantau-alerts.yml"), encoding="utf-8") as file:
            found = re.findall(r"dashboard_url: '?/d/([a-z-]+)(.*)", file.read())
        self.assertGreater(len(found), 20)
        for uid, rest in found:
            self.assertLessEqual(set(re.findall(r"var-(\w+)=", rest)), boards[uid], uid)

    def test_links_set_variables_that_are_there(self):
        for language, name, board in self.each():
            variables = {other["uid"]: {variable["name"] for variable in other["templating"]["list"]} for other in load(language).values()}
            for uid, rest in re.findall(r"/d/([a-z-]+)\?([^'\"]*)", str(board)):
                named = set(re.findall(r"var-(\w+)=", rest)) | set(re.findall(r"\$\{(\w+):queryparam\}", rest))
                self.assertTrue(named, (name, uid))
                self.assertLessEqual(named, variables[uid] - {"month"}, (name, uid))

    def test_variables_ask_what_they_say(self):
        for _, _, board in self.each():
            for variable in board["templating"]["list"]:
                if variable["type"] == "query":
                    self.assertEqual(variable["query"]["query"], variable["definition"])

    def test_labels_are_those_of_the_metric(self):
        """In matchers those of the metric itself; in `on`, `by` and `group_left` those of any."""
        page = subprocess.run([PAGE_PROGRAM, "text"], capture_output=True, text=True, check=True).stdout
        labels = {}
        for name, found in re.findall(r"(?m)^([a-z_0-9]+)(?:\{(.*)\})? ", page):
            labels.setdefault(name, set()).update(re.findall(r'(\w+)="', found))
        for _, _, board in self.each():
            for where, expr, _ in queries(board):
                made = set(re.findall(r'label_replace\(.*?, "(\w+)", "', expr))
                everywhere = set().union(*labels.values()) | {"job", "instance"} | made
                for name, found in re.findall(r"([a-z_0-9:]+)\{([^}]*)\}", expr):
                    if name in labels:
                        self.assertLessEqual(set(re.findall(r'(\w+)\s*[=!]', found)), labels[name] | {"job", "instance"}, where)
                for found in re.findall(r"\b(?:on|by|group_left|without) \(([^)]*)\)", expr):
                    self.assertLessEqual(set(filter(None, found.split(", "))), everywhere, where)

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
