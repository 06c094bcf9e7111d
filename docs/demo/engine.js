// The page's side of the worker: fetch what it needs, find the back ends, hand it work, hear of its steps, cancel.

const here = (name) => new URL(name, import.meta.url).href;
const IMPORT = /(\bfrom\s+|\bimport\s+)"\.\/([^"]+)"/g;
const BYTES = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };
const SIMD = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);

/** Best first. */
export const BACKENDS = ["webgpu", "webgl", "wasm"];

/** What has been fetched, by its name within the demo: offline.js keeps it. */
export const fetched = new Map();

async function get(name, onBytes = () => {}) {
  const response = await fetch(here(name));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  const parts = [], reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    onBytes(next.value.length);
  }
  const blob = new Blob(parts, { type: response.headers.get("content-type") ?? "" });
  fetched.set(name, blob);
  return blob;
}

/** The address of a script whose imports are in the page's memory too: a worker made of it asks nobody, and is bound by the page's policy. */
async function scriptOf(name, onBytes, made) {
  if (!made.has(name)) {
    made.set(name, (async () => {
      let text = await (await get(name, onBytes)).text();
      if (!name.startsWith("vendor/")) {
        const parts = [...new Set([...text.matchAll(IMPORT)].map((match) => match[2]))];
        const addresses = await Promise.all(parts.map((part) => scriptOf(part, onBytes, made)));
        text = text.replace(IMPORT, (_, before, part) => `${before}"${addresses[parts.indexOf(part)]}"`);
      }
      return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    })());
  }
  return made.get(name);
}

/** Whether a back end is here and worth it: graphics that are computed in software are slower than WASM. */
async function isWorthwhile(name) {
  if (name === "wasm") return true;
  try {
    if (name === "webgpu") {
      const adapter = await navigator.gpu?.requestAdapter();
      return !!adapter && !(adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter);
    }
    const context = new OffscreenCanvas(1, 1).getContext("webgl2", { failIfMajorPerformanceCaveat: true });
    if (!context) return false;
    const renderer = context.getParameter(context.getExtension("WEBGL_debug_renderer_info")?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
    context.getExtension("WEBGL_lose_context")?.loseContext();
    return !/swiftshader|llvmpipe|software|basic render/i.test(renderer);
  } catch {
    return false;
  }
}

/** Whether a back end that somebody asks for can be tried at all. */
async function exists(name) {
  if (name === "webgpu") return !!(await navigator.gpu?.requestAdapter());
  return name !== "webgl" || !!new OffscreenCanvas(1, 1).getContext("webgl2");
}

/** The back ends of this device, best first; one that was asked for is among them where it exists, worth it or not. */
export async function backends(asked) {
  const worth = await Promise.all(BACKENDS.map(isWorthwhile));
  const isHere = BACKENDS.includes(asked) && await exists(asked);
  return BACKENDS.filter((name, i) => worth[i] || (name === asked && isHere));
}

/** The size in bytes of a weight as the converter stored it. */
const stored = ({ shape, dtype, quantization }) => shape.reduce((a, b) => a * b, 1) * BYTES[quantization?.dtype ?? dtype];

/** What `model.json` says, with the weights as a Blob out of `shards`, one for each path. Throws where they do not fit. */
export function modelOf(json, shards) {
  const { modelTopology, signature, format, weightsManifest } = json, weights = new Blob(shards);
  if (!modelTopology || !Array.isArray(weightsManifest)) throw new Error("model.json");
  const weightSpecs = weightsManifest.flatMap((group) => group.weights), wanted = weightSpecs.reduce((sum, weight) => sum + stored(weight), 0);
  if (weights.size !== wanted) throw new Error(`${weights.size} ≠ ${wanted} bytes`);
  return { modelTopology, signature, format, weightSpecs, weights };
}

/** Fetch the model, and the scripts of the worker and of the back ends; `onProgress` hears (bytes so far, bytes in all). */
export async function fetchAll(names, onProgress) {
  const hasSimd = WebAssembly.validate(SIMD), hasThreads = hasSimd && self.crossOriginIsolated === true; // from the second visit on, see sw.js
  const wasmFile = `vendor/tfjs-backend-wasm${hasThreads ? "-threaded-simd" : hasSimd ? "-simd" : ""}.wasm`;
  const { files } = JSON.parse(await (await get("files.json")).text()), vendor = (name) => `vendor/tf-${name}.min.js`;
  const scripts = ["core", "converter", ...names.map((name) => `backend-${name}`)];
  const parts = ["worker.js", "extract.js", "refine.js", "resample.js", "photos.js", "studio.js", "edits.js", "network.js"];
  const wanted = [...Object.keys(files).filter((name) => name.startsWith("model/")), wasmFile, ...scripts.map(vendor), ...parts];
  const all = wanted.reduce((sum, name) => sum + files[name].bytes, 0), made = new Map();
  let soFar = 0;
  const onBytes = (n) => onProgress(Math.min(soFar += n, all), all);
  const json = JSON.parse(await (await get("model/model.json", onBytes)).text());
  const [shards, wasm, worker, ...addresses] = await Promise.all([
    Promise.all(json.weightsManifest.flatMap((group) => group.paths).map((name) => get(`model/${name}`, onBytes))),
    get(wasmFile, onBytes), scriptOf("worker.js", onBytes, made), ...scripts.map((name) => scriptOf(vendor(name), onBytes, made)),
  ]);
  return {
    model: modelOf(json, shards), worker, hasSimd, hasThreads,
    wasm: URL.createObjectURL(new Blob([wasm], { type: "application/wasm" })),
    scripts: Object.fromEntries(scripts.map((name, i) => [name.replace("backend-", ""), addresses[i]])),
  };
}

/** An error as the worker tells it: `reason` and `values` where it is a PhotoError's. */
function errorOf({ message, reason, values, name }) {
  return Object.assign(new Error(message), { reason, values, name });
}

/** The worker: `call(kind, what)` hands it work, one after another. */
export class Engine {
  constructor(parts) {
    this.parts = parts;
    this.calls = new Map();
    this.count = 0;
    this.open();
  }

  open() {
    this.worker = new Worker(this.parts.worker, { type: "module" });
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      for (const { no } of this.calls.values()) no(new Error(event.message || "the worker stopped"));
      this.calls.clear();
    };
  }

  hear({ id, step, result, error }) {
    const call = this.calls.get(id);
    if (!call) return;
    if (step) return call.onStep?.(step);
    this.calls.delete(id);
    if (error) call.no(errorOf(error));
    else call.yes(result);
  }

  /** The promise of a result; `signal` cancels it: the promise is rejected at once, and the worker stops at its next rest. */
  call(kind, what = {}, { onStep, signal, transfer = [] } = {}) {
    const id = ++this.count;
    return new Promise((yes, no) => {
      if (signal?.aborted) return no(signal.reason);
      this.calls.set(id, { yes, no, onStep });
      signal?.addEventListener("abort", () => {
        if (!this.calls.delete(id)) return;
        this.worker.postMessage({ cancel: id });
        no(signal.reason);
      });
      this.worker.postMessage({ id, kind, what }, transfer);
    });
  }

  start(backend, model = this.parts.model) {
    const { scripts, wasm, hasSimd, hasThreads } = this.parts;
    return this.call("start", { model, isShipped: model === this.parts.model, backend, scripts, wasm, hasSimd, hasThreads });
  }
}
