"""What the tests in a browser share: a host for a folder, the browser, and a record of what goes wrong on a page."""
import functools
import http.server
import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

SITE = Path(__file__).parent / "_site"
OPTIONS = "--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split()
SKIPPED = 77  # the exit code where there is no Chromium
failures = []  # of a test, as `check` says them


def check(true, what):
    "Count and say."
    print(f"{'passed' if true else 'FAILED'}  {what}", flush=True)
    if not true: failures.append(what)


KNOWN = "Unrecognized Content-Security-Policy directive 'webrtc'"  # a rule of the demo that browsers may learn


class Quiet(http.server.SimpleHTTPRequestHandler):
    asked = None

    def log_message(self, *_): pass

    def send_response(self, code, message=None):
        if self.asked is not None: self.asked.append((self.path, code))
        super().send_response(code, message)


@contextmanager
def served(folder, asked=None):
    "The address of a folder, served by this computer; what is asked of it is noted in a list, (path, code)."
    handler = functools.partial(type("Noting", (Quiet,), {"asked": asked}), directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try: yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def chromium(playwright, *options):
    "A Chromium, one that is installed or the one that Playwright brings; None, said, where there is none. Without options it has no GPU."
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")))
    own = playwright.chromium.executable_path
    program = next(found, own if os.path.exists(own) else None)
    if program: return playwright.chromium.launch(executable_path=program, args=[*OPTIONS, *(options or ["--disable-gpu"])])
    print("skipped: no Chromium; apt-get install chromium, or playwright install chromium")


def watched(page, home, problems):
    "Note what goes wrong on a page."
    page.on("console", lambda message: message.type == "error" and not message.text.startswith(KNOWN) and problems.append(f"{page.url}: console: {message.text}"))
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    # aborted: the page was left before it had come; what is not there answers 404, and is told below
    page.on("requestfailed", lambda request: request.failure == "net::ERR_ABORTED" or problems.append(f"{page.url}: {request.url} failed: {request.failure}"))
    page.on("response", lambda response: response.status >= 400 and problems.append(f"{page.url}: {response.url} gives {response.status}"))
    page.on("request", lambda request: request.url.startswith((home, "data:", "blob:")) or problems.append(f"{page.url}: asks another host: {request.url}"))
    return page


def axe(page):
    "What axe-core finds wrong with a page's accessibility that is serious or critical, a line each."
    page.evaluate((Path(__file__).parent / "axe.min.js").read_text() + "; 0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => [v.impact, v.id, v.help, v.nodes.map(n => n.target.join(' ')).slice(0, 4)]))")
    return [f"{name}: {what} {where}" for impact, name, what, where in found if impact in ("serious", "critical")]
