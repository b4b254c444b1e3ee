# SPDX-License-Identifier: Apache-2.0
"""A Debian 12 of its own: systemd as PID 1 in namespaces (mount, pid, net, uts, ipc, cgroup) over a tree that debootstrap
has just made. What happens there ends with it. Needs root; without it, or without debootstrap, the tests are skipped."""

import ctypes
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SKIPPED = 77  # what ctest takes for "skipped"
PACKAGES = "ca-certificates,dbus,iproute2,procps,systemd,systemd-sysv"
# Downloads are asked for beforehand: the machine has no network of that kind. Nobody is there to say yes.
APT = """
Binary::apt::APT::Keep-Downloaded-Packages "true";
APT::Get::Assume-Yes "true";
APT::Install-Recommends "false";
Dpkg::Use-Pty "false";
"""
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8",
               "DEBIAN_FRONTEND": "noninteractive", "TERM": "dumb", "SYSTEMD_PAGER": ""}

# Runs in the new namespaces; becomes systemd. $root is the tree, $group our cgroup (v2).
BOOT = r"""
set -e
mount --make-rprivate /
cd "$root"
mount -t proc proc proc
mount --bind proc/sys proc/sys && mount -o remount,bind,ro proc/sys   # the kernel's figures are the host's
mount --bind proc/sys/net proc/sys/net 2>/dev/null && mount -o remount,bind,rw proc/sys/net
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm dev/net
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
for node in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
  IFS=: read -r name major minor <<<"$node"
  mknod -m 666 dev/$name c $major $minor
done
ln -s pts/ptmx dev/ptmx; ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=755 tmpfs run; mkdir run/lock
mount -t tmpfs tmpfs tmp
ip link set lo up
echo machine >etc/hostname
mkdir -p old
# Shared again at the end: credentials come to a service that way, and in a container systemd leaves it to us.
pivot_root . old
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  setpriv --bounding-set=-sys_module,-sys_time sh -c 'umount -l /old; mount --make-rshared /
    exec /lib/systemd/systemd --system --log-target=journal' </dev/null >/dev/null 2>&1
"""


def skip(why):
    print("skipped:", why)
    sys.exit(SKIPPED)


def run(*command, **options):
    """Ends with what the command wrote when it fails."""
    options = {"text": True, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "timeout": 600, **options}
    result = subprocess.run(command, check=False, **options)
    if result.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: {result.returncode}\n{result.stdout}")
    return result.stdout


def sources():
    """The host's package sources that are Debian's: path and first address of each file."""
    pattern = re.compile(r"^(?:URIs:|deb(?: +\[[^]]*\])?) +(\S+/debian)/?(?:\s|$)", re.MULTILINE)
    for path in ["/etc/apt/sources.list", *sorted(map(str, pathlib.Path("/etc/apt/sources.list.d").glob("*")))]:
        found = pattern.search(pathlib.Path(path).read_text()) if os.path.isfile(path) else None
        if found:
            yield path, found.group(1)


def copy_sources(tree):
    shutil.rmtree(tree / "etc/apt")
    shutil.copytree("/etc/apt", tree / "etc/apt", symlinks=True)
    kept = [path for path, _ in sources()]
    for path in (tree / "etc/apt/sources.list.d").glob("*"):
        if f"/{path.relative_to(tree)}" not in kept:
            path.unlink()


def need_what_a_machine_needs():
    """Before anything is begun."""
    if os.geteuid() != 0:
        skip("needs root to make namespaces")
    if shutil.which("debootstrap") is None:
        skip("needs debootstrap (deploy/install-dependencies package)")
    if subprocess.run(["unshare", "--pid", "--fork", "--mount", "--net", "--uts", "--ipc", "--cgroup", "true"],
                      check=False).returncode != 0:
        skip("namespaces are not permitted")
    if not any(line.split()[2] == "cgroup2" for line in pathlib.Path("/proc/self/mounts").read_text().splitlines()):
        skip("there is no cgroup2 file system")


def end_with_parent():
    """Of a child: whatever ends the test ends it too."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def make_tree(tree):
    """Debian 12 with what boots, from the host's own mirror."""
    run("debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(tree),
        next((address for _, address in sources()), "http://deb.debian.org/debian"), timeout=1800)
    copy_sources(tree)
    (tree / "etc/apt/apt.conf.d/docker-clean").unlink(missing_ok=True)  # throws downloads away
    (tree / "etc/apt/apt.conf.d/99machine").write_text(APT)


def own_group(name):
    """A cgroup (v2) for the machine alone: systemd wants to be the only one in its root."""
    for line in pathlib.Path("/proc/self/mounts").read_text().splitlines():
        fields = line.split()
        if fields[2] == "cgroup2":
            group = pathlib.Path(fields[1]) / name
            group.mkdir(exist_ok=True)
            return group
    raise AssertionError("there is no cgroup2 file system")


class Machine:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pantau-machine.", dir="/var/tmp"))
        self.root = self.folder / "root"
        self.root.mkdir()
        try:
            make_tree(self.root)
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        run("mount", "--bind", str(self.root), str(self.root))  # pivot_root wants a mount
        self.process = None
        self.pid = None
        self.group = own_group(self.folder.name)

    def fetch(self, *packages):
        """Downloads packages of Debian, and what these .deb files depend on, while there is a network."""
        shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        (self.root / "packages").mkdir()
        names = [f"/packages/{os.path.basename(name)}" if name.endswith(".deb") else name for name in packages]
        for name in packages:
            if name.endswith(".deb"):
                shutil.copy(name, self.root / "packages")
        for command in (("update",), ("install", "--download-only", *names)):
            run("chroot", str(self.root), "apt-get", "-qq", *command, env={**os.environ, **ENVIRONMENT})

    def boot(self):
        enter = f"echo 0 >{self.group}/cgroup.procs; exec unshare --mount --net --uts --ipc --cgroup bash -c \"$boot\""
        self.process = subprocess.Popen(
            ["unshare", "--pid", "--fork", "--kill-child", "bash", "-c", enter],
            env={**os.environ, "root": str(self.root), "boot": BOOT}, stdin=subprocess.DEVNULL,
            preexec_fn=end_with_parent)
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the machine ended with {self.process.returncode}")
            children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            if children:
                self.pid = int(children[0])
                state = self.run("systemctl", "is-system-running", check=False)
                if state.strip() in ("running", "degraded"):
                    return self
            time.sleep(0.3)
        raise AssertionError(f"systemd did not come up: {self.run('systemctl', '--no-pager', 'list-jobs', check=False)}")

    def run(self, *command, check=True, timeout=300):
        """A command in the machine; what it wrote."""
        return self.result(*command, check=check, timeout=timeout).stdout

    def result(self, *command, check=False, timeout=300):
        result = subprocess.run(
            ["nsenter", f"--target={self.pid}", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup",
             f"--root=/proc/{self.pid}/root", f"--wd=/proc/{self.pid}/root", *command],
            env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=timeout,
            stdin=subprocess.DEVNULL)
        if check and result.returncode != 0:
            raise AssertionError(f"{' '.join(command)}: {result.returncode}\n{result.stdout}")
        return result

    def network(self, *command):
        """A program of the host in the machine's network."""
        return run("nsenter", f"--target={self.pid}", "--net", *command, timeout=30)

    def path(self, name):
        """A file of the machine, as the host sees it. /run and /tmp are not there."""
        return self.root / name.lstrip("/")

    def cut_the_power(self):
        """Nothing is asked to end, nothing is written; boot() goes on with the same disk."""
        self.process.send_signal(signal.SIGKILL)  # --kill-child: systemd goes with it, and all below
        self.process.wait()
        self.process = None
        deadline = time.monotonic() + 60
        while "populated 1" in (self.group / "cgroup.events").read_text():
            if time.monotonic() > deadline:
                raise AssertionError("processes of the machine do not end")
            time.sleep(0.05)

    def halt(self):
        if self.process is not None:
            self.cut_the_power()
        for _ in range(50):
            if subprocess.run(["umount", str(self.root)], check=False, stderr=subprocess.DEVNULL).returncode == 0:
                break
            time.sleep(0.1)
        shutil.rmtree(self.folder, ignore_errors=True)
        for folder, _, _ in os.walk(self.group, topdown=False):
            os.rmdir(folder)
