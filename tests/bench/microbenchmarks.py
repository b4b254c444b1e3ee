# SPDX-License-Identifier: Apache-2.0
"""Rows from Google Benchmark programs: the engine without a kernel, and pages beside prometheus-cpp."""

import json
import subprocess

from lab import BenchError
from table import Row, against

ENGINE_BYTES = 256  # a target, and 16 for each echo it remembers
ECHO_BYTES = 16
REMEMBERED = 14  # an echo a second, 3 s of timeout, 10 s of late window, the one being sent


def run(build, program, wanted):
    """The fastest of three runs by name: other work on the machine only ever slows down."""
    answer = subprocess.run(
        [f"{build}/tests/{program}", f"--benchmark_filter={wanted}", "--benchmark_format=json",
         "--benchmark_repetitions=3", "--benchmark_min_time=0.3"], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise BenchError(f"{program}: {answer.stderr.strip()[-500:]}")
    fastest = {}
    for one in json.loads(answer.stdout)["benchmarks"]:
        if one["run_type"] == "iteration":
            known = fastest.get(one["run_name"])
            if known is None or one["cpu_time"] < known["cpu_time"]:
                fastest[one["run_name"]] = one
    return fastest


def engine(build, _folder):
    found = run(build, "bench/engine_bench", "answered/10000$|lost/10000$|foreign_reply")
    answered = found["answered/10000"]
    memory = answered["bytes/target"]
    limit = ENGINE_BYTES + ECHO_BYTES * REMEMBERED
    return [
        Row("engine alone, an echo answered, 10,000 targets", f"{answered['per_echo'] * 1e9:.0f} ns"),
        Row("engine alone, an echo lost, 10,000 targets", f"{found['lost/10000']['per_echo'] * 1e9:.0f} ns"),
        Row("engine alone, a foreign reply with our identifier", f"{found['foreign_reply']['cpu_time']:.0f} ns"),
        Row("engine memory a target at 1/s", f"{memory:.0f} B", f"{limit} B ({ENGINE_BYTES} + {REMEMBERED} echoes "
            f"of {ECHO_BYTES})", memory / limit, "<= 1", memory <= limit)]


def exposition(build, _folder):
    pages = run(build, "daemon/metrics/exposition_bench",
                "prometheus_cpp/10000|page_writer/10000|real_page_text/10000|real_page_openmetrics|first_page")
    packed = run(build, "bench/compression_bench", ".")
    ms = {name: one["cpu_time"] for name, one in {**pages, **packed}.items()}
    rows = [against("page of 10,000 links x 40 series", ms["page_writer/10000"], ms["prometheus_cpp/10000"], 1 / 20,
                    "ms", "prometheus-cpp Collect + TextSerializer"),
            against("the same, gzip", ms["page_writer_gzip/10000"], ms["exposer_gzip/10000"], 1 / 4,
                    "ms", "prometheus-cpp and zlib 6, as its Exposer")]
    for name, what in (("real_page_text/10000", "text"), ("real_page_openmetrics/10000", "OpenMetrics"),
                       ("first_page/10000", "text, first after a reload")):
        one = pages[name]
        size = f", {one['lines']:,.0f} lines, {one['bytes'] / 1e6:.0f} MB" if "lines" in one else ""
        rows.append(Row(f"the real page of 10,000 links, {what}", f"{one['cpu_time']:.1f} ms{size}"))
    return rows
