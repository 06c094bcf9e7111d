"""What search engines and other sites read of the documentation: addresses, a map of the site, the page for addresses that lead nowhere."""
import html
from pathlib import Path
from urllib.parse import urlsplit

from owner import home, repository

TOP = Path(__file__).resolve().parent.parent
SOURCES = {"overview": "nbs/index.ipynb", "overview_es": "nbs/index_es.ipynb", "index": "docs/landing.md", "person": "human_extractor/models/person.md",
           "CHANGELOG": "CHANGELOG.md", "CONTRIBUTING": "CONTRIBUTING.md", "command_line": "nbs/72_cli.using.ipynb"}  # pages whose file is called otherwise
SUMMARY = "Cut the people out of a photo: a model that runs on your computer or in your browser, and notebooks that train, explain and export it."
LANGUAGES = {"": "en", "_es": "es"}  # how the pages of a language end


def source_of(page, modules=None):
    "The file of the repository that a page is written in; None for pages that have none."
    if page.startswith("api."):
        found = sorted((TOP / "nbs").glob(f"[0-9]*_{page.removeprefix('api.')}.ipynb"))
        return f"nbs/{found[0].name}" if found else None
    for file in (SOURCES.get(page), f"nbs/{page}.ipynb", f"docs/pages/{page}.md"):
        if file and (TOP / file).exists(): return file


def edit_line(page, name):
    "The line under a page: which file says so, and, once the owner is known, the link to change it."
    file = source_of(page)
    if not file: return ""
    link = f'<a href="{repository(name)}/edit/main/{file}">{file}</a>' if name else f"<code>{file}</code>"
    return f'<p class="edit">Something wrong or unclear? This page is written in {link}.</p>'


def other_languages(page, exists):
    "The same page in each language, {language: page}; empty where there is but one."
    stem = page.removesuffix("_es")
    pages = {language: stem + end for end, language in LANGUAGES.items() if exists(stem + end)}
    return pages if len(pages) > 1 else {}


def head(page, title, name, exists):
    "What stands in a page's head for other sites and search engines."
    at, quoted = home(name) if name else "", html.escape(title)
    lines = [f'<meta name="description" content="{SUMMARY}">', f'<meta property="og:title" content="{quoted}">', f'<meta property="og:description" content="{SUMMARY}">',
             '<meta property="og:type" content="website">', f'<meta property="og:image" content="{at}pictures/card.jpg">',
             '<meta property="og:image:alt" content="A portrait of Grace Hopper, one half cut out">', '<meta name="twitter:card" content="summary_large_image">']
    if name: lines += [f'<meta property="og:url" content="{at}{page}.html">']
    lines += [f'<link rel="alternate" hreflang="{language}" href="{at}{other}.html">' for language, other in other_languages(page, exists).items()]
    return "\n".join(lines)


def site_map(pages, name):
    "sitemap.xml of pages such as 81_results.html."
    rows = "\n".join(f"  <url><loc>{home(name)}{html.escape(page)}</loc></url>" for page in pages)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}\n</urlset>\n'


def not_found(name):
    "The page that hosts show for an address that leads nowhere, wherever that was; so it loads nothing."
    start = urlsplit(home(name)).path if name else "index.html"
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><link rel="icon" href="data:,">
<title>Not found · Human Extractor</title>
<style>:root {{ color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }} body {{ max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem;
background: light-dark(#f6f7f6, #121615); color: light-dark(#17201d, #ecf1ef); }} a {{ color: light-dark(#1f6f5c, #5cc7a8); }}</style></head>
<body><main><h1>Nothing here</h1><p>There is no page at this address. It may have moved, or been mistyped.</p>
<p><a href="{start}">Go to the start of Human Extractor</a>, where a search finds the rest.</p></main></body></html>
"""


def publish(site, name):
    "Write 404.html and robots.txt and, where the owner is known, sitemap.xml."
    (site / "404.html").write_text(not_found(name), "utf-8")
    robots = "User-agent: *\nAllow: /\n"
    if name:
        pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
        hidden = ("404.html", "search.html", "genindex.html", "py-modindex.html")
        (site / "sitemap.xml").write_text(site_map([page for page in pages if page not in hidden], name), "utf-8")
        robots += f"Sitemap: {home(name)}sitemap.xml\n"
    (site / "robots.txt").write_text(robots, "utf-8")
