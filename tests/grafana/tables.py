# SPDX-License-Identifier: Apache-2.0
"""What Grafana makes of the answers to a panel's queries before it draws them: frames, the transformations `merge` and
`groupingToMatrix`, and columns by name. As in grafana-prometheus/src/result_transformer.ts and grafana-data/src/
transformations of Grafana 10 to 13."""

import re


def frame(ref, rows, alone):
    """An instant answer as a table: a list of dictionaries, and the names of its columns in order."""
    labels = sorted({label for row in rows for label in row["metric"]})
    value = "Value" if alone else f"Value #{ref}"
    names = ["Time", *labels, value]
    return names, [{"Time": row["value"][0], **{label: row["metric"].get(label, "") for label in labels},
                    value: float(row["value"][1])} for row in rows]


def merge(frames):
    """Rows are one where no column that both have differs. One frame stays as it is."""
    if len(frames) == 1:
        return frames[0]
    names = list(dict.fromkeys(name for columns, _ in frames for name in columns))
    merged = []
    for _, rows in frames:
        for row in rows:
            fits = [old for old in merged if all(old.get(name, value) == value for name, value in row.items())]
            for old in fits:
                old.update(row)
            if not fits:
                merged.append(dict(row))
    return names, merged


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


def table_faults(panel, answers):
    """What is wrong with a table of these answers by refId; [] when nothing is, or nothing has come yet."""
    frames = [frame(ref, rows, len(answers) == 1) for ref, rows in answers.items()]
    names, rows = merge(frames)
    if not rows:
        return []
    faults = []
    labels = identity(panel)
    seen = {}
    for row in rows:
        key = tuple(row.get(label) for label in labels)
        if key in seen:
            faults.append(f"two rows of {dict(zip(labels, key))}: {seen[key]} and {row}")
        seen[key] = row
    full = all(answers.values())
    missing = [name for name in shown(panel) if name not in names and (full or name.startswith("Value"))]
    if missing:
        faults.append(f"no column {missing} in {names}")
    # What the first query brings stands in every row, or a row was drawn that it does not know.
    first = [name for name in frames[0][0] if name in shown(panel) and not name.startswith("Value")]
    orphans = [row for row in rows if any(row.get(name) is None for name in first)]
    if orphans:
        faults.append(f"rows that the first query does not know: {orphans[:3]}")
    return faults


def matrix_faults(panel, rows):
    """What is wrong with a bar chart over a matrix."""
    if not rows:
        return []
    options = transformation(panel, "groupingToMatrix")
    names, cells = frame("A", rows, True)
    wanted = [options["rowField"], options["columnField"], options["valueField"]]
    faults = [f"no column {name} in {names}" for name in wanted if name not in names]
    if faults:
        return faults
    places = [(cell[wanted[0]], cell[wanted[1]]) for cell in cells]
    if len(set(places)) != len(places):
        faults.append("two values for one place of the matrix")
    named = {entry["matcher"]["options"] for entry in panel["fieldConfig"]["overrides"] if entry["matcher"]["id"] == "byName"}
    unnamed = {place[1] for place in places} - named
    if named and unnamed:
        faults.append(f"columns without a name of their own: {sorted(unnamed)}")
    return faults


def label_faults(panel, rows):
    """Links of lines that name a label which the series do not have."""
    text = str(panel["fieldConfig"]["defaults"].get("links", ""))
    wanted = set(re.findall(r"__field\.labels\.(\w+)", text))
    return [f"no label {label} on {row['metric']}" for row in rows[:1] for label in wanted - set(row["metric"])]
