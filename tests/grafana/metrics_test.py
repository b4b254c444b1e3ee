#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Nothing exported is undocumented, and nothing is asked for that no series can have: a wrong value of a label would only be
seen as an empty panel, or as an alert that never fires. metrics_test.py PAGE_PROGRAM"""

import os
import re
import sys
import unittest

from dashboards import LANGUAGES, ROOT, load, panels, queries
from metrics_document import document, families, page_of, recorded

PAGE_PROGRAM = None
SELECTOR = re.compile(r"(?<![:\w])([a-z_0-9:]+)\{([^{}]*)\}")
MATCHER = re.compile(r"""(\w+)\s*(=~|!~|!=|=)\s*['"]([^'"]*)['"]""")
RULES = ("pantau-alerts.yml", "pantau-recording.yml")


def read(*parts):
    with open(os.path.join(ROOT, *parts), encoding="utf-8") as file:
        return file.read()


def word_list(file, name):
    """The words of an array in a header."""
    found = re.search(rf"{name}\{{(.*?)\}};", read(file), re.DOTALL)
    return set(re.findall(r'"([a-z_]+)"', found.group(1)))


def values_of(page):
    """(family, label) -> its values on the page. An info series has one of them: there every family counts that has the label."""
    found, anywhere = {}, {}
    for name, labels in re.findall(r"(?m)^([a-z_0-9]+)\{(.*)\} ", page):
        for label, value in re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels):
            found.setdefault((name, label), set()).add(value)
            anywhere.setdefault(label, set()).add(value)
    return {key: anywhere[key[1]] if key[0].endswith("_info") else values for key, values in found.items()}


def expressions():
    """(where, expression) of dashboards and rules."""
    for name, board in load("en").items():
        for where, expr, _ in queries(board):
            yield (name, *where), expr
    for name in RULES:
        yield (name,), read("deploy", "prometheus", "rules", name)


def wrong_values(text, values):
    """Matchers that no series can meet."""
    wrong = []
    for family, selector in SELECTOR.findall(text):
        for label, _, value in MATCHER.findall(selector):
            for word in value.split("|"):
                if word and not re.search(r"[$%]", word) and (family, label) in values and word not in values[family, label]:
                    wrong.append(f'{family}{{{label}="{word}"}}')
    return wrong


class Documents(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.page = page_of(PAGE_PROGRAM)

    def test_the_document_is_as_the_page_says(self):
        self.assertEqual(read("deploy", "metrics.md"), document(self.page),
                         "tests/grafana/metrics_document.py writes deploy/metrics.md anew")

    def test_every_family_says_what_it_is(self):
        found = families(self.page)
        types = set(re.findall(r"(?m)^# TYPE (\S+)", self.page))
        self.assertEqual(types, set(found))
        self.assertGreater(len(types), 180)
        for family in found.values():
            self.assertGreater(len(family.help), 6, family.name)

    def test_every_name_in_the_program_is_on_the_page(self):
        """A family that this page does not have would be in no list either."""
        source = "".join(read("daemon", "metrics", name) for name in sorted(os.listdir(os.path.join(ROOT, "daemon", "metrics")))
                         if name.endswith(".cpp"))
        named = set(re.findall(r'"(pantau_[a-z_0-9]+[a-z0-9])"', source))
        self.assertGreater(len(named), 120)
        self.assertEqual(named - set(families(self.page)), set())

    def test_recorded_series_are_listed(self):
        count = read("deploy", "prometheus", "rules", "pantau-recording.yml").count("- record:")
        self.assertEqual(len(recorded()), count)


class Values(unittest.TestCase):
    def test_matchers_ask_for_values_that_there_are(self):
        values = values_of(page_of(PAGE_PROGRAM))
        asked = 0
        for where, expr in expressions():
            self.assertEqual(wrong_values(expr, values), [], where)
            asked += sum((family, label) in values and "$" not in value for family, selector in SELECTOR.findall(expr)
                         for label, _, value in MATCHER.findall(selector))
        self.assertGreater(asked, 60)

    def test_a_wrong_value_is_found(self):
        values = {("a", "state"): {"up", "down"}}
        self.assertEqual(wrong_values('sum(a{state=~"up|dwon",site=~"$site"}) + a{state="up"}', values), ['a{state="dwon"}'])

    def test_words_are_told_for_every_value_that_there_can_be(self):
        """Of columns whose values are shown in words: one without would be shown as the program's own."""
        lists = {
            "cause": word_list("daemon/book/cause.hpp", "kCauseNames"),
            "stage": word_list("config/words.hpp", "kStageWords"),
            "side": word_list("config/words.hpp", "kHoldWords"),
            "reason": word_list("config/words.hpp", "kHoldReasons"),
            "acceptance": word_list("daemon/rollout/acceptance.hpp", "kAcceptanceStateNames") - {"none"},
        }
        self.assertTrue(all(lists.values()))
        for language in LANGUAGES:
            seen = set()
            for board in load(language).values():
                for panel in panels(board):
                    for entry in panel.get("fieldConfig", {}).get("overrides", []):
                        for item in entry["properties"]:
                            if item["id"] == "mappings":
                                told = set(item["value"][0]["options"])
                                seen |= {name for name, words in lists.items() if words == told}
                                for name, words in lists.items():
                                    if len(words & told) > 3:
                                        self.assertEqual(told, words, (panel["title"], entry["matcher"]["options"], name))
            self.assertEqual(seen, set(lists))


if __name__ == "__main__":
    PAGE_PROGRAM = sys.argv.pop(1)
    unittest.main(verbosity=1)
