// The page: takes photos, shows what becomes of them, gives them back. What takes time is done by the worker; editor.js shows and corrects.
import * as camera from "./camera.js";
import * as editor from "./editor.js";
import { backends, BACKENDS, Engine, fetchAll } from "./engine.js";
import { MESSAGES } from "./messages.js";
import { filesOf, isModel, readModel } from "./model.js";
import * as offline from "./offline.js";
import { $, give, label, number, problem, problems, progress, problemHere, say, speak, status, store, stored, words } from "./page.js";
import { guard, seal } from "./seal.js";
import { FORMATS, isClear } from "./studio.js";
import { openPhoto } from "./photos.js";
import * as strips from "./strip.js";
import { zipped } from "./zip.js";

guard();

const NAMES = { webgpu: "WebGPU", webgl: "WebGL", wasm: "WebAssembly" };
const COLOURS = { white: "#ffffff", black: "#000000", sand: "#e9e4d8", amber: "#f4b740", red: "#e2574c", blue: "#4c6ee2", green: "#2f9e6e" };
const THEMES = matchMedia("(prefers-color-scheme: dark)").matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"]; // as the documentation around this page has them
const KINDS = { png: "PNG", webp: "WebP", jpeg: "JPEG" };

const look = { // how every result is to look
  background: "transparent", colour: "#ffffff", blur: 35, shadow: 0, outline: 0, outlineColour: "#ffffff", frame: "photo", margin: 8, width: 1080, height: 1080, format: "png", edges: "natural", feather: 0,
};
let engine; // a promise of the worker, its back end started
let worker = null; // the same, once it is there
let ownModel = null; // { name, model }, dropped on the page
let loading = { key: "starting", values: { backend: "" } }; // what the engine is doing, until it is ready
let items = []; // the photos: { id, name, source, state, … }
let batch = []; // those that were asked for since all was done
let current = null; // the one that is shown
let note = null; // what was said last of something that is over, as [key, values]
let pumping = null; // the work on the queue
let ids = 0;
let last = null; // the photo that was shown last as a result

const isDone = (item) => item.state === "done", isLeft = (item) => ["waiting", "working"].includes(item.state);

/** A photo in which nobody was found, and nobody was painted in. */
const isEmpty = (item) => isDone(item) && item.isNobody && !item.edit && !item.packed;

// ── How things stand ──

/** The one place that says how things stand; it says it from what is, not from what was. */
function tell() {
  lock();
  const left = items.filter(isLeft), lines = [];
  buttons(left);
  problemHere(...(current && isEmpty(current) && !camera.isOn() ? [["nobody", { name: current.name }]] : []));
  if (camera.isOn()) return;
  if (loading?.key === "failed") return status();
  const at = batch.length > 1 && left.length ? [["queueAt", { at: batch.length - left.length + 1, all: batch.length }]] : [];
  const working = items.find((item) => item.state === "working");
  if (working && !loading) lines.push(working.step, ...at);
  else if (note && !loading) lines.push(note);
  else if (loading && (left.length || !current)) lines.push([loading.key, loading.values], ...(left.length ? [["thenPhoto", {}]] : []));
  else if (current && isDone(current)) {
    const { seconds, width, height } = current;
    lines.push(isEmpty(current) ? ["doneNobody", {}] : ["done", () => ({ seconds: number(seconds, 1), width, height })]);
  } else lines.push(["ready", () => ({ backend: NAMES[$("backend").value] ?? "" })]);
  status(...lines);
}

/** What can be done with the photos, of which some are left to be cut out. */
function buttons(left) {
  const done = items.filter(isDone).length;
  $("all").hidden = $("strip").hidden = items.length < 2;
  $("all").disabled = !done || left.length > 0;
  $("allText").textContent = say("downloadAll", { n: done });
  $("cancel").hidden = !left.length && !zipping;
}

function state(name) {
  document.body.dataset.state = name;
  $("start").hidden = name !== "empty";
  $("view").hidden = !["working", "result"].includes(name);
  $("tools").hidden = name !== "result";
  $("controls").hidden = !["result", "live"].includes(name);
  $("camera").hidden = name !== "live";
}

const isBusy = () => !!loading || items.some((item) => item.state === "working");

/** No other engine is chosen while one starts or works. */
function lock() {
  $("backend").disabled = $("ownModel").disabled = isBusy() || camera.isOn();
  $("oldModel").hidden = !ownModel;
  $("oldModel").disabled = $("backend").disabled;
}

/** What to say of an error: where the model is missing, all that fails fails by that. */
const faultOf = (error) => (error.reason ? [error.reason, error.values] : [loading?.fault ?? "failed", { why: error.message }]);

const failed = (error) => problem(faultOf(error));

// ── The engine ──

/** The first of the back ends that works. */
async function firstOf(names, model) {
  for (const [i, name] of names.entries()) {
    loading = { key: "starting", values: { backend: NAMES[name] } };
    tell();
    try {
      await worker.start(name, model);
      $("backend").value = name;
      return;
    } catch (error) {
      if (i === names.length - 1) throw error;
      problem(["backendFailed", { backend: NAMES[name], other: NAMES[names[i + 1]] }]);
    }
  }
}

async function load() {
  const asked = new URLSearchParams(location.search).get("backend"), names = await backends(asked);
  const missing = BACKENDS.filter((name) => !names.includes(name)).map((name) => NAMES[name]).join(", ");
  $("missing").hidden = !missing;
  $("missing").dataset.names = missing;
  tellMissing();
  const registration = offline.register(), sample = $("sample").querySelector("img");
  const [parts] = await Promise.all([fetchAll(names, (done, all) => {
    if (loading.key === "failed") return; // the other files still come
    loading = { key: "loading", values: () => ({ done: number(done / 1e6, 1), all: number(all / 1e6, 1) }) };
    progress(done / all);
    tell();
  }), sample.decode(), registration]);
  seal();
  label($("seal").querySelector("span"), "sealed");
  for (const name of names) $("backend").add(new Option(NAMES[name], name));
  worker = new Engine(parts);
  await firstOf(names.includes(asked) ? [asked, ...names.filter((name) => name !== asked)] : names);
  if (asked in NAMES && !names.includes(asked)) problem(["backendMissing", { backend: NAMES[asked], other: NAMES[$("backend").value] }]);
  loading = note = null; // what was cancelled meanwhile is over
  document.body.dataset.backend = $("backend").value;
  progress(null);
  tell();
  registration.then(async (found) => {
    const isKept = await offline.keep(found);
    label($("offline"), isKept ? "offlineReady" : "offlineNot");
    document.body.dataset.offline = isKept;
    offline.renew(found, () => {
      label($("offline"), "offlineNew");
    });
  });
  return worker;
}

function tellMissing() {
  $("missing").textContent = say("engineMissing", { names: $("missing").dataset.names });
}

/** Another back end, or another model. */
async function change(name, model, after) {
  problem();
  note = null;
  const isOther = model !== ownModel?.model, before = $("backend").value, rest = [...$("backend").options].map((option) => option.value).filter((other) => other !== name && BACKENDS.indexOf(other) > BACKENDS.indexOf(name));
  engine = (async () => {
    await firstOf([name, ...rest], model);
    return worker;
  })();
  try {
    await engine;
    loading = null;
    after?.();
    for (const item of isOther ? items.filter(isDone) : [current].filter((one) => one && isDone(one))) again(item, note);
  } catch (error) {
    await worker.start(before, ownModel?.model).catch(() => {});
    $("backend").value = before;
    loading = null;
    engine = Promise.resolve(worker);
    if (model && model !== ownModel?.model) problem(["noModel", { name: after.modelName, why: error.message }]);
    else failed(error);
  }
  document.body.dataset.backend = $("backend").value;
  tell();
}

/** Do a photo once more, from the beginning, its corrections kept. */
function again(item, said) {
  Object.assign(item, { state: "waiting", began: performance.now(), note: said });
  pump();
}

async function useModel(files) {
  problem();
  try {
    await engine;
    const found = await readModel(files), after = () => {
      ownModel = found;
      note = ["modelUsed", { name: found.name }];
      $("modelName").textContent = found.name;
    };
    after.modelName = found.name;
    await change($("backend").value, found.model, after);
  } catch (error) {
    failed(error);
  }
}

// ── Photos ──

function stop(item) {
  item.abort?.abort();
  if (item.state !== "done") item.state = "cancelled";
}

/** Take photos: files, or pictures that are decoded. What is wrong with one is said, and what was shown before stays. */
function take(sources) {
  if (!sources.length) return;
  problem();
  note = null;
  leaveCamera();
  const added = sources.map(({ name, source }) => ({ id: ++ids, name: name || "clipboard.png", source, state: "waiting", step: ["opening", {}], place: { x: 0, y: 0, scale: 1 }, began: performance.now(), isFirst: false }));
  added[0].isFirst = true; // it is shown as soon as it can be
  if (!items.some(isLeft)) batch = [];
  batch.push(...added);
  items.push(...added);
  strip();
  pump();
}

const takeFiles = (files) => take(files.map((file) => ({ name: file.name, source: file })));

/** Work through the queue, one after another. */
function pump() {
  pumping ??= (async () => {
    try {
      for (let item; (item = items.find((one) => one.state === "waiting"));) await cutOut(item);
    } finally {
      pumping = null;
      progress(null);
      tell();
    }
  })();
  tell();
  return pumping;
}

const handed = ({ id, name, source, matte }) => ({ id, name, source, matte });

async function cutOut(item) {
  item.state = "working";
  item.step = ["opening", {}];
  item.abort = new AbortController();
  tell();
  mark(item);
  const { signal } = item.abort, onStep = async ({ opened, look: seen }) => {
    if (opened) {
      Object.assign(item, { width: opened.width, height: opened.height });
      item.step = ["look", { look: 1 }];
      strips.thumb(item, opened.preview);
      if (item.isFirst && item.state === "working") {
        current = item;
        state("working");
        editor.showPhoto(opened.preview, opened.width, opened.height);
        strip();
      }
      opened.preview.close();
    } else item.step = seen < 3 ? ["look", { look: seen + 1 }] : ["refining", {}];
    if (item.state !== "working") return;
    progress(((seen ?? 0) + 1) / 5);
    tell();
  };
  try {
    const ready = await Promise.race([engine, new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason)))]);
    Object.assign(item, await ready.call("cut", { item: { ...handed(item), matte: null }, looks: 3 }, { onStep, signal }));
    item.isNobody = !item.matte.small.some((value) => value >= 0.5);
    if (item.isFirst || item === current) await show(item, signal);
    signal.throwIfAborted();
    item.state = "done";
    item.seconds = (performance.now() - item.began) / 1000;
    if (item === current) {
      note = item.note ?? null; // what was said before is of what was before
      reveal(item);
    }
  } catch (error) {
    if (error.name === "AbortError") return;
    item.state = "failed";
    problem(...problems(), faultOf(error));
    drop(item);
  } finally {
    item.isFirst = false;
    mark(item);
  }
}

/** Forget a photo that cannot be used, or is not wanted; what was shown before is shown again. */
function drop(item, said = null) {
  items = items.filter((other) => other !== item);
  editor.forget(item);
  const shown = editor.shownItem(), next = items.find((other) => other === last) ?? items.findLast(isDone), coming = items.find(isLeft);
  if (coming && (item.isFirst || item === current) && !next) coming.isFirst = true;
  if (current === item || !current) {
    current = next ?? null;
    if (!next) state("empty");
    else if (next !== shown) select(next, said);
    else state("result");
  }
  strip();
}

/** Take a photo out of the queue, whatever has become of it. */
function remove(item) {
  const at = items.indexOf(item);
  stop(item);
  batch = batch.filter((other) => other !== item);
  note = ["removed", { name: item.name }];
  drop(item, note);
  const near = (items[at] ?? items.at(-1))?.entry.lastChild; // the focus goes to what is next, where that can be seen
  [near, $("slider"), $("surface"), $("cancel"), $("choose")].find((one) => one?.offsetParent)?.focus({ preventScroll: true });
}

function cancel() {
  const left = items.filter((item) => !isDone(item));
  zipping?.abort();
  if (!left.length) return;
  for (const item of left) {
    stop(item);
    editor.forget(item);
  }
  items = items.filter(isDone);
  note = ["cancelled", {}];
  progress(null);
  const next = items.find((item) => item === last) ?? items.at(-1);
  current = next ?? null;
  if (!next) state("empty");
  else if (next === editor.shownItem()) state("result");
  else select(next, note);
  strip();
  tell();
  (next ? $("slider") : $("choose")).focus({ preventScroll: true });
}

/** Fetch a photo and its cut-out from the worker, and show them. */
async function show(item, signal) {
  let photo = null;
  const onStep = ({ bitmap }) => (photo = editor.drawn(bitmap));
  const finished = await (await engine).call("finish", { item: handed(item), look }, { signal, onStep }), before = editor.shownItem();
  if (before && before !== item) await pack(before);
  await unpack(item);
  signal?.throwIfAborted();
  if (!items.includes(item)) return; // it was removed meanwhile
  current = item;
  last = item;
  state("result");
  editor.show(item, finished, photo);
  strip();
  await blurAnew();
}

/** Show a photo of the queue that is done. */
async function select(item, said = null) {
  current = item;
  strip();
  if (!isDone(item)) return;
  note = said;
  await busy(show(item));
  tell();
}

/** Corrections of a photo that is not shown are kept packed: mostly they are nothing. */
async function pack(item) {
  if (!item.edit) return;
  const stream = new Blob([item.edit]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  item.packed = await new Response(stream).blob();
  item.edit = null;
}

async function unpack(item) {
  if (!item.packed) return;
  item.edit = new Uint8Array(await new Response(item.packed.stream().pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer());
  item.packed = null;
}

/** From the whole photo to half of it, so that one sees what has changed. */
function reveal(item) {
  document.body.dataset.seconds = item.seconds.toFixed(3);
  if (document.activeElement === document.body) $("slider").focus({ preventScroll: true }); // what had the focus is gone
  const began = performance.now(), still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const step = (now) => {
    if (current !== item) return;
    const t = still ? 1 : Math.min(1, Math.max(0, now - began) / 900);
    slide(Math.round(100 - 50 * (1 - (1 - t) ** 3)));
    if (t < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function slide(share) {
  $("slider").value = share;
  $("view").style.setProperty("--share", share);
}

// ── The strip of photos ──

const mark = (item) => strips.mark(item, item === current);

function strip() {
  strips.show(items, current, select, remove);
  tell();
}

// ── The look ──

let painting = 0; // how many changes of the result are being worked on

/** Say that the result is about to change, until it has. */
async function busy(work) {
  painting++;
  $("stage").setAttribute("aria-busy", "true");
  try {
    await work;
  } catch (error) {
    if (error.name !== "AbortError") failed(error);
  } finally {
    editor.drawNow();
    if (!--painting) $("stage").removeAttribute("aria-busy");
  }
}

const changing = {}; // the last change of each kind that the worker was asked for

/** Ask the worker for something that the last request of this kind is no longer wanted for. */
async function latest(kind) {
  changing[kind]?.abort();
  const mine = changing[kind] = new AbortController();
  return (await engine).call(kind, { item: handed(current), look: { ...look }, hasPhoto: true }, { signal: mine.signal });
}

async function blurAnew() {
  if (look.background === "blur" && current && editor.shownItem() === current) editor.setBlurred((await latest("blur")).bitmap);
}

async function finishAnew() {
  if (!current || editor.shownItem() !== current) return;
  const item = current, finished = await latest("finish");
  if (item !== current || editor.shownItem() !== item) return;
  editor.show(item, finished);
  await blurAnew();
}

/** The widest feather is a share of the photo, so that it looks the same on a small one and a large one. */
function showValues() {
  const longer = current?.width ? Math.max(current.width, current.height) : 0;
  $("featherValue").textContent = say("featherValue", { pixels: Math.round($("feather").value / 100 * 0.02 * longer) });
  for (const id of ["margin", "shadow", "outline"]) $(`${id}Value`).textContent = `${$(id).value} %`;
  if (current && editor.shownItem() === current) {
    const { width, height } = editor.frame();
    $("frameSize").textContent = say("frameSize", { width, height });
    $("personScale").value = Math.round(100 * Math.log2(current.place.scale));
    $("scaleValue").textContent = `${Math.round(current.place.scale * 100)} %`;
  }
}

/** The editor has changed something. */
function changed(said) {
  const { undo, redo } = editor.can();
  $("undo").disabled = !undo;
  $("redo").disabled = !redo;
  showValues();
  if (said) note = [said, {}];
  else if (["partDropped", "partKept", "nothingThere", "saved", "copied"].includes(note?.[0])) note = null; // it is of what was before
  tell();
}

const choiceOf = (name) => document.querySelector(`[name=${name}]:checked`).value;

/** Read the settings off the page, and show what they mean. */
function readLook() {
  const before = { ...look };
  Object.assign(look, { background: choiceOf("background"), colour: $("colour").value, frame: $("frame").value, format: $("format").value, edges: $("edges").value, outlineColour: $("outlineColour").value });
  for (const id of ["blur", "shadow", "outline", "margin", "feather"]) look[id] = Number($(id).value);
  for (const id of ["width", "height"]) $(id).value = look[id] = Math.min(8192, Math.max(16, Math.round(Number($(id).value)) || 16));
  for (const detail of document.querySelectorAll(".detail[data-for]")) detail.hidden = detail.dataset.for !== look.background;
  $("sizes").hidden = look.frame !== "custom";
  $("marginRow").hidden = ["photo", "passport"].includes(look.frame);
  $("pictureHint").hidden = !!editor.chosenPicture();
  $("jpegHint").hidden = look.format !== "jpeg" || !isClear(look, editor.chosenPicture());
  for (const button of $("colours").children) button.setAttribute("aria-pressed", button.value === look.colour);
  label($("downloadText"), `download_${look.format}`);
  if (look.frame !== before.frame) editor.fit();
  note = null;
  tell();
  showValues();
  return before;
}

function relook() {
  const before = readLook();
  if (before.edges !== look.edges || before.feather !== look.feather) return busy(finishAnew());
  if (look.background === "blur" && (before.background !== "blur" || before.blur !== look.blur)) return busy(blurAnew());
  editor.draw();
  return busy(new Promise(requestAnimationFrame));
}

let ownColour = null; // the colour that was there before a frame brought its white; null where the visitor has chosen what is behind

const setBackground = (name) => (document.querySelector(`[name=background][value=${name}]`).checked = true);

/** Some frames are meant to be on white: they bring it, and take it along. */
function chooseFrame() {
  const isWhite = ["passport", "product"].includes($("frame").value);
  if (isWhite && choiceOf("background") === "transparent") {
    ownColour = $("colour").value;
    $("colour").value = "#ffffff";
    setBackground("colour");
  } else if (!isWhite && ownColour) {
    $("colour").value = ownColour;
    setBackground("transparent");
    ownColour = null;
  }
  relook();
}

/** The visitor has chosen what is behind: no frame changes it any more. */
function chooseBackground() {
  ownColour = null;
  return relook();
}

async function takePicture(file) {
  problem();
  editor.setPicture(await openPhoto(file));
  relook();
}

// ── Giving it back ──

const nameOf = (item, { format } = look) => `${item.name.replace(/\.[^.]*$/, "")}-person.${format === "jpeg" ? "jpg" : format}`;

async function rendered(item, wanted = { ...look }, signal) {
  await unpack(item);
  const picture = wanted.background === "picture" ? editor.chosenPicture() : null;
  const work = (await engine).call("render", { item: handed(item), look: wanted, edit: item.edit, picture, place: item.place }, { signal });
  if (item !== editor.shownItem()) await pack(item);
  return work;
}

async function download() {
  await busy((async () => {
    const item = current;
    give(await rendered(item), nameOf(item));
    note = ["saved", { name: nameOf(item) }];
  })());
  tell();
}

async function copy() {
  const item = current;
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": rendered(item, { ...look, format: "png" }) })]);
    note = ["copied", {}];
  } catch (error) {
    problem(["copyFailed", { why: error.message }]);
  }
  tell();
}

let zipping = null;

/** All that is done, as it is to look now. A photo that is removed before it is in the zip is left out. */
async function downloadAll() {
  if (zipping) return;
  const wanted = { ...look }, mine = zipping = new AbortController();
  let left = items.filter(isDone), n = 0;
  async function* files() {
    for (; (left = left.filter((item) => items.includes(item))).length; left.shift()) {
      const [item] = left;
      note = ["zipping", { at: n + 1, all: n + left.length }];
      progress(n / (n + left.length));
      tell();
      const blob = await rendered(item, wanted, mine.signal);
      if (!items.includes(item)) continue;
      n++;
      yield [nameOf(item, wanted), blob];
    }
  }
  await busy((async () => {
    const blob = await zipped(files());
    if (!n) return;
    give(blob, "people.zip");
    note = ["zipSaved", () => ({ n, size: number(blob.size / 1e6, 1) })];
  })());
  if (mine.signal.aborted) note = ["cancelled", {}];
  zipping = null;
  progress(null);
  tell();
}

// ── The camera ──

async function startCamera() {
  problem();
  try {
    if (!(await camera.start())) return;
    state("live");
    readLook();
    status(["liveStarts", {}]);
    $("stop").focus();
    await camera.follow(await engine, look, editor.chosenPicture);
  } catch (error) {
    if (!camera.isOn()) return;
    leaveCamera();
    failed(error);
  }
}

function leaveCamera() {
  if (!camera.isOn()) return;
  camera.stop();
  state(current ? "result" : "empty");
  tell();
}

async function snapshot() {
  const picture = await camera.snapshot();
  take([{ name: "camera.png", source: picture }]);
}

// ── What the visitor does ──

/** Back to the beginning, all photos forgotten. */
function restart() {
  for (const item of items) stop(item);
  zipping?.abort();
  items = [];
  current = last = note = null;
  editor.clear();
  resetSettings();
  problem();
  progress(null);
  state("empty");
  strip();
  $("choose").focus();
}

function changeTheme() {
  const { dataset } = document.documentElement;
  dataset.theme = THEMES[(THEMES.indexOf(dataset.theme) + 1) % THEMES.length];
  store("theme", dataset.theme);
}

/** All settings, the tool too, as they stand in the page itself. */
function resetSettings() {
  for (const field of document.querySelectorAll(":is(#controls, #tools) input")) Object.assign(field, { value: field.defaultValue, checked: field.defaultChecked });
  for (const list of document.querySelectorAll("#controls select")) list.selectedIndex = Math.max(0, [...list.options].findIndex((option) => option.defaultSelected));
  ownColour = null;
  editor.setPicture(null);
  chooseTool("compare");
  readLook();
}

function chooseTool(name) {
  editor.setTool(name);
  $("brushes").hidden = !["erase", "restore"].includes(name);
  label($("toolHint"), `${name}Hint`);
}

function onFiles(input, use) {
  $(input).addEventListener("change", () => {
    const files = [...$(input).files];
    $(input).value = ""; // so that the same file can be chosen again
    if (files.length) use(files);
  });
}

async function takeDropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean), plain = [...transfer.files];
  const files = entries.some((entry) => entry.isDirectory) ? (await Promise.all(entries.map(filesOf))).flat() : plain;
  if (isModel(files)) return useModel(files);
  takeFiles(files.length === plain.length ? files : files.filter((file) => file.type.startsWith("image/") || /\.(hei[cf]|jpe?g|png|webp|avif|bmp|gif)$/i.test(file.name)));
}

onFiles("photoFile", takeFiles);
onFiles("cameraFile", takeFiles);
onFiles("pictureFile", ([file]) => busy(takePicture(file)));
onFiles("modelFile", useModel);
onFiles("modelFolder", useModel);
const clicks = {
  choose: () => $("photoFile").click(), more: () => $("photoFile").click(), take: () => $("cameraFile").click(), choosePicture: () => $("pictureFile").click(),
  ownModel: () => $("modelFile").click(), ownFolder: () => $("modelFolder").click(),
  oldModel: () => change($("backend").value, undefined, () => {
    ownModel = null;
    $("modelName").textContent = "";
    note = ["modelBack", {}];
  }),
  live: startCamera, stop: () => {
    leaveCamera();
    $("live").focus();
  },
  snapshot, download, copy, all: downloadAll, another: restart, cancel, theme: changeTheme,
  zoomIn: () => editor.zoomBy(1.5), zoomOut: () => editor.zoomBy(1 / 1.5), zoomFit: editor.fit, undo: editor.undo, redo: editor.redo, resetPlace: editor.resetPlace,
};
for (const [id, action] of Object.entries(clicks)) $(id).addEventListener("click", action);
$("sample").addEventListener("click", async () => {
  const image = $("sample").querySelector("img");
  await image.decode();
  take([{ name: "astronaut.jpg", source: await createImageBitmap(image) }]); // the picture on the button is already here: nothing is fetched
});
$("slider").addEventListener("input", () => slide($("slider").value));
for (const radio of document.querySelectorAll("[name=background]")) {
  radio.addEventListener("change", () => {
    chooseBackground();
    if (radio.value === "picture" && !editor.chosenPicture()) $("choosePicture").focus();
  });
}
$("colour").addEventListener("input", chooseBackground);
for (const id of ["blur", "shadow", "outline", "outlineColour", "margin"]) $(id).addEventListener("input", relook);
for (const id of ["feather", "edges", "format", "width", "height"]) $(id).addEventListener("change", relook);
$("frame").addEventListener("change", chooseFrame);
$("feather").addEventListener("input", showValues);
$("personScale").addEventListener("input", () => {
  editor.scalePerson(2 ** ($("personScale").value / 100));
  $("scaleValue").textContent = `${Math.round(100 * 2 ** ($("personScale").value / 100))} %`;
});
$("personScale").addEventListener("change", editor.endMove);
for (const radio of document.querySelectorAll("[name=tool]")) {
  radio.addEventListener("change", () => chooseTool(radio.value));
}
$("backend").addEventListener("change", () => change($("backend").value, ownModel?.model));
$("language").addEventListener("change", () => {
  speak($("language").value);
  store("language", words.language);
  inLanguage();
});
addEventListener("keydown", (event) => {
  const isField = event.target.closest?.("select, input:is([type=number], [type=color])"); // there Escape closes a list, or takes back what was typed
  if (event.key === "Escape" && !$("cancel").hidden && !isField) cancel();
  if (!(event.ctrlKey || event.metaKey) || document.body.dataset.state !== "result" || /^(text|number)$/.test(event.target.type)) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) editor.redo();
  else editor.undo();
});
for (const kind of ["dragenter", "dragover"]) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    $("stage").classList.add("over");
  });
}
addEventListener("dragleave", (event) => event.relatedTarget || $("stage").classList.remove("over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  $("stage").classList.remove("over");
  takeDropped(event.dataTransfer).catch(failed);
});
addEventListener("paste", (event) => takeFiles([...event.clipboardData.files]));

for (const [name, value] of Object.entries(COLOURS)) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", value });
  button.style.background = value;
  button.dataset.label = name;
  button.addEventListener("click", () => {
    $("colour").value = value;
    chooseBackground();
  });
  $("colours").append(button);
}
for (const name of Object.keys(FORMATS)) $("format").add(new Option(KINDS[name], name));

/** Words that are made of values. */
function inLanguage() {
  showValues();
  tellMissing();
  items.forEach(mark);
  tell();
}

$("take").hidden = !matchMedia("(pointer: coarse)").matches; // where there is no camera app, the live camera does it
$("copy").hidden = typeof ClipboardItem === "undefined" || !navigator.clipboard;
document.documentElement.dataset.theme = THEMES.find((name) => name === stored("theme")) ?? "auto";
const preferred = [stored("language"), ...navigator.languages.map((name) => name.slice(0, 2)), "en"];
editor.setUp(look, changed);
speak(preferred.find((name) => name in MESSAGES));
editor.setTool("compare");
readLook();
state("empty");
engine = load();
engine.catch((error) => {
  loading = { key: "failed", fault: worker ? "failed" : "loadFailed" };
  progress(null);
  failed(error);
  tell();
});
