# SPDX-License-Identifier: Apache-2.0
"""The same tree gives the same packages, byte by byte: in another folder, later, with another time zone, locale, mask of
new files and number of jobs."""

import glob
import hashlib
import os
import pathlib
import tempfile
import unittest

from packages import FOLDER, SOURCE, need, output

need("dh")


def digests(folder):
    return {os.path.basename(path): hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
            for path in glob.glob(f"{folder}/*.deb")}


class Reproducible(unittest.TestCase):
    def test_a_second_build_gives_the_same_bytes(self):
        with tempfile.TemporaryDirectory(prefix="pantau-again.", dir="/var/tmp") as again:
            scratch = pathlib.Path(again, "another-folder-whose-name-is-longer")
            scratch.mkdir()
            output(str(SOURCE / "deploy/package"), "--output", again,
                   env={**os.environ, "TMPDIR": str(scratch), "TZ": "Asia/Jayapura", "LC_ALL": "C",
                        "PANTAU_PACKAGE_JOBS": str(os.cpu_count() + 1)}, umask=0o077, timeout=3000)
            first, second = digests(FOLDER), digests(again)
        self.assertEqual(len(first), 2)
        self.assertEqual(first, second)


if __name__ == "__main__":
    unittest.main(verbosity=2)
