"""The projector page as a browser and as an intruder see it."""

import aiohttp
import pytest

pytestmark = [pytest.mark.terminal, pytest.mark.timeout(120)]

DRAWN = 15_000  # bytes of a picture that is not empty


async def status(url, headers=None):
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, headers=headers, allow_redirects=False) as answer,
    ):
        return answer.status, answer.headers


async def test_the_printed_address_sets_a_cookie_and_shows_a_page_that_loads_nothing_from_elsewhere(
    serve, recording
):
    address, _ = serve(recording)
    page, _, key = address.partition("?key=")
    assert (await status(page))[0] == 403
    assert (await status(f"{page}?key=x{key}"))[0] == 403
    code, headers = await status(address)
    assert (code, headers["Location"]) == (303, "/")
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=Strict" in headers["Set-Cookie"]
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session, session.get(address) as answer:
        text = await answer.text()
        assert answer.status == 200
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "googleapis" not in text
        assert text.count("http://") == text.count(page.rstrip("/"))


async def test_sessions_have_a_cap_and_downloads_and_strange_origins_are_refused(serve, recording):
    address, _ = serve(recording, "--sessions", "1")
    page = address.partition("?")[0]
    origin = {"Origin": page.rstrip("/")}
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        await session.get(address)
        async with session.ws_connect(f"{page}ws", headers=origin):
            with pytest.raises(aiohttp.WSServerHandshakeError) as full:
                await session.ws_connect(f"{page}ws", headers=origin)
            assert full.value.status == 503
        with pytest.raises(aiohttp.WSServerHandshakeError) as strange:
            await session.ws_connect(f"{page}ws", headers={"Origin": "http://evil.example"})
        assert strange.value.status == 403
        async with session.get(f"{page}download/x") as answer:
            assert answer.status == 403
        async with session.get(page, headers={"Host": "evil.example"}) as answer:
            assert answer.status == 403


async def test_a_browser_shows_the_replay_and_cannot_start_anything(serve, recording, browser):
    address, _ = serve(recording)
    await browser.ask("Page.enable")
    await browser.ask("Page.navigate", url=address)
    await browser.until("document.body.classList.contains('-first-byte')")
    await browser.until("document.querySelector('.xterm-screen canvas') !== null")
    assert await browser.value("location.search") == ""
    while len(await browser.picture()) < DRAWN:  # bounded by the test's limit
        pass
    for key in ("Escape", "Escape", "Enter"):
        await browser.ask("Input.dispatchKeyEvent", type="keyDown", key=key)
        await browser.ask("Input.dispatchKeyEvent", type="keyUp", key=key)
    assert len(await browser.picture()) > DRAWN
    assert not await browser.value("document.body.classList.contains('-closed')")
