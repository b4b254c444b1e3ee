# SPDX-License-Identifier: Apache-2.0
"""Rows of false loss: the county answers every echo, the prober is stopped (SIGSTOP) for 300 ms."""

import os
import signal
import time

from lab import County, Fping, Load, addresses
from table import Row

FIRST = "198.18.1.0"
STALL = 0.3
# Seconds of probing before it. Our verdicts are due 3 s after it; fping has begun its third burst.
BEFORE = 2.04
FPING_WAYS = {"burst": "-i0", "paced": "-i0.15"}


def stall(program):
    time.sleep(BEFORE)
    os.kill(program.pid, signal.SIGSTOP)
    time.sleep(STALL)
    os.kill(program.pid, signal.SIGCONT)
    return program.result()


def row(build, folder, delay):
    with County(build, folder, f"{delay}ms"):
        ours = stall(Load(build, folder, (FIRST, 10_000, 1000, 6)))
        # What fping loses depends on its way of sending and on where in it the stall falls.
        peers = {name: stall(Fping(folder, addresses(FIRST, 6000), 4, option, "-t900"))
                 for name, option in FPING_WAYS.items()}
    shares = {name: peer.lost / peer.sent for name, peer in peers.items()}
    false = ours.lost + ours.overflow
    return Row(f"false loss in a stall of 300 ms, 10,000/s, {delay} ms away",
               f"{ours.lost} lost, {ours.overflow} void of {ours.sent:,}",
               ", ".join(f"{share:.1%} {name}" for name, share in shares.items()) + " (fping, 6,000 targets)",
               None, "0 lost", false == 0)


def stalls(build, folder):
    return [row(build, folder, delay) for delay in (50, 500)]
