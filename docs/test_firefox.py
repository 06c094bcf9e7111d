"""Try the site and the demo in headless Firefox, by WebDriver BiDi: python docs/test_firefox.py, after docs/build.py

What only Chromium's tests can do (pens, touch, a camera) is in test_demo.py; here is what people do most: a photo is cut out, framed, corrected,
several become a ZIP, and all that without a network, too.
"""
import asyncio
import base64
import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image
from tornado.websocket import websocket_connect

from browser import SITE, SKIPPED, check, failures, served
from human_extractor import Extractor
from human_extractor.images import sample_photo

WAIT = 180  # seconds
KNOWN = "Content-Security-Policy", "Ignoring “", "Document-Isolation-Policy"  # rules that Firefox does not know
# a file that the page gives is kept where the test can read it
KEEP = """(() => {
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob) => { window.given = blob; return make(blob); };
    HTMLAnchorElement.prototype.click = function () { if (this.download) window.named = this.download; };
})()"""
READ = "window.given.arrayBuffer().then((b) => btoa(Array.from(new Uint8Array(b), (n) => String.fromCharCode(n)).join('')))"


class Firefox:
    "One Firefox with one page; used as `async with`."

    def __init__(self, program): self.program, self.asked, self.events = program, 0, []

    async def __aenter__(self):
        self.profile = tempfile.mkdtemp()
        Path(self.profile, "user.js").write_text('user_pref("remote.active-protocols", 1);\nuser_pref("ui.prefersReducedMotion", 1);\n')
        command = [self.program, "--headless", "--no-remote", "--profile", self.profile, "--remote-debugging-port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        address = next(line.split("listening on ")[1].strip() for line in self.process.stderr if "listening on " in line)
        self.socket = await websocket_connect(f"{address}/session", max_message_size=1 << 28)
        await self.ask("session.new", capabilities={})
        self.page = (await self.ask("browsingContext.getTree"))["contexts"][0]["context"]
        await self.ask("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        await self.ask("browsingContext.setViewport", context=self.page, viewport={"width": 1280, "height": 900})
        return self

    async def __aexit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    async def ask(self, method, **params):
        "Send a command, and wait for its answer; what happens meanwhile is kept in `events`."
        self.asked += 1
        await self.socket.write_message(json.dumps({"id": self.asked, "method": method, "params": params}))
        while True:
            answer = json.loads(await asyncio.wait_for(self.socket.read_message(), WAIT))
            if answer.get("id") != self.asked: self.events.append(answer)
            elif answer["type"] == "error": raise RuntimeError(f"{method}: {answer['message']}")
            else: return answer["result"]

    async def go(self, address): await self.ask("browsingContext.navigate", context=self.page, url=address, wait="complete")

    async def run(self, code, whole=False):
        found = await self.ask("script.evaluate", expression=code, target={"context": self.page}, awaitPromise=True, resultOwnership="root")
        if found["type"] == "exception": raise RuntimeError(found["exceptionDetails"]["text"])
        return found["result"] if whole else found["result"].get("value")

    async def until(self, code, what):
        "Wait until something is true on the page."
        end = time.monotonic() + WAIT
        while not await self.run(code):
            if time.monotonic() > end: raise TimeoutError(what)
            await asyncio.sleep(0.2)

    async def click(self, selector): await self.run(f"document.querySelector({selector!r}).click()")

    async def choose(self, *files):
        "Give photos to the demo, and wait until they are done."
        chooser = await self.run("document.getElementById('photoFile')", whole=True)
        await self.run("delete document.body.dataset.seconds")
        await self.ask("input.setFiles", context=self.page, element={"sharedId": chooser["sharedId"]}, files=[str(Path(file).resolve()) for file in files])
        await self.until("document.body.dataset.state === 'result' && 'seconds' in document.body.dataset && document.getElementById('cancel').hidden", "the photo is not cut out")

    async def given(self, selector):
        "The file that a button gives."
        await self.run("window.given = window.named = null")
        await self.click(selector)
        await self.until("Boolean(window.given && window.named)", f"{selector} gives nothing")
        return base64.b64decode(await self.run(READ))

    async def picture(self): return np.array(Image.open(io.BytesIO(await self.given("#download"))).convert("RGBA"))

    async def drag(self, *places):
        "Draw with the mouse over the picture, between places as shares of its size."
        box = json.loads(await self.run("JSON.stringify(document.getElementById('surface').getBoundingClientRect())"))
        moves = [{"type": "pointerMove", "x": round(box["x"] + x * box["width"]), "y": round(box["y"] + y * box["height"]), "duration": 50} for x, y in places]
        actions = [moves[0], {"type": "pointerDown", "button": 0}, *moves[1:], {"type": "pointerUp", "button": 0}]
        await self.ask("input.performActions", context=self.page, actions=[{"type": "pointer", "id": "mouse", "actions": actions}])

    def wrong(self, home):
        "What went wrong on the pages so far: errors, and requests to other hosts."
        entries = [one["params"] for one in self.events if one.get("method") == "log.entryAdded"]
        errors = [str(one.get("text")) for one in entries if one["level"] == "error" and not str(one.get("text")).startswith(KNOWN)]
        asked = [one["params"]["request"]["url"] for one in self.events if one.get("method") == "network.beforeRequestSent"]
        return errors + [address for address in asked if not address.startswith((home, "data:", "blob:", "about:"))]


async def opened(firefox, home):
    await firefox.go(f"{home}demo/index.html?backend=wasm")
    await firefox.until("!document.getElementById('backend').disabled && 'offline' in document.body.dataset", "the demo is not ready")
    await firefox.run(KEEP)


async def try_demo(firefox):
    "Cut out, frame, correct, and a ZIP of two."
    await firefox.choose(sample_photo())
    png, matte = await firefox.picture(), Extractor().extract(sample_photo()).matte
    ours, theirs = png[..., 3] >= 128, matte >= 0.5
    iou = (ours & theirs).sum() / (ours | theirs).sum()
    check(iou > 0.97, f"the sample's alpha agrees with Python's (IoU {iou:.4f})")
    await firefox.run("document.querySelector('[name=tool][value=erase]').click()")
    await firefox.drag((0.5, 0.8), (0.7, 0.8))
    erased = await firefox.picture()
    check((erased[..., 3] < png[..., 3]).sum() > 500, f"the brush erases: {(erased[..., 3] < png[..., 3]).sum()} pixels")
    await firefox.click("#undo")
    check((await firefox.picture() == png).all(), "undone: the first cut-out, byte for byte")
    frame = "const one = document.getElementById('frame'); one.value = 'passport'; one.dispatchEvent(new Event('change', { bubbles: true }))"
    await firefox.run(f"(() => {{ {frame} }})()")
    check((await firefox.picture()).shape == (531, 413, 4), "a passport photo of 413 × 531 pixels")
    await firefox.click("#another")
    await firefox.choose(sample_photo(), sample_photo("camera"))
    await firefox.until("!document.getElementById('all').disabled", "both photos are not done")
    with zipfile.ZipFile(io.BytesIO(await firefox.given("#all"))) as packed:
        check(packed.testzip() is None and len(packed.namelist()) == 2, f"a ZIP of two: {packed.namelist()}")
    await firefox.click("#another")


async def tried(program):
    async with Firefox(program) as firefox:
        with served(SITE) as home:
            for page in ("index", "80_walkthrough", "33_preview.page", "81_results", "command_line"): await firefox.go(f"{home}{page}.html")
            check(not firefox.wrong(home), f"pages of the site: no error, no other host {firefox.wrong(home)[:3]}")
            await opened(firefox, home)
            await try_demo(firefox)
        await opened(firefox, home)
        await firefox.choose(sample_photo())
        check((await firefox.picture()).shape == (512, 512, 4), "and again without a network")
        check(not firefox.wrong(home), f"the demo: no error, no other host {firefox.wrong(home)[:3]}")


def main():
    program = next(filter(None, map(shutil.which, ("firefox", "firefox-esr"))), None)
    if not program:
        print("skipped: no Firefox; apt-get install firefox-esr")
        return SKIPPED
    try: asyncio.run(tried(program))
    except (RuntimeError, TimeoutError) as error: check(False, str(error)[:600])
    print(f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__": sys.exit(main())
