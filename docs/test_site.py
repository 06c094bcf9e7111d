"""Open every page of the documentation in headless Chromium, and use it: python docs/test_site.py, after python docs/build.py

Exit code 77: skipped, because there is no Chromium.
"""
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import owner
import publish
from browser import SITE, SKIPPED, axe, chromium, served, watched
from readme import TOP


def test_pages(page, home, problems, width):
    "Every page has something to read, shows all its pictures, and fits the width."
    page.set_viewport_size({"width": width, "height": 900})
    paths = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
    for path in paths:
        page.goto(home + path, wait_until="load")
        if path.startswith("demo/"): page.wait_for_selector("#backend:enabled", timeout=120_000)  # it fetches its model; to leave earlier would cut that off
        at = f"{path} at {width} px"
        if len(page.evaluate("(document.querySelector('main, [role=main]') ?? document.body).innerText").strip()) < 40 and path != "search.html":
            problems.append(f"{at}: is empty")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width: problems.append(f"{at}: is {wide} px wide")
        page.evaluate("Promise.all([...document.images].map(i => { i.loading = 'eager'; return i.decode().catch(() => 0); }))")
        for source in page.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)"): problems.append(f"{at}: {source[:80]} is not shown")
    return len(paths)


def changes(page, element, action):
    "Whether what an element shows is another picture after an action; the element is brought into view first."
    element.scroll_into_view_if_needed()
    before = element.screenshot()
    action()
    page.wait_for_timeout(100)
    return element.screenshot() != before


def drag(page, element, start, end):
    "Drag by mouse from one share of an element's width to another."
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], middle, steps=5)
    page.mouse.up()


def test_before_after(page, home, problems):
    "The landing page's sliders move by mouse and by keyboard, and uncover what they should."
    page.goto(home)
    figures = page.locator(".compare")
    if not figures.count(): problems.append("index.html: has no picture to drag across")
    for figure in figures.all():
        slider = figure.locator("input")
        what = f"index.html: {slider.get_attribute('aria-label')}"
        if not changes(page, figure, lambda: drag(page, figure, 0.5, 0.9)): problems.append(f"{what}: dragging changes nothing")
        if abs(float(slider.input_value()) - 90) > 2: problems.append(f"{what}: dragged to 90 %, is at {slider.input_value()}")
        slider.focus()
        if not changes(page, figure, lambda: page.keyboard.press("Home")): problems.append(f"{what}: the Home key changes nothing")
        if not changes(page, figure, lambda: [page.keyboard.press("ArrowRight") for _ in range(10)]): problems.append(f"{what}: arrow keys change nothing")
        if slider.input_value() != "10": problems.append(f"{what}: ten arrows to the right of 0 is {slider.input_value()}")


def test_previews(page, home, problems):
    "The previews of a training in the notebooks move without a kernel."
    for name in ("33_preview.page.html", "47_training.loop.html"):
        page.goto(home + name)
        previews = page.locator(".epoch-preview")
        if not previews.count(): problems.append(f"{name}: has no preview")
        for preview in previews.all():
            slider, picture = preview.locator(".ep-slide input"), preview.locator(".ep-cut").first
            if not changes(page, picture, lambda: drag(page, slider, 0.99, 0.02)): problems.append(f"{name}: dragging the slider leaves the picture as it was")
            if slider.input_value() != "0": problems.append(f"{name}: the slider dragged to the left is at {slider.input_value()}")
            slider.focus()
            if not changes(page, picture, lambda: page.keyboard.press("End")): problems.append(f"{name}: the End key leaves the picture as it was")
            if slider.input_value() != slider.get_attribute("max"): problems.append(f"{name}: the End key does not lead to the last epoch")


SEARCHES = {"webcam": "try.html", "transparent": "questions.html",
            "batch": "questions.html", "Colab": "80_walkthrough.html", "small dataset": "questions.html", "demo": "try.html", "command line": "command_line.html",
            "privacy": "try.html", "passport": "try.html", "video": "command_line.html", "background": "questions.html", "API": "questions.html", "server": "questions.html",
            "whiten-to-alpha": "command_line.html", "máscara": "overview_es.html", "letterbox": "api.images.html"}  # words → a page that has to be among the first three
FURTHER = {"checkerboard": "02_composing.html", "PatchGAN": "20_networks.pix2pix.html"}  # and among the first ten, after pages on the use


def test_search(page, home, problems):
    "A search shows first what somebody who types it wants; and nothing for a word that is nowhere."
    for words, hit in (SEARCHES | FURTHER).items():
        page.goto(home)
        page.locator(".sidebar-search").fill(words)
        page.locator(".sidebar-search").press("Enter")
        page.wait_for_selector("#search-results ul.search li a")
        page.wait_for_function("/found|encontrad/.test(document.querySelector('#search-results p.search-summary')?.innerText)")
        links = page.eval_on_selector_all("#search-results ul.search li a", "links => links.map(link => link.getAttribute('href'))")
        pages = list(dict.fromkeys(link.partition("#")[0].partition("?")[0] for link in links))
        count = 3 if words in SEARCHES else 10
        if hit not in pages[:count]: problems.append(f"a search for {words} does not show {hit} among its first {count} pages: {pages[:count + 2]}")
        page.wait_for_load_state("networkidle")  # it fetches each page it found, for an excerpt; to leave earlier would cut that off
    page.goto(home + "search.html?q=qqzzxxqq")
    page.wait_for_selector("#search-results p.search-summary")
    page.wait_for_timeout(500)
    if page.locator("#search-results ul.search li").count(): problems.append("a search for qqzzxxqq finds something")


UNLINKED = """([text, names]) => {
  const page = new DOMParser().parseFromString(text, 'text/html'), found = [], walker = page.createTreeWalker(page.querySelector('article') ?? page.body, NodeFilter.SHOW_TEXT);
  const elsewhere = 'a, pre, h1, h2, h3, h4, script, style, svg, p.edit';
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode, code = parentElement.closest('code');
    if (parentElement.closest(elsewhere)) continue;
    if (code) found.push(...names.filter(name => [name, `nbs/${name}.ipynb`, `${name}.ipynb`].includes(code.textContent)));
    else found.push(...(data.match(/(?<![\\w./-])\\d\\d_[a-z_]+(\\.[a-z0-9_]+)?/g) ?? []).filter(name => names.includes(name)));
  }
  return found;
}"""


def test_names(page, home, problems):
    "Where prose names a notebook that has a page, it leads there."
    names = [path.stem for path in SITE.glob("[0-9]*_*.html")]
    for path in sorted(SITE.glob("*.html")):
        for name in page.evaluate(UNLINKED, [path.read_text("utf-8"), names]): problems.append(f"{path.name}: names {name} and does not lead there")


def test_spanish(page, home, problems):
    "A Spanish page is Spanish around its text, too."
    english = re.compile(r"\b(Search|On this page|Version|what changed|Something wrong|Next|Previous|Back to top|Skip to|Toggle|Learn|Made with)\b")
    for path in sorted(SITE.glob("*_es.html")):
        page.goto(home + path.name)
        around = page.evaluate("""[...document.querySelectorAll('aside, footer, header, p.edit, .skip-to-content, .back-to-top')].map(one => one.textContent).join(' ') + ' '
            + [...document.querySelectorAll('input, button')].map(one => `${one.placeholder ?? ''} ${one.getAttribute('aria-label') ?? ''}`).join(' ')""")
        for word in sorted(set(english.findall(around))): problems.append(f"{path.name}: says {word}")


def test_demo_link(page, home, problems):
    "Every page leads to the demo, above its navigation."
    for path in sorted(SITE.glob("*.html")):
        before, _, after = path.read_text("utf-8").partition('class="sidebar-tree"')
        if after and 'href="demo/index.html"' not in before: problems.append(f"{path.name}: does not lead to the demo above its navigation")


def visit(page, address):
    "Open a page; the demo is there when its network is."
    page.goto(address)
    arrived(page)


def arrived(page):
    if "/demo/" in page.url: page.wait_for_selector("#backend:enabled", timeout=120_000)


def test_scheme(page, home, problems):
    "The button of the theme leads to another background, here and in the demo, and each keeps what was chosen in the other."
    colour = lambda: page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(home)
    seen = {colour()}
    for _ in range(3):
        page.click(".top .theme-toggle")
        seen.add(colour())
    if len(seen) != 2: problems.append(f"light and dark show the backgrounds {seen}")
    ground = "[document.body, document.documentElement].map(one => getComputedStyle(one).backgroundColor).find(one => one != 'rgba(0, 0, 0, 0)')"
    for wanted in ("dark", "light", "auto"):
        page.click(".top .theme-toggle")
        before = page.evaluate(ground)
        visit(page, home + ("index.html" if "/demo/" in page.url else "demo/index.html"))
        if page.evaluate("document.querySelector('[data-theme]').dataset.theme") != wanted or page.evaluate(ground) != before: problems.append(f"{page.url}: is not {wanted}, as was chosen before")
    page.goto(home)


def test_reference(page, home, problems):
    "A page for each module, with a table of parameters and the source folded; names in prose lead there."
    page.goto(home + "api.extraction.extractor.html")
    extract = page.locator("[id='human_extractor.extraction.extractor.Extractor.extract']").locator("xpath=..")
    if not extract.locator("table td code").filter(has_text="max_pixels").count(): problems.append("api.extraction.extractor.html: no table explains max_pixels")
    empty = page.eval_on_selector_all("dl.py table tbody tr", "rows => rows.filter(row => ![...row.cells].slice(1).some(cell => cell.innerText.trim())).map(row => row.innerText)")
    for row in empty: problems.append(f"api.extraction.extractor.html: a table says nothing of {row.strip()!r}")
    source = page.locator("details.source")
    if not source.count() or source.first.get_attribute("open") is not None: problems.append("api.extraction.extractor.html: the source is not folded")
    source.first.locator("summary").click()
    if not source.first.locator("pre").is_visible(): problems.append("api.extraction.extractor.html: a click does not open the source")
    for file in SITE.glob("api*.html"):
        if file.stat().st_size > 400_000: problems.append(f"{file.name}: {file.stat().st_size / 1e3:.0f} KB are too much for a page")
    page.goto(home + "84_speed.html")
    if not page.locator("article p a.reference code").count(): problems.append("84_speed.html: no name in the prose is a link")


def test_code(page, home, problems):
    "At 1280 px no line of code scrolls sideways, and each block of it has a button to copy it."
    page.set_viewport_size({"width": 1280, "height": 900})
    for name in ("80_walkthrough", "52_extraction.extractor", "41_training.step", "api.training.step", "overview"):
        page.goto(f"{home}{name}.html")
        wide = page.eval_on_selector_all(".cell_input pre, .highlight-python pre", "all => all.filter(one => one.offsetParent && one.scrollWidth > one.clientWidth + 1).map(one => one.innerText.split('\\n').sort((a, b) => b.length - a.length)[0])")
        for line in wide:
            if len(line) <= 120: problems.append(f"{name}.html at 1280 px: scrolls sideways at {line[:60]!r}")
        bare = page.eval_on_selector_all("div.cell_input div.highlight", "all => all.filter(one => !one.querySelector('button.copybtn')).length")
        if bare or not page.locator("button.copybtn").count(): problems.append(f"{name}.html: {bare} blocks of code without a button to copy")


def test_phone(page, home, problems):
    "On a phone tables keep their columns, wide enough to read, and scroll."
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("overview", "person", "command_line", "api.extraction.extractor"):
        page.goto(f"{home}{name}.html")
        narrow = page.eval_on_selector_all("table.docutils td", "all => all.filter(one => one.offsetParent && one.innerText.length > 12 && one.offsetWidth < 80).map(one => one.innerText)")
        for text in narrow[:3]: problems.append(f"{name}.html at 390 px: {text[:40]!r} stands in a column too narrow to read")
    page.goto(f"{home}api.extraction.extractor.html")
    lines = page.evaluate("""() => { const range = document.createRange(); return [...document.querySelector('h1').childNodes].filter(one => one.nodeType == 3)
        .map(one => (range.selectNodeContents(one), new Set([...range.getClientRects()].map(box => box.top)).size)) }""")
    if len(lines) < 2 or max(lines) > 1: problems.append(f"api.extraction.extractor.html at 390 px: its heading breaks inside a word: {lines}")


def test_head(page, home, problems):
    "Language, other languages, description, card, icon and version; the page for a wrong address; what search engines read."
    for name, language in (("index", "en"), ("80_walkthrough", "en"), ("overview_es", "es")):
        page.goto(f"{home}{name}.html")
        has = lambda selector: page.locator(selector).count()
        if page.evaluate("document.documentElement.lang") != language: problems.append(f"{name}.html: its language is not {language}")
        for selector in ("meta[name=description]", "meta[property='og:title']", "meta[property='og:image']", "link[rel=icon], link[rel='shortcut icon']", "p.version", "p.edit"):
            if not has(selector): problems.append(f"{name}.html: no {selector}")
    abouts = {}
    for path in sorted(SITE.glob("*.html")):
        found = re.search(r'<meta name="description" content="([^"]*)">', path.read_text("utf-8"))
        if found: abouts.setdefault(found[1], []).append(path.name)
        elif path.name != "404.html": problems.append(f"{path.name}: has no description")
    for name in ("index", "overview", "overview_es", "80_walkthrough", "80_walkthrough_es", "81_results", "questions", "try", "command_line"):
        shared = next((names for names in abouts.values() if f"{name}.html" in names), [])
        if len(set(shared) - {"search.html"}) != 1: problems.append(f"{name}.html: has no description of its own: {shared}")
    if not has("link[hreflang=en]") or not has("a[hreflang=en]"): problems.append("overview_es.html: does not lead to the English page")
    if not (SITE / "pictures/card.jpg").is_file(): problems.append("pictures/card.jpg: the social card is missing")
    if "Allow: /" not in (SITE / "robots.txt").read_text("utf-8"): problems.append("robots.txt: does not allow")
    page.goto(home + "404.html")
    if "Nothing here" not in page.inner_text("h1"): problems.append("404.html: does not say so")


HEAD = """() => ['', '.brand', '.brand img', 'nav', 'nav a[href]:not([aria-current])', 'nav [aria-current]', '.theme-toggle'].map(name => {
  const one = document.querySelector(`.top ${name}`), { fontFamily, fontSize, fontWeight, color, backgroundColor, display } = getComputedStyle(one);
  return [name, one.getBoundingClientRect().top, one.getBoundingClientRect().height, fontFamily, fontSize, fontWeight, color, backgroundColor, display].join(', ');
})"""


def test_product(page, home, problems):
    "Documentation and demo have the same head, the same ground and the same accent, light and dark, and lead to each other."
    colours = "({ground: [document.body, document.documentElement].map(one => getComputedStyle(one).backgroundColor).find(one => one != 'rgba(0, 0, 0, 0)'), accent: getComputedStyle(document.querySelector('.action.first, .primary')).backgroundColor})"
    both = ("index.html", "demo/index.html")
    def compared(what, script):
        seen = []
        for name in both:
            visit(page, home + name)
            seen.append(page.evaluate(script))
        if seen[0] != seen[1]: problems.append(f"{what}: documentation and demo differ: {seen}")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        compared(scheme, colours)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        compared(f"heads at {width} px", HEAD)
    for name, target in (both, both[::-1]):
        visit(page, home + name)
        page.click(".top nav a[href]:not([aria-current])")
        page.wait_for_url(home + target)
        arrived(page)


def test_owner(page, home, problems):
    "Setting the owner writes badges, links, addresses; without one no badge is shown."
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        (top / "nbs").mkdir()
        for name in ("settings.ini", "SECURITY.md", *(f"nbs/{stem}.ipynb" for stem in owner.PLACES if (TOP / f"nbs/{stem}.ipynb").exists())): shutil.copy(TOP / name, top / name)
        texts = lambda: {path.stem: "".join("".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]) for path in (top / "nbs").glob("*.ipynb")}
        owner.main(["some-one"], top)
        for stem, text in texts().items():
            if "github/some-one/human-extractor/blob/main/nbs/80_walkthrough" not in text: problems.append(f"nbs/{stem}.ipynb: its badge does not lead to the owner's repository")
        if 'REPOSITORY = "https://github.com/some-one/human-extractor"' not in texts()["80_walkthrough"]: problems.append("80_walkthrough: installs from another address")
        if "github.com/some-one/human-extractor/security" not in (top / "SECURITY.md").read_text("utf-8"): problems.append("SECURITY.md: does not say where to write to")
        if owner.owner(top / "settings.ini") != "some-one": problems.append("settings.ini: does not keep the owner")
        if not owner.owner() and any(owner.BADGE in "".join(json.loads((TOP / f"nbs/{stem}.ipynb").read_text("utf-8"))["cells"][0]["source"]) for stem in texts()):
            problems.append("a badge is shown although nobody is the owner")
    if "<loc>https://some-one.github.io/human-extractor/a.html</loc>" not in publish.site_map(["a.html"], "some-one"): problems.append("sitemap.xml: no address")
    if "/human-extractor/edit/main/nbs/01_images.ipynb" not in publish.edit_line("api.images", "some-one"): problems.append("api.images.html: its edit link does not lead to its notebook")


def test_accessible(page, home, problems):
    "axe-core has nothing serious to say, in light and dark."
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for name in ("index", "overview_es", "80_walkthrough", "52_extraction.extractor", "api.extraction.extractor", "questions", "command_line"):
            page.goto(f"{home}{name}.html")
            problems += [f"{name}.html, {scheme}: {found}" for found in axe(page)]
    page.emulate_media(color_scheme="light")


TESTS = (test_before_after, test_previews, test_search, test_names, test_spanish, test_demo_link, test_scheme, test_reference, test_code, test_phone, test_head, test_product, test_owner, test_accessible)


def main():
    if not (SITE / "index.html").exists():
        print("docs/_site/index.html: does not exist; run python docs/build.py first")
        return 1
    problems = []
    with sync_playwright() as playwright, served(SITE) as home:
        browser = chromium(playwright)
        if not browser: return SKIPPED
        page = watched(browser.new_page(reduced_motion="reduce"), home, problems)
        for width in (390, 1280): count = test_pages(page, home, problems, width)
        for test in TESTS: test(page, home, problems)
        browser.close()
    print(*problems, f"{count} pages opened, {len(problems)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__": sys.exit(main())
