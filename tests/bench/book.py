# SPDX-License-Identifier: Apache-2.0
"""Rows of the book: links and verdicts on the probe thread, the journal on its own, wear and size of the file, and that
the daemon's probing does not feel any of it."""

import os
import re
import subprocess
import tempfile
import time
from statistics import median

from daemon import Daemon, longest, quantile, since, write_configuration
from lab import BenchError
from table import Row

LINKS = 10_000
SWEEP_MS = 5.0
BATCH_MS = 5.0
TRANSACTION_MS = 200.0
BYTES_A_LINK = 3 * 1024
WEAR_LINKS = 2_000
WEAR_MB_AN_HOUR = 15.0
HOURS_BETWEEN_OUTAGES = 72  # of one link: some 28 outages an hour in 2,000
SIZE_LINKS = 20
MB_A_LINK_AND_YEAR = 30.0
ROUNDS = 3
MINUTES = 4  # of the whole daemon
# A minute's rows are complete 13 s after it ended (timeout and late window): its batch and transaction lie in the first
# window of seconds; the second is like it but for them.
BUSY, QUIET = (11, 18), (38, 45)


def answer_of(arguments):
    answer = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise BenchError(f"{os.path.basename(arguments[0])}: {answer.stderr.strip()[-500:]}")
    return answer.stdout


def timings(text):
    """{"steady sweep": (median, worst, how many)}"""
    found = re.findall(r"^(\S+ \S+) median (\S+) worst (\S+) of (\d+)$", text, re.M)
    return {name: (float(middle), float(worst), int(count)) for name, middle, worst, count in found}


def timing_row(what, timing, limit):
    middle, worst, count = timing
    return Row(what, f"{middle:.2f} ms, worst of {count} {worst:.2f} ms", f"{limit:g} ms (the worst)", worst / limit,
               "<= 1", worst <= limit)


def calmest(rounds):
    """Of several rounds of the same: the median of the medians, the least of the worst."""
    return {name: (median(one[name][0] for one in rounds), min(one[name][1] for one in rounds), first[2])
            for name, first in rounds[0].items()}


def link_book_rows(build):
    texts = [answer_of([f"{build}/tests/bench/book_bench", str(LINKS)]) for _ in range(ROUNDS)]
    found = calmest([timings(text) for text in texts])
    rows = [Row("LinkBook::record, an echo sent and answered, 10,000 links", f"{found['steady record'][0]:.0f} ns"),
            Row("the same, an echo lost, all links down", f"{found['all_fail record'][0]:.0f} ns")]
    for name, what in (("steady", "all answer"), ("hub_fails", "a hub with 2,000 links fails"),
                       ("hub_is_down", "it is down"), ("hub_returns", "it returns")):
        rows.append(timing_row(f"state sweep, {LINKS:,} links: {what}", found[f"{name} sweep"], SWEEP_MS))
        rows.append(timing_row(f"its batches: {what}", found[f"{name} batch"], BATCH_MS))
    middle, worst, count = found["steady minute"]
    rows.append(Row("the sweep that completes a minute of all links", f"{middle:.2f} ms, worst of {count} {worst:.2f} ms"))
    for name, what in (("all_fail", "all fail at once"), ("all_return", "all return at once")):
        middle, worst, count = found[f"{name} sweep"]
        rows.append(Row(f"state sweep: {what}", f"{middle:.2f} ms, worst of {count} {worst:.2f} ms"))
    for when, what in (("steady", "all answer"), ("after", "after all had failed and returned")):
        held = int(re.search(rf"^memory {when} (\d+)", texts[0], re.M).group(1))
        rows.append(Row(f"memory a link in the book of links: {what}", f"{held} B", f"{BYTES_A_LINK} B",
                        held / BYTES_A_LINK, "<= 1", held <= BYTES_A_LINK))
    return rows


def journal_text(build, folder, links, minutes):
    with tempfile.TemporaryDirectory(dir=folder) as state:
        return answer_of([f"{build}/tests/bench/journal_load", os.path.join(state, "state"), str(links), str(minutes),
                          str(HOURS_BETWEEN_OUTAGES)])


def transaction_rows(build, folder):
    rounds = [timings(journal_text(build, folder, LINKS, 10)) for _ in range(ROUNDS)]
    found = calmest(rounds)
    middle, worst, count = found["minute all"]
    parts = ", ".join(f"{part} {found[f'minute {part}'][0]:.0f}" for part in ("ledger", "write", "accounts"))
    return [Row(f"journal thread, a minute of {LINKS:,} links, synced", f"{middle:.0f} ms, worst of {count} {worst:.0f} ms "
                f"({parts})", f"{TRANSACTION_MS:g} ms", middle / TRANSACTION_MS, "<= 1", middle <= TRANSACTION_MS),
            Row("the same, an outage", f"{found['urgent all'][0]:.1f} ms, of it writing {found['urgent write'][0]:.1f} ms")]


def wear_rows(build, folder):
    text = journal_text(build, folder, WEAR_LINKS, 60)
    calls, pages, grown, rows = map(int, re.search(
        r"written calls (\d+) pages (\d+) grown (-?\d+) rows (\d+)", text).groups())
    mb = pages / 1e6
    return [Row(f"written to the disk in an hour, {WEAR_LINKS:,} links, pages", f"{mb:.2f} MB",
                f"{WEAR_MB_AN_HOUR:g} MB", mb / WEAR_MB_AN_HOUR, "<= 1", mb <= WEAR_MB_AN_HOUR),
            Row("the same, bytes of write calls", f"{calls / 1e6:.2f} MB, {calls / rows:.0f} B a minute row",
                f"{WEAR_MB_AN_HOUR:g} MB", calls / 1e6 / WEAR_MB_AN_HOUR, "<= 1", calls / 1e6 <= WEAR_MB_AN_HOUR),
            Row("the same, the book and its log grew", f"{grown / 1e6:.2f} MB")]


def fill(build, path, *wanted):
    """Bytes of the book."""
    text = answer_of([f"{build}/tests/bench/journal_fill", path, *map(str, wanted)])
    return int(re.search(r"bytes (\d+)", text).group(1))


def size_rows(build, folder):
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = os.path.join(place, "pantau.toml")
        write_configuration(path, SIZE_LINKS)
        mb = fill(build, path, 365, 10, 365) / SIZE_LINKS / 1e6
    return [Row("size of the book a link and year, all minutes", f"{mb:.1f} MB, {mb * 1e6 / 525_600:.1f} B a minute",
                f"{MB_A_LINK_AND_YEAR:g} MB", mb / MB_A_LINK_AND_YEAR, "<= 1", mb <= MB_A_LINK_AND_YEAR)]


def report_rows(build, folder):
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = os.path.join(place, "pantau.toml")
        write_configuration(path, 100)
        fill(build, path, 365, 10, 0)
        today = time.time()
        dates = [time.strftime("%Y-%m-%d", time.gmtime(today - days * 86_400)) for days in (364, 1)]
        walls = []
        for _ in range(ROUNDS):
            started = time.monotonic()
            answer_of([f"{build}/daemon/pantau", "availability", "-c", path, "--from", dates[0], "--to", dates[1],
                       "--csv"])
            walls.append(time.monotonic() - started)
    return [Row("pantau availability, 100 links, a year, 12,000 outages", f"{median(walls):.2f} s")]


def wait_for_second(second):
    time.sleep((second - time.time()) % 60)


def sum_of(daemon, metric):
    with open(daemon.page, encoding="utf-8") as file:
        return sum(float(line.split()[-1]) for line in file if re.match(metric + r"[ {]", line))


def add(total, more):
    return {bound: total.get(bound, 0) + count for bound, count in more.items()}


def windows_of(daemon):
    """Both lags within the seconds that have the minute's batch, and within others."""
    found = {(name, lag): {} for name in ("busy", "quiet") for lag in ("scheduler", "event_loop")}
    for _ in range(MINUTES):
        for name, (first, last) in (("busy", BUSY), ("quiet", QUIET)):
            wait_for_second(first)
            before = daemon.lags()
            wait_for_second(last)
            after = daemon.lags()
            for lag, buckets in after.items():
                found[(name, lag)] = add(found[(name, lag)], since(before[lag], buckets))
    return found


def daemon_rows(build, folder):
    rows = []
    with Daemon(build, folder, LINKS) as daemon:
        time.sleep(70)  # the first minute is like no other
        found = windows_of(daemon)
        for lag in ("scheduler", "event_loop"):
            busy, quiet = found[("busy", lag)], found[("quiet", lag)]
            ours, others = (quantile(buckets, 0.99) * 1e3 for buckets in (busy, quiet))
            rows.append(Row(f"{lag} lag p99 in seconds with the minute's transaction", f"{ours:.2f} ms, longest <= "
                            f"{longest(busy) * 1e3:g} ms", f"{others:.2f} ms, <= {longest(quiet) * 1e3:g} ms (others)",
                            ours / others, "<= 1.5", ours <= 1.5 * others))
        lost, void = (sum_of(daemon, f"pantau_icmp_probes_{kind}_total") for kind in ("lost", "void"))
        probes = sum_of(daemon, "pantau_icmp_probes_total")
        rows.append(Row("echoes lost or void by us", f"{lost + void:.0f} of {probes:,.0f}", "", None, "0",
                        lost + void == 0))
        rows.append(Row("resident memory a link with the journal, after scrapes",
                        f"{daemon.resident_bytes() / LINKS / 1024:.2f} KiB"))
    return rows


def start_rows(build, folder):
    """An empty book, one of 30 days, and the same again."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        with Daemon(build, place, LINKS) as daemon:
            empty, path = daemon.seconds_to_ready, daemon.path
        daemon.forget()
        size = fill(build, path, 30, 10, 1)
        seconds = []
        for _ in range(2):
            with Daemon(build, place, LINKS, keep_book=True) as daemon:
                seconds.append(daemon.seconds_to_ready)
    return [Row(f"start to ready, {LINKS:,} links, a book of 30 days ({size / 1e6:.0f} MB)", f"{seconds[0]:.2f} s",
                f"{empty:.2f} s (a new book)", seconds[0] / empty, "<= 1 s more", seconds[0] - empty <= 1),
            Row("the same again", f"{seconds[1]:.2f} s", f"{empty:.2f} s (a new book)", seconds[1] / empty,
                "<= 1 s more", seconds[1] - empty <= 1)]


def book(build, folder):
    return (link_book_rows(build) + transaction_rows(build, folder) + wear_rows(build, folder) + size_rows(build, folder)
            + report_rows(build, folder) + start_rows(build, folder) + daemon_rows(build, folder))
