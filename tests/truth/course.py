# SPDX-License-Identifier: Apache-2.0
"""Down or unreachable: which parent is to blame, second by second (semantics.md 5 and the text at the head of
daemon/verdicts/verdicts.hpp), and sites over their links."""

from line import DEGRADED, DOWN, UNKNOWN, UNREACHABLE, UP

WORKING, FAILED = (UP, DEGRADED), (DOWN, UNREACHABLE)
GRACE = 60  # seconds in which a parent's failure still takes the child's with it


class Parents:
    """What the parents of one link say at a second. A course: {second: (state, frozenset of roots)}."""

    def __init__(self, link, courses):
        self.groups, self.courses = link.parents, courses

    def unmet(self, second):
        return [group for group in self.groups
                if not any(self.courses[parent][second][0] in WORKING for parent in group)]

    def roots(self, second):
        """Over the unmet groups: a parent that is down itself, of one that is unreachable its roots."""
        found = set()
        for group in self.unmet(second):
            for parent in group:
                state, roots = self.courses[parent][second]
                if state == DOWN:
                    found.add(parent)
                elif state == UNREACHABLE:
                    found |= roots
        return frozenset(found)


def stretches(states, wanted):
    """[(start, end)] of the maximal stretches in `wanted`."""
    found = []
    for second in sorted(states):
        if states[second] not in wanted:
            continue
        if found and found[-1][1] == second:
            found[-1][1] = second + 1
        else:
            found.append([second, second + 1])
    return found


def attach_time(parents, start, end):
    """The second at which the parents' failure takes this stretch with it; None: it is the link's own."""
    if parents.unmet(start):
        return start
    for second in range(start, min(start + GRACE + 1, end)):
        if parents.roots(second):
            return second
    return None


def attribute(course, link, parents, start, end):
    """One stretch of loss. Returns whether it was the link's own at its end."""
    own = DOWN, frozenset([link.id])
    attached = attach_time(parents, start, end)
    if attached is None:
        fill(course, start, end, own)
        return True
    fill(course, start, attached, (UNREACHABLE, parents.roots(attached)))
    second = attached
    while second < end:
        if parents.unmet(second):
            roots = parents.roots(second)
            course[second] = (UNREACHABLE, roots) if roots else (UNKNOWN, frozenset())
            second += 1
            continue
        unmet_again = next((s for s in range(second, end) if parents.unmet(s)), end)
        if unmet_again - second > max(GRACE, link.detection):
            fill(course, second, end, own)
            return True
        fill(course, second, unmet_again, course[second - 1])
        second = unmet_again
    return False


def fill(course, start, end, value):
    for second in range(start, end):
        course[second] = value


def course_of(link, states, courses):
    """{second: (state, roots)} of one link, its parents' courses known."""
    course = {second: (state, frozenset()) for second, state in states.items()}
    own, before = False, None
    for start, end in stretches(states, (DOWN,)):
        if before is not None and any(states[s] in WORKING for s in range(before, start)):
            own = False
        if own:  # unknown time keeps it
            fill(course, start, end, (DOWN, frozenset([link.id])))
        else:
            own = attribute(course, link, Parents(link, courses), start, end)
        before = end
    return course


def courses_of(plan, lines):
    courses = {}
    for link in plan.parents_first():
        courses[link.id] = course_of(link, lines[link.id], courses)
    return courses


def site_state(links, courses, second):
    states = {link.id: courses[link.id][second][0] for link in links}
    primaries = [link for link in links if link.role == "primary"] or links
    if any(states[link.id] == UP for link in primaries):
        return UP
    for state in (UP, DEGRADED):
        if state in states.values():
            return DEGRADED
    if UNKNOWN in states.values():
        return UNKNOWN
    roots = frozenset().union(*(courses[link.id][second][1] for link in links))
    if UNREACHABLE in states.values() and not roots & states.keys():
        return UNREACHABLE
    return DOWN


def site_states(plan, site, courses):
    links = plan.links_of(site)
    return {second: site_state(links, courses, second) for second in courses[links[0].id]} if links else {}
