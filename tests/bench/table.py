# SPDX-License-Identifier: Apache-2.0
"""The one table that tests/bench/run prints."""

from dataclasses import dataclass

HEAD = ("what", "measured", "peer or limit", "ratio", "to reach", "verdict")


@dataclass
class Row:
    """`met` is None for a figure without a goal. A ratio is ours by the peer's."""

    what: str
    measured: str
    peer: str = ""
    ratio: float | None = None
    reach: str = ""
    met: bool | None = None

    def cells(self):
        ratio = "" if self.ratio is None else f"{self.ratio:.3g}"
        verdict = {True: "ok", False: "NOT REACHED", None: ""}[self.met]
        return (self.what, self.measured, self.peer, ratio, self.reach, verdict)


def against(what, ours, peer, limit, unit, peer_name):
    """A row whose goal is a ratio to what a peer needs in the same run."""
    ratio = ours / peer
    return Row(what, f"{ours:.3g} {unit}", f"{peer:.3g} {unit} ({peer_name})", ratio, f"<= {limit:g}", ratio <= limit)


def percentile(values, part):
    """Of a sorted list."""
    return values[min(len(values) - 1, int(part * len(values)))]


def show(rows):
    lines = [HEAD] + [row.cells() for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    for number, line in enumerate(lines):
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))
    goals = [row for row in rows if row.met is not None]
    print(f"\n{sum(row.met for row in goals)} of {len(goals)} goals reached")
