"""Settings of Sphinx. `python docs/build.py` prepares the pages and calls it."""
import html
import json
import re
import sys
from pathlib import Path

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

sys.path.insert(0, str(Path(__file__).parent))
from human_extractor import __version__  # noqa: E402
from owner import home, owner, repository  # noqa: E402
from publish import edit_line, head, other_languages, spanish, summary  # noqa: E402

PAGES = Path(__file__).parent / "_pages"
sources = json.loads((PAGES / "sources.json").read_text("utf-8"))  # where on the notebooks' pages a name is defined

project, release, language = "Human Extractor", __version__, "en"
extensions = ["myst_nb", "sphinx.ext.linkcode", "sphinx_copybutton"]
copybutton_selector = "div.highlight-python pre, div.highlight-ipython3 pre, div.highlight-bash pre, div.highlight-default pre"
copybutton_exclude = ".linenos, .gp, .go"
html_baseurl = home(owner()) if owner() else ""
nb_execution_mode = "off"  # the outputs are those that the notebooks were committed with
nb_render_markdown_format = "myst"  # tables among the outputs
nb_code_prompt_show = "Source"
nb_code_prompt_hide = "Source"
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3  # links such as [there](#a-heading)
add_module_names = False
toc_object_entries_show_parents = "hide"
html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = "Human Extractor"
html_static_path = ["_static", "demo/header.css"]
html_extra_path = ["_pages/_landing"]  # the landing page's pictures
html_favicon = html_logo = "demo/icon.svg"


def palette(selector):
    "The colours of the demo, which is the same product: its stylesheet has them once, for light and for dark."
    block = re.search(re.escape(selector) + r" \{(.*?)\}", (Path(__file__).parent / "demo/style.css").read_text("utf-8"), re.S)[1]
    return dict(re.findall(r"--([\w-]+): (#\w+);", block))


furo_names = {"color-brand-primary": "accent", "color-brand-content": "accent", "color-brand-visited": "accent",
              "color-background-primary": "ground", "color-background-secondary": "card",
              "color-background-border": "line", "color-foreground-primary": "ink", "color-foreground-secondary": "quiet", "color-foreground-muted": "quiet",
              "color-code-background": "card", "color-api-background": "card", "color-highlight-on-target": "soft", "color-api-name": "accent", "color-api-pre-name": "accent"}
html_theme_options = {f"{mode}_css_variables": {name: colours[ours] for name, ours in furo_names.items()} 
                      for mode, colours in (("light", palette(":root")), ("dark", palette(':root[data-theme="dark"]')))}
html_theme_options |= {"footer_icons": [], "top_of_page_buttons": []}
html_context = {"version_said": __version__, "repository": repository(owner()) if owner() else ""}
exclude_patterns = ["_landing"]
templates_path = ["_templates"]
html_css_files = ["header.css", "site.css"]
html_search_scorer = str(Path(__file__).parent / "_static/scorer.js")
html_sidebars = {"**": ["sidebar/search.html", "sidebar/scroll-start.html", "sidebar/navigation.html", "sidebar/version.html", "sidebar/scroll-end.html"]}
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = html_show_sphinx = False


def linkcode_resolve(domain, info):
    "The link behind an entry's [source]."
    return sources.get(f"{info['module']}.{info['fullname']}")


def visit_math(writer, node):
    "Formulas as MathML, which browsers show by themselves: nothing is fetched from another host."
    formula = re.sub(r"\\[bB]igg?[lr]?(?![a-zA-Z])", "", node.astext())  # MathML's brackets grow by themselves
    writer.body.append(tex2mathml(formula, as_block=isinstance(node, nodes.math_block)))
    raise nodes.SkipNode


class NotebookNames(SphinxTransform):
    "Names of notebooks in prose, such as 83_recipe, lead to their pages."
    default_priority = 500
    stems = sorted((path.stem for path in PAGES.glob("[0-9]*.ipynb")), key=len, reverse=True)
    name = re.compile(rf"(?<![\w./-])({'|'.join(map(re.escape, stems))})(?![\w/]|\.\w)")
    elsewhere = nodes.reference, nodes.title, nodes.literal_block, nodes.raw, nodes.comment, addnodes.pending_xref, addnodes.toctree, addnodes.desc_signature

    def link(self, stem, shown):
        return addnodes.pending_xref("", shown, refdomain="std", reftype="doc", reftarget=f"/{stem}", refexplicit=True, refdoc=self.env.docname, refwarn=True)

    def apply(self):
        for text in [*self.document.findall(nodes.Text)]:
            above, parent = text.parent, text.parent.parent
            while above and not isinstance(above, self.elsewhere): above = above.parent
            if above: continue
            if isinstance(text.parent, nodes.literal):
                stem = text.astext().removeprefix("nbs/").removesuffix(".ipynb")
                if stem in self.stems: parent.replace(text.parent, self.link(stem, text.parent.deepcopy()))
            elif len(parts := self.name.split(text.astext())) > 1:
                text.parent.replace(text, [self.link(part, nodes.inline("", part)) if i % 2 else nodes.Text(part) for i, part in enumerate(parts) if part])


def reachable(body):
    "What scrolls sideways can be scrolled by keyboard, and what opens is called what it shows."
    body = re.sub(r'<(pre|div class="table-wrapper[^"]*")(?=[ >])', r'<\1 tabindex="0"', body)
    return body.replace('<summary aria-label="Toggle hidden content">', "<summary>")


def translated(app, context):
    "The theme's words and the navigation's headings of a page in Spanish: the templates ask `_` and `gettext` for them, its scripts their own list."
    context["_"] = context["gettext"] = spanish
    words = json.dumps({"locale": "es", "messages": {"Hide Search Matches": "Quitar el resaltado"}, "plural_expr": "n != 1"})
    app.add_js_file(None, body=f"Documentation.addTranslations({words})", priority=800)
    if "furo_navigation_tree" in context:
        context["furo_navigation_tree"] = re.sub(r'(?<=<span class="caption-text">)[^<]*', lambda caption: spanish(caption[0]), context["furo_navigation_tree"])


def complete(app, page, template, context, doctree):
    "Language, head and foot of a page."
    exists = lambda name: name in app.env.found_docs
    context["language"] = "es" if page.endswith("_es") else "en"
    if context["language"] == "es": translated(app, context)
    there, stem = {"en": "es", "es": "en"}[context["language"]], page.removesuffix("_es")
    context["other_language"], context["other_page"] = there, next(name for name in (stem + {"en": "", "es": "_es"}[there], "overview_es") if exists(name))
    title = html.unescape(re.sub(r"<[^>]*>", "", context.get("title") or "Human Extractor"))
    context["metatags"] = (context.get("metatags") or "") + head(page, title, summary(page, title, doctree), owner(), exists)
    if "furo_navigation_tree" in context:
        context["furo_navigation_tree"] = context["furo_navigation_tree"].replace('role="heading"', 'role="heading" aria-level="2"')
    other = {"en": "In English", "es": "En español"}
    links = [f'<a lang="{language}" hreflang="{language}" href="{name}.html">{other[language]}</a>' for language, name in other_languages(page, exists).items() if name != page]
    if page.startswith("api."):  # a module's long name breaks after a dot
        context["body"] = re.sub(r"(?<=<h1>)[^<]*", lambda name: name[0].replace(".", ".<wbr>"), context["body"], count=1)
    if "body" in context: context["body"] = reachable(context["body"]) + "".join(f'<p class="edit">{link}</p>' for link in links) + edit_line(page, owner())


def setup(app):
    app.add_transform(NotebookNames)
    app.connect("html-page-context", complete, priority=900)  # after the theme has made the navigation
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math, None))
