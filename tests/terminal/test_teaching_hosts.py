"""The recipes for teaching: a login over SSH that can do nothing but gilrace; a terminal shared read-only."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.terminal
SSHD = shutil.which("sshd") or ("/usr/sbin/sshd" if Path("/usr/sbin/sshd").exists() else None)
RUN = Path("/run/sshd")  # sshd's own, where it is started by root


def answers(port, server):
    """Whether a server greets us before it ends."""
    while server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
                return link.recv(4) == b"SSH-"
        except ConnectionRefusedError:
            continue
    return False


@pytest.fixture
def ssh(tmp_path):
    """The words that log in to a server on loopback whose only command is ``gilrace --safe``."""
    if SSHD is None or not shutil.which("ssh"):
        pytest.skip("no OpenSSH server and client here")
    if os.geteuid() == 0 and not RUN.exists():
        pytest.skip(f"{RUN} is missing, sshd does not start")
    for name in ("host", "guest"):
        subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name), check=True)
    (tmp_path / "authorized").write_text((tmp_path / "guest.pub").read_text())
    (tmp_path / "authorized").chmod(0o600)
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        port, open_port = one.getsockname()[1], two.getsockname()[1]
    home = tmp_path / "home"
    home.mkdir()
    inside = f"env HOME={home} LANG=C.UTF-8 GILRACE_QUEUE=off {sys.executable} -m gilrace --safe"
    (tmp_path / "config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nListenAddress 127.0.0.1:{open_port}\n"
        f"HostKey {tmp_path}/host\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {tmp_path}/authorized\nPasswordAuthentication no\nStrictModes no\n"
        "PermitRootLogin yes\nAllowTcpForwarding no\nX11Forwarding no\n"
        f"Match LocalPort {port}\n  ForceCommand {inside}\n"
    )
    server = subprocess.Popen(
        (SSHD, "-D", "-e", "-f", tmp_path / "config"), stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    if not answers(port, server):
        server.kill()
        server.wait()
        pytest.skip("sshd does not start here")
    known = ("-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={tmp_path}/known")
    login = ("ssh", "-F", "none", "-i", tmp_path / "guest", *known, "-o", "LogLevel=ERROR", "-tt")
    probe = subprocess.run(
        (*login, "-p", str(open_port), "127.0.0.1", "true"), capture_output=True, check=False
    )
    try:
        if probe.returncode:
            pytest.skip(
                f"sshd gives this user no terminal: {probe.stderr.decode().strip() or probe.returncode}"
            )
        yield (*login, "-p", port, "127.0.0.1")
    finally:
        server.terminate()
        server.wait()


def test_a_login_with_a_forced_command_shows_the_screens_and_ends_with_them(start, ssh):
    program = start(program=ssh)
    program.until("SCENARIOS")
    program.child.send("q")
    assert program.finish() == 0


def test_a_login_with_a_forced_command_runs_no_other_command(start, ssh, tmp_path):
    program = start("touch", tmp_path / "escaped", program=ssh)
    program.until("cpu-primes")
    program.child.send("v")  # no editor in safe mode
    program.until("safe mode")
    program.child.send("q")
    assert program.finish() == 0
    assert not (tmp_path / "escaped").exists()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux here")
def test_who_joins_a_terminal_read_only_sees_it_and_cannot_press_a_key(start, tmp_path):
    tmux = ("tmux", "-f", os.devnull, "-S", str(tmp_path / "tmux"))
    teacher = start("new-session", f"{sys.executable} -m gilrace", program=tmux)
    teacher.until("SCENARIOS")
    student = start("attach-session", "-r", program=tmux)
    student.until("SCENARIOS")
    student.child.send("?q")
    teacher.child.send("?")
    student.until("HELP")
    teacher.child.send("\x1b")
    student.until("SCENARIOS")
    teacher.child.send("q")
    assert teacher.finish() == 0
    assert student.finish() == 0
