# SPDX-License-Identifier: Apache-2.0
"""Rows of the runner alone against the kernel's own echoes on 127/8: what an echo costs, beside fping over the same
addresses in the same namespace."""

from statistics import median

from lab import OTHER_CORE, Load, Program, addresses, fping_costs
from table import Row, against

FIRST = "127.1.0.1"
TARGETS = 10_000
ROUNDS = 3  # ours and the peer's in turn, so that a slow moment of the machine meets both


def cost(build, folder):
    targets = addresses(FIRST, TARGETS)
    ours, burst, paced = [], [], []
    for _ in range(ROUNDS):
        ours.append(Load(build, folder, (FIRST, TARGETS, 1000, 4)).result().microseconds_an_echo())
        both = fping_costs(folder, targets)
        burst.append(both[0])
        paced.append(both[1])
    return [against("CPU an echo, 10,000 targets at 1/s, kernel stamps", median(ours), median(burst), 1.1, "us",
                    "fping burst"),
            against("the same", median(ours), median(paced), 0.25, "us", "fping paced, 6,000")]


def sustained(build, folder):
    seconds, rate = 10, 100_000
    result = Load(build, folder, (FIRST, TARGETS, 100, seconds)).result()
    reached = result.sent / (seconds + 2)  # and two of warm-up
    share = result.cpu_an_echo * 1e-6 * rate
    good = result.lost == 0 and result.overflow == 0 and reached > 0.99 * rate and share < 1
    return [Row("sustained on one core, 10,000 targets at 10/s",
                f"{reached:,.0f}/s, {result.lost + result.overflow} lost or void, {share:.0%} of a core",
                "6,553/s (fping's sequence numbers)", reached / 6553, "100,000/s, 0 lost", good)]


def foreign(build, folder):
    """Beside the same load in a namespace of its own: as much work for the other core, and nothing for us to see."""
    load = [f"{build}/tests/bench/icmp_load", "127.3.0.1", str(TARGETS), "200", "60"]
    apart = ["unshare", "-n", "sh", "-c", f"ip link set lo up; exec {' '.join(load)}"]
    unseen, seen = [], []
    for _ in range(ROUNDS):
        for arguments, found in ((apart, unseen), (load, seen)):
            with Program(folder, arguments, OTHER_CORE, name="foreign"):
                found.append(Load(build, folder, (FIRST, TARGETS, 1000, 4)).result().cpu_an_echo)
    return [against("CPU an echo beside foreign ICMP at 5 x our rate", median(seen), median(unseen), 1.2, "us",
                    "the same in another namespace")]
