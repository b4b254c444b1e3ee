# SPDX-License-Identifier: Apache-2.0
"""The shipped rules and routes with every duration divided, so that a night passes in minutes. Nothing but durations is
changed: `check` holds the result against the original, token by token."""

import re

UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
KEYS = "for|keep_firing_for|group_wait|group_interval|repeat_interval|resolve_timeout"
# A duration with its unit: in brackets, or as the value of a key that takes one. A number of seconds: what the age of a
# time stamp is compared with, or how far a line is drawn on.
WITH_UNIT = re.compile(rf"(?P<before>\[|\b(?:{KEYS}): )(?P<number>\d+)(?P<unit>ms|s|m|h|d|w)\b")
SECONDS = re.compile(r"(?P<before>_timestamp_seconds\)? > |time\(\) < \d+ \* |\], )(?P<number>\d+)(?P<unit>)")


def milliseconds(found):
    return int(found["number"]) * (UNITS[found["unit"]] if found["unit"] else 1000)


def shorten(text, factor):
    def with_unit(found):
        return f"{found['before']}{milliseconds(found) // factor}ms"

    def seconds(found):
        return f"{found['before']}{milliseconds(found) / 1000 / factor:g}"

    return SECONDS.sub(seconds, WITH_UNIT.sub(with_unit, text))


def check(original, shortened, factor):
    """Raises AssertionError when anything but a duration differs, or a duration by anything but the factor."""
    number = r"(?P<number>\d+(?:\.\d+)?)"
    patterns = [re.compile(pattern.pattern.replace(r"(?P<number>\d+)", number)) for pattern in (WITH_UNIT, SECONDS)]
    for pattern in patterns:
        before, after = list(pattern.finditer(original)), list(pattern.finditer(shortened))
        assert len(before) == len(after), (len(before), len(after))
        for one, other in zip(before, after):
            scale = [float(found["number"]) * (UNITS[found["unit"]] if found["unit"] else 1000) for found in (one, other)]
            assert scale[0] == scale[1] * factor, (one.group(), other.group())
    texts = []
    for text in (original, shortened):
        for pattern in patterns:
            text = pattern.sub(lambda found: found["before"] + "<duration>", text)
        texts.append(text)
    assert texts[0] == texts[1], "something else was changed"
