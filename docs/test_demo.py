"""Test the browser demo in headless Chromium, against Python's Extractor: python docs/test_demo.py [FOLDER]

FOLDER is a demo that docs/demo.py has put together; without it, the one of the site, after python docs/build.py. Exit code 0: all passed;
1: something failed; 77: skipped, because there is no Chromium. With DEMO_SHOTS=FOLDER, what is seen on the way is kept as pictures there.
"""
import base64
import functools
import io
import json
import os
import re
import shutil
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter
from playwright.sync_api import sync_playwright

from browser import SITE, SKIPPED, axe, check, chromium, failures, served, watched
from demo import embedded_network, write_versions
from human_extractor import Extractor, sample_photo
from human_extractor.files import embedded_facts

LIMIT = 3.0  # seconds from click to result, 1 megapixel, WASM on a core of one's own
WAIT = 240_000  # milliseconds, for graphics in software on a machine that is busy
GRAPHICS = {  # what makes Chromium compute in software what a graphics card would
    "webgl": ("--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    "webgpu": ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"),
}
BLUE = (0x4C, 0x6E, 0xE2)


def write_pictures(folder):
    "Photos that the sample makes, a background, what a camera films, and files that are no pictures."
    sample = Image.open(sample_photo()).convert("RGB")
    wide = Image.new("RGB", (1250, 800), (96, 128, 150))  # 1 megapixel, the person in a part of it: all three looks differ
    wide.paste(ImageEnhance.Brightness(sample).enhance(.9).resize((700, 700)), (430, 100))
    wide.save(folder / "wide.png")
    wide.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(folder / "mirrored.png")
    two = Image.new("RGB", (1200, 560), (96, 128, 150))
    for left in (20, 680): two.paste(ImageEnhance.Brightness(sample).enhance(.9).resize((500, 500)), (left, 60))
    two.save(folder / "two.png")
    Image.open(sample_photo("crew")).rotate(90, expand=True).save(folder / "laid.png")
    wide.resize((4000, 3000)).save(folder / "twelve.jpg", quality=92)
    turned = sample.getexif()
    turned[0x0112] = 6
    sample.transpose(Image.Transpose.ROTATE_90).save(folder / "turned.jpg", quality=95, exif=turned)
    Image.new("RGB", (640, 480), (128, 128, 128)).save(folder / "grey.png")
    Image.linear_gradient("L").convert("RGB").resize((1250, 800)).save(folder / "beach.png")
    luma, *colours = wide.resize((640, 480)).convert("YCbCr").split()
    luma = luma.point(lambda y: round(16 + y * 219 / 255))  # what films are coded in: not the whole range, colours at half the size
    colours = [plane.resize((320, 240)).point(lambda c: round(128 + (c - 128) * 224 / 255)) for plane in colours]
    shown = [luma.point(lambda y: round((y - 16) * 255 / 219))]  # and what they show of it
    shown += [plane.resize((640, 480)).point(lambda c: round(128 + (c - 128) * 255 / 224)) for plane in colours]
    Image.merge("YCbCr", shown).convert("RGB").save(folder / "film.png")
    planes = b"".join(plane.tobytes() for plane in (luma, *colours))
    (folder / "film.y4m").write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + (b"FRAME\n" + planes) * 2)
    (folder / "letter.txt").write_text("not a picture")
    (folder / "letter.jpg").write_text("not a picture either")
    (folder / "empty.png").write_bytes(b"")
    (folder / "cut.jpg").write_bytes(Path(sample_photo()).read_bytes()[:300])
    Image.new("1", (10_000, 10_000)).save(folder / "huge.png")
    (folder / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200))


def camera(folder):
    "Options of a Chromium whose camera films the sample."
    return "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={folder / 'film.y4m'}"


def shoot(page, name):
    "Keep what is seen, where somebody wants to look at it."
    if os.environ.get("DEMO_SHOTS"): page.screenshot(path=f"{os.environ['DEMO_SHOTS']}/{name}.png", full_page=True)


def opened(browser, home, problems, backend="wasm", **options):
    "The demo in a page of its own, its model loaded."
    options = {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
    page = watched(browser.new_context(**options).new_page(), home, problems)
    page.goto(f"{home}index.html?backend={backend}")
    page.wait_for_selector("#backend:enabled", timeout=WAIT)
    page.wait_for_selector("body[data-offline]", timeout=WAIT)
    return page


def backend(page):
    "The back end that TensorFlow.js uses in the worker."
    return page.workers[0].evaluate("tf.getBackend()")


def says(page, *parts):
    "Wait until the status says something; gives what it says."
    page.wait_for_function("parts => parts.every(part => document.getElementById('status').textContent.includes(part))", arg=list(parts), timeout=60_000)
    return page.inner_text("#status")


def finished(page):
    "Wait until a photo that was just given is cut out; gives the seconds that the page says, and takes them off it, so that the next photo's are waited for."
    page.wait_for_selector("body[data-state=result][data-seconds]", timeout=WAIT)
    seconds = float(page.evaluate("() => { const { seconds } = document.body.dataset; delete document.body.dataset.seconds; return seconds; }"))
    page.wait_for_selector("#cancel", state="hidden", timeout=WAIT)
    return seconds


def upload(page, path):
    page.set_input_files("#photoFile", path)
    return finished(page)


def fetched(page, action=None):
    "The file that the download button, or another action, gives: its name and bytes."
    with page.expect_download(timeout=WAIT) as download: action() if action else page.click("#download")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def downloaded(page, action=None):
    "The picture that the button, or another action, gives."
    return np.array(Image.open(io.BytesIO(fetched(page, action)[1])).convert("RGBA"))


@functools.cache
def in_float16():
    "The embedded model's weights as the demo has them; the library's own file computes in 8 bits."
    from human_extractor.training.formats import write_litert

    return write_litert(embedded_network(), Path(tempfile.mkdtemp()))


@functools.cache
def python(photo, looks=3, edges="natural"):
    "What the library makes of a photo."
    extractor = Extractor(in_float16(), looks=looks)
    extractor.sure, extractor.unsure = (embedded_facts()[name] for name in ("sure", "unsure"))  # a model of one's own has none
    return extractor.extract(photo, edges=edges)


def compare(name, png, photo, colours=2, looks=3):
    "The alpha channel and the colours against those of Python."
    found = python(photo, looks)
    alpha, matte = png[..., 3] / 255, found.matte
    if alpha.shape != matte.shape: return check(False, f"{name}: is {alpha.shape}, the photo {matte.shape}")
    ours, theirs = alpha >= .5, matte >= .5
    iou, difference = (ours & theirs).sum() / max((ours | theirs).sum(), 1), np.abs(alpha - matte).mean()
    check(matte.mean() > .05 and iou >= .98 and difference <= .02, f"{name}: alpha agrees with Python's (IoU {iou:.4f}, mean difference {difference:.5f})")
    solid = alpha > .9
    apart = np.abs(png[solid][:, :3].astype(float) - found.foreground[solid]).mean()
    check(apart < colours, f"{name}: so do the colours (mean difference {apart:.2f} of 255)")


def hand_over(page, path):
    "A DataTransfer in the page that holds a file."
    return page.evaluate_handle("""([name, text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
        return transfer;
    }""", [path.name, base64.b64encode(path.read_bytes()).decode()])


def test_ways_in(page, folder):
    "The sample, a chosen file, a dropped one, a pasted one, one that is turned by EXIF, and one of 12 megapixels."
    page.click("#sample")
    finished(page)
    compare("sample, by its button", downloaded(page), sample_photo())
    upload(page, folder / "wide.png")
    compare("1 megapixel, chosen", downloaded(page), folder / "wide.png")
    page.dispatch_event("#stage", "dragenter", {"dataTransfer": hand_over(page, folder / "mirrored.png")})
    check("over" in page.get_attribute("#stage", "class"), "the page shows that a file may be dropped")
    page.dispatch_event("#stage", "drop", {"dataTransfer": hand_over(page, folder / "mirrored.png")})
    finished(page)
    compare("dropped", downloaded(page), folder / "mirrored.png")
    page.evaluate("""async (text) => {
        const png = new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], { type: "image/png" });
        await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
    }""", base64.b64encode((folder / "wide.png").read_bytes()).decode())
    page.keyboard.press("Control+V")
    finished(page)
    compare("pasted", downloaded(page), folder / "wide.png")
    upload(page, folder / "turned.jpg")
    compare("turned by EXIF", downloaded(page), folder / "turned.jpg")
    upload(page, folder / "twelve.jpg")
    print(f"          12 megapixels: {page.inner_text('#status')}")
    compare("12 megapixels", downloaded(page), folder / "twelve.jpg")
    for name, what in {"two": "two people apart, at whom it looks one by one", "laid": "three who lie on their side, at whom it looks turned"}.items():
        upload(page, folder / f"{name}.png")
        compare(what, downloaded(page), folder / f"{name}.png")


def test_memory_and_time(page, folder):
    """Photo after photo, no tensor is left over, and no photo stays in the worker's memory or the page's. On the clock, whatever else the
    machine does only adds, so the best counts."""
    session, tensors, megabytes, times = page.context.new_cdp_session(page), [], [], []
    for name in ("wide", "mirrored") * 2:
        times.append(upload(page, folder / f"{name}.png"))
        session.send("HeapProfiler.collectGarbage")
        usage = session.send("Runtime.getHeapUsage")
        tensors.append(page.workers[0].evaluate("tf.memory().numTensors"))
        megabytes.append((usage["usedSize"] + usage["backingStorageSize"]) / 1e6)
    check(len(set(tensors)) == 1, f"as many tensors after each of {len(tensors)} photos {tensors}")
    most = LIMIT * max(1, os.getloadavg()[0] / os.cpu_count())  # where others compute too, a share of a core
    check(min(times) <= most, f"1 megapixel from click to result in {min(times):.2f} s (best of {times}; at most {most:.1f}, the machine's load is {os.getloadavg()[0]:.1f})")
    check(megabytes[-1] - megabytes[0] < 5, f"a photo of 5 MB does not stay: {[round(n) for n in megabytes]} MB")
    page.click("#another")


def test_bad_files(page, folder):
    "What cannot be read is said, and what was shown before stays, its status with it; a photo without a person is no mistake."
    upload(page, folder / "wide.png")
    before = page.inner_text("#status")
    for name, part in {"letter.txt": "is not a picture", "letter.jpg": "is not a picture", "empty.png": "is empty (0 bytes)",
                       "cut.jpg": "is damaged or cut off", "huge.png": "10000 × 10000 pixels", "phone.heic": "is a HEIC picture"}.items():
        page.set_input_files("#photoFile", folder / name)
        page.wait_for_function("name => document.getElementById('problem').textContent.startsWith(name)", arg=f"{name}: ", timeout=WAIT)
        message = page.inner_text("#problem")
        page.wait_for_selector("#cancel", state="hidden")
        check(part in message and page.is_visible("#view") and page.inner_text("#status") == before, f"{message} ({before})")
    upload(page, folder / "grey.png")
    png, message = downloaded(page), page.inner_text("#problem")
    check("nobody was found" in message and png.shape == (480, 640, 4) and not png[..., 3].any(), f"an even grey: {message}")
    page.click("#another")
    check(not page.is_visible("#problem") and page.inner_text("#status") == "Ready. WebAssembly computes.", "the message goes when one starts over")
    page.set_input_files("#photoFile", folder / "letter.txt")
    page.wait_for_function("() => document.getElementById('problem').textContent.startsWith('letter.txt')")
    check(says(page, "Ready.") and page.is_visible("#start"), "a first file that is no photo leaves the page ready")


def test_queue(page, folder):
    "Several photos, one of them no picture: shown one by one, all in one zip; and cancelled, the page says what is so."
    if page.is_visible("#another"): page.click("#another")
    page.set_input_files("#photoFile", [folder / name for name in ("wide.png", "letter.txt", "two.png", "grey.png")])
    says(page, "Photo 1 of 4.")
    page.press("#language", "Escape")
    check(page.is_visible("#cancel") and "Cancelled" not in page.inner_text("#status"), "Escape in a list is the list's, and cancels no photo")
    shoot(page, "working")
    page.wait_for_selector("#all:enabled", timeout=WAIT)
    check(page.locator("#strip .photo[data-state=done]").count() == 3 and "letter.txt: is not a picture" in page.inner_text("#problem"), "three of four photos are done, the fourth is named")
    check("1250 × 800" in page.inner_text("#status"), f"the first is still shown: {page.inner_text('#status')}")
    single = downloaded(page)
    name, content = fetched(page, lambda: page.click("#all"))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        check(packed.testzip() is None and packed.namelist() == ["wide-person.png", "two-person.png", "grey-person.png"], f"{name} holds {packed.namelist()}")
        check((np.array(Image.open(packed.open("wide-person.png"))) == single).all(), "what is in the zip is what is downloaded alone")
    check("people.zip is in your downloads: 3 pictures" in page.inner_text("#status"), page.inner_text("#status"))
    switch(page, 2, "1200 × 560")
    check(downloaded(page).shape == (560, 1200, 4), "another photo is shown by its picture in the strip")
    page.set_input_files("#photoFile", folder / "grey.png")
    page.wait_for_selector("#all:enabled", timeout=WAIT)
    check("grey.png: nobody was found" in page.inner_text("#problem"), "of a photo without a person the page says so")
    use(page, "erase")
    switch(page, 1, "1250 × 800")
    check(page.is_hidden("#problem"), "and not of the next one that is shown")
    stroke(page, (.55, .7), (.75, .7))
    erased = alpha(page)
    switch(page, 2, "1200 × 560")
    check(page.is_disabled("#undo"), "another photo has nothing to undo")
    switch(page, 1, "1250 × 800")
    check((alpha(page) == erased).all() and (erased != single[..., 3]).any(), "what was corrected is kept while another photo is shown")
    page.click("#undo")
    check((downloaded(page) == single).all(), "and so is how to undo it")
    switch(page, 2, "1200 × 560")
    page.press("#strip li:nth-child(4) .remove", "Enter")
    check(says(page, "grey.png is removed.") and page.locator("#strip li").count() == 3 and page.evaluate("document.activeElement.title") == "Remove grey.png", "a photo is removed from the queue by its button, which keys reach; the next one has the focus")
    page.set_input_files("#photoFile", [folder / "twelve.jpg", folder / "wide.png"])
    says(page, "Looking at the photo")
    page.click("#cancel")
    says(page, "Cancelled.")
    page.wait_for_selector("#controls", timeout=WAIT)
    check(page.inner_text("#status") == "Cancelled." and page.locator("#strip .photo").count() == 3, "cancelled: what was done is still there")
    check(downloaded(page).shape == (560, 1200, 4), "and can be downloaded")
    page.click("#strip li:nth-child(2) .remove")
    says(page, "two.png is removed.")
    page.wait_for_selector("#stage:not([aria-busy])", timeout=WAIT)
    check(page.locator("#strip li").count() == 2 and page.locator("#strip [aria-current]").get_attribute("title") in ("wide.png", "grey.png"), "the photo that is shown is removed: another is shown")
    page.click("#strip li:nth-child(2) .photo")
    page.set_input_files("#photoFile", [folder / "twelve.jpg", folder / "two.png"])
    says(page, "Looking at the photo", "Photo 1 of 2.")
    page.click("#strip [title='Remove twelve.jpg']")
    page.wait_for_selector("#all:enabled", timeout=WAIT)
    check(page.locator("#strip li").count() == 3 and page.locator("#strip [title='Remove twelve.jpg']").count() == 0, "a photo that is being worked on is removed, and the next one goes on")
    page.click("#another")
    page.set_input_files("#photoFile", [folder / name for name in ("wide.png", "two.png", "grey.png", "mirrored.png")])
    page.wait_for_selector("#all:enabled", timeout=WAIT)
    remove_all = "names => { document.getElementById('all').click(); for (const name of names) document.querySelector(`[title='Remove ${name}']`).click(); }"
    name, content = fetched(page, lambda: (page.evaluate(remove_all, ["wide.png", "grey.png"]), page.select_option("#format", "jpeg")))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        check(packed.testzip() is None and packed.namelist() == ["two-person.png", "mirrored-person.png"], f"{name} holds what has not been removed before it was in it, of the format that was asked for: {packed.namelist()}")
    check("2 pictures" in page.inner_text("#status"), page.inner_text("#status"))
    page.evaluate(remove_all, ["two.png", "mirrored.png"])
    page.wait_for_selector("#cancel", state="hidden")
    check(page.is_visible("#start") and page.inner_text("#status") == "mirrored.png is removed.", f"all removed meanwhile: no zip, and {page.inner_text('#status')}")
    choose(page, "format", "png")
    page.set_input_files("#photoFile", folder / "twelve.jpg")
    says(page, "Looking at the photo")
    began = time.monotonic()
    page.keyboard.press("Escape")
    check(says(page, "Cancelled.") and page.is_visible("#start"), f"the first photo cancelled by Escape: the page is as at the beginning ({time.monotonic() - began:.1f} s)")
    upload(page, folder / "wide.png")
    check("1250 × 800" in page.inner_text("#status"), f"and the next photo: {page.inner_text('#status')}")
    page.click("#another")


def switch(page, nth, size):
    "Show another photo of the queue, whose status says its size."
    repainted(page, lambda: page.click(f"#strip li:nth-child({nth}) .photo"))
    says(page, size)


def composed(cut, background):
    "The cut-out over a background, as the PNG's alpha says."
    alpha = cut[..., 3:] / 255
    return cut[..., :3] * alpha + background * (1 - alpha)


def repainted(page, action):
    "Do what changes the result, and wait until it is shown."
    action()
    page.wait_for_selector("#stage:not([aria-busy])", timeout=WAIT)


def choose(page, name, value):
    "Set a field of the page as a visitor does, and wait until the result is shown."
    repainted(page, lambda: page.evaluate("""([id, value]) => {
        const field = document.getElementById(id);
        field.value = value;
        for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    }""", [name, str(value)]))


def opens(page, name):
    "Unfold a part of the settings."
    page.evaluate("name => { document.getElementById(name).closest('details').open = true; }", name)


def test_backgrounds(page, folder):
    "Each background is in the PNG where the cut-out lets it through; the feather softens the edge by as much as it says."
    upload(page, folder / "wide.png")
    page.workers[0].evaluate("() => { self.means = 0; self.Float64Array = new Proxy(Float64Array, { construct: (kind, [n]) => (self.means += n > 50_000, new kind(n)) }); }")
    cut = downloaded(page)
    check(page.workers[0].evaluate("self.means") == 0, "what the colours of the edge are made of is kept: the download computes no mean again")
    over = {}
    repainted(page, lambda: page.check("[name=background][value=colour]", force=True))
    repainted(page, lambda: page.click("#colours button[aria-label=Blue]"))
    over["a colour"] = downloaded(page), np.array(BLUE)
    page.check("[name=background][value=picture]", force=True)
    said = page.is_visible("#pictureHint")
    repainted(page, lambda: page.set_input_files("#pictureFile", folder / "beach.png"))
    check(said and page.is_hidden("#pictureHint"), "as long as no picture is chosen for the background, the page says so")
    over["a picture of one's own"] = downloaded(page), np.array(Image.open(folder / "beach.png"))
    for name, (png, background) in over.items():
        apart = np.abs(png[..., :3] - composed(cut, background)).mean()
        check(png[..., 3].min() == 255 and apart < 1, f"{name} is the background (mean difference {apart:.2f} of 255)")
    page.set_input_files("#pictureFile", folder / "letter.txt")
    page.wait_for_function("() => document.getElementById('problem').textContent.startsWith('letter.txt: is not a picture')")
    check((downloaded(page) == over["a picture of one's own"][0]).all(), "a background that is no picture leaves the last one")
    repainted(page, lambda: page.check("[name=background][value=blur]", force=True))
    blurred, away = downloaded(page), cut[..., 3] == 0
    photo = np.array(Image.open(folder / "wide.png"))
    spread = lambda pixels: np.abs(np.diff(pixels[..., :3].astype(float), axis=1))[away[:, 1:]].mean()
    check(blurred[..., 3].min() == 255 and spread(blurred) < .5 * spread(photo), f"the background is blurred: neighbours differ by {spread(blurred):.2f}, before by {spread(photo):.2f}")
    repainted(page, lambda: page.check("[name=background][value=transparent]", force=True))
    opens(page, "feather")
    choose(page, "feather", 60)
    radius, soft = int(page.inner_text("#featherValue").split()[0]), downloaded(page)[..., 3].astype(int)
    wanted = Image.fromarray(cut[..., 3])
    for _ in range(3): wanted = wanted.filter(ImageFilter.BoxBlur(radius))
    inside = (slice(3 * radius, -3 * radius),) * 2  # at the border of the photo the two look differently beyond it
    apart, changed = np.abs(soft - np.array(wanted))[inside], np.abs(soft - cut[..., 3])[inside]
    check(radius == 15 and apart.max() <= 3 and changed.max() > 60, f"a feather of {radius} px is a blur of {radius} px (largest difference {apart.max()})")
    choose(page, "feather", 0)
    check((downloaded(page) == cut).all(), "without it all is as before")
    for edges in ("soft", "hard"):
        choose(page, "edges", edges)
        matte = python(folder / "wide.png", edges=edges).matte
        apart = np.abs(downloaded(page)[..., 3] / 255 - matte).mean()
        check(apart < .005 and np.abs(cut[..., 3] / 255 - matte).mean() > .0005, f"the edge {edges} is Python's (mean difference {apart:.5f})")
    choose(page, "edges", "natural")
    check((downloaded(page) == cut).all(), "and the natural one is as before, byte for byte")


def at(page, x, y):
    "Where a place of the photo, as shares of its size, is on the page."
    box = page.locator("#surface").bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def use(page, tool): page.check(f"[name=tool][value={tool}]", force=True)


def stroke(page, start, end):
    "Drag with the mouse over the picture."
    page.mouse.move(*at(page, *start))
    page.mouse.down()
    page.mouse.move(*at(page, *end), steps=6)
    page.mouse.up()


def pans(page, action, across, down):
    "Whether an action moves what is seen, by so many pixels of its canvas, and changes nothing else of it."
    before = canvas(page, "after")
    action()
    page.wait_for_timeout(100)
    after, (tall, wide) = canvas(page, "after"), before.shape[:2]
    here, there = ((slice(max(0, dy), tall + min(0, dy)), slice(max(0, dx), wide + min(0, dx))) for dx, dy in ((across, down), (-across, -down)))
    return (np.abs(after[here].astype(int) - before[there]) <= 1).mean() > .999 and (bool(across or down) == (after != before).any())


def alpha(page): return downloaded(page)[..., 3].astype(int)


def test_brushes(page, folder):
    "Erase and restore by mouse, pen, touch and keys, softly, and undone; zoomed in, the brush is as fine as the screen."
    if page.is_visible("#another"): page.click("#another")
    upload(page, folder / "wide.png")
    whole, photo = downloaded(page), np.array(Image.open(folder / "wide.png"))
    first = whole[..., 3].astype(int)
    use(page, "erase")
    stroke(page, (.55, .7), (.75, .7))
    shoot(page, "erase")
    erased = alpha(page)
    lost = first - erased
    check(lost[560, 750] == first[560, 750] == 255 and ((lost > 20) & (lost < 235)).sum() > 500, "the mouse erases, with a soft edge")
    check(not lost[:400].any() and (erased <= first).all(), "and only where it was")
    page.keyboard.press("Control+Z")
    check((alpha(page) == first).all() and page.is_disabled("#undo") and page.is_enabled("#redo"), "undo: as before")
    page.keyboard.press("Control+Shift+Z")
    check((alpha(page) == erased).all(), "redo: erased again")
    use(page, "restore")
    stroke(page, (.5, .7), (.8, .7))
    stroke(page, (.05, .2), (.15, .2))
    restored = downloaded(page)
    check(restored[560, 750, 3] == 255 and restored[160, 120, 3] == 255 and (restored[160, 120, :3] == photo[160, 120]).all(), "restored where it was erased, and where nobody was seen, in the photo's colours")
    for _ in range(3): page.click("#undo")
    check((downloaded(page) == whole).all(), "three times undone: the first cut-out, byte for byte")
    use(page, "erase")
    page.evaluate("""([x, y]) => {
        for (const [kind, dx] of [["pointerdown", 0], ["pointermove", 30], ["pointerup", 30]])
            document.getElementById("surface").dispatchEvent(new PointerEvent(kind, { pointerId: 1, pointerType: "pen", pressure: .2, clientX: x + dx, clientY: y, bubbles: true, button: 0 }));
    }""".replace('document.getElementById("surface").dispatch', 'HTMLElement.prototype.setPointerCapture = () => {}, document.getElementById("surface").dispatch'), list(at(page, .6, .7)))
    pen = (first - alpha(page) > 0).sum()
    page.click("#undo")
    page.evaluate("document.getElementById('surface').focus()")
    page.keyboard.press("Space")
    keys = first - alpha(page)
    check(0 < pen and 0 < (keys > 0).sum(), f"a light pen erases ({pen} pixels), so does the space bar ({(keys > 0).sum()})")
    page.keyboard.press("Control+Z")
    page.keyboard.press("+")
    for _ in range(6): page.click("#zoomIn")
    check(page.inner_text("#zoomValue") == "1424 %" or int(page.inner_text("#zoomValue").split()[0]) > 1000, f"zoomed in: {page.inner_text('#zoomValue')}")
    page.wait_for_timeout(100)
    stroke(page, (.5, .5), (.5, .5))
    fine = first - alpha(page)
    check(0 < (fine > 0).sum() < 150, f"the brush is fine there: {(fine > 0).sum()} pixels")
    page.click("#undo")
    page.click("#zoomFit")
    session = page.context.new_cdp_session(page)
    def touch(kind, *points): session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]})
    touch("touchStart", at(page, .55, .7))
    touch("touchMove", at(page, .7, .7))
    touch("touchEnd")
    check((first - alpha(page))[560, 780] > 0, "a finger erases")
    page.click("#undo")
    touch("touchStart", at(page, .45, .5))
    touch("touchStart", at(page, .45, .5), at(page, .55, .5))
    touch("touchMove", at(page, .3, .5), at(page, .7, .5))
    touch("touchEnd")
    check(int(page.inner_text("#zoomValue").split()[0]) > 250 and (alpha(page) == first).all(), f"two fingers zoom, and paint nothing: {page.inner_text('#zoomValue')}")
    page.click("#zoomFit")
    for _ in range(3): page.click("#zoomIn")
    def fingers():
        touch("touchStart", at(page, .2, .4), at(page, .6, .4))
        touch("touchMove", at(page, .4, .5), at(page, .8, .5))
        touch("touchEnd")
    def out_and_back():
        touch("touchStart", at(page, .3, .5), at(page, .5, .5))
        for x in (.7, .5): touch("touchMove", at(page, .3, .5), at(page, x, .5))
        touch("touchEnd")
    def middle():
        page.mouse.move(*at(page, .4, .5))
        page.mouse.down(button="middle")
        page.mouse.move(*at(page, .6, .6), steps=3)
        page.mouse.up(button="middle")
    check(pans(page, fingers, 250, 80), "two fingers pan")
    check(pans(page, out_and_back, 0, 0), "one of them away and back: as before")
    check(pans(page, middle, 250, 80), "so does the middle button")
    check(pans(page, lambda: page.mouse.wheel(500, 160), -500, -160), "and the wheel, once it is zoomed")
    use(page, "hand")
    check(pans(page, lambda: stroke(page, (.5, .5), (.7, .6)), 250, 80), "the hand pans")
    page.focus("#surface")
    for keys, across, down in ((["ArrowRight"], -25, 0), (["ArrowUp", "ArrowUp"], 0, 50), (["Shift+ArrowLeft"], 125, 0), (["Shift+ArrowDown"], 0, -125)):
        check(pans(page, lambda: [page.keyboard.press(key) for key in keys], across, down), f"by {', '.join(keys)} it does too")
    for _ in range(4): stroke(page, (.1, .1), (.9, .9))
    check(pans(page, lambda: stroke(page, (.1, .1), (.9, .9)), 0, 0) and page.inner_text("#zoomValue") == "338 %", "and not beyond the photo")
    page.keyboard.press("0")
    check(page.inner_text("#zoomValue") == "100 %" and (alpha(page) == first).all(), "0 shows all, and nothing was painted")
    use(page, "compare")


def test_pick(page, folder):
    "A person who is tapped goes, and comes back."
    if page.is_visible("#another"): page.click("#another")
    upload(page, folder / "two.png")
    both = alpha(page)
    use(page, "pick")
    shoot(page, "pick")
    page.mouse.click(*at(page, .22, .7))
    says(page, "Dropped.")
    one = alpha(page)
    check(not one[:, :480].any() and one[:, :600].max() <= 25 and (one[:, 620:] == both[:, 620:]).all() and both[:, :480].any(), "the person who is tapped is gone, the other is as before")
    page.mouse.click(*at(page, .22, .7))
    says(page, "Brought back.")
    check((alpha(page) == both).all(), "tapped again, they are back")
    page.mouse.click(*at(page, .5, .05))
    check(says(page, "Nobody is there"), "a tap beside them changes nothing")
    for key in ["Shift+ArrowLeft"] * 3 + ["Enter"]: page.keyboard.press(key)
    use(page, "compare")


def test_frames(page, folder):
    "Crop, presets, size, place, shadow, outline, formats, clipboard: what is shown is what is downloaded, at the size that is said."
    if page.is_visible("#another"): page.click("#another")
    upload(page, folder / "wide.png")
    cut = downloaded(page)
    visible = cut[..., 3] >= 25
    rows, columns = np.flatnonzero(visible.any(1)), np.flatnonzero(visible.any(0))
    tall, across = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    opens(page, "frame")
    choose(page, "margin", 0)
    choose(page, "frame", "person")
    tight = downloaded(page)
    check(tight.shape[:2] == (tall, across) and (tight == cut[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1])[tight[..., 3] == 255].all(), f"cropped to the person: {across} × {tall}, pixel for pixel")
    choose(page, "margin", 10)
    check(downloaded(page).shape[:2] == tuple(n + 2 * round(.1 * max(tall, across)) for n in (tall, across)), f"with a margin: {page.inner_text('#frameSize')}")
    choose(page, "frame", "profile")
    png = downloaded(page)
    check(png.shape == (800, 800, 4) and png[-1, :, 3].max() == 255 and png[10, :, 3].max() == 0, "profile: square, space above the head, none below")
    choose(page, "frame", "custom")
    used = []
    for typed in (5, 99999, ""):
        choose(page, "width", typed)
        used.append((page.input_value("#width"), page.inner_text("#frameSize").split()[0]))
    check(used == [("16", "16"), ("8192", "8192"), ("16", "16")], f"a size that cannot be is put right in its field {used}")
    choose(page, "width", 640)
    choose(page, "height", 360)
    png = downloaded(page)
    shown = np.flatnonzero((png[..., 3] > 25).any(1))
    check(png.shape == (360, 640, 4) and abs(shown[0] - 36) <= 2 and abs(shown[-1] - 323) <= 2, f"own size, the whole person within the margin: rows {shown[0]} to {shown[-1]} of 360")
    choose(page, "frame", "passport")
    check(downloaded(page).shape == (531, 413, 4) and downloaded(page)[..., 3].min() == 255 and page.input_value("#colour") == "#ffffff", "passport: 413 × 531, on white")
    shoot(page, "passport")
    choose(page, "frame", "product")
    check(downloaded(page).shape == (1600, 1600, 4), "product: 1600 × 1600")
    choose(page, "frame", "photo")
    check((downloaded(page) == cut).all(), "as the photo again: as before, without the white that the frames brought")
    choose(page, "frame", "passport")
    repainted(page, lambda: page.click("#colours button[aria-label=Blue]"))
    choose(page, "frame", "photo")
    check(page.is_checked("[name=background][value=colour]") and page.input_value("#colour") == "#4c6ee2", "a colour that the visitor has chosen stays")
    repainted(page, lambda: page.check("[name=background][value=transparent]", force=True))
    use(page, "place")
    box = page.locator("#surface").bounding_box()
    stroke(page, (.5, .5), (.3, .5))
    moved = downloaded(page)[..., 3].astype(int)
    columns_now = np.flatnonzero((moved > 25).any(0))
    check(abs(columns_now[0] - (columns[0] - 250)) <= 3, f"moved by a fifth of the width: {columns[0]} → {columns_now[0]} ({box['width']:.0f} px wide)")
    choose(page, "personScale", -100)
    half = downloaded(page)[..., 3]
    check(abs((half > 127).sum() / (cut[..., 3] > 127).sum() - .25) < .02, "half as large: a quarter of the area")
    page.click("#resetPlace")
    check((downloaded(page) == cut).all(), "back in place")
    for _ in range(3): page.keyboard.press("Control+Z")
    check((downloaded(page) == cut).all(), "moves are undone too")
    use(page, "compare")
    opens(page, "shadow")
    choose(page, "shadow", 60)
    shadow = downloaded(page)
    around = (shadow[..., 3] > 5) & (cut[..., 3] == 0)
    check(around.sum() > 2000 and shadow[around][:, :3].max() < 40, f"a shadow around the person, dark and soft ({around.sum()} pixels)")
    choose(page, "shadow", 0)
    choose(page, "outline", 50)
    outline = downloaded(page)
    wide = np.array(Image.fromarray(np.uint8(cut[..., 3] > 200) * 255).filter(ImageFilter.MaxFilter(21))) > 0
    ring = wide & (cut[..., 3] == 0)
    check((outline[ring][:, 3] > 250).mean() > .97 and outline[ring][:, :3].min() > 250, f"a sticker's outline: white, 19 px wide ({(outline[ring][:, 3] > 250).mean():.3f} of the ring)")
    choose(page, "shadow", 40)
    shoot(page, "sticker")
    choose(page, "shadow", 0)
    choose(page, "outline", 0)
    for kind, name, wanted in (("webp", "wide-person.webp", "WEBP"), ("jpeg", "wide-person.jpg", "JPEG")):
        choose(page, "format", kind)
        named, content = fetched(page)
        picture = Image.open(io.BytesIO(content))
        check(named == name and picture.format == wanted and picture.size == (1250, 800), f"{named}: {picture.format}, {len(content) / 1e3:.0f} kB")
    check(np.array(picture)[20, 20].min() > 250 and page.is_visible("#jpegHint"), "a JPEG has white behind, and the page says so")
    page.click("#copy")
    says(page, "Copied.")
    text = page.evaluate("""async () => {
        const [item] = await navigator.clipboard.read(), bytes = new Uint8Array(await (await item.getType("image/png")).arrayBuffer());
        let text = "";
        for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
        return btoa(text);
    }""")
    pasted = np.array(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGBA"))
    check((pasted[..., 3] == cut[..., 3]).all(), "copied as a PNG, with its transparency")
    for name, value in {"frame": "product", "outline": 50, "margin": 20, "feather": 40, "edges": "hard"}.items(): choose(page, name, value)
    use(page, "erase")
    page.click("#another")
    upload(page, folder / "wide.png")
    check(page.input_value("#format") == "png" and page.input_value("#margin") == "8" and page.is_visible("#slider") and (downloaded(page) == cut).all(), "who starts over starts with all settings as at first")


def test_slider_and_language(page, folder):
    "The slider moves by keys; all words are there in both languages."
    if not page.is_visible("#slider"): upload(page, folder / "wide.png")
    page.focus("#slider")
    before = page.input_value("#slider")
    shown = page.locator("#view").screenshot()
    for _ in range(10): page.keyboard.press("ArrowLeft")
    check(int(page.input_value("#slider")) == int(before) - 10 and page.locator("#view").screenshot() != shown, "the slider moves by the arrow keys")
    words = page.evaluate("import('./messages.js').then(({MESSAGES}) => MESSAGES)")
    check(words["en"].keys() == words["es"].keys(), "both languages have the same messages")
    there = page.evaluate("[...document.querySelectorAll('[data-text]')].map(e => [e.dataset.text, e.textContent])")
    check([text for key, text in there if text != words["en"][key]] == [], "the page says in English what the messages say")
    page.select_option("#language", "es")
    check(page.inner_text("h1") == words["es"]["title"] and page.get_attribute("html", "lang") == "es" and page.inner_text("#status").startswith(("Recortada en", "wide-person")),
          "Spanish, when asked for")
    page.select_option("#language", "en")


def live(page):
    "Start the camera, and wait until its first picture is cut out."
    page.click("#live")
    page.wait_for_function("() => /^Live: [0-9]/.test(document.getElementById('status').textContent)", timeout=WAIT)
    print(f"          {page.inner_text('#status')}")


def canvas(page, name="camera"):
    "What the live picture, or another canvas, shows."
    address = page.evaluate("name => new Promise(requestAnimationFrame).then(() => document.getElementById(name).toDataURL('image/png'))", name)
    return np.array(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))))


def test_camera(page, folder):
    "The camera's picture is cut out live, and a snapshot of it is a photo like any other."
    page.click("#another")
    live(page)
    compare("live", canvas(page), folder / "film.png", colours=4, looks=1)  # a film holds colours at half the size
    page.click("#snapshot")
    finished(page)
    compare("snapshot", downloaded(page), folder / "film.png", colours=4)
    page.click("#another")
    live(page)
    page.click("#stop")
    check(page.get_attribute("body", "data-state") == "empty" and page.evaluate("document.activeElement.id") == "live", "the camera can be stopped")


ATTEMPTS = {  # what a script of the page would do to send something; each gives "blocked", or what the host notes
    "fetch": "fetch('leak?1').then(() => 'sent', () => 'blocked')",
    "another host": "fetch('http://localhost:9/').then(() => 'sent', () => 'blocked')",
    "a picture": "new Promise(y => { const i = new Image(); i.onload = () => y('sent'); i.onerror = () => y('blocked'); i.src = 'icon.svg?leak'; })",
    "a module": "import('./page.js?leak').then(() => 'sent', () => 'blocked')",
    "a script": "new Promise(y => { const s = document.createElement('script'); s.onload = () => y('sent'); s.onerror = () => y('blocked'); s.src = 'page.js?leak2'; document.head.append(s); })",
    "a style": "new Promise(y => { const s = document.createElement('link'); s.rel = 'stylesheet'; s.onload = () => y('sent'); s.onerror = () => y('blocked'); s.href = 'style.css?leak'; document.head.append(s); })",
    "a frame": "new Promise(y => { const f = document.createElement('iframe'); f.onload = () => y('blocked'); f.src = 'index.html?leak'; document.body.append(f); })",
    "a socket": "new Promise(y => { try { const s = new WebSocket(`ws://${location.host}/leak`); s.onopen = () => y('sent'); s.onerror = () => y('blocked'); } catch { y('blocked'); } })",
    "a beacon": "(navigator.sendBeacon('leak'), 'blocked')",
    "a form": "(() => { const f = document.createElement('form'); f.action = 'leak'; document.body.append(f); f.submit(); return 'blocked'; })()",
    "a worker of its own": "new Promise(y => { try { const w = new Worker('extract.js?leak'); w.onerror = () => y('blocked'); setTimeout(() => y('sent'), 1000); } catch { y('blocked'); } })",
    "a service worker": "navigator.serviceWorker.register('sw.js?leak').then(() => 'sent', () => 'blocked')",
    "WebRTC": "[typeof RTCPeerConnection, typeof webkitRTCPeerConnection].every(kind => kind === 'undefined') ? 'blocked' : 'there'",
    "a new window": "typeof open === 'undefined' ? 'blocked' : 'there'",
    "leaving": "(() => { location.href = 'index.html?leak'; return 'blocked'; })()",
    "a link": "(() => { const a = document.createElement('a'); a.href = 'index.html?leak'; a.target = '_blank'; document.body.append(a); a.click(); return 'blocked'; })()",
}
SECOND = {  # what the browser itself refuses from the second visit on, whoever asks
    "a window by an empty frame": "(() => { const f = document.createElement('iframe'); document.body.append(f); return f.contentWindow.open('index.html?leak') === null ? 'blocked' : 'sent'; })()",
    "a link that is nowhere": "(() => { const a = document.createElement('a'); a.href = 'index.html?leak'; a.target = '_blank'; a.click(); return 'blocked'; })()",
}
IN_WORKER = {"fetch": "fetch('{home}leak').then(() => 'sent', () => 'blocked')", "a module": "import('{home}page.js?leak').then(() => 'sent', () => 'blocked')",
             "a socket": "new Promise(y => {{ try {{ const s = new WebSocket('{home}leak'.replace('http', 'ws')); s.onopen = () => y('sent'); s.onerror = () => y('blocked'); }} catch {{ y('blocked'); }} }})"}


def test_nothing_leaves(browser, folder):
    "Page and worker try all ways out: on the first visit and on the second nothing reaches the host, nor opens a window."
    log = []
    with served(folder, log) as home:
        context = browser.new_context(locale="en-GB")
        for visit, attempts in (("first", ATTEMPTS), ("second", ATTEMPTS | SECOND)):
            page = context.new_page()
            answer = page.goto(f"{home}index.html?backend=wasm")
            page.wait_for_selector("body[data-offline=true]", timeout=WAIT)
            page.mouse.click(3, 3)
            threads = page.evaluate("crossOriginIsolated") and page.workers[0].evaluate("tf.wasm.getThreadsCount()")
            check(threads == (visit == "second" and max(1, min(os.cpu_count() // 2, 4))), f"{visit} visit: WebAssembly may share memory: {bool(threads)}; it computes on {threads or 1} of {os.cpu_count()} cores")
            log.clear()
            answers = {name: page.evaluate(attempt) for name, attempt in attempts.items()}
            answers |= {f"{name}, in the worker": page.workers[0].evaluate(attempt.format(home=home)) for name, attempt in IN_WORKER.items()}
            page.wait_for_timeout(300)
            asked = [one for one in log if one[0] != "/sw.js"]  # the browser itself looks whether there is a new version
            check(set(answers.values()) == {"blocked"}, f"{visit} visit: {len(answers)} ways out are closed {[name for name, what in answers.items() if what != 'blocked']}")
            check(not asked and len(context.pages) == 1 and page.url == f"{home}index.html?backend=wasm", f"{visit} visit: nothing has reached the host, no window has opened {asked}")
            page.close()
        check("sandbox" in answer.headers.get("content-security-policy", ""), "on the second visit the browser holds the page in a sandbox")
        context.close()


def test_own_model(page, folder, demo):
    "A folder or a zip that is dropped is the model from then on; what is none is refused, and the old one goes on."
    if page.is_visible("#another"): page.click("#another")
    empty, zeros = folder / "none.zip", folder / "zeros.zip"
    with zipfile.ZipFile(empty, "w") as packed: packed.writestr("readme.txt", "nothing")
    said = json.loads((demo / "model/model.json").read_text())
    names = [name for group in said["weightsManifest"] for name in group["paths"]]
    weights, at = bytearray(b"".join((demo / "model" / name).read_bytes() for name in names)), 0
    for weight in (weight for group in said["weightsManifest"] for weight in group["weights"]):  # the network unlearns a part of what it knows
        kind, n = weight.get("quantization", weight)["dtype"], int(np.prod(weight["shape"], dtype=int))
        size = n * {"float16": 2, "float32": 4, "int32": 4}[kind]
        if kind == "float16" and n > 50_000: weights[at:at + size] = bytes(size)
        at += size
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(demo / "model/model.json", "mine/model.json")
        for name in names:
            size = (demo / "model" / name).stat().st_size
            packed.writestr(f"mine/{name}", bytes(weights[:size]))
            del weights[:size]
    page.set_input_files("#modelFile", empty)
    page.wait_for_function("() => document.getElementById('problem').textContent.startsWith('none.zip: is no model')", timeout=WAIT)
    upload(page, folder / "wide.png")
    first = downloaded(page)
    check(first[..., 3].any(), page.inner_text("#modelName") + "a zip without a model is refused, and the built-in one goes on")
    page.dispatch_event("#stage", "drop", {"dataTransfer": hand_over(page, zeros)})
    page.wait_for_function("() => document.getElementById('modelName').textContent === 'zeros.zip'", timeout=WAIT)
    finished(page)
    check((downloaded(page) != first).any(), "a zip that is dropped is used for the photo that is shown")
    page.set_input_files("#modelFolder", demo / "model")
    page.wait_for_function("() => document.getElementById('modelName').textContent === 'model'", timeout=WAIT)
    finished(page)
    check((downloaded(page) == first).mean() > .9, "so is a folder: the built-in model, which as one's own keeps what it is not sure of")
    opens(page, "oldModel")
    page.click("#oldModel")
    finished(page)
    check((downloaded(page) == first).all() and page.is_hidden("#oldModel") and not page.text_content("#modelName"), "and the built-in one comes back")


def test_offline(browser, folder, problems):
    "A second visit without a network works; a new version takes the place of the old one as a whole, and only what has changed is fetched."
    copy, asked = folder / "copy", []
    shutil.copytree(DEMO, copy)
    with served(copy, asked) as home:
        page = opened(browser, home, problems)
        names = [path for path, code in asked if code == 200]
        check(len(names) == len(set(names)), f"on the first visit nothing is fetched twice ({len(names)} files)")
        size = sum((copy / name.partition("?")[0].strip("/")).stat().st_size for name in names if "?" not in name or name.startswith("/index.html"))
        told = float(re.search(r"about (\d+) MB", (copy / "messages.js").read_text())[1])
        check(abs(size / 1e6 - told) <= .5, f"the page tells {told:.0f} MB before they are loaded: {len(names)} files, {size / 1e6:.1f} MB")
        words = copy / "messages.js"
        words.write_text(words.read_text().replace("Cut people out of a photo", "Version two"))
        write_versions(copy)
        asked.clear()
        page.reload()
        page.wait_for_function("() => document.getElementById('offline').textContent.startsWith('A newer version')", timeout=WAIT)
        check(page.inner_text("h1") == "Cut people out of a photo", "the old version is whole to its end")
        fetched = {path for path, code in asked if code == 200}
        check("/messages.js" in fetched and not any("model/" in path for path in fetched), f"of the new version only what has changed is fetched: {sorted(fetched)}")
        for _ in range(100):  # the new one is there first, then it clears up
            stores = page.evaluate("caches.keys()")
            if len(stores) == 1: break
            page.wait_for_timeout(100)
        check(len(stores) == 1, f"and the old one's store is gone {stores}")
    page.goto(f"{home}index.html")
    page.wait_for_selector("#backend:enabled", timeout=WAIT)
    check(page.inner_text("h1") == "Version two", "without a network: the new version")
    page.click("#sample")
    finished(page)
    compare("without a network", downloaded(page), sample_photo())
    page.context.close()


def test_accessible(page, folder):
    "axe-core finds nothing serious, in light and dark, on a wide page and a phone, at the beginning and with a result."
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900 if width > 400 else 844})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if page.is_visible("#another"): page.click("#another")
            shoot(page, f"start-{width}-{scheme}")
            found = axe(page)
            upload(page, folder / "two.png")
            shoot(page, f"result-{width}-{scheme}")
            page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
            use(page, "erase")
            page.check("[name=background][value=colour]", force=True)
            shoot(page, f"open-{width}-{scheme}")
            found += axe(page)
            check(not found, f"{width} px, {scheme}: axe-core finds nothing serious {found}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            check(wide <= width, f"{width} px, {scheme}: the page is {wide} px wide")
            page.check("[name=background][value=transparent]", force=True)
            use(page, "compare")
            page.evaluate("for (const part of document.querySelectorAll('details')) part.open = false")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_missing(browser, home, problems):
    "Where WebGPU is missing, the page says so, and what it uses."
    page = opened(browser, home, problems, "webgpu")
    page.evaluate("0")
    said = page.inner_text("#problem"), page.inner_text("#missing"), page.inner_text("#status")
    check(said[0].startswith("WebGPU") and said[0].endswith("WebAssembly is used instead.") and "WebGL" in said[1] and said[2] == "Ready. WebAssembly computes." and backend(page) == "wasm", f"{said}")
    return page


def test_loading(browser, folder, home, problems):
    "A photo that is cancelled while the model loads leaves the page ready; where a file of the model is missing, that is said, and said again of a photo."
    page = watched(browser.new_context(locale="en-GB").new_page(), home, problems)
    held = []
    page.route("**/*shard2*.bin", lambda route: held.append(route))
    page.goto(f"{home}index.html?backend=wasm")
    page.wait_for_selector("#status:has-text('Loading')", timeout=WAIT)
    page.set_input_files("#photoFile", folder / "wide.png")
    says(page, "Your photo comes next.")
    page.click("#cancel")
    while not held: page.wait_for_timeout(50)
    held[0].continue_()
    page.wait_for_selector("#backend:enabled", timeout=WAIT)
    check(page.inner_text("#status") == "Ready. WebAssembly computes.", f"cancelled while the model loads: {page.inner_text('#status')}")
    page.context.close()
    page, held = browser.new_context(locale="en-GB").new_page(), []
    page.route("**/*shard1*.bin", lambda route: route.fulfill(status=404))
    page.route("**/vendor/*.wasm", lambda route: held.append(route))  # comes after the failure
    page.goto(f"{home}index.html?backend=wasm")
    page.wait_for_selector("#problem:visible", timeout=WAIT)
    said = [page.inner_text("#problem")]
    for route in held: route.continue_()
    page.wait_for_timeout(500)
    still = page.inner_text("#status")
    page.set_input_files("#photoFile", folder / "wide.png")
    page.wait_for_timeout(500)
    said.append(page.inner_text("#problem"))
    check(said[0].startswith("The model could not be loaded (model/group1-shard1") and said[0] == said[1] and not still and page.is_hidden("#cancel"), f"a file of the model is missing: {said} {still}")
    page.context.close()


def test_keyboard(page):
    "From the loaded page to the download with Tab and Enter alone; what has the focus shows it."
    def tab_to(name):
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == name: break
        return page.evaluate("""(name) => { const e = document.activeElement; return e.id === name && getComputedStyle(e).outlineStyle !== "none"; }""", name)
    check(tab_to("sample"), "Tab leads to the sample, and shows where it is")
    page.keyboard.press("Enter")
    finished(page)
    check(page.evaluate("document.activeElement.id") == "slider", "the result has the focus when it is there")
    check(tab_to("download"), "Tab leads to the download, and shows where it is")
    compare("by keyboard alone", downloaded(page, lambda: page.keyboard.press("Enter")), sample_photo())


def test_backends(playwright, home, problems, folder):
    "The other back ends, in software, agree too; and the page can change from one to another. One look, as a live camera has, takes them long enough."
    for name, options in GRAPHICS.items():
        browser, said = chromium(playwright, *options, *camera(folder)), []
        page = opened(browser, home, said, name, permissions=["camera"])
        if backend(page) != name: print(f"not run  {name}: this Chromium cannot compute it in software ({page.inner_text('#problem')})", flush=True)
        else:
            live(page)
            compare(f"{name}, in software", canvas(page), folder / "film.png", colours=8, looks=1)  # with graphics, Chromium takes a film's colours for others
            page.click("#stop")
            page.select_option("#backend", "wasm")
            page.wait_for_selector("#backend:enabled", timeout=WAIT)
            check(backend(page) == "wasm" and not page.is_visible("#problem"), f"from {name} to wasm, by the page's own choice")
            page.click("#sample")
            finished(page)
            compare(f"after {name}", downloaded(page), sample_photo())
            problems += said
        browser.close()


def main():
    global DEMO
    folder = DEMO = Path(sys.argv[1]) if len(sys.argv) > 1 else SITE / "demo"
    if not (folder / "model/model.json").is_file():
        print(f"{folder}: holds no demo with its model; run python docs/build.py first, or python docs/demo.py FOLDER")
        return 1
    problems = []
    with tempfile.TemporaryDirectory() as between, sync_playwright() as playwright, served(folder) as home:
        between = Path(between)
        write_pictures(between)
        browser = chromium(playwright, "--disable-gpu", *camera(between))
        if not browser: return SKIPPED
        check(sum(file.stat().st_size for file in (folder / "model").iterdir()) <= 8e6, "the model has at most 8 MB")
        check('"op": "BatchToSpaceND"' not in (folder / "model/model.json").read_text(), "and no dilated convolution that takes three nodes")
        began = time.monotonic()
        page = opened(browser, home, problems, permissions=["clipboard-read", "clipboard-write", "camera"], has_touch=True)
        print(f"          ready after {time.monotonic() - began:.1f} s")
        check(backend(page) == "wasm" and page.input_value("#backend") == "wasm" and page.inner_text("#status") == "Ready. WebAssembly computes.", "WebAssembly computes, and the page says so")
        tests = [lambda: test_ways_in(page, between), lambda: test_queue(page, between), lambda: test_memory_and_time(page, between),
                 lambda: test_bad_files(page, between), lambda: test_backgrounds(page, between), lambda: test_slider_and_language(page, between), lambda: test_brushes(page, between),
                 lambda: test_pick(page, between), lambda: test_frames(page, between), lambda: test_own_model(page, between, folder), lambda: test_accessible(page, between),
                 lambda: test_camera(page, between), lambda: test_keyboard(test_missing(browser, home, problems)), lambda: test_loading(browser, between, home, problems), lambda: test_offline(browser, between, problems)]
        only = os.environ.get("DEMO_ONLY", "").split()
        for test in tests:
            if only and not any(name in test.__code__.co_names for name in only): continue
            began = time.monotonic()
            try: test()
            except Exception as error:  # the others are still worth a try
                check(False, f"{test.__code__.co_names}: {str(error)[:600]}")
                shoot(page, "failed")
                page.reload()
                page.wait_for_selector("body[data-offline]", timeout=WAIT)
            print(f"          {time.monotonic() - began:.1f} s", flush=True)
        check(not problems, f"no console error, no failed request, no request to another host {problems}")
        if not only or "test_nothing_leaves" in only: test_nothing_leaves(browser, folder)
        browser.close()
        if not only or "test_backends" in only: test_backends(playwright, home, problems := [], between)
        check(not problems, f"none with the other back ends {problems}")
    print(f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__": sys.exit(main())
