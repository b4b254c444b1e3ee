# SPDX-License-Identifier: Apache-2.0
"""Grafana's own code over the answers to the panels' queries (drawn/drawn.cjs): what it finds wrong with what people read."""

import copy
import json
import os
import re
import shutil
import subprocess

from dashboards import FOLDER, load, panels

# What npm says when it did not get as far as the registry.
UNREACHED = r"code (E(NOTFOUND|AI_AGAIN|CONN(REFUSED|RESET)|TIMEDOUT|HOSTUNREACH|NETUNREACH)|[A-Z_]*CERT[A-Z_]*|UNABLE_TO_\w+)"
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "drawn")


class Drawing:
    """Its packages are fetched into `folder` while other things happen."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("node_modules"))
        with open(os.path.join(folder, "npm.log"), "wb") as log:
            self.npm = subprocess.Popen(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, stdin=subprocess.DEVNULL,
                                        stdout=log, stderr=log)

    def stop(self):
        if self.npm.poll() is None:
            self.npm.kill()
            self.npm.wait()

    def can_draw(self):
        """Whether npm got the packages. Where it does not get as far as the registry nothing can be said."""
        if self.npm.wait(240) == 0:
            return True
        with open(os.path.join(self.folder, "npm.log"), encoding="utf-8") as log:
            said = log.read()
        if not re.search(UNREACHED, said):
            raise AssertionError(f"npm ci: {said}")
        print("not drawn: the registry cannot be reached:", said)
        return False

    def faults(self, month, moments, dashboards=FOLDER):
        """A list of lines; and how many panels had something to show."""
        answers = os.path.join(self.folder, "answers.json")
        with open(answers, "w", encoding="utf-8") as file:
            json.dump({"month": month, "moments": moments}, file)
        result = subprocess.run(["node", os.path.join(self.folder, "drawn.cjs"), dashboards, answers], capture_output=True, text=True,
                                check=False, timeout=240)
        *lines, last = result.stdout.splitlines() or [""]
        if result.returncode not in (0, 1) or not last.endswith(" panels drawn"):
            raise AssertionError(f"drawn.cjs: {result.returncode}\n{result.stdout[-2000:]}{result.stderr[-4000:]}")
        return lines, int(last.split()[0])


def named(board, title):
    (found,) = [panel for panel in panels(board) if panel["title"] == title]
    return found


def without(panel, kind):
    panel["transformations"] = [entry for entry in panel["transformations"] if entry["id"] != kind]


def overrides(panel, keep):
    panel["fieldConfig"]["overrides"] = [entry for entry in panel["fieldConfig"]["overrides"] if keep(entry)]


# What somebody could break: (board, panel, how, a piece of what has to be found).
BREAKS = [
    ("wall", "Root causes now", lambda panel: without(panel, "organize"), "a column of Grafana's own"),
    ("wall", "Root causes now", lambda panel: without(panel, "merge"), "frames, one is shown"),
    ("wall", "State of all links", lambda panel: panel["fieldConfig"]["defaults"].update(mappings=[]), "a state reads"),
    ("wall", "State of all links", lambda panel: panel["targets"][0].pop("legendFormat"), "a query or a variable"),
    ("district", "Devices", lambda panel: overrides(panel, lambda entry: entry["matcher"]["id"] == "byName"), "an empty cell reads"),
    ("rollout", "Sites late, held up, or on paper only",
     lambda panel: overrides(panel, lambda entry: entry["matcher"]["options"] != "Until"), "a time as a number"),
    ("rollout", "Map of the sites", lambda panel: overrides(panel, lambda entry: False), "a column of Grafana's own"),
    ("rollout", "S-curve", lambda panel: overrides(panel, lambda entry: entry["matcher"]["options"] != "actual"), "no name of its own"),
    ("rollout", "S-curve", lambda panel: panel["fieldConfig"]["defaults"].update(min=0), "bounds of the axis"),
]


def broken(folder):
    """(what has to be found, a folder with one dashboard that is wrong in one way) each."""
    for place, (board, title, change, piece) in enumerate(BREAKS):
        wrong = copy.deepcopy(load("en")[board])
        change(named(wrong, title))
        where = os.path.join(folder, str(place))
        os.makedirs(os.path.join(where, "en"))
        with open(os.path.join(where, "en", f"{board}.json"), "w", encoding="utf-8") as file:
            json.dump(wrong, file)
        yield board, title, piece, where
