"""Test the browser demo in headless Chromium, against Python's Extractor: python docs/test_demo.py [FOLDER]

FOLDER is a demo that docs/demo.py has put together; without it, the one of the site, after python docs/build.py. Exit code 0: all passed;
1: something failed; 77: skipped, because there is no Chromium.
"""
import base64
import io
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter
from playwright.sync_api import sync_playwright

from browser import SITE, SKIPPED, chromium, served, watched
from human_extractor import Extractor, sample_photo

LIMIT = 3.0  # seconds from click to result, 1 megapixel, WASM on two cores
WAIT = 240_000  # milliseconds, for graphics in software on a machine that is busy
GRAPHICS = {  # what makes Chromium compute in software what a graphics card would
    "webgl": ("--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    "webgpu": ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"),
}
BLUE = (0x4C, 0x6E, 0xE2)
failures = []


def check(true, what):
    "Count and say."
    print(f"{'passed' if true else 'FAILED'}  {what}", flush=True)
    if not true: failures.append(what)


def write_pictures(folder):
    "Photos that the sample makes, a background, what a camera films, and files that are no pictures."
    sample = Image.open(sample_photo()).convert("RGB")
    wide = Image.new("RGB", (1250, 800), (96, 128, 150))  # 1 megapixel, the person in a part of it: all three looks differ
    wide.paste(ImageEnhance.Brightness(sample).enhance(.9).resize((700, 700)), (430, 100))
    wide.save(folder / "wide.png")
    wide.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(folder / "mirrored.png")
    wide.resize((4000, 3000)).save(folder / "twelve.jpg", quality=92)
    turned = sample.getexif()
    turned[0x0112] = 6
    sample.transpose(Image.Transpose.ROTATE_90).save(folder / "turned.jpg", quality=95, exif=turned)
    Image.new("RGB", (640, 480), (128, 128, 128)).save(folder / "grey.png")
    Image.linear_gradient("L").convert("RGB").resize((1250, 800)).save(folder / "beach.png")
    film = wide.resize((640, 480))
    film.save(folder / "film.png")
    luma, *colours = film.convert("YCbCr").split()
    planes = luma.point(lambda y: round(16 + y * 219 / 255)).tobytes()  # what films are coded in: not the whole range, colours at half the size
    planes += b"".join(plane.resize((320, 240)).point(lambda c: round(128 + (c - 128) * 224 / 255)).tobytes() for plane in colours)
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


def opened(browser, home, problems, backend="wasm", **options):
    "The demo in a page of its own, its model loaded."
    options = {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
    page = watched(browser.new_context(**options).new_page(), home, problems)
    page.goto(f"{home}index.html?backend={backend}")
    page.wait_for_selector("#backend:enabled", timeout=WAIT)
    return page


def finished(page):
    "Wait until a photo that was just given is cut out; gives the seconds that the page says, and takes them off it, so that the next photo's are waited for."
    page.wait_for_selector("body[data-state=result][data-seconds]", timeout=WAIT)
    return float(page.evaluate("() => { const { seconds } = document.body.dataset; delete document.body.dataset.seconds; return seconds; }"))


def upload(page, path):
    page.set_input_files("#photoFile", path)
    return finished(page)


def downloaded(page, action=None):
    "The PNG that the button, or another action, gives."
    with page.expect_download() as download: action() if action else page.click("#download")
    return np.array(Image.open(io.BytesIO(Path(download.value.path()).read_bytes())).convert("RGBA"))


def compare(name, png, photo, colours=2, looks=3):
    "The alpha channel and the colours against those of Python."
    found = Extractor(looks=looks).extract(photo)
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


def test_memory(page, folder):
    "Photo after photo, no tensor is left over, and no photo stays in memory."
    session, held = page.context.new_cdp_session(page), []
    for name in ("wide", "mirrored") * 3:
        upload(page, folder / f"{name}.png")
        session.send("HeapProfiler.collectGarbage")
        usage = session.send("Runtime.getHeapUsage")
        held.append((page.evaluate("tf.memory().numTensors"), (usage["usedSize"] + usage["backingStorageSize"]) / 1e6))
    tensors, megabytes = zip(*held)
    check(len(set(tensors)) == 1, f"as many tensors after each of {len(held)} photos {tensors}")
    check(usage["backingStorageSize"] > 5e6 and megabytes[-1] - megabytes[1] < 5, f"a photo of 5 MB does not stay: {[round(n) for n in megabytes]} MB")


def test_time(page, folder):
    "On the clock, whatever else the machine does only adds, so the best of five counts."
    times = []
    for _ in range(5):
        times.append(upload(page, folder / "wide.png"))
    check(min(times) <= LIMIT, f"1 megapixel from click to result in {min(times):.2f} s (best of {times}; at most {LIMIT:g})")


def test_bad_files(page, folder):
    "What cannot be read is said, and what was shown before stays; a photo without a person is no mistake."
    for name, part in {"letter.txt": "is not a picture", "letter.jpg": "is not a picture", "empty.png": "is empty (0 bytes)",
                       "cut.jpg": "is damaged or cut off", "huge.png": "10000 × 10000 pixels", "phone.heic": "is a HEIC picture"}.items():
        page.set_input_files("#photoFile", folder / name)
        page.wait_for_function("name => document.getElementById('problem').textContent.startsWith(name)", arg=f"{name}: ")
        message = page.inner_text("#problem")
        check(part in message and page.is_visible("#view"), message)
    upload(page, folder / "grey.png")
    png, message = downloaded(page), page.inner_text("#problem")
    check("Nobody was found" in message and png.shape == (480, 640, 4) and not png[..., 3].any(), f"an even grey: {message}")
    upload(page, folder / "wide.png")
    check(not page.is_visible("#problem"), "the message goes with the next photo")


def composed(cut, background):
    "The cut-out over a background, as the PNG's alpha says."
    alpha = cut[..., 3:] / 255
    return cut[..., :3] * alpha + background * (1 - alpha)


def repainted(page, action):
    "Do what changes the result, and wait until it is shown."
    action()
    page.wait_for_selector("#stage:not([aria-busy])")


def test_backgrounds(page, folder):
    "Each background is in the PNG where the cut-out lets it through; the feather softens the edge by as much as it says."
    cut = downloaded(page)
    over = {}
    repainted(page, lambda: page.check("[name=background][value=colour]", force=True))
    repainted(page, lambda: page.click("#colours button[aria-label=Blue]"))
    over["a colour"] = downloaded(page), np.array(BLUE)
    page.check("[name=background][value=picture]", force=True)
    repainted(page, lambda: page.set_input_files("#pictureFile", folder / "beach.png"))
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
    repainted(page, lambda: page.evaluate("const f = document.getElementById('feather'); f.value = 60; f.dispatchEvent(new Event('input')); f.dispatchEvent(new Event('change'))"))
    radius, soft = int(page.inner_text("#featherValue").split()[0]), downloaded(page)[..., 3].astype(int)
    wanted = Image.fromarray(cut[..., 3])
    for _ in range(3): wanted = wanted.filter(ImageFilter.BoxBlur(radius))
    inside = (slice(3 * radius, -3 * radius),) * 2  # at the border of the photo the two look differently beyond it
    apart, changed = np.abs(soft - np.array(wanted))[inside], np.abs(soft - cut[..., 3])[inside]
    check(radius == 15 and apart.max() <= 3 and changed.max() > 60, f"a feather of {radius} px is a blur of {radius} px (largest difference {apart.max()})")
    repainted(page, lambda: page.evaluate("const f = document.getElementById('feather'); f.value = 0; f.dispatchEvent(new Event('change'))"))
    check((downloaded(page) == cut).all(), "without it all is as before")


def test_slider_and_language(page):
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
    check(page.inner_text("h1") == words["es"]["title"] and page.get_attribute("html", "lang") == "es" and page.inner_text("#status").startswith("Recortada en"),
          "Spanish, when asked for")
    page.select_option("#language", "en")


def live(page):
    "Start the camera, and wait until its first picture is cut out."
    page.click("#live")
    page.wait_for_function("() => /^Live: [0-9]/.test(document.getElementById('status').textContent)", timeout=WAIT)
    print(f"          {page.inner_text('#status')}")


def canvas(page):
    "What the live picture shows."
    address = page.evaluate("document.getElementById('camera').toDataURL('image/png')")
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


def test_nothing_leaves(page):
    for name, attempt in {"its own host": "fetch('index.html')", "another host": "fetch('http://localhost:9/')",
                          "its own host, as a picture": "new Promise((y, n) => { const i = new Image(); i.onload = y; i.onerror = n; i.src = 'icon.svg?x'; })",
                          "a worker of its own": "new Promise((y, n) => { try { const w = new Worker('extract.js'); w.onerror = n; setTimeout(y, 500); } catch { n(); } })"}.items():
        answer = page.evaluate(f"{attempt}.then(() => 'sent', () => 'blocked')")
        check(answer == "blocked", f"what the page would send to {name} is blocked")


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
        if page.evaluate("tf.getBackend()") != name: print(f"not run  {name}: this Chromium cannot compute it in software ({page.inner_text('#problem')})", flush=True)
        else:
            live(page)
            compare(f"{name}, in software", canvas(page), folder / "film.png", colours=8, looks=1)  # with graphics, Chromium takes a film's colours for others
            page.click("#stop")
            page.select_option("#backend", "wasm")
            page.wait_for_selector("#backend:enabled", timeout=WAIT)
            check(page.evaluate("tf.getBackend()") == "wasm" and not page.is_visible("#problem"), f"from {name} to wasm, by the page's own choice")
            page.click("#sample")
            finished(page)
            compare(f"after {name}", downloaded(page), sample_photo())
            problems += said
        browser.close()


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SITE / "demo"
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
        page = opened(browser, home, problems, permissions=["clipboard-read", "clipboard-write", "camera"])
        check(page.evaluate("tf.getBackend()") == "wasm" and page.input_value("#backend") == "wasm", "WebAssembly computes, and the page says so")
        test_ways_in(page, between)
        test_memory(page, between)
        test_time(page, between)
        test_bad_files(page, between)
        test_backgrounds(page, between)
        test_slider_and_language(page)
        test_camera(page, between)
        test_keyboard(opened(browser, home, problems))
        check(not problems, f"no console error, no failed request, no request to another host {problems}")
        test_nothing_leaves(page)  # last: what is blocked is an error on the console
        browser.close()
        test_backends(playwright, home, problems := [], between)
        check(not problems, f"none with the other back ends {problems}")
    print(f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__": sys.exit(main())
