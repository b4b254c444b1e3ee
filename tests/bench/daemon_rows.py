# SPDX-License-Identifier: Apache-2.0
"""Rows of the whole daemon with 10,000 links of one second on 127/8, all statistics on."""

import re
import subprocess
import time

from accuracy import Tap
from daemon import FIRST, Daemon, longest, quantile, since, write_configuration
from lab import BenchError, addresses, fping_costs
from table import Row, against

LINKS = 10_000
INTERVAL = 1.0
FULL_MINUTE = 65.0  # seconds of life after which the minute's statistics have their size
WINDOW = 20.0
QUIET = 6.0  # seconds of probing to each side of a reload
KIB = 1024


def reading(build, path):
    """Seconds to read a configuration, bytes of the plan, bytes of the book of its links."""
    answer = subprocess.run([f"{build}/tests/bench/plan_bench", path], capture_output=True, text=True, check=False)
    found = re.match(r"load (\S+) s plan (\d+) bytes book (\d+) bytes", answer.stdout)
    if found is None:
        raise BenchError(f"plan_bench: {answer.stderr}")
    return float(found.group(1)), int(found.group(2)), int(found.group(3))


def cpu_rows(daemon, burst, paced):
    before, started = daemon.cpu_seconds(), time.monotonic()
    time.sleep(WINDOW)
    echoes = LINKS * (time.monotonic() - started) / INTERVAL
    ours = (daemon.cpu_seconds() - before) / echoes * 1e6
    return [against("CPU an echo of the whole daemon, 10,000 links at 1/s", ours, burst, 1.1, "us", "fping burst"),
            against("the same", ours, paced, 0.25, "us", "fping paced, 6,000")], ours


def memory_without_links(build, folder):
    with Daemon(build, folder, 0) as daemon:
        time.sleep(2)
        return daemon.resident_bytes()


def memory_rows(build, daemon, base, started):
    time.sleep(max(0.0, started + FULL_MINUTE - time.monotonic()))
    _, plan, book = reading(build, daemon.path)
    whole = (daemon.resident_bytes() - base) / LINKS
    rest = whole - plan / LINKS
    return [Row("memory a link, resident, before any scrape", f"{whole / KIB:.2f} KiB",
                f"plan {plan / LINKS / KIB:.2f} KiB, book of links {book / LINKS / KIB:.2f} KiB at start"),
            Row("memory a link beside the plan", f"{rest / KIB:.2f} KiB", "3 KiB", rest / KIB / 3, "<= 1",
                rest <= 3 * KIB)]


def lag_rows(daemon):
    before = daemon.lags()
    time.sleep(WINDOW)
    middle = daemon.lags()
    end, count = time.monotonic() + WINDOW, 0
    while time.monotonic() < end:
        daemon.scrape(gzip=count % 2 == 1)
        count += 1
    after = daemon.lags()
    alone = quantile(since(before["scheduler"], middle["scheduler"]), 0.99) * 1e3
    scraped = quantile(since(middle["scheduler"], after["scheduler"]), 0.99) * 1e3
    return [against(f"scheduler lag p99, {count / WINDOW:.1f} scrapes/s without pause", scraped, alone, 1.5, "ms",
                    "without scrapes")]


def missed(packets):
    """Echoes that a link left out, and the longest time between two of its echoes."""
    last, left_out, widest = {}, 0, 0
    for at, packet in packets:
        gap = at - last.get(packet[16:20], at)
        last[packet[16:20]] = at
        left_out += max(0, round(gap / 1e9 / INTERVAL) - 1)
        widest = max(widest, gap)
    return left_out, widest / 1e9, len(last)


def reload_rows(daemon, folder, parsing):
    quiet_before = daemon.lags()
    time.sleep(QUIET)
    before = daemon.lags()
    tap = Tap(folder, "lo", "icmp[icmptype] = icmp-echo and dst net 127.1.0.0/16")
    time.sleep(2.5)
    write_configuration(daemon.path, LINKS, first_timeout="2s")
    wall, _ = daemon.curl("/-/reload", "-X", "POST")
    time.sleep(2.5)
    after = daemon.lags()
    left_out, widest, seen = missed(tap.packets())
    if seen != LINKS:
        raise BenchError(f"the tap saw {seen} of {LINKS} links")
    held = longest(since(before["event_loop"], after["event_loop"])) * 1e3
    usual = longest(since(quiet_before["event_loop"], before["event_loop"])) * 1e3
    return [Row("reload of 10,000 links, one changed", f"{wall:.2f} s", f"parsing {parsing:.2f} s", None, "<= 1 s",
                wall <= 1),
            Row("the same: longest event-loop lag", f"<= {held:g} ms", f"<= {usual:g} ms (a like time without reload)",
                held / usual, "<= 5 ms", held <= 5),
            Row("the same: echoes left out", f"{left_out}, longest gap {widest:.3f} s", f"interval {INTERVAL:g} s",
                None, "0", left_out == 0)]


def scrape_rows(daemon, links, count, idle):
    """`idle`: CPU seconds a second of probing, which are not the scrape's."""
    rows = []
    for gzip in (False, True):
        daemon.scrape(gzip)
        before, started, walls, size = daemon.cpu_seconds(), time.monotonic(), [], 0
        for _ in range(count):
            wall, size = daemon.scrape(gzip)
            walls.append(wall)
        cpu = daemon.cpu_seconds() - before - idle * (time.monotonic() - started)
        rows.append(Row(f"scrape of {links:,} links, {'gzip' if gzip else 'plain'}",
                        f"{min(walls) * 1e3:.1f} ms wall, {cpu / count * 1e3:.1f} ms CPU, {size / 1e6:.2f} MB"))
    return rows


def small_scrapes(build, folder):
    rows = []
    for links, count in ((100, 40), (1000, 15)):
        with Daemon(build, folder, links) as daemon:
            time.sleep(2)
            before = daemon.cpu_seconds()
            time.sleep(3)
            rows += scrape_rows(daemon, links, count, (daemon.cpu_seconds() - before) / 3)
    return rows


def whole(build, folder):
    rows = small_scrapes(build, folder)
    base = memory_without_links(build, folder)
    burst, paced = fping_costs(folder, addresses(FIRST, LINKS))  # while nothing else probes
    with Daemon(build, folder, LINKS) as daemon:
        started = time.monotonic()
        parsing, _, _ = reading(build, daemon.path)
        beyond = daemon.seconds_to_ready - parsing
        rows.append(Row("start to ready, 10,000 links, beyond parsing", f"{beyond:.2f} s", f"parsing {parsing:.2f} s",
                        None, "<= 1 s", beyond <= 1))
        time.sleep(5)
        cost, an_echo = cpu_rows(daemon, burst, paced)
        rows += cost + memory_rows(build, daemon, base, started)
        rows += scrape_rows(daemon, LINKS, 5, an_echo * 1e-6 * LINKS / INTERVAL)
        rows += lag_rows(daemon)
        rows += reload_rows(daemon, folder, parsing)
        memory = (daemon.resident_bytes() - base) / LINKS / KIB
        rows.append(Row("memory a link after scrapes and a reload, pages included", f"{memory:.2f} KiB"))
    return rows
