# SPDX-License-Identifier: Apache-2.0
"""Outages, segments and proposed causes from the course of a link (semantics.md 6)."""

import dataclasses

from course import FAILED, WORKING
from line import UNREACHABLE


@dataclasses.dataclass
class Segment:
    start: int
    end: int
    state: str
    roots: list
    planned: bool
    cause: str


@dataclasses.dataclass
class Outage:
    link: str
    start: int
    end: int | None  # None: still open
    segments: list

    @property
    def seconds(self):
        """Down or unreachable time; unknown time within does not count."""
        return sum(segment.end - segment.start for segment in self.segments)


def names(window, plan, link):
    site = plan.sites.get(link.site, {})
    return (link.id in window.links or link.site in window.sites or site.get("district") in window.districts
            or (link.provider and link.provider in window.providers))


def windows_at(plan, link, roots, second):
    """Windows that name the link, its site, district or provider, or do so for a root."""
    concerned = [link] + [plan.links[root] for root in roots if root in plan.links]
    return [window for window in plan.windows if window.start <= second < window.end
            and any(names(window, plan, each) for each in concerned)]


def cause_of(plan, link, state, planned, second):
    """The order of semantics.md 6 without evidence of power, which no packet log has."""
    if planned:
        return "planned_work"
    if state == UNREACHABLE:
        return "upstream"
    if link.contracts and plan.contract_on(link, second) is None and any(
            plan.contracts[name].end is not None and plan.contracts[name].end <= second for name in link.contracts):
        return "suspended"
    return "unknown"


def segments_of(plan, link, course, seconds):
    """Cut where state, roots or a maintenance window change, and where unknown time lies between."""
    found, before = [], None
    for second in seconds:
        state, roots = course[second]
        windows = windows_at(plan, link, roots, second)
        now = state, roots, [id(window) for window in windows[:1]]
        if found and found[-1].end == second and now == before:
            found[-1].end = second + 1
        else:
            found.append(Segment(second, second + 1, state, sorted(roots), bool(windows),
                                 cause_of(plan, link, state, bool(windows), second)))
        before = now
    return found


def outages_of(plan, link, course):
    """An outage ends by its link's own answers: unknown time neither ends nor splits it, but is no part of it."""
    found, failed, is_open = [], [], False
    for second in sorted(course):
        state = course[second][0]
        if state in FAILED:
            failed.append(second)
            is_open = True
        elif state in WORKING and is_open:
            found.append(Outage(link.id, failed[0], failed[-1] + 1, segments_of(plan, link, course, failed)))
            failed, is_open = [], False
    if is_open:
        found.append(Outage(link.id, failed[0], None, segments_of(plan, link, course, failed)))
    return found


def incidents(outages):
    """Groups of outages whose segments overlap and share a root, through any chain; each a sorted list of places."""
    group = list(range(len(outages)))

    def share(a, b):
        return any(x.start < y.end and y.start < x.end and set(x.roots) & set(y.roots)
                   for x in a.segments for y in b.segments)

    for i, one in enumerate(outages):
        for j in range(i):
            if group[i] != group[j] and share(one, outages[j]):
                group = [group[j] if g == group[i] else g for g in group]
    return sorted([i for i, g in enumerate(group) if g == wanted] for wanted in set(group))
