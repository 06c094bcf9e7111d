"""Settings of Sphinx. `python docs/build.py` prepares the pages and calls it."""
import json
import re
from pathlib import Path

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

PAGES = Path(__file__).parent / "_pages"
sources = json.loads((PAGES / "sources.json").read_text("utf-8"))  # where on the notebooks' pages a name is defined

project = "Human Extractor"
extensions = ["myst_nb", "sphinx.ext.linkcode"]
nb_execution_mode = "off"  # the outputs are those that the notebooks were committed with
nb_render_markdown_format = "myst"  # tables among the outputs
nb_code_prompt_show = "Source"
nb_code_prompt_hide = "Source"
myst_enable_extensions = ["dollarmath"]
add_module_names = False
toc_object_entries_show_parents = "hide"
maximum_signature_line_length = 70
html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = "Human Extractor"
html_static_path = ["_static"]
html_extra_path = ["_pages/_landing"]  # the landing page's pictures, and the icon
html_favicon = "_pages/_landing/favicon.ico"
exclude_patterns = ["_landing"]
templates_path = ["_templates"]
html_css_files = ["site.css"]
html_sidebars = {"**": ["sidebar/brand.html", "sidebar/search.html", "sidebar/scroll-start.html", "sidebar/navigation.html", "sidebar/demo.html",
                        "sidebar/scroll-end.html"]}
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False


def linkcode_resolve(domain, info):
    "The link behind an entry's [source]."
    return sources.get(f"{info['module']}.{info['fullname']}")


def visit_math(writer, node):
    "Formulas as MathML, which browsers show by themselves: nothing is fetched from another host."
    formula = re.sub(r"\\[bB]igg?[lr]?(?![a-zA-Z])", "", node.astext())  # MathML's brackets grow by themselves
    writer.body.append(tex2mathml(formula, as_block=isinstance(node, nodes.math_block)))
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math, None))
