// The result on the screen: zoom and pan, the brushes, parts that are dropped or kept, the person moved and scaled, undo and redo.
import { applyStroke, AS_IT_IS, combine, partAt, stroke } from "./edits.js";
import { $, say } from "./page.js";
import { boxOf, frameOf, paint } from "./studio.js";

const LONGEST = 1600; // of what is drawn on the screen, in pixels
const UNDO_BYTES = 64e6; // what undo may hold, of all photos
const MOST_ZOOM = 16;
const NOWHERE = { x: 0, y: 0, scale: 1 };

let doc = null; // the photo that is shown
let look = null; // how it is to look: the settings of the page
let picture = null; // the chosen background
let zoom = 1, centre = { x: 0.5, y: 0.5 }; // the middle of what is seen, as shares of the frame
let tool = "compare";
let cursor = null; // where the keyboard's brush is, in the canvas
let onChange = () => {};
let asked = 0;
const histories = new Set(); // what each photo can undo and redo, { undo, redo }, the one that was added to last at the end

function canvasOf(width, height, image) {
  const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d", { willReadFrequently: true });
  if (image instanceof ImageData) context.putImageData(image, 0, 0);
  else if (image) context.drawImage(image, 0, 0, width, height);
  return canvas;
}

function smaller(canvas) {
  const scale = Math.min(1, LONGEST / Math.max(canvas.width, canvas.height));
  if (scale === 1) return canvas;
  const small = new OffscreenCanvas(Math.round(canvas.width * scale), Math.round(canvas.height * scale)), context = small.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(canvas, 0, 0, small.width, small.height);
  return small;
}

export function setUp(settings, changed) {
  look = settings;
  onChange = changed;
}

export const shownItem = () => doc?.item ?? null;

export function clear() {
  doc = null;
  histories.clear();
}

/** A photo is gone, and what it could undo. */
export function forget(item) {
  histories.delete(item.history);
  if (doc?.item === item) doc = null;
}

/** A photo as it is drawn from: its canvas, and a smaller one. */
export function drawn(bitmap) {
  const photo = canvasOf(bitmap.width, bitmap.height, bitmap);
  bitmap.close();
  return { photo, photoSmall: smaller(photo) };
}

/** Show a finished photo: what the worker's `finish` gives, and the photo as `drawn` gives it. The view stays where it was if it is the same photo. */
export function show(item, { width, height, cut }, { photo, photoSmall } = doc) {
  const isSame = doc?.item === item;
  doc = { item, width, height, photo, photoSmall, plain: cut, edit: item.edit, ...(item.history ??= { undo: [], redo: [] }) };
  doc.cut = canvasOf(width, height, new ImageData(cut, width, height));
  doc.small = smaller(doc.cut);
  if (doc.edit) recombine({ left: 0, top: 0, right: width, bottom: height });
  measure();
  if (!isSame) fit();
  draw();
  onChange();
}

/** Show a photo that is being worked on. */
export function showPhoto(bitmap, width, height) {
  doc = null;
  for (const id of ["before", "after"]) Object.assign($(id), { width: bitmap.width, height: bitmap.height });
  $("before").getContext("2d").drawImage(bitmap, 0, 0);
  $("view").style.setProperty("--ratio", width / height);
}

export function setBlurred(bitmap) {
  if (doc) doc.blurred = bitmap;
  draw();
}

export function setPicture(bitmap) {
  picture?.close();
  picture = bitmap;
  draw();
}

export const chosenPicture = () => picture;
export const frame = () => frameOf(doc, doc.box, look, doc.item.place);

// ── Drawing ──

/** Where the frame lies in the canvas. */
function viewOf(wide, { width, height }) {
  const scale = $("after").width / width * zoom;
  return { scale, x: $("after").width / 2 - centre.x * width * scale, y: $("after").height / 2 - centre.y * height * scale };
}

export function draw() {
  if (!asked) asked = requestAnimationFrame(drawNow);
}

export function drawNow() {
  cancelAnimationFrame(asked);
  asked = 0;
  if (!doc) return;
  const now = frame(), scale = Math.min(1, LONGEST / Math.max(now.width, now.height)), [before, after] = [$("before"), $("after")];
  const width = Math.max(1, Math.round(now.width * scale)), height = Math.max(1, Math.round(now.height * scale));
  if (after.width !== width || after.height !== height) for (const canvas of [before, after]) Object.assign(canvas, { width, height });
  $("view").style.setProperty("--ratio", now.width / now.height);
  const view = viewOf(width, now), isClose = view.scale * now.person.scale > 1.02 * doc.small.width / doc.width;
  const context = after.getContext("2d"), other = before.getContext("2d");
  context.clearRect(0, 0, width, height);
  paint(context, { cut: isClose ? doc.cut : doc.small, blurred: doc.blurred, picture, width: doc.width, height: doc.height }, now, look, view);
  other.clearRect(0, 0, width, height);
  if (tool !== "compare") return;
  other.imageSmoothingQuality = "high";
  const at = view.scale * now.base.scale;
  other.drawImage(isClose ? doc.photo : doc.photoSmall, view.x + now.base.x * view.scale, view.y + now.base.y * view.scale, doc.width * at, doc.height * at);
}

/** Bring a part of the cut-out up to date with its corrections. */
function recombine({ left, top, right, bottom }) {
  const width = right - left, rows = Math.max(1, Math.floor(2e6 / Math.max(1, width))), context = doc.cut.getContext("2d"), photo = doc.photo.getContext("2d");
  for (let from = top; from < bottom && width > 0; from += rows) {
    const height = Math.min(rows, bottom - from), data = new Uint8ClampedArray(width * height * 4), edit = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const start = (from + y) * doc.width + left;
      data.set(doc.plain.subarray(start * 4, (start + width) * 4), y * width * 4);
      edit.set(doc.edit.subarray(start, start + width), y * width);
    }
    combine(data, photo.getImageData(left, from, width, height).data, edit, width * height);
    context.putImageData(new ImageData(data, width, height), left, from);
  }
  if (doc.small === doc.cut) return;
  const scale = doc.small.width / doc.width, small = doc.small.getContext("2d");
  const x = Math.floor(left * scale) - 1, y = Math.floor(top * scale) - 1, wide = Math.ceil(right * scale) + 1 - x, tall = Math.ceil(bottom * scale) + 1 - y;
  small.clearRect(x, y, wide, tall);
  small.drawImage(doc.cut, x / scale, y / scale, wide / scale, tall / scale, x, y, wide, tall);
}

/** The box of the person, with all corrections. */
function measure() {
  doc.box = null;
  const context = doc.cut.getContext("2d");
  if (!doc.edit) doc.box = boxOf(doc.plain, doc.width, doc.height);
  else for (let top = 0; top < doc.height; top += 256) doc.box = boxOf(context.getImageData(0, top, doc.width, Math.min(256, doc.height - top)).data, doc.width, Math.min(256, doc.height - top), top, doc.box);
}

// ── Zoom and pan ──

function hold() {
  const half = 0.5 / zoom;
  centre = { x: Math.min(1 - half, Math.max(half, centre.x)), y: Math.min(1 - half, Math.max(half, centre.y)) };
  $("zoomValue").textContent = `${Math.round(zoom * 100)} %`;
  $("zoomOut").disabled = zoom <= 1;
  $("zoomIn").disabled = zoom >= MOST_ZOOM;
  draw();
}

export function fit() {
  zoom = 1;
  centre = { x: 0.5, y: 0.5 };
  hold();
}

/** Zoom by a factor, around a point of the canvas. */
export function zoomBy(factor, at = { x: $("after").width / 2, y: $("after").height / 2 }) {
  const before = zoom, { width, height } = $("after");
  zoom = Math.min(MOST_ZOOM, Math.max(1, zoom * factor));
  const step = 1 / before - 1 / zoom;
  centre = { x: centre.x + (at.x / width - 0.5) * step, y: centre.y + (at.y / height - 0.5) * step };
  hold();
}

function panBy(dx, dy) {
  centre = { x: centre.x - dx / $("after").width / zoom, y: centre.y - dy / $("after").height / zoom };
  hold();
}

/** A point of the page in the canvas. */
function canvasPoint({ clientX, clientY }) {
  const { left, top, width, height } = $("after").getBoundingClientRect();
  return { x: (clientX - left) / width * $("after").width, y: (clientY - top) / height * $("after").height };
}

/** A point of the canvas in the photo. */
function photoPoint({ x, y }) {
  const now = frame(), view = viewOf($("after").width, now);
  return { x: ((x - view.x) / view.scale - now.person.x) / now.person.scale, y: ((y - view.y) / view.scale - now.person.y) / now.person.scale };
}

// ── Undo and redo ──

const sizeOf = ({ data }) => data?.length ?? 0;

function remember(entry) {
  const { history } = doc.item;
  history.undo.push(entry);
  history.redo.length = 0;
  histories.delete(history);
  histories.add(history);
  let all = 0;
  for (const { undo: back, redo: forth } of histories) for (const one of [...back, ...forth]) all += sizeOf(one);
  for (const one of histories) all = shorten(one, all, one === history ? 1 : 0);
}

/** Let go of the oldest steps, down to `least`, while all photos' steps hold too much: `all` bytes. Gives what they hold then. */
function shorten({ undo: back, redo: forth }, all, least) {
  while (all > UNDO_BYTES && back.length + forth.length > least) all -= sizeOf((back.length ? back : forth).shift());
  return all;
}

function rectOf(edit, { left, top, right, bottom }) {
  const width = right - left, data = new Uint8Array(width * (bottom - top));
  for (let y = top; y < bottom; y++) data.set(edit.subarray(y * doc.width + left, y * doc.width + right), (y - top) * width);
  return data;
}

function swap(from, to) {
  const entry = from.pop();
  if (!entry) return;
  if (entry.place) {
    to.push({ place: doc.item.place });
    doc.item.place = entry.place;
  } else {
    to.push({ rect: entry.rect, data: rectOf(doc.edit, entry.rect) });
    const { left, top, right, bottom } = entry.rect, width = right - left;
    for (let y = top; y < bottom; y++) doc.edit.set(entry.data.subarray((y - top) * width, (y - top + 1) * width), y * doc.width + left);
    recombine(entry.rect);
    measure();
  }
  draw();
  onChange();
}

export const undo = () => doc && swap(doc.undo, doc.redo);
export const redo = () => doc && swap(doc.redo, doc.undo);
export const can = () => ({ undo: !!doc?.undo.length, redo: !!doc?.redo.length });

function needEdit() {
  doc.edit = doc.item.edit ??= new Uint8Array(doc.width * doc.height).fill(AS_IT_IS);
}

// ── Brushes ──

let drawing = null; // a stroke: { mask, before, rect, last, target }

/** The brush's radius in the photo: as large on the screen at every zoom. */
function radiusOf(pressure = 1) {
  const now = frame(), view = viewOf($("after").width, now), onScreen = $("brushSize").value / 2 * $("after").width / ($("after").getBoundingClientRect().width || 1);
  return Math.max(0.7, onScreen * pressure / (view.scale * now.person.scale));
}

function beginStroke(point, pressure) {
  needEdit();
  drawing = { mask: new Uint8Array(doc.edit.length), before: doc.edit.slice(), rect: null, last: point, target: tool === "restore" ? 255 : 0 };
  goOn(point, pressure);
}

function goOn(point, pressure = 1) {
  const rect = stroke(drawing.mask, doc.width, doc.height, drawing.last, point, radiusOf(pressure), $("brushSoft").value / 100);
  drawing.last = point;
  if (rect.left >= rect.right || rect.top >= rect.bottom) return;
  applyStroke(doc.edit, drawing.before, drawing.mask, drawing.target, doc.width, rect);
  const all = drawing.rect ?? rect;
  drawing.rect = { left: Math.min(all.left, rect.left), top: Math.min(all.top, rect.top), right: Math.max(all.right, rect.right), bottom: Math.max(all.bottom, rect.bottom) };
  recombine(rect);
  draw();
}

function endStroke() {
  const { rect, before } = drawing;
  drawing = null;
  if (!rect) return;
  remember({ rect, data: rectOf(before, rect) });
  measure();
  draw();
  onChange();
}

/** Take back a stroke that has only begun: a second finger has come down. */
function dropStroke() {
  const { rect, before } = drawing;
  drawing = null;
  if (!rect) return;
  doc.edit.set(before);
  recombine(rect);
  draw();
}

/** Drop the part of the cut-out around a point, or bring it back. */
function pick(point) {
  const x = Math.floor(point.x), y = Math.floor(point.y);
  if (x < 0 || y < 0 || x >= doc.width || y >= doc.height) return;
  const part = partAt(doc.plain, doc.width, doc.height, x, y);
  if (!part) return onChange("nothingThere");
  needEdit();
  const wide = part.right - part.left, rect = { left: part.left, top: part.top, right: part.right, bottom: part.bottom };
  const value = doc.edit[y * doc.width + x] < AS_IT_IS / 2 ? AS_IT_IS : 0;
  remember({ rect, data: rectOf(doc.edit, rect) });
  for (let v = part.top, at = 0; v < part.bottom; v++) for (let u = 0; u < wide; u++, at++) if (part.mask[at]) doc.edit[v * doc.width + part.left + u] = value;
  recombine(rect);
  measure();
  draw();
  onChange(value ? "partKept" : "partDropped");
}

// ── The person's place ──

let moving = null; // where the person was

function moveTo(place) {
  doc.item.place = { x: place.x, y: place.y, scale: Math.min(8, Math.max(0.1, place.scale)) };
  draw();
}

export function scalePerson(scale) {
  if (!doc) return;
  moving ??= doc.item.place;
  moveTo({ ...doc.item.place, scale });
}

export function endMove() {
  if (moving && doc) remember({ place: moving });
  moving = null;
  onChange();
}

export function resetPlace() {
  if (!doc) return;
  moving = doc.item.place;
  moveTo(NOWHERE);
  endMove();
}

// ── Mouse, pen and touch ──

const pointers = new Map();
let pinch = null;

function pinchOf() {
  const [a, b] = [...pointers.values()];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) };
}

const pressureOf = ({ pointerType, pressure }) => (pointerType === "pen" ? 0.4 + 0.6 * pressure : 1);

function down(event) {
  if (!doc || event.pointerType === "mouse" && ![0, 1].includes(event.button)) return;
  event.preventDefault();
  $("surface").focus({ preventScroll: true });
  $("surface").setPointerCapture(event.pointerId);
  const point = canvasPoint(event);
  pointers.set(event.pointerId, { ...point, hand: event.button === 1 });
  if (pointers.size === 2) {
    if (drawing) dropStroke();
    pinch = pinchOf();
  } else if (pointers.size === 1 && event.button !== 1) {
    if (tool === "erase" || tool === "restore") beginStroke(photoPoint(point), pressureOf(event));
    if (tool === "place") moving = doc.item.place;
  }
}

function move(event) {
  const point = canvasPoint(event), before = pointers.get(event.pointerId);
  cursor = point;
  showBrush(event.pointerType !== "touch");
  if (!before || !doc) return;
  pointers.set(event.pointerId, { ...before, ...point });
  if (pinch) {
    if (pointers.size < 2) return;
    const now = pinchOf();
    zoomBy(now.apart / pinch.apart, pinch);
    panBy(now.x - pinch.x, now.y - pinch.y);
    pinch = now;
  } else if (drawing) {
    for (const part of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) goOn(photoPoint(canvasPoint(part)), pressureOf(part));
  } else if (tool === "hand" || before.hand) panBy(point.x - before.x, point.y - before.y);
  else if (tool === "place" && moving) {
    const now = frame(), { scale } = viewOf($("after").width, now), { x, y, scale: own } = doc.item.place;
    moveTo({ x: x + (point.x - before.x) / scale / now.width, y: y + (point.y - before.y) / scale / now.height, scale: own });
  }
}

function up(event) {
  const before = pointers.get(event.pointerId);
  if (!pointers.delete(event.pointerId) || !doc) return;
  if (drawing) endStroke();
  else if (tool === "place" && moving) endMove();
  else if (tool === "pick" && !pinch && !before.hand && event.type === "pointerup") pick(photoPoint(canvasPoint(event)));
  if (!pointers.size) pinch = null;
}

function wheel(event) {
  if (!doc || !event.ctrlKey && zoom === 1) return; // a wheel alone scrolls the page, until there is something to pan
  event.preventDefault();
  if (event.ctrlKey) zoomBy(Math.exp(-event.deltaY / (event.deltaMode ? 10 : 200)), canvasPoint(event));
  else panBy(-event.deltaX, -event.deltaY);
}

/** The circle of the brush, and the keyboard's cross. */
function showBrush(isSeen = true) {
  const brush = $("brush"), { width, height } = $("after").getBoundingClientRect(), isBrush = ["erase", "restore"].includes(tool);
  brush.hidden = !isSeen || !cursor || !(isBrush || tool === "pick");
  if (brush.hidden) return;
  const size = isBrush ? Number($("brushSize").value) : 16;
  Object.assign(brush.style, { left: `${cursor.x / $("after").width * width}px`, top: `${cursor.y / $("after").height * height}px`, width: `${size}px`, height: `${size}px` });
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** All that mouse and fingers do can be done by keys, where the surface has the focus. */
function key(event) {
  if (!doc || event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = ARROWS[event.key], { width, height } = $("after"), step = Math.max(width, height) / (event.shiftKey ? 10 : 50);
  if (arrow && tool === "hand") panBy(-arrow[0] * step, -arrow[1] * step);
  else if (arrow && tool === "place") {
    const { x, y, scale } = doc.item.place, before = doc.item.place;
    moveTo({ x: x + arrow[0] * (event.shiftKey ? 0.1 : 0.01), y: y + arrow[1] * (event.shiftKey ? 0.1 : 0.01), scale });
    remember({ place: before });
    onChange();
  } else if (arrow) {
    cursor ??= { x: width / 2, y: height / 2 };
    cursor = { x: Math.min(width, Math.max(0, cursor.x + arrow[0] * step)), y: Math.min(height, Math.max(0, cursor.y + arrow[1] * step)) };
    showBrush();
  } else if ([" ", "Enter"].includes(event.key)) {
    cursor ??= { x: width / 2, y: height / 2 };
    if (tool === "pick") pick(photoPoint(cursor));
    else if (["erase", "restore"].includes(tool)) {
      beginStroke(photoPoint(cursor));
      endStroke();
    }
    showBrush();
  } else if (event.key === "+" || event.key === "=") zoomBy(1.25, cursor ?? undefined);
  else if (event.key === "-") zoomBy(0.8, cursor ?? undefined);
  else if (event.key === "0") fit();
  else if (event.key === "[" || event.key === "]") {
    $("brushSize").value = Number($("brushSize").value) + (event.key === "]" ? 4 : -4);
    showBrush();
  } else return;
  event.preventDefault();
}

export function setTool(name) {
  tool = name;
  $("view").dataset.tool = name;
  $("surface").setAttribute("aria-label", say(`${name}Hint`));
  $("surface").dataset.label = `${name}Hint`;
  showBrush(false);
  draw();
}

for (const [name, action] of Object.entries({ pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, keydown: key })) $("surface").addEventListener(name, action);
$("surface").addEventListener("pointerleave", () => showBrush(false));
$("surface").addEventListener("blur", () => showBrush(false));
$("view").addEventListener("wheel", wheel, { passive: false });
