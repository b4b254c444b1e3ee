#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the book of record must say, worked out a second time: from the county's log of packets and the daemon's
configuration, by semantics.md 1 to 5 and 9, without anything of the daemon.

    book_truth.py --config pantau.toml --truth truth.jsonl --from SECOND --to SECOND [--blind FROM:TO]

SECOND is UTC since 1970, may have a fraction. Prints JSON: for each link the spans of its states with roots, minutes,
outages, how far it can have settled, seconds by class and availability; for each site its spans."""

import argparse
import dataclasses
import json

import availability
import course
import echoes
import line
import outages
import plan as plans
from echoes import MINUTE, SECOND


@dataclasses.dataclass
class LinkTruth:
    link: plans.Link
    echoes: list
    line: dict  # {second: state}, own echoes alone
    course: dict  # {second: (state, roots)}
    outages: list


class Book:
    """`begin`, `end`: nanoseconds, when the daemon began to watch and stopped. `blind`: [(from, to)] in seconds in
    which nobody was there; what was being decided then begins anew."""

    def __init__(self, plan, records, begin, end, blind=()):
        self.plan, self.begin, self.end = plan, begin, end
        found = echoes.by_address(r for r in records if begin <= r.get("sent", r["t"]) < end)
        self.sight = echoes.Sight(
            [echoes.verdicts(found[address], plan.anchor_timeout) for address in plan.anchors], plan.quorum,
            plan.anchor_interval, plan.anchor_timeout, begin)
        for start, stop in blind:
            self.sight.blind.append(echoes.Blind(round(start * SECOND), round(stop * SECOND), round(start * SECOND),
                                                 absent=True))
        heard = {name: echoes.verdicts(found[link.address], link.profile["timeout"]) for name, link in
                 plan.links.items()}
        decided = {name: echoes.decided_until(heard[name], link.profile["timeout"], end)
                   for name, link in plan.links.items()}
        lines = {name: line.line_states(plan, link, decided[name], self.sight, begin, end)
                 for name, link in plan.links.items()}
        courses = course.courses_of(plan, lines)
        self.links = {name: LinkTruth(link, decided[name], lines[name], courses[name],
                                      outages.outages_of(plan, link, courses[name]))
                      for name, link in plan.links.items()}
        self.sites = {site: course.site_states(plan, site, courses) for site in plan.sites}

    def settled_until(self, name):
        """The earliest of semantics.md 5 (Book time), as far as echoes alone tell: a child that still waits for its
        parents is settled to the start of that stretch, too."""
        truth = self.links[name]
        profile = truth.link.profile
        bounds = [self.end - profile["timeout"] - profile["late_window"]]
        run = []
        for echo in truth.echoes:
            run = [] if echo.answered else run + [echo.sent]
        if run and truth.line[max(truth.line)] != line.DOWN:
            bounds.append(run[0])
        rows = echoes.minutes(truth.echoes, self.begin, self.end)
        contract = self.plan.contract_on(truth.link, self.end // SECOND)
        threshold = contract.loss_threshold if contract else 0.75
        series = []
        for start, row in sorted(rows.items()):
            if line.complete_at(start, profile) <= self.end:
                over = row.sent >= 4 and row.lost / row.sent > threshold
                series = series + [start] if over else []
        if 0 < len(series) < 5:
            bounds.append(series[0])
        return min(bounds) // SECOND

    def account(self, name, last, corrections=()):
        truth = self.links[name]
        return availability.account_of(self.plan, truth.link, truth.course, truth.outages, self.begin // SECOND,
                                       last, corrections)


def spans(values):
    """[[start, value]] where the value changes."""
    found = []
    for second in sorted(values):
        if not found or found[-1][1] != values[second]:
            found.append([second, values[second]])
    return found


def seconds_by_state(states, first, last):
    total = dict.fromkeys((line.UP, line.DEGRADED, line.DOWN, line.UNREACHABLE, line.UNKNOWN), 0)
    for second in range(first, last):
        total[states[second]] += 1
    return total


def document(book):
    links = {}
    for name, truth in book.links.items():
        last = min(book.settled_until(name), book.end // SECOND)
        account = book.account(name, last)
        contract = book.plan.contract_on(truth.link, last)
        links[name] = {
            "spans": [[start, state, sorted(roots)] for start, (state, roots) in spans(truth.course)],
            "minutes": [dataclasses.asdict(row) for _, row in sorted(
                echoes.minutes(truth.echoes, book.begin // MINUTE * MINUTE, book.end).items())],
            "outages": [dataclasses.asdict(outage) for outage in truth.outages],
            "settled_until": last,
            "seconds": dict(account),
            "gross": availability.cut(account.gross(), 6),
            "net": availability.cut(account.net(contract.formula), 6) if contract else None,
            "lower_bound": availability.cut(account.lower_bound(), 6),
            "coverage": availability.cut(account.coverage(), 6),
        }
    return {"links": links, "sites": {site: spans(states) for site, states in book.sites.items()}}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--truth", required=True)
    parser.add_argument("--from", dest="begin", type=float, required=True)
    parser.add_argument("--to", dest="end", type=float, required=True)
    parser.add_argument("--blind", action="append", default=[])
    options = parser.parse_args()
    with open(options.config, encoding="utf-8") as config, open(options.truth, encoding="utf-8") as log:
        blind = [tuple(float(part) for part in text.split(":")) for text in options.blind]
        book = Book(plans.load(config.read()), echoes.read_log(log), round(options.begin * SECOND),
                    round(options.end * SECOND), blind)
    print(json.dumps(document(book), indent=1))


if __name__ == "__main__":
    main()
