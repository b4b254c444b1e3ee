# SPDX-License-Identifier: Apache-2.0
"""The committed dashboards as plain data: panels, queries, variables, links."""

import json
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "grafana", "dashboards")
LANGUAGES = ("id", "en")


def load(language):
    """Name -> dashboard."""
    folder = os.path.join(FOLDER, language)
    boards = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            boards[name.removesuffix(".json")] = json.load(file)
    return boards


def panels(board):
    for panel in board["panels"]:
        yield panel
        yield from panel.get("panels", [])


def queries(board):
    """(where, expression, is it asked over the range) of panels, variables and annotations."""
    for panel in panels(board):
        for target in panel.get("targets", []):
            yield (panel["title"], target["refId"]), target["expr"], bool(target.get("range"))
    for annotation in board.get("annotations", {}).get("list", []):
        if "expr" in annotation:
            yield ("annotation", annotation["name"]), annotation["expr"], True


def filled(expression, month):
    """With every variable set to everything."""
    expression = re.sub(r"\$__rate_interval|\$__interval", "1m", expression)
    expression = expression.replace("$__range", "1h").replace("$month", month).replace("$job", "pantau")
    expression = re.sub(r"\$(provider|technology)\b", ".*", expression)
    return re.sub(r"\$(instance|phase|district|site|link)\b", ".+", expression)


def identity(panel):
    """The labels that name a row: those that every query of the table keeps."""
    kept = []
    for target in panel["targets"]:
        found = re.match(r"max by \(([^)]*)\) \(", target["expr"])
        assert found, f"{panel['title']} {target['refId']}: a query of a table begins with max by (...)"
        kept.append(found.group(1).split(", "))
    return [label for label in kept[0] if all(label in labels for labels in kept)]


def transformation(panel, name):
    (found,) = [entry["options"] for entry in panel.get("transformations", []) if entry["id"] == name] or [None]
    return found


def shown(panel):
    """Column -> title, of a table."""
    names = transformation(panel, "filterFieldsByName")["include"]["names"]
    titles = transformation(panel, "organize")["renameByName"]
    return {name: titles.get(name, name) for name in names}
