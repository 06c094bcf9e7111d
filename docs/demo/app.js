// The page: takes photos, shows what becomes of them, gives them back. What is done with a photo stands in extract.js and refine.js.
import { extract } from "./extract.js";
import { MESSAGES } from "./messages.js";
import { backends, fetchModel, start } from "./network.js";
import { openPhoto, PhotoError, pixelsOf } from "./photos.js";
import { blurredBackground, feathered, foregroundColours } from "./refine.js";

const $ = (id) => document.getElementById(id);
const NAMES = { webgpu: "WebGPU", webgl: "WebGL", wasm: "WebAssembly" };
const COLOURS = { white: "#ffffff", black: "#000000", sand: "#e9e4d8", amber: "#f4b740", red: "#e2574c", blue: "#4c6ee2", green: "#2f9e6e" };
const PREVIEW = 1600; // longer side of what is shown, in pixels
const FEATHER = 0.02; // the widest feather, as a share of the photo's longer side

let language = "en";
let engine; // a promise of the network that is in use
let artifacts; // the model as it was fetched
let isStarting = true; // whether a back end is being started
let job = 0; // counts what was asked for, so that an answer that comes too late is dropped
let shown = null; // the photo that is shown: { name, pixels, alpha, cut, before }
let picture = null; // the chosen background, an ImageBitmap
let said = null; // the status as [key, values], so that it can be said in the other language

// ── Words ──

function say(key, values = {}) {
  return MESSAGES[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

function status(key, values) {
  said = [key, values];
  $("status").textContent = say(key, values);
}

function problem(key, values) {
  $("problem").hidden = !key;
  $("problem").textContent = key ? say(key, values) : "";
  if (key) $("problem").scrollIntoView({ block: "nearest" });
}

function speak(which) {
  language = which;
  document.documentElement.lang = $("language").value = which;
  document.title = `${say("title")} · Human Extractor`;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  for (const element of document.querySelectorAll("[data-alt]")) element.alt = say(element.dataset.alt);
  if (said) status(...said);
  showFeather();
}

/** What was stored in this browser, where it lets a page store something. */
function stored(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

// ── The engine ──

function progress(share) {
  $("progress").classList.toggle("idle", share === null);
  if (share !== null) $("progress").value = share;
}

/** Close the page's connections: a policy that is added can only forbid more. */
function seal() {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = "connect-src blob:; img-src blob: data:; media-src blob:";
  document.head.append(policy);
  const words = $("seal").querySelector("span");
  words.textContent = say(words.dataset.text = "sealed");
}

/** The first of the back ends that works. */
async function firstOf(names) {
  for (const [i, name] of names.entries()) {
    status("starting", { backend: NAMES[name] });
    try {
      const network = await start(artifacts, name);
      $("backend").value = name;
      return network;
    } catch (error) {
      if (i === names.length - 1) throw error;
      problem("backendFailed", { backend: NAMES[name], other: NAMES[names[i + 1]] });
    }
  }
}

async function load() {
  const megabytes = (n) => (n / 1e6).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const report = (done, all) => {
    status("loading", { done: megabytes(done), all: megabytes(all) });
    progress(done / all);
  };
  const sample = $("sample").querySelector("img");
  [artifacts] = await Promise.all([fetchModel(report), sample.decode()]);
  seal();
  const asked = new URLSearchParams(location.search).get("backend"), names = await backends(asked);
  for (const name of names) $("backend").add(new Option(NAMES[name], name));
  const network = await firstOf(names.includes(asked) ? [asked, ...names.filter((name) => name !== asked)] : names);
  isStarting = false;
  lock();
  if (document.body.dataset.state === "empty") status("ready");
  progress(null);
  return network;
}

/** No other engine is chosen while one starts or works. */
function lock() {
  $("backend").disabled = isStarting || document.body.dataset.state === "working";
}

async function switchTo(name) {
  const before = await engine, wasLive = camera;
  if (wasLive) leaveCamera();
  isStarting = true;
  lock();
  problem(null);
  before.dispose();
  engine = firstOf([name, ...(name === "wasm" ? [] : ["wasm"])]);
  try {
    await engine;
    if (shown) await cutOut(shown);
    else if (wasLive) startCamera();
    else status("ready");
  } catch (error) {
    problem("failed", { why: error.message });
  } finally {
    isStarting = false;
    lock();
    $("backend").focus();
  }
}

// ── A photo ──

function state(name) {
  document.body.dataset.state = name;
  $("start").hidden = name !== "empty";
  $("view").hidden = !["working", "result"].includes(name);
  $("controls").hidden = !["result", "live"].includes(name);
  $("camera").hidden = name !== "live";
  lock();
}

/** Draw a picture so that it covers a canvas. */
function cover(context, image, { width, height }) {
  const scale = Math.max(width / image.width, height / image.height);
  context.drawImage(image, (width - image.width * scale) / 2, (height - image.height * scale) / 2, image.width * scale, image.height * scale);
}

function canvasOf(pixels) {
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas;
}

const background = () => document.querySelector("[name=background]:checked").value;

/** Put the chosen background and the cut-out into a canvas. */
function compose(canvas, cut, blurred) {
  const context = canvas.getContext("2d"), chosen = background();
  context.imageSmoothingQuality = "high";
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (chosen === "colour") {
    context.fillStyle = $("colour").value;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  if (chosen === "picture" && picture) cover(context, picture, canvas);
  if (chosen === "blur" && blurred) context.drawImage(blurred, 0, 0, canvas.width, canvas.height);
  context.drawImage(cut, 0, 0, canvas.width, canvas.height);
}

/** A canvas as large as the photo, but no larger than is useful for looking at it. */
function preview(canvas, { width, height }) {
  const scale = Math.min(1, PREVIEW / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
}

async function blurredOf(pixels, alpha) {
  return background() === "blur" ? canvasOf(await blurredBackground(pixels, alpha, $("blur").value / 100 * 0.12)) : null;
}

let painting = 0; // how many changes of the result are being worked on

/** Say that the result is about to change, until it has. */
async function busy(work) {
  painting++;
  $("stage").setAttribute("aria-busy", "true");
  try {
    await work;
  } catch (error) {
    problem("failed", { why: error.message });
  } finally {
    if (!--painting) $("stage").removeAttribute("aria-busy");
  }
}

async function repaint() {
  if (!shown?.cut) return;
  const photo = shown, blurred = await blurredOf(photo.pixels, photo.alpha);
  if (photo !== shown) return;
  photo.blurred = blurred;
  preview($("after"), photo.pixels);
  compose($("after"), photo.cut, blurred);
}

/** The widest feather is a share of the photo, so that it looks the same on a small one and a large one. */
function featherRadius() {
  return shown ? Math.round($("feather").value / 100 * FEATHER * Math.max(shown.pixels.width, shown.pixels.height)) : 0;
}

function showFeather() {
  $("featherValue").textContent = say("featherValue", { pixels: featherRadius() });
}

async function refeather() {
  showFeather();
  const mine = ++job, photo = shown, radius = featherRadius(), { width, height } = photo.pixels;
  const alpha = radius ? await feathered(photo.alpha, width, height, radius) : photo.alpha;
  if (mine !== job) return;
  const cut = await foregroundColours(photo.pixels, photo.alpha, alpha);
  if (mine !== job) return;
  photo.cut = canvasOf(cut);
  await repaint();
}

function showBefore(pixels) {
  preview($("before"), pixels);
  preview($("after"), pixels);
  const context = $("before").getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(canvasOf(pixels), 0, 0, $("before").width, $("before").height);
}

function slide(share) {
  $("slider").value = share;
  $("view").style.setProperty("--share", share);
}

/** From the whole photo to half of it, so that one sees what has changed. */
function reveal(mine) {
  const began = performance.now(), still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const step = (now) => {
    if (mine !== job) return;
    const t = still ? 1 : Math.min(1, Math.max(0, now - began) / 900);
    slide(Math.round(100 - 50 * (1 - (1 - t) ** 3)));
    if (t < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

async function cutOut({ name, pixels }, began = performance.now()) {
  const mine = ++job;
  shown = null;
  state("working");
  showBefore(pixels);
  const network = await engine;
  if (mine !== job) return;
  const onLook = (look) => {
    if (mine !== job) return;
    if (look < 3) status("look", { look: look + 1 });
    else status("refining");
    progress((look + 1) / 5);
  };
  onLook(0);
  const alpha = await extract(pixels, network, 3, onLook);
  if (mine !== job) return;
  const cut = await foregroundColours(pixels, alpha);
  if (mine !== job) return;
  shown = { name, pixels, alpha, cut: canvasOf(cut) };
  $("feather").value = 0;
  showFeather();
  await repaint();
  if (mine !== job) return;
  state("result");
  if (document.activeElement === document.body) $("slider").focus({ preventScroll: true }); // what had the focus is gone
  progress(null);
  reveal(mine);
  const seconds = (performance.now() - began) / 1000, { width, height } = pixels;
  document.body.dataset.seconds = seconds.toFixed(3);
  status("done", { seconds: seconds.toLocaleString(language, { maximumFractionDigits: 1 }), width, height });
  problem(alpha.some((value) => value > 127) ? null : "nobody");
}

/** Take a photo from a file; what is wrong with it is said, and what was shown before stays. */
async function take(file, name) {
  if (!file) return;
  const began = performance.now(), mine = ++job, before = document.body.dataset.state;
  problem(null);
  stopCamera();
  status("opening");
  try {
    const photo = await openPhoto(file, name);
    if (mine === job) await cutOut(photo, began);
  } catch (error) {
    if (mine !== job && !(error instanceof PhotoError)) return;
    progress(null);
    state(shown ? "result" : "empty");
    status("ready");
    if (error instanceof PhotoError) problem(error.reason, error.values);
    else if (!artifacts) problem("loadFailed", { why: error.message });
    else problem("failed", { why: error.message });
  }
}

/** The picture on the canvas of the sample's button is already here: nothing is fetched. */
async function takeSample() {
  const began = performance.now(), image = $("sample").querySelector("img");
  problem(null);
  try {
    await image.decode();
    await cutOut({ name: "astronaut.jpg", pixels: pixelsOf(image, image.naturalWidth, image.naturalHeight) }, began);
  } catch (error) {
    state("empty");
    problem(artifacts ? "failed" : "loadFailed", { why: error.message });
  }
}

async function download() {
  const { name, pixels, cut, blurred } = shown, canvas = new OffscreenCanvas(pixels.width, pixels.height);
  compose(canvas, cut, blurred);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await canvas.convertToBlob({ type: "image/png" }));
  link.download = `${name.replace(/\.[^.]*$/, "")}-person.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// ── The camera ──

let camera = null; // { stream, video }

function stopCamera() {
  if (!camera) return;
  for (const track of camera.stream.getTracks()) track.stop();
  camera = null;
}

async function startCamera() {
  problem(null);
  const mine = ++job;
  let stream;
  try {
    if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } } });
  } catch (error) {
    const why = { NotAllowedError: "cameraRefused", NotFoundError: "cameraMissing", OverconstrainedError: "cameraMissing" }[error.name] ?? "cameraBusy";
    return problem("noCamera", { why: say(why) });
  }
  const video = document.createElement("video");
  Object.assign(video, { srcObject: stream, muted: true, playsInline: true });
  camera = { stream, video };
  $("camera").classList.toggle("mirrored", stream.getVideoTracks()[0].getSettings().facingMode !== "environment");
  try {
    await video.play();
    const network = await engine;
    if (mine !== job) return;
    shown = null;
    state("live");
    $("stop").focus();
    await follow(video, network, mine);
  } catch (error) {
    if (mine !== job) return;
    leaveCamera();
    problem("failed", { why: error.message });
  }
}

/** Cut out picture after picture, with one look each, until something else is asked for. */
async function follow(video, network, mine) {
  const scale = Math.min(1, 640 / Math.max(video.videoWidth, video.videoHeight));
  const width = Math.round(video.videoWidth * scale), height = Math.round(video.videoHeight * scale);
  Object.assign($("camera"), { width, height });
  for (let fps = 0, last = performance.now(); mine === job && camera;) {
    const pixels = pixelsOf(video, width, height), alpha = await extract(pixels, network, 1);
    const blurred = await blurredOf(pixels, alpha);
    if (mine !== job || !camera) return;
    for (let i = 0; i < alpha.length; i++) pixels.data[i * 4 + 3] = alpha[i];
    compose($("camera"), canvasOf(pixels), blurred);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    fps = fps ? 0.8 * fps + 200 / (now - last) : 1000 / (now - last);
    last = now;
    if (mine === job) status("liveOn", { fps: fps.toLocaleString(language, { maximumFractionDigits: fps < 10 ? 1 : 0 }) });
  }
}

function leaveCamera() {
  job++;
  stopCamera();
  state("empty");
  status("ready");
  $("live").focus();
}

async function snapshot() {
  const { video } = camera, pixels = pixelsOf(video, video.videoWidth, video.videoHeight);
  stopCamera();
  await cutOut({ name: "camera.png", pixels }).catch((error) => problem("failed", { why: error.message }));
}

// ── What the visitor does ──

function onFile(input, use) {
  $(input).addEventListener("change", () => {
    const [file] = $(input).files;
    $(input).value = ""; // so that the same file can be chosen again
    if (file) use(file);
  });
}

async function takePicture(file) {
  problem(null);
  try {
    const { pixels } = await openPhoto(file);
    picture?.close();
    picture = await createImageBitmap(pixels);
    await repaint();
  } catch (error) {
    if (!(error instanceof PhotoError)) throw error;
    problem(error.reason, error.values);
  }
}

function chooseBackground() {
  for (const detail of document.querySelectorAll(".detail")) detail.hidden = detail.dataset.for !== background();
  busy(repaint());
}

function chooseColour() {
  for (const button of $("colours").children) button.setAttribute("aria-pressed", button.value === $("colour").value);
  busy(repaint());
}

onFile("photoFile", take);
onFile("cameraFile", take);
onFile("pictureFile", (file) => busy(takePicture(file)));
$("choose").addEventListener("click", () => $("photoFile").click());
$("take").addEventListener("click", () => $("cameraFile").click());
$("choosePicture").addEventListener("click", () => $("pictureFile").click());
$("sample").addEventListener("click", takeSample);
$("live").addEventListener("click", startCamera);
$("stop").addEventListener("click", leaveCamera);
$("snapshot").addEventListener("click", snapshot);
$("download").addEventListener("click", download);
$("another").addEventListener("click", () => {
  job++;
  shown = null;
  problem(null);
  state("empty");
  status("ready");
  $("choose").focus();
});
$("slider").addEventListener("input", () => slide($("slider").value));
for (const radio of document.querySelectorAll("[name=background]")) {
  radio.addEventListener("change", () => {
    chooseBackground();
    if (radio.value === "picture" && !picture) $("choosePicture").focus();
  });
}
$("colour").addEventListener("input", chooseColour);
$("blur").addEventListener("input", () => busy(repaint()));
$("feather").addEventListener("input", showFeather);
$("feather").addEventListener("change", () => busy(refeather()));
$("backend").addEventListener("change", () => switchTo($("backend").value));
$("language").addEventListener("change", () => {
  speak($("language").value);
  try { localStorage.setItem("language", language); } catch { /* it is asked for again next time */ }
});
for (const [name, value] of Object.entries(COLOURS)) {
  const button = document.createElement("button");
  button.type = "button";
  button.style.background = value;
  button.dataset.label = name;
  button.value = value;
  button.addEventListener("click", () => {
    $("colour").value = value;
    chooseColour();
  });
  $("colours").append(button);
}
chooseColour();
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
  take(event.dataTransfer.files[0]);
});
addEventListener("paste", (event) => take([...event.clipboardData.files][0]));

$("take").hidden = !matchMedia("(pointer: coarse)").matches; // where there is no camera app, the live camera does it
const theme = stored("theme"); // of the documentation around this page
if (["light", "dark"].includes(theme)) document.documentElement.dataset.theme = theme;
const preferred = [stored("language"), ...navigator.languages.map((name) => name.slice(0, 2)), "en"];
speak(preferred.find((name) => name in MESSAGES));
engine = load();
engine.catch((error) => {
  progress(null);
  problem(artifacts ? "failed" : "loadFailed", { why: error.message });
});
