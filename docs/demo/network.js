// TensorFlow.js: fetch the model, choose a back end, run. Everything on the page's own thread: a worker would not be bound by the
// Content-Security-Policy that stands in the page.

const here = (name) => new URL(name, import.meta.url).href;
const BYTES = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };
const WASM_FILES = ["tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm.wasm"];

/** Best first. */
export const BACKENDS = ["webgpu", "webgl", "wasm"];

async function fetched(name, onBytes = () => {}) {
  const response = await fetch(here(name));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  if (!response.body) return response.arrayBuffer();
  const parts = [], reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    onBytes(next.value.length);
  }
  return new Blob(parts).arrayBuffer();
}

/** The size in bytes of a weight as the converter stored it. */
const stored = ({ shape, dtype, quantization }) => shape.reduce((a, b) => a * b, 1) * BYTES[quantization?.dtype ?? dtype];

/** Fetch model and WASM back end; `onProgress` hears (bytes so far, bytes in all) of the model. */
export async function fetchModel(onProgress) {
  const model = JSON.parse(new TextDecoder().decode(await fetched("model/model.json")));
  const weightSpecs = model.weightsManifest.flatMap((group) => group.weights), all = weightSpecs.reduce((sum, weight) => sum + stored(weight), 0);
  const shards = [];
  let soFar = 0;
  for (const name of model.weightsManifest.flatMap((group) => group.paths)) {
    shards.push(await fetched(`model/${name}`, (n) => onProgress(soFar += n, all)));
  }
  const hasSimd = WebAssembly.validate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11));
  const name = WASM_FILES[hasSimd ? 0 : 1], wasm = URL.createObjectURL(new Blob([await fetched(`vendor/${name}`)], { type: "application/wasm" }));
  await import("./vendor/tf-core.min.js");
  await import("./vendor/tf-converter.min.js");
  await import("./vendor/tf-backend-wasm.min.js");
  tf.env().set("WASM_HAS_SIMD_SUPPORT", hasSimd);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false); // wants headers that few static hosts send
  tf.wasm.setWasmPaths(Object.fromEntries([...WASM_FILES, "tfjs-backend-wasm-threaded-simd.wasm"].map((file) => [file, wasm]))); // it wants all three named
  return { modelTopology: model.modelTopology, signature: model.signature, format: model.format, weightSpecs, weightData: await new Blob(shards).arrayBuffer() };
}

/** Whether a back end is here and worth it: graphics that are computed in software are slower than WASM. */
async function isWorthwhile(name) {
  if (name === "wasm") return true;
  try {
    if (name === "webgpu") {
      const adapter = await navigator.gpu?.requestAdapter();
      return !!adapter && !(adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter);
    }
    const context = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
    if (!context) return false;
    const renderer = context.getParameter(context.getExtension("WEBGL_debug_renderer_info")?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
    context.getExtension("WEBGL_lose_context")?.loseContext();
    return !/swiftshader|llvmpipe|software|basic render/i.test(renderer);
  } catch {
    return false;
  }
}

/** The back ends that may be chosen on this device, best first; the one that was asked for is among them, worth it or not. */
export async function backends(asked) {
  const worth = await Promise.all(BACKENDS.map(isWorthwhile));
  return BACKENDS.filter((name, i) => worth[i] || name === asked);
}

/** A model on a back end: `width`, `height`, `run(bytes)` → small matte, `dispose()`. */
class Network {
  constructor(graph, backend) {
    this.graph = graph;
    this.backend = backend;
    [, this.height, this.width] = graph.inputs[0].shape;
  }

  async run(bytes) {
    const output = tf.tidy(() => {
      const pixels = Float32Array.from(bytes, (value) => value / 127.5 - 1);
      return this.graph.execute(tf.tensor4d(pixels, [1, this.height, this.width, 3]));
    });
    const matte = Float32Array.from(await output.data(), (value) => (value > 0 ? Math.min(value, 1) : 0)); // what is not a number: 0
    output.dispose();
    return matte;
  }

  dispose() {
    this.graph.dispose();
  }
}

/** Start a model on a back end, and try it once: what has to be compiled is compiled then. Throws where the back end does not work. */
export async function start(artifacts, backend) {
  if (backend !== "wasm") await import(`./vendor/tf-backend-${backend}.min.js`);
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} does not start`);
  await tf.ready();
  const network = new Network(await tf.loadGraphModel(tf.io.fromMemory(artifacts)), backend);
  try {
    await network.run(new Uint8Array(network.width * network.height * 3));
  } catch (error) {
    network.dispose();
    throw error;
  }
  return network;
}
