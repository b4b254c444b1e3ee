# SPDX-License-Identifier: Apache-2.0
"""Every second of a period in one class, and the ratios that follow (semantics.md 9). Plain and slow."""

import collections
import datetime
from fractions import Fraction

from course import FAILED
from line import UNKNOWN
from outages import windows_at

CLASSES = ("up", "down", "short", "excluded", "planned", "unknown")


class Account(collections.Counter):
    """Seconds by class."""

    def all(self):
        return sum(self[name] for name in CLASSES)

    def failed(self):
        return self["down"] + self["short"] + self["excluded"]

    def ratio(self, part, whole):
        return None if whole == 0 else 1 - Fraction(part, whole)

    def gross(self):
        return self.ratio(self.failed(), self.all())

    def net(self, formula):
        if formula == "gross":
            return self.gross()
        whole = self.all() - (self["excluded"] + self["planned"] if formula == "net-b" else 0)
        return self.ratio(self["down"], whole)

    def lower_bound(self):
        return self.ratio(self.failed() + self["unknown"], self.all())

    def coverage(self):
        return self.ratio(self["unknown"], self.all())

    def judgement(self, formula, target):
        if self.coverage() is None or target is None:
            return "none"
        if self.coverage() < Fraction(9, 10):
            return "not_enough_data"
        return "met" if self.net(formula) >= Fraction(str(target)) else "missed"


def in_time(contract, window):
    if contract is None or contract.planned_notice is None:
        return True
    return window.announced is not None and window.start - window.announced >= contract.planned_notice


class Announced:
    """W of semantics.md 9: seconds inside windows announced in time, at most `planned_hours_per_month` of a local
    month."""

    def __init__(self, plan):
        self.plan, self.used = plan, collections.Counter()

    def holds(self, link, contract, roots, second):
        if not any(in_time(contract, window) for window in windows_at(self.plan, link, roots, second)):
            return False
        month = datetime.datetime.fromtimestamp(second, self.plan.zone).strftime("%Y-%m")
        if contract is not None and contract.planned_hours is not None \
                and self.used[month] >= contract.planned_hours * 3600:
            return False
        self.used[month] += 1
        return True


def sla_clock(plan, link, second):
    """Whether this second counts: with contracts only while one is in force, and not before the site's in_service."""
    site = plan.sites.get(link.site, {})
    begun = site.get("actual", {}).get("in_service")
    if begun is not None:
        midnight = datetime.datetime(begun.year, begun.month, begun.day, tzinfo=plan.zone).timestamp()
        if second < midnight:
            return False
    return not link.contracts or plan.contract_on(link, second) is not None


def account_of(plan, link, course, outages, first, last, corrections=()):
    """Seconds [first, last) by class. `corrections`: {start of an outage: cause}."""
    corrections, account, announced = dict(corrections), Account(), Announced(plan)
    outage_at, segment_at = {}, {}
    for outage in outages:
        for segment in outage.segments:
            for second in range(segment.start, segment.end):
                outage_at[second], segment_at[second] = outage, segment
    for second in range(first, last):
        if not sla_clock(plan, link, second):
            continue
        contract = plan.contract_on(link, second)
        state, roots = course[second]
        planned = announced.holds(link, contract, roots, second)
        outage = outage_at.get(second)
        cause = corrections.get(outage.start, segment_at[second].cause) if outage else None
        if state == UNKNOWN or cause == "monitoring_fault":
            account["unknown"] += 1
        elif state in FAILED:
            if contract and outage.seconds <= contract.minimum_outage:
                account["short"] += 1
            elif planned or (contract and cause in contract.exclude):
                account["excluded"] += 1
            else:
                account["down"] += 1
        else:
            account["planned" if planned else "up"] += 1
    return account


def cut(ratio, digits):
    """As tables and JSON show it: cut, not rounded. None stays None."""
    return None if ratio is None else int(ratio * 10**digits) / 10**digits
