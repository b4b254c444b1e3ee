# SPDX-License-Identifier: Apache-2.0
"""Reads the book of record with SQLite itself, beside whatever pantau says of it, and holds it against the second
reading of semantics.md in tests/truth."""

import contextlib
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "truth"))

STATES = ("unknown", "up", "degraded", "unreachable", "down")  # as the numbers in the journal


class Journal:
    """What stands in the file now: settled spans, settled times, minutes."""

    def __init__(self, state_dir):
        path = os.path.join(state_dir, "journal.sqlite3")
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as database:
            database.execute("BEGIN")  # one view for all that follows
            self.integrity = database.execute("PRAGMA integrity_check").fetchone()[0]
            self.links = dict(database.execute("SELECT id, name FROM links"))
            self.sites = dict(database.execute("SELECT id, name FROM sites"))
            self.books = {self.links[link]: (first, until) for link, first, until in
                          database.execute("SELECT link, first, settled_until FROM link_settled")}
            self.site_books = {self.sites[site]: (first, until) for site, first, until in
                               database.execute("SELECT site, first, settled_until FROM site_settled")}
            self.spans = self.read_spans(database, "link", self.links)
            self.site_spans = self.read_spans(database, "site", self.sites)
            self.minutes = {(self.links[link], minute * 60): (sent, lost, late) for link, minute, sent, lost, late in
                            database.execute("SELECT link, minute, sent, lost, late FROM minutes")}

    @staticmethod
    def read_spans(database, kind, names):
        found = {name: [] for name in names.values()}
        for place, start, state in database.execute(f"SELECT {kind}, start, state FROM {kind}_spans ORDER BY 1, 2"):
            found[names[place]].append((start, STATES[state]))
        return found

    @staticmethod
    def by_second(spans, until):
        states = {}
        for (start, state), (end, _) in zip(spans, spans[1:] + [(until, "")]):
            for second in range(start, min(end, until)):
                states[second] = state
        return states

    def states(self, link):
        """{second: state} from first configured to settled_until."""
        return self.by_second(self.spans[link], self.books[link][1])

    def site_states(self, site):
        return self.by_second(self.site_spans[site], self.site_books[site][1])


def outages_of(daemon, *arguments):
    """`pantau outages --json`, by link, each by start."""
    found = {}
    for outage in json.loads(daemon.command("outages", "--json", *arguments))["outages"]:
        found.setdefault(outage["link"], []).append(outage)
    return {link: sorted(rows, key=lambda row: row["start"]) for link, rows in found.items()}
