// The worker: all that takes time. One piece of work after another; one that is cancelled stops at its next rest.
import { extract, fitted } from "./extract.js";
import { combine } from "./edits.js";
import { FACTS } from "./facts.js";
import { start } from "./network.js";
import { openPixels, pixelsOf } from "./photos.js";
import { blurFusion, blurredBackground, feathered, foregroundColours, onRest } from "./refine.js";
import { boxOf, encode, frameOf, paint } from "./studio.js";

const PREVIEW = 1600; // longer side of what is shown while a photo is worked on
const FEATHER = 0.02; // the widest feather, as a share of the photo's longer side
const BLUR = 0.12; // the widest blur of the background, as a share of it

let network = null;
let photo = { id: 0 }; // the last one, opened: { id, pixels, alpha, fused, key }
let current = 0; // the work that is being done
const cancelled = new Set();

class Cancelled extends Error {}

onRest(() => {
  if (cancelled.has(current)) throw new Cancelled();
});

async function open({ id, name, source }) {
  if (photo.id !== id) {
    photo = { id: 0 };
    photo = { id, pixels: await openPixels(source, name) };
  }
  return photo.pixels;
}

async function previewOf(pixels, longest = PREVIEW) {
  const scale = Math.min(1, longest / Math.max(pixels.width, pixels.height));
  return createImageBitmap(pixels, { resizeWidth: Math.max(1, Math.round(pixels.width * scale)), resizeHeight: Math.max(1, Math.round(pixels.height * scale)), resizeQuality: "medium" });
}

/** The matte at the photo's size, with the chosen edge; kept, for what comes next with the same photo. */
async function alphaOf(item, edges) {
  const pixels = await open(item);
  if (photo.key !== edges) {
    photo.alpha = await fitted(pixels, item.matte, edges);
    photo.fused = null;
    photo.key = edges;
  }
  return photo.alpha;
}

const radiusOf = ({ width, height }, feather) => Math.round(feather / 100 * FEATHER * Math.max(width, height));

/** The cut-out, strip by strip: each is handed to `onStrip(data, top)`. */
async function cutOut(item, { edges, feather }, onStrip) {
  const pixels = await open(item), alpha = await alphaOf(item, edges), radius = radiusOf(pixels, feather);
  const shown = radius ? await feathered(alpha, pixels.width, pixels.height, radius) : alpha;
  photo.fused ??= await blurFusion(pixels, alpha); // kept like alpha: no other setting changes it
  await foregroundColours(pixels, alpha, shown, photo.fused, onStrip);
}

const WORK = {
  async start(what) {
    const before = network;
    network = await start(what);
    network.sure = what.isShipped ? FACTS.sure : 0; // of other networks nobody has measured these
    network.unsure = what.isShipped ? FACTS.unsure : 0;
    before?.dispose();
    return { backend: network.backend, width: network.width, height: network.height };
  },

  /** Who is in the photo. */
  async cut({ item, looks }, step) {
    const pixels = await open(item), preview = await previewOf(pixels);
    step({ opened: { width: pixels.width, height: pixels.height, preview } }, [preview]);
    const matte = await extract(pixels, network, looks, (look) => step({ look }));
    photo.key = null; // another network may have another opinion
    return { matte, width: pixels.width, height: pixels.height };
  },

  /** The cut-out at full size, and before it, where the page does not have it yet, the photo: the page draws it meanwhile. */
  async finish({ item, look, hasPhoto }, step) {
    const pixels = await open(item), { width, height } = pixels, cut = new Uint8ClampedArray(width * height * 4);
    const bitmap = hasPhoto ? null : await createImageBitmap(pixels);
    if (bitmap) step({ bitmap }, [bitmap]);
    await cutOut(item, look, (data, top) => cut.set(data, top * width * 4));
    return { width, height, cut, [TRANSFER]: [cut.buffer] };
  },

  /** The photo without its people, blurred and small. */
  async blur({ item, look }) {
    const bitmap = await createImageBitmap(await blurredBackground(await open(item), await alphaOf(item, look.edges), look.blur / 100 * BLUR));
    return { bitmap, [TRANSFER]: [bitmap] };
  },

  /** The finished picture at full size, as a file. */
  async render({ item, look, edit, picture, place }) {
    const pixels = await open(item), { width, height } = pixels;
    const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d", { willReadFrequently: true });
    let box = null;
    await cutOut(item, look, (data, top) => {
      const rows = data.length / width / 4, at = top * width;
      if (edit) combine(data, pixels.data.subarray(at * 4), edit.subarray(at), width * rows);
      box = boxOf(data, width, rows, top, box);
      context.putImageData(new ImageData(data, width, rows), 0, top);
    });
    const blurred = look.background === "blur" ? await createImageBitmap(await blurredBackground(pixels, await alphaOf(item, look.edges), look.blur / 100 * BLUR)) : null;
    const frame = frameOf({ width, height }, box, look, place);
    if (frame.isPlain) return encode(canvas, look);
    const result = new OffscreenCanvas(frame.width, frame.height);
    paint(result.getContext("2d"), { cut: canvas, blurred, picture, width, height }, frame, look);
    return encode(result, look);
  },

  /** One picture of the camera, cut out. */
  async live({ bitmap, look }) {
    const pixels = pixelsOf(bitmap), { width, height } = pixels;
    bitmap.close();
    const alpha = await fitted(pixels, await extract(pixels, network, 1), look.edges);
    const blurred = look.background === "blur" ? await createImageBitmap(await blurredBackground(pixels, alpha, look.blur / 100 * BLUR)) : null;
    for (let i = 0; i < alpha.length; i++) pixels.data[i * 4 + 3] = alpha[i];
    const cut = await createImageBitmap(pixels);
    return { cut, blurred, width, height, [TRANSFER]: [cut, ...(blurred ? [blurred] : [])] };
  },
};

const TRANSFER = Symbol("what is handed over, not copied");
let last = Promise.resolve();

async function work({ id, kind, what }) {
  current = id;
  try {
    if (cancelled.has(id)) return;
    const result = await WORK[kind](what, (step, transfer = []) => postMessage({ id, step }, transfer));
    postMessage({ id, result }, result?.[TRANSFER] ?? []);
  } catch (error) {
    if (error instanceof Cancelled) return;
    const { message, reason, values, name } = error;
    postMessage({ id, error: { message: message || String(error), reason, values, name } });
  } finally {
    cancelled.delete(id);
  }
}

self.onmessage = ({ data }) => {
  if (data.cancel) cancelled.add(data.cancel);
  else last = last.then(() => work(data));
};
