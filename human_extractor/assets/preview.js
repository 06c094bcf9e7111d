// One view of a training, or of two beside each other: progress, pictures, curves, and what moves them. All of it runs
// in the browser, so it answers while Python trains, and without Python at all. The same view stands in a live notebook
// (preview_widget.js feeds it) and in a page that carries its pictures (previewPages, at the end).
//
// A source gives what there is to see, and may change at any time:
//   runs      [{title, names, size, epochs, painted, figures, marks}]; `painted`: the pictures that are no mattes
//   curves    HTML;  note  text under all
//   progress  {line, share, state}; state "training", "stopping", or anything else when it is over
//   picture   (run number, "input" | "truth" | epoch) → address, or nothing while it is on its way
//   stop, again   functions, where Python listens
const PREVIEW_HTML = `
<div class="ep-head"><span class="ep-line" role="status"></span><button type="button" class="ep-stop">Stop after this epoch</button>
<button type="button" class="ep-again">Read the folder again</button></div>
<div class="ep-bar" role="progressbar" aria-label="training" aria-valuemin="0" aria-valuemax="100"><i></i></div>
<div class="ep-controls"><button type="button" class="ep-play" aria-label="Play the epochs"></button>
<label class="ep-slide"><span class="ep-epoch"></span><input type="range" min="0" step="1"></label>
<span class="ep-what" role="group" aria-label="Whose matte"><button type="button" data-truth="">network</button><button type="button" data-truth="1">truth</button></span></div>
<div class="ep-runs"></div>
<div class="ep-photos" role="group" aria-label="Photo"></div>
<div class="ep-curves"></div><p class="ep-note"></p>
<dialog class="ep-large" aria-label="Enlarged"><canvas></canvas><p></p></dialog>`;

const PREVIEW_RUN_HTML = `
<p class="ep-run"><b></b> <span class="ep-figures"></span></p>
<div class="ep-tiles">
<figure data-tile="photo"><figcaption>photo</figcaption><canvas tabindex="0" role="button"></canvas></figure>
<figure data-tile="matte"><figcaption>matte</figcaption><canvas tabindex="0" role="button"></canvas></figure>
<figure data-tile="cut"><div class="ep-caption"><figcaption>cut-out</figcaption>
<label class="ep-wipe" title="Drag: photo or cut-out"><span>photo</span><input type="range" min="0" max="100" value="0" aria-label="How much of the photo is shown"></label></div>
<div class="ep-wiped"><canvas class="ep-cut" tabindex="0" role="button"></canvas><i></i></div></figure>
</div>`;

function preview(root, source) {
  const find = (selector, within = root) => within.querySelector(selector), loaded = new Map();
  const state = source.state ??= {epoch: null, photo: 0, truth: false, wipe: 0, playing: 0};  // epoch null: the newest
  root.classList.add("epoch-preview");
  root.innerHTML = PREVIEW_HTML;
  const slider = find(".ep-slide input"), play = find(".ep-play"), large = find(".ep-large");
  let all = [], rows = [], enlarged = null, busy = false, again = false, gone = false;

  // A picture is decoded when it is looked at; the last few dozen are kept.
  const load = address => {
    const known = loaded.get(address);
    if (known) return known;
    const picture = new Image(), ready = (picture.src = address, picture.decode().then(() => picture, () => null));
    loaded.set(address, ready);
    if (loaded.size > 48) loaded.delete(loaded.keys().next().value);
    return ready;
  };
  const pixels = (strip, size, photo) => {
    const canvas = document.createElement("canvas"), paper = canvas.getContext("2d", {willReadFrequently: true});
    canvas.width = canvas.height = size;
    const side = strip.naturalHeight;  // a page's strips may be smaller than the run's
    paper.drawImage(strip, photo * side, 0, side, side, 0, 0, size, size);
    return paper.getImageData(0, 0, size, size);
  };
  const put = (canvas, data) => {
    canvas.width = data.width;
    canvas.height = data.height;
    canvas.getContext("2d").putImageData(data, 0, 0);
  };

  // What a run shows: the epoch asked for, or the one before it where that was not kept.
  const chosen = () => state.epoch ?? all[all.length - 1];
  const epochOf = run => run.epochs.filter(epoch => epoch <= chosen()).pop() ?? run.epochs[0];

  async function paintRun(run, row, number) {
    const epoch = epochOf(run), name = state.truth || epoch === undefined ? "truth" : epoch;
    const addresses = ["input", "truth", name].map(which => source.picture(number, which));
    const [input, truth, strip] = await Promise.all(addresses.map(address => address && load(address)));
    if (!input) return;
    const size = run.size, photo = pixels(input, size, state.photo), painted = run.painted.includes(name);
    const matte = (painted || !strip) && truth ? pixels(truth, size, state.photo) : strip && pixels(strip, size, state.photo);
    const cut = painted && strip ? pixels(strip, size, state.photo) : new ImageData(new Uint8ClampedArray(photo.data), size, size);
    if (!painted && matte) for (let i = 3; i < cut.data.length; i += 4) cut.data[i] = matte.data[i - 3];
    const covered = Math.round(state.wipe / 100 * size);
    for (let y = 0; covered && y < size; y++) cut.data.set(photo.data.subarray(4 * y * size, 4 * (y * size + covered)), 4 * y * size);
    const tiles = {photo, matte: matte ?? photo, cut};
    const title = run.names[state.photo], when = epoch === undefined ? "before the first epoch" : "after epoch " + epoch;
    for (const tile of row.querySelectorAll("[data-tile]")) {
      const canvas = find("canvas", tile), what = tile.dataset.tile;
      put(canvas, tiles[what]);
      const said = what === "photo" ? "photo" : (what === "cut" ? "cut-out" : "matte") + (name === "truth" || what === "matte" && painted ? ", truth" : "");
      find("figcaption", tile).textContent = said;
      canvas.setAttribute("aria-label", `${said} of ${title}${what === "photo" || name === "truth" ? "" : " " + when}; enlarge`);
    }
    find(".ep-wiped i", row).style.left = state.wipe + "%";
    find(".ep-wiped", row).classList.toggle("ep-moved", state.wipe > 0);
    find(".ep-figures", row).textContent = run.figures[run.epochs.indexOf(epoch)] ?? "";
  }

  async function paint() {  // one at a time; what was asked for meanwhile is painted next
    if (busy) { again = true; return; }
    busy = true;
    do {
      again = false;
      await Promise.all(source.runs.map((run, i) => paintRun(run, rows[i], i)));
      if (enlarged) enlarge(enlarged);
    } while (again && !gone);
    busy = false;
  }

  const mark = () => {
    source.runs.forEach((run, i) => {
      const at = run.marks[run.epochs.indexOf(epochOf(run))];
      for (const line of root.querySelectorAll(`.ep-mark[data-run="${i}"]`)) line.setAttribute("transform", `translate(${at})`);
    });
  };
  const show = () => {
    slider.max = Math.max(0, all.length - 1);
    const at = all.indexOf(chosen());
    slider.value = at;
    slider.style.setProperty("--at", all.length > 1 ? at / (all.length - 1) : 1);
    slider.disabled = play.disabled = all.length < 2;
    const said = all.length ? "epoch " + chosen() : "no epoch yet";
    find(".ep-epoch").textContent = said;
    slider.setAttribute("aria-valuetext", said);
    play.textContent = state.playing ? "❚❚" : "▶";
    play.setAttribute("aria-pressed", Boolean(state.playing));
    for (const button of find(".ep-what").children) button.setAttribute("aria-pressed", Boolean(button.dataset.truth) === state.truth);
    [...find(".ep-photos").children].forEach((button, i) => button.setAttribute("aria-pressed", i === state.photo));
    for (const wipe of root.querySelectorAll(".ep-wipe input")) { wipe.value = state.wipe; wipe.style.setProperty("--at", state.wipe / 100); }
    mark();
    return paint();
  };
  const go = index => { state.epoch = index >= all.length - 1 ? null : all[Math.max(0, index)]; return show(); };

  // The pictures of the photos to choose from are cut out of the strip of inputs.
  async function choices() {
    const row = find(".ep-photos"), [run] = source.runs, address = source.picture(0, "input");
    if (!run || !address || row.dataset.of === address) return;
    row.dataset.of = address;
    const strip = await load(address);
    if (!strip) return;
    state.photo = Math.min(state.photo, run.names.length - 1);
    row.replaceChildren(...run.names.map((name, i) => {
      const button = document.createElement("button"), canvas = document.createElement("canvas");
      button.type = "button";
      button.title = name;
      button.setAttribute("aria-label", "photo " + name);
      put(canvas, pixels(strip, 96, i));
      button.append(canvas);
      button.onclick = () => { state.photo = i; show(); };
      return button;
    }));
    row.hidden = run.names.length < 2;
    show();
  }

  function enlarge(tile) {
    const from = find("canvas", tile), to = find("canvas", large);
    enlarged = tile;
    to.width = from.width;
    to.height = from.height;
    to.className = from.className;
    to.getContext("2d").drawImage(from, 0, 0);
    const figures = find(".ep-figures", tile.closest(".ep-one")).textContent;
    find("p", large).textContent = [find("figcaption", tile).textContent, find(".ep-epoch").textContent, figures].filter(Boolean).join(" · ");
    if (!large.open) large.showModal();
  }
  large.onclick = () => large.close();
  large.onclose = () => { enlarged = null; };
  large.onkeydown = event => {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    event.stopPropagation();  // the notebook has keys of its own
    if (step) { pause(); go(+slider.value + step); }
  };

  function listen(row) {
    find(".ep-wipe input", row).oninput = event => { state.wipe = +event.target.value; show(); };
    for (const tile of row.querySelectorAll("[data-tile]")) {
      const canvas = find("canvas", tile);
      canvas.onclick = () => enlarge(tile);
      canvas.onkeydown = event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); enlarge(tile); } };
    }
    const wiped = find(".ep-wiped", row), canvas = find("canvas", wiped);
    let from = null;
    const wipe = event => {
      const box = canvas.getBoundingClientRect();
      state.wipe = Math.min(100, Math.max(0, 100 * (event.clientX - box.left) / box.width));
      show();
    };
    canvas.onpointerdown = event => { from = event.clientX; canvas.setPointerCapture(event.pointerId); };
    canvas.onpointermove = event => { if (from !== null && (Math.abs(event.clientX - from) > 4 || from === -1)) { from = -1; wipe(event); } };
    canvas.onpointerup = () => { const dragged = from === -1; from = null; if (dragged) canvas.addEventListener("click", event => event.stopImmediatePropagation(), {once: true, capture: true}); };
    canvas.onpointercancel = () => { from = null; };
  }

  const pause = () => { clearInterval(state.playing); state.playing = 0; show(); };
  play.onclick = () => {
    if (state.playing) return pause();
    if (+slider.value === all.length - 1) go(0);
    state.playing = setInterval(() => {
      if (gone || +slider.value >= all.length - 1) return pause();
      go(+slider.value + 1);
    }, 500);
    show();
  };
  slider.oninput = () => { const at = +slider.value; pause(); go(at); };
  find(".ep-what").onclick = event => { if (event.target.dataset.truth !== undefined) { state.truth = Boolean(event.target.dataset.truth); show(); } };
  find(".ep-stop").onclick = () => {
    const button = find(".ep-stop");
    button.disabled = true;
    button.textContent = "Asked to stop …";
    source.stop();
    setTimeout(() => {
      if (source.progress?.state !== "training" || !root.isConnected) return;
      find(".ep-note").textContent = "Python does not answer yet. If it stays so, interrupt the kernel (■): the epochs that are done are kept.";
    }, 10000);
  };
  find(".ep-again").onclick = () => source.again();

  function update() {  // what the source gives has changed
    const {runs, progress} = source;
    all = [...new Set(runs.flatMap(run => run.epochs))].sort((a, b) => a - b);
    if (state.epoch !== null && !all.includes(state.epoch)) state.epoch = null;
    root.classList.toggle("ep-two", runs.length > 1);
    if (rows.length !== runs.length) {
      rows = runs.map(() => Object.assign(document.createElement("div"), {className: "ep-one", innerHTML: PREVIEW_RUN_HTML}));
      find(".ep-runs").replaceChildren(...rows);
      rows.forEach(listen);
    }
    runs.forEach((run, i) => { Object.assign(find(".ep-run b", rows[i]), {textContent: run.title}).style.borderColor = run.colour ?? ""; });
    const running = ["training", "stopping"].includes(progress?.state), stop = find(".ep-stop");
    find(".ep-line").textContent = progress?.line ?? "";
    find(".ep-head").hidden = !progress?.line && !source.again;
    root.dataset.state = progress?.state ?? "";
    find(".ep-bar").hidden = !running;
    find(".ep-bar i").style.width = 100 * (progress?.share ?? 0) + "%";
    find(".ep-bar").setAttribute("aria-valuenow", Math.round(100 * (progress?.share ?? 0)));
    stop.hidden = !source.stop || !running;
    if (progress?.state === "stopping") { stop.disabled = true; stop.textContent = "Stops after this epoch"; }
    find(".ep-again").hidden = !source.again || running;
    if (find(".ep-curves").dataset.of !== source.curves) {
      find(".ep-curves").innerHTML = source.curves;
      find(".ep-curves").dataset.of = source.curves;
    }
    find(".ep-note").textContent = source.note ?? "";
    choices();
    return show();
  }
  update();
  return {update, close: () => { gone = true; clearInterval(state.playing); }};
}

// A page carries its pictures, and needs nothing else.
function previewPages(ident, data) {
  for (const root of document.querySelectorAll(`[data-preview="${ident}"]:not([data-ready])`)) {
    root.dataset.ready = "";
    preview(root, {...data, state: undefined, picture: (run, name) => data.pictures[run][name]});
  }
}
