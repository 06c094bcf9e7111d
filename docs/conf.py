"""Settings of Sphinx. `python docs/build.py` prepares the pages and calls it."""
import re

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

project = "Human Extractor"
extensions = ["myst_nb"]
nb_execution_mode = "off"  # the outputs are those that the notebooks were committed with
nb_render_markdown_format = "myst"  # tables among the outputs
nb_code_prompt_show = "▸ Source"
nb_code_prompt_hide = "▾ Source"
myst_enable_extensions = ["dollarmath"]
suppress_warnings = ["myst.header"]  # API entries are third-level headings wherever they stand
html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = "Human Extractor"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_copyright = False


def visit_math(writer, node):
    "Formulas as MathML, which browsers show by themselves: nothing is fetched from another host."
    formula = re.sub(r"\\[bB]igg?[lr]?(?![a-zA-Z])", "", node.astext())  # MathML's brackets grow by themselves
    writer.body.append(tex2mathml(formula, as_block=isinstance(node, nodes.math_block)))
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math, None))
