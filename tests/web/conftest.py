"""A projector that really runs, and a browser to open it in."""

import asyncio
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile

import aiohttp
import gilrace_canned as canned
import pytest

from gilrace.race.events import to_line

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "primes.race"
    path.write_text("".join(to_line(event) + "\n" for event in canned.finished_events()))
    return path


@pytest.fixture
def serve(tmp_path):
    """Start ``gilrace serve`` with those words; the address that it prints."""
    pytest.importorskip("textual_serve", reason="the extra `web` is not installed")
    running = []

    def serve(*words):
        place = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
        command = (sys.executable, "-m", "gilrace", "serve", "--port", "0", *map(str, words))
        server = subprocess.Popen(
            command, env=place, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        running.append(server)
        return server.stdout.readline().strip(), server

    yield serve
    for server in running:
        server.terminate()
        server.communicate(timeout=20)


class Browser:
    """One tab, spoken to by the DevTools protocol."""

    def __init__(self, socket):
        self.socket = socket
        self.count = 0

    async def ask(self, method, **parameters):
        self.count += 1
        await self.socket.send_json({"id": self.count, "method": method, "params": parameters})
        async for message in self.socket:
            answer = json.loads(message.data)
            if answer.get("id") == self.count:
                assert "error" not in answer, answer
                return answer["result"]
        raise AssertionError("the browser went away")

    async def value(self, script):
        return (await self.ask("Runtime.evaluate", expression=script))["result"].get("value")

    async def until(self, script, limit_s=30.0):
        """Wait until a script says something true; the browser itself looks again."""
        again = (
            f"new Promise(r => {{ const look = () => ({script}) ? r(true) : setTimeout(look, 50); look() }})"
        )
        async with asyncio.timeout(limit_s):
            await self.ask("Runtime.evaluate", expression=again, awaitPromise=True)

    async def picture(self):
        """What it shows, as PNG."""
        return base64.b64decode((await self.ask("Page.captureScreenshot"))["data"])


@pytest.fixture
async def browser():
    """A headless Chromium; skips with the reason where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = (CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run")
        quiet = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
        where = (
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            "--window-size=1100,700",
            "about:blank",
        )
        started = await asyncio.create_subprocess_exec(
            *command, *quiet, *where, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
        )
        try:
            async with asyncio.timeout(30):
                while b"DevTools listening on" not in (line := await started.stderr.readline()):
                    assert line, "Chromium does not start"
            port = line.decode().split("/")[2]
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://{port}/json") as answer:
                    tabs = [tab for tab in await answer.json() if tab["type"] == "page"]
                async with session.ws_connect(tabs[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    yield Browser(socket)
        finally:
            started.terminate()
            await started.communicate()
