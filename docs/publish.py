"""What search engines and other sites read of the documentation: addresses, a map of the site, the page for addresses that lead nowhere."""
import html
import textwrap
from pathlib import Path
from urllib.parse import urlsplit

from docutils import nodes

from owner import home, repository

TOP = Path(__file__).resolve().parent.parent
SOURCES = {"overview": "nbs/index.ipynb", "overview_es": "nbs/index_es.ipynb", "index": "docs/landing.md", "person": "human_extractor/models/person.md",
           "CHANGELOG": "CHANGELOG.md", "CONTRIBUTING": "CONTRIBUTING.md", "command_line": "nbs/72_cli.using.ipynb"}  # pages whose file is called otherwise
SUMMARY = "Cut the people out of a photo: a model that runs on your computer or in your browser, and notebooks that train, explain and export it."
LANGUAGES = {"": "en", "_es": "es"}  # how the pages of a language end
SUMMARIES = {  # what search engines and cards say of a page; the others are described by their first paragraph
    "index": SUMMARY,
    "overview": "Install Human Extractor, cut people out of photos and videos by command line or Python, and train a model of your own: the whole project on a page.",
    "overview_es": "Instala Human Extractor, recorta personas de fotos y vídeos con la línea de órdenes o con Python y entrena tu propio modelo: todo el proyecto en una página.",
    "80_walkthrough": "From public photos to a model of your own that cuts out people, step by step, on your own computer or, in half an hour, on Colab's free GPU.",
    "80_walkthrough_es": "De fotos públicas a un modelo propio que recorta personas, paso a paso, en tu propio ordenador o, en media hora, con la GPU gratuita de Colab.",
    "81_results": "How well the embedded model cuts out people: measured beside other models, on photos it has never seen, with its worst mistakes.",
    "questions": "Transparent PNG, passport photo, blur, video, batch, webcam, Colab, HTTP server, a small dataset: a question, and the command that answers it.",
    "try": "What the demo in the browser can do: photos, zip, brushes, passport frames, backgrounds, stickers, a model of your own, offline. No photo leaves the page.",
    "command_line": "Every command and option of human-extractor: cut out photos, folders and videos, train, evaluate and export a model, serve it over HTTP.",
}
SPANISH = {  # the theme's words on a Spanish page, as they stand there
    "Search": "Buscar", "On this page": "En esta página", "Next": "Siguiente", "Previous": "Anterior", "Home": "Inicio", "Skip to content": "Ir al contenido", "Back to top": "Volver arriba",
    "Made with": "Hecho con", "Version": "Versión", "what changed": "qué ha cambiado", "Documentation": "Documentación", "Light, dark or automatic colours": "Colores claros, oscuros o automáticos",
    "Learn": "Aprender", "Use": "Usar", "Results": "Resultados", "Reference": "Referencia",
}
LABELS = {  # and those that the theme has no translation for, of what is seen by screen readers only
    "Toggle site navigation sidebar": "Mostrar u ocultar la navegación", "Toggle table of contents sidebar": "Mostrar u ocultar el índice de la página",
    "Toggle Light / Dark / Auto color theme": "Cambiar entre tema claro, oscuro y automático", "Link to this heading": "Enlace a este título",
    "Toggle navigation of ": "Mostrar u ocultar las páginas de ",
}


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
    if page.endswith("_es"): return f'<p class="edit">¿Hay algo mal o poco claro? Esta página está escrita en {link}.</p>'
    return f'<p class="edit">Something wrong or unclear? This page is written in {link}.</p>'


def spanish(word):
    "A word of the theme in Spanish, between the same spaces."
    return word.replace(word.strip(), SPANISH.get(word.strip(), word.strip()))


def summary(page, title, doctree):
    "What a page is about, in a line: at most 200 characters."
    first = next((" ".join(one.astext().split()) for one in doctree.findall(nodes.paragraph)), "") if doctree else ""
    return SUMMARIES.get(page) or textwrap.shorten(first or f"{title}: {SUMMARY}", 200, placeholder=" …")


def other_languages(page, exists):
    "The same page in each language, {language: page}; empty where there is but one."
    stem = page.removesuffix("_es")
    pages = {language: stem + end for end, language in LANGUAGES.items() if exists(stem + end)}
    return pages if len(pages) > 1 else {}


def head(page, title, about, name, exists):
    "What stands in a page's head for other sites and search engines."
    at, quoted, about = home(name) if name else "", html.escape(title), html.escape(about)
    locale, picture = ("es_ES", "Un retrato de Grace Hopper, con una mitad recortada") if page.endswith("_es") else ("en_US", "A portrait of Grace Hopper, one half cut out")
    lines = [f'<meta name="description" content="{about}">', f'<meta property="og:title" content="{quoted}">', f'<meta property="og:description" content="{about}">',
             f'<meta property="og:locale" content="{locale}">', '<meta property="og:type" content="website">', f'<meta property="og:image" content="{at}pictures/card.jpg">',
             f'<meta property="og:image:alt" content="{picture}">', '<meta name="twitter:card" content="summary_large_image">']
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
    "Write 404.html and robots.txt and, where the owner is known, sitemap.xml; translate what the theme cannot."
    for path in site.glob("*_es.html"):
        text = path.read_text("utf-8")
        for english, word in LABELS.items(): text = text.replace(f'="{english}', f'="{word}')
        path.write_text(text, "utf-8")
    (site / "404.html").write_text(not_found(name), "utf-8")
    robots = "User-agent: *\nAllow: /\n"
    if name:
        pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
        hidden = ("404.html", "search.html", "genindex.html", "py-modindex.html")
        (site / "sitemap.xml").write_text(site_map([page for page in pages if page not in hidden], name), "utf-8")
        robots += f"Sitemap: {home(name)}sitemap.xml\n"
    (site / "robots.txt").write_text(robots, "utf-8")
