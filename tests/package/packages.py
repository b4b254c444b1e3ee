# SPDX-License-Identifier: Apache-2.0
"""The packages that deploy/package wrote to $PANTAU_PACKAGES, unpacked once for those who look into them."""

import glob
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77  # what ctest takes for "skipped"
SOURCE = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(os.environ.get("PANTAU_PACKAGES", SOURCE / "build/package"))


def need(program):
    path = shutil.which(program)
    if path is None:
        print(f"skipped: needs {program} (deploy/install-dependencies package)")
        sys.exit(SKIPPED)
    return path


def package(name="pantau"):
    found = glob.glob(str(FOLDER / f"{name}_*.deb"))
    if len(found) != 1:
        raise SystemExit(f"{len(found)} packages {name} in {FOLDER}: run deploy/package")
    return found[0]


def output(*command, **options):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    if result.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: {result.returncode}\n{result.stdout}")
    return result.stdout


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="pantau-package-test.")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.tree = pathlib.Path(cls.folder) / "tree"
        output("dpkg-deb", "--raw-extract", package(), str(cls.tree))
