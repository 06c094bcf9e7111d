"""Train in a fresh notebook in JupyterLab, look around meanwhile, stop, and open the saved file again: python docs/try_notebook.py [FOLDER]

With FOLDER, pictures of what was seen are written there. NOTEBOOK=tree uses Notebook 7 in the place of JupyterLab, THEME=Dark its dark theme. Exit code 77: skipped,
because there is no Chromium, JupyterLab or anywidget.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import sync_playwright

from browser import SKIPPED, chromium

TOP = Path(__file__).resolve().parent.parent
FACE = os.environ.get("NOTEBOOK", "lab")
PREPARE = """\
import os
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
from human_extractor.data import pairs_from_folders, prepare
from human_extractor.data.people import write_sample_dataset
from human_extractor.training import TrainConfig, train

write_sample_dataset("raw", 16, seed=1, size=(96, 96))
prepare(pairs_from_folders("raw/photos", "raw/mattes"), "data", ratios=(0.7, 0.3, 0))
config = TrainConfig.preset("unet", size=64, base=8, batch_size=4, steps_per_epoch=4, epochs=60, previews=4, seed=7, learning_rate=1e-3)"""
TRAIN = 'run = train("data", config, "run")\nprint("epochs:", len(run.history))'


def notebook(*cells):
    "A notebook of code cells that has never been run."
    code = [{"cell_type": "code", "id": f"cell{i}", "metadata": {}, "source": cell, "outputs": [], "execution_count": None} for i, cell in enumerate(cells)]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": code, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


@contextmanager
def jupyter(folder):
    "The address of a Jupyter server for a folder."
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--IdentityProvider.token=", "--ServerApp.password=", "--expose-app-in-browser",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    settings = folder / ".jupyter/lab/user-settings/@jupyterlab/apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": f"JupyterLab {os.environ.get('THEME', 'Light')}"}))
    paths = os.pathsep.join([str(TOP), *filter(None, [os.environ.get("PYTHONPATH")])])
    own = {name: str(folder / ".jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    program = "lab" if FACE == "lab" else "notebook"
    with open(folder / "server.log", "w+") as log:
        server = subprocess.Popen([sys.executable, "-m", f"jupyter{program}" if program == "lab" else program, *options], cwd=folder, stdout=log, stderr=log,
                                  env={**os.environ, **own, "PYTHONPATH": paths})
        try:
            for _ in range(1000):
                time.sleep(0.1)
                found = re.search(r"http://127\.0\.0\.1:\d+/", (folder / "server.log").read_text())
                if found: break
            else: raise SystemExit((folder / "server.log").read_text())
            yield found[0]
        finally:
            server.terminate()
            server.wait(20)


def command(page, name):
    "Begin a command of Jupyter's; running all cells would return only when they are done."
    page.evaluate(f"() => {{ (window.jupyterapp ?? window.jupyterlab).commands.execute('{name}'); }}")


MOVED = """async ([view, key]) => {
  const slider = view.querySelector(".ep-slide input"), cut = view.querySelector(".ep-cut"), before = cut.toDataURL(), began = performance.now();
  slider.value = key; slider.dispatchEvent(new Event("input"));
  while (cut.toDataURL() === before && performance.now() - began < 3000) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


class Seen:
    "What was seen, and what should have been otherwise."

    def __init__(self, folder): self.folder, self.problems, self.begun = folder, [], time.monotonic()

    def that(self, fine, problem):
        if not fine: self.problems.append(problem)

    def picture(self, what, name):
        if self.folder: what.screenshot(path=Path(self.folder) / f"{name}.png")


def test_training(page, seen, home):
    "The view comes by itself; it can be looked through, and stopped, while the kernel is busy."
    page.goto(f"{home}{'lab/tree' if FACE == 'lab' else 'notebooks'}/fresh.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.wait_for_function("(window.jupyterapp ?? window.jupyterlab)?.commands.hasCommand('notebook:run-all-cells')")
    for _ in range(10):  # a kernel that has just started may not take it
        page.wait_for_timeout(2000)
        for button in page.locator("dialog.jp-Dialog .jp-mod-accept").all(): button.click()
        if "[*]" in page.locator(".jp-Notebook").inner_text(): break
        command(page, "notebook:run-all-cells")
    view = page.locator(".epoch-preview")
    view.wait_for(timeout=90_000)
    slider, line = view.locator(".ep-slide input"), view.locator(".ep-line")
    page.wait_for_function("document.querySelector('.epoch-preview .ep-slide input')?.max >= 3", timeout=90_000)
    seen.that(re.fullmatch(r"Epoch \d+ of 60, \d+ (s|min) left", line.inner_text()), f"it says {line.inner_text()!r}")
    seen.that(view.locator(".ep-curves svg").count() >= 2, "there are no curves")
    took = page.evaluate(MOVED, [view.element_handle(), 0])
    print(f"the slider, moved while the kernel trains, changes the picture after {took:.0f} ms")
    seen.that(took < 300, f"the slider needs {took:.0f} ms")
    seen.that(view.locator(".ep-epoch").inner_text() == "epoch 1", "the slider at its beginning does not show epoch 1")
    here = int(slider.get_attribute("max"))
    page.wait_for_function(f"document.querySelector('.epoch-preview .ep-slide input').max > {here}")
    seen.that(view.locator(".ep-epoch").inner_text() == "epoch 1", "who looks at an old epoch is taken away by a new one")
    view.locator(".ep-photos button").nth(1).click()
    view.locator(".ep-tiles canvas").first.click()
    seen.that(view.locator("dialog[open]").count() == 1, "a click does not enlarge")
    seen.picture(page, f"{FACE}-enlarged")
    page.keyboard.press("Escape")
    seen.picture(page, f"{FACE}-training")
    seen.picture(view, f"{FACE}-view")
    view.locator(".ep-stop").click()
    pressed = line.inner_text()
    page.wait_for_function("document.querySelector('.epoch-preview .ep-line')?.textContent.includes('stopped')", timeout=20_000)
    stopped = int(re.search(r"Epoch (\d+) of 60, stopped", line.inner_text())[1])
    asked = int(re.search(r"\d+", pressed)[0])
    print(f"Stop, pressed in epoch {asked}, ended the training with epoch {stopped}")
    seen.that(stopped <= asked + 1, f"Stop, pressed in epoch {asked}, came to work in epoch {stopped}")
    page.wait_for_function(f"document.body.textContent.includes('epochs: {stopped}')", timeout=20_000)
    command(page, "docmanager:save")
    page.wait_for_timeout(1500)
    return stopped


def test_saved(file, seen):
    "What is stored needs no widget, is small, and quiet."
    outputs = json.loads(file.read_text())["cells"][1]["outputs"]
    said = [output for output in outputs if output.get("name") == "stderr"]  # TensorFlow's own log, which some builds begin before it can be silenced
    seen.that("retracing" not in str(said), f"TensorFlow says {said}")
    outputs = [output for output in outputs if output not in said]
    kinds = [sorted(output.get("data", [output.get("name")])) for output in outputs]
    seen.that(kinds == [["stdout"], ["image/png", "text/html", "text/plain"], ["stdout"]], f"the notebook holds {kinds}")
    begins = "".join(outputs[0].get("text", ""))
    seen.that(begins.startswith("training: ") and begins.count("\n") == 1, f"before the view it says {begins!r}")
    print(f"before the view it says {begins.strip()!r}")
    print(f"the saved notebook has {file.stat().st_size / 1000:.0f} KB")
    seen.that(file.stat().st_size < 300_000, "the saved notebook is larger than 300 KB")


def test_reopened(page, seen, home, epochs):
    "The saved notebook shows the page, which moves without a kernel."
    page.goto(f"{home}{'lab/tree' if FACE == 'lab' else 'notebooks'}/fresh.ipynb")
    view = page.locator(".epoch-preview")
    view.locator(".ep-cut").wait_for(timeout=60_000)
    page.evaluate("(window.jupyterapp ?? window.jupyterlab).serviceManager.sessions.shutdownAll()")
    page.wait_for_timeout(500)
    seen.that(page.evaluate(MOVED, [view.element_handle(), 0]) < 300, "the slider of the saved notebook moves nothing")
    seen.that(view.locator(".ep-stop").is_hidden() and "not found" not in page.locator(".jp-Notebook").inner_text(), "the saved notebook shows a dead widget")
    seen.picture(page, f"{FACE}-reopened")
    page.goto(f"{home}{'lab/tree' if FACE == 'lab' else 'notebooks'}/untrusted.ipynb")
    picture = page.locator(".jp-OutputArea img").first
    picture.wait_for(timeout=60_000)
    seen.that(picture.evaluate("i => i.decode().then(() => i.naturalWidth > 300)"), "the untrusted notebook shows no picture")
    seen.picture(page, f"{FACE}-untrusted")


def test_rendered(browser, seen, folder, file):
    "nbconvert's page, as nbviewer has it: with scripts it moves, without them there is a picture."
    from nbconvert import HTMLExporter

    (folder / "rendered.html").write_text(HTMLExporter().from_filename(str(file))[0])
    for scripts in (True, False):
        page = browser.new_page(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
        page.goto((folder / "rendered.html").as_uri(), wait_until="domcontentloaded")
        found = page.locator(".epoch-preview .ep-cut" if scripts else ".epoch-preview img")
        found.wait_for(timeout=20_000)
        box = found.bounding_box()
        seen.that(box["width"] > 150 and box["height"] > 100, f"with scripts {scripts} the rendered notebook shows {box}")
        seen.picture(page, f"rendered-{'with' if scripts else 'without'}-scripts")
        page.close()


def main(pictures=None):
    if not all(map(find_spec, ("jupyterlab" if FACE == "lab" else "notebook", "anywidget"))):
        print("skipped: pip install jupyterlab notebook anywidget")
        return SKIPPED
    seen = Seen(pictures)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser = chromium(playwright)
        if not browser: return SKIPPED
        folder = Path(name)
        (folder / "fresh.ipynb").write_text(notebook(PREPARE, TRAIN))
        with jupyter(folder) as home:
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            page.on("pageerror", lambda error: "blob:" in (error.stack or "") and seen.problems.append(f"the view: {error}"))  # anywidget's scripts are blobs
            epochs = test_training(page, seen, home)
            test_saved(folder / "fresh.ipynb", seen)
            other = json.loads((folder / "fresh.ipynb").read_text())
            other["cells"][0]["source"] = "import human_extractor"  # another notebook, whose signature Jupyter does not know
            (folder / "untrusted.ipynb").write_text(json.dumps(other))
            page.close()
            test_reopened(browser.new_page(viewport={"width": 1280, "height": 1000}), seen, home, epochs)
        test_rendered(browser, seen, folder, folder / "fresh.ipynb")
        browser.close()
    print(*seen.problems, f"{time.monotonic() - seen.begun:.0f} s, {len(seen.problems)} problems", sep="\n")
    return 1 if seen.problems else 0


if __name__ == "__main__": sys.exit(main(*sys.argv[1:]))
