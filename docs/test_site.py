"""Open every page of the documentation in headless Chromium, and use it: python docs/test_site.py, after python docs/build.py

Exit code 77: skipped, because there is no Chromium.
"""
import sys

from playwright.sync_api import sync_playwright

from browser import SITE, SKIPPED, chromium, served, watched


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


def test_search(page, home, problems):
    "A search finds the page with the entry of a function, and prose; and nothing for a word that is nowhere."
    for words, hit in (("letterbox", "api.html"), ("checkerboard", "02_composing.html"), ("PatchGAN", "20_networks.pix2pix.html")):
        page.goto(home)
        page.locator(".sidebar-search").fill(words)
        page.locator(".sidebar-search").press("Enter")
        page.wait_for_selector("#search-results ul.search li a")
        page.wait_for_function("!document.querySelector('#search-progress')?.innerText.trim() || !/Searching/.test(document.querySelector('#search-results').innerText)")
        links = page.eval_on_selector_all("#search-results ul.search li a", "links => links.map(link => link.getAttribute('href'))")
        if not any(link.partition("#")[0].partition("?")[0].endswith(hit) for link in links): problems.append(f"a search for {words} does not find {hit}: {links[:5]}")
        page.wait_for_load_state("networkidle")  # it fetches each page it found, for an excerpt; to leave earlier would cut that off
    page.goto(home + "search.html?q=qqzzxxqq")
    page.wait_for_selector("#search-results p.search-summary")
    page.wait_for_timeout(500)
    if page.locator("#search-results ul.search li").count(): problems.append("a search for qqzzxxqq finds something")


def test_scheme(page, home, problems):
    "The button of the theme leads to another background."
    colour = lambda: page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(home)
    seen = {colour()}
    for _ in range(3):
        page.locator(".content-icon-container .theme-toggle, .theme-toggle-content .theme-toggle").first.click()
        seen.add(colour())
    if len(seen) != 2: problems.append(f"light and dark show the backgrounds {seen}")


def main():
    if not (SITE / "index.html").exists():
        print("docs/_site/index.html: does not exist; run python docs/build.py first")
        return 1
    problems = []
    with sync_playwright() as playwright, served(SITE) as home:
        browser = chromium(playwright)
        if not browser: return SKIPPED
        page = watched(browser.new_page(reduced_motion="reduce"), home, problems)
        for width in (390, 1440): count = test_pages(page, home, problems, width)
        for test in (test_before_after, test_previews, test_search, test_scheme): test(page, home, problems)
        browser.close()
    print(*problems, f"{count} pages opened, {len(problems)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__": sys.exit(main())
