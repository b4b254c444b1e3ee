# SPDX-License-Identifier: Apache-2.0
"""What `pantau help` says, as a tree: the source of the completions, and what the manual is held against."""

import dataclasses
import re
import subprocess


@dataclasses.dataclass
class Option:
    names: list  # ["-c", "--config"]
    value: bool  # takes one
    default: str
    choices: list
    text: str
    required: bool


@dataclasses.dataclass
class Command:
    path: str  # "outage set"; "" is pantau itself
    text: str
    options: list
    arguments: list  # (name, choices, text)
    subcommands: list  # names
    footer: str


_OPTION = re.compile(r"^  (?P<names>--?[\w-]+(?:,--?[\w-]+)*)(?P<rest>.*)$")
_ROW = re.compile(r"^  (?P<name>\S+)(?P<rest>.*)$")
_COLUMN = 30  # where CLI11 begins its descriptions


def _split(row, rest):
    """Type and description: in one line, or the description below."""
    if len(row) > _COLUMN and row[_COLUMN - 1] == " " and row[_COLUMN] != " ":
        return rest[:_COLUMN - (len(row) - len(rest))].strip(), row[_COLUMN:].strip()
    return rest.strip(), ""


def _choices(kind):
    found = re.search(r"\{([^}]*)\}", kind)
    return found.group(1).split(",") if found else []


def _option(names, kind, text):
    default = re.search(r"^(?:TEXT|UINT|INT)(?::[^=]*)?=(\S+)", kind)
    return Option(names.split(","), bool(re.match(r"(TEXT|UINT|INT|FLOAT)", kind)), default.group(1) if default else "",
                  _choices(kind), text, "REQUIRED" in kind)


def parse(path, help_text):
    lines = help_text.rstrip("\n").split("\n")
    command = Command(path, lines[0], [], [], [], "")
    section, last, footer = "", None, []
    for line in lines[1:]:
        if re.fullmatch(r"(Positionals|Options|Subcommands):", line):
            section, last = line[:-1], None
        elif line and not line.startswith(" ") and not line.startswith("Usage:"):
            section = "footer"
        if section == "footer":
            footer.append(line)
        elif line.startswith("   ") and last is not None and not line[:_COLUMN].strip():
            last(line.strip())
        elif section == "Options" and (found := _OPTION.match(line)):
            kind, text = _split(line, found["rest"])
            option = _option(found["names"], kind, text)
            command.options.append(option)
            last = lambda more, option=option: setattr(option, "text", (option.text + " " + more).strip())
        elif section == "Positionals" and (found := _ROW.match(line)):
            kind, text = _split(line, found["rest"])
            row = [found["name"], _choices(kind), text]
            command.arguments.append(row)
            last = lambda more, row=row: row.__setitem__(2, (row[2] + " " + more).strip())
        elif section == "Subcommands" and (found := _ROW.match(line)):
            command.subcommands.append(found["name"])
    command.footer = "\n".join(footer)
    return command


def read(pantau):
    """All commands by path, "" first."""

    def ask(words):
        return subprocess.run([pantau, *words], capture_output=True, text=True, check=True, timeout=30).stdout

    commands = {"": parse("", ask(["--help"]))}
    waiting = list(commands[""].subcommands)
    while waiting:
        path = waiting.pop(0)
        commands[path] = parse(path, ask(["help", *path.split()]))
        waiting[:0] = [f"{path} {name}" for name in commands[path].subcommands]
    return commands
