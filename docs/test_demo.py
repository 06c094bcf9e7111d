"""Test the browser demo in headless Chromium, against Python's Extractor: python docs/test_demo.py [FOLDER]

FOLDER is a demo that docs/demo.py has put together; without it, one is made. Exit code 0: all passed; 1: something failed; 77: skipped,
because there is no Chromium.
"""
import functools
import http.server
import io
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from PIL import Image, ImageEnhance

from demo import build_demo

LIMIT = 3.0  # seconds from click to result, 1 megapixel, WASM on two cores
ARGUMENTS = ("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync "
             "--use-fake-device-for-media-stream --use-fake-ui-for-media-stream").split()
failures = []


def check(true, what):
    "Count and say."
    print(f"{'passed' if true else 'FAILED'}  {what}", flush=True)
    if not true: failures.append(what)


def chromium():
    "The path of a Chromium, or none."
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, filter(None, names)) if path), None)


def serve(folder):
    "A static host on a free port."
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def write_pictures(folder):
    "Two photos that the sample makes, and files that are none."
    from human_extractor.images import sample_photo
    sample = Image.open(sample_photo()).convert("RGB")
    wide = Image.new("RGB", (1250, 800), (96, 128, 150))  # 1 megapixel, the person in a part of it: all three looks differ
    wide.paste(ImageEnhance.Brightness(sample).enhance(.9).resize((700, 700)), (430, 100))
    wide.save(folder / "wide.png")
    turned = sample.getexif()
    turned[0x0112] = 6
    sample.transpose(Image.Transpose.ROTATE_90).save(folder / "turned.jpg", quality=95, exif=turned)
    (folder / "letter.txt").write_text("not a picture")
    (folder / "letter.jpg").write_text("not a picture either")
    (folder / "empty.png").write_bytes(b"")
    (folder / "cut.jpg").write_bytes(Path(sample_photo()).read_bytes()[:300])
    Image.new("1", (10_000, 10_000)).save(folder / "huge.png")
    (folder / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200))
    return Path(sample_photo())


def result(page):
    "Wait for the cut-out, download it."
    page.wait_for_selector("body[data-state=result]", timeout=60_000)
    with page.expect_download() as download: page.click("#download")
    return np.array(Image.open(io.BytesIO(Path(download.value.path()).read_bytes())))


def compare(name, png, photo):
    "The alpha channel against Python's matte."
    from human_extractor import Extractor
    found = Extractor().extract(photo)
    alpha, matte = png[..., 3] / 255, found.matte
    if alpha.shape != matte.shape: return check(False, f"{name}: is {alpha.shape}, the photo {matte.shape}")
    ours, theirs = alpha >= .5, matte >= .5
    iou, difference = (ours & theirs).sum() / max((ours | theirs).sum(), 1), np.abs(alpha - matte).mean()
    check(matte.mean() > .05 and iou >= .98 and difference <= .02, f"{name}: alpha agrees with Python's (IoU {iou:.4f}, mean difference {difference:.5f})")
    solid = alpha > .9
    check(np.abs(png[solid][:, :3].astype(float) - found.foreground[solid]).mean() < 2, f"{name}: so do the colours")


def main():
    browser_path = chromium()
    if not browser_path:
        print("skipped: no Chromium; apt-get install chromium, or name one in the environment variable CHROMIUM")
        return 77
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as between, sync_playwright() as playwright:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else build_demo(Path(between, "demo"))
        check(sum(f.stat().st_size for f in (folder / "model").iterdir()) <= 8e6, "the model has at most 8 MB")
        sample, server = write_pictures(Path(between)), serve(folder)
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}, accept_downloads=True)
        page, errors, hosts = context.new_page(), [], set()
        page.on("console", lambda message: message.type == "error" and errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("requestfailed", lambda request: errors.append(f"{request.url}: {request.failure}"))
        page.on("response", lambda response: response.status >= 400 and errors.append(f"{response.url}: {response.status}"))
        page.on("request", lambda request: urlsplit(request.url).scheme in ("blob", "data") or hosts.add(urlsplit(request.url).netloc))
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html?backend=wasm")
        page.wait_for_selector("#backend:enabled", timeout=120_000)
        check(page.evaluate("tf.getBackend()") == "wasm" and page.input_value("#backend") == "wasm", "WebAssembly computes, and the page says so")
        page.click("#sample")
        compare("sample, by its button", result(page), sample)
        tensors = page.evaluate("tf.memory().numTensors")
        page.set_input_files("#photoFile", Path(between, "wide.png"))
        page.wait_for_selector("body[data-state=working]")
        compare("1 megapixel, uploaded", result(page), Path(between, "wide.png"))
        check(page.evaluate("tf.memory().numTensors") == tensors, f"no tensor is left over after the second photo ({tensors})")
        times = []
        for _ in range(3):
            page.set_input_files("#photoFile", Path(between, "wide.png"))
            page.wait_for_selector("body[data-state=working]")
            page.wait_for_selector("body[data-state=result]", timeout=60_000)
            times.append(float(page.get_attribute("body", "data-seconds")))
        check(sorted(times)[1] <= LIMIT, f"1 megapixel from click to result in {sorted(times)[1]:.2f} s (median of {times}; at most {LIMIT:g})")
        page.set_input_files("#photoFile", Path(between, "turned.jpg"))
        page.wait_for_selector("body[data-state=working]")
        compare("turned by EXIF", result(page), Path(between, "turned.jpg"))
        for name, part in {"letter.txt": "is not a picture", "letter.jpg": "is not a picture", "empty.png": "is empty (0 bytes)",
                           "cut.jpg": "is damaged or cut off", "huge.png": "10000 × 10000 pixels", "phone.heic": "is a HEIC picture"}.items():
            page.set_input_files("#photoFile", Path(between, name))
            page.wait_for_function("name => document.getElementById('problem').textContent.startsWith(name)", arg=f"{name}: ")
            message = page.inner_text("#problem")
            check(part in message and page.get_attribute("body", "data-state") == "result", message)
        page.focus("#slider")
        before = page.input_value("#slider")
        page.keyboard.press("ArrowLeft")
        check(page.input_value("#slider") == str(int(before) - 1), "the slider moves by the arrow keys")
        page.check("[name=background][value=colour]", force=True)
        page.evaluate("document.querySelectorAll('#colours button')[5].click()")
        png = result(page)
        check(png[..., 3].min() == 255 and tuple(png[2, 2, :3]) == (0x4C, 0x6E, 0xE2), "a colour fills the background")
        page.check("[name=background][value=blur]", force=True)
        page.wait_for_timeout(800)
        check(result(page)[..., 3].min() == 255, "a blurred background leaves nothing transparent")
        page.select_option("#language", "es")
        check(page.inner_text("h1") == "Recorta personas de una foto" and page.get_attribute("html", "lang") == "es", "Spanish, when asked for")
        page.click("#another")
        page.click("#live")
        page.wait_for_selector("body[data-state=live]")
        page.wait_for_function("() => /En directo/.test(document.getElementById('status').textContent)")
        print("        ", page.inner_text("#status"))
        page.click("#stop")
        check(page.get_attribute("body", "data-state") == "empty", "the camera can be stopped")
        check(not errors, f"no console error, no failed request {errors}")
        check(hosts == {f"127.0.0.1:{server.server_port}"}, f"no request to another host {hosts}")
        for name, attempt in {"its own host": "fetch('/index.html')", "another host": "fetch('http://localhost:9/')",
                              "another host by a picture": "new Promise((y, n) => { const i = new Image(); i.onload = y; i.onerror = n; i.src = '/icon.svg?x'; })"}.items():
            answer = page.evaluate(f"{attempt}.then(() => 'sent', () => 'blocked')")
            check(answer == "blocked", f"what the page would send to {name} is blocked")
        words = page.evaluate("import('./messages.js').then(({MESSAGES}) => MESSAGES)")
        check(words["en"].keys() == words["es"].keys(), "both languages have the same messages")
        browser.close()
        server.shutdown()
    print(f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__": sys.exit(main())
