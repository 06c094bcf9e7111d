// TensorFlow.js in the worker: start a back end with a model, and run it. What is needed has been fetched by the page (engine.js).

let loaded = null; // the scripts that are loaded

/** Load TensorFlow.js: `scripts` are addresses by name, `wasm` is that of the WebAssembly file. */
async function load(scripts, wasm, hasSimd, hasThreads) {
  if (loaded) return;
  for (const name of ["core", "converter", "wasm"]) await import(scripts[name]);
  tf.env().set("WASM_HAS_SIMD_SUPPORT", hasSimd);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", hasThreads);
  const names = ["tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm.wasm", "tfjs-backend-wasm-threaded-simd.wasm"]; // it wants all three named
  tf.wasm.setWasmPaths(Object.fromEntries(names.map((name) => [name, wasm])));
  loaded = new Set(["wasm"]);
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
      const pixels = new Float32Array(bytes).map((value) => value / 127.5 - 1);
      return this.graph.execute(tf.tensor4d(pixels, [1, this.height, this.width, 3]));
    });
    const matte = (await output.data()).map((value) => (value > 0 ? Math.min(value, 1) : 0)); // what is not a number: 0
    output.dispose();
    return matte;
  }

  dispose() {
    this.graph.dispose();
  }
}

/** Refuse a graph that does not turn one photo into one matte of its size. */
function checkShapes(graph) {
  const takes = graph.inputs.map(({ shape }) => shape), [one] = takes;
  const fits = takes.length === 1 && graph.outputs.length === 1 && one?.length === 4 && one[3] === 3 && one[1] >= 16 && one[2] >= 16 && Math.abs(one[0]) === 1;
  if (!fits) throw new Error(`takes ${JSON.stringify(takes)}, not [[1, height, width, 3]]`);
}

/**
 * Start a model on a back end, and try it once: what has to be compiled is compiled then. Throws where the back end does not work.
 * `model` has `modelTopology`, `weightSpecs`, `weights` (a Blob), …, as the converter writes them.
 */
export async function start({ model, backend, scripts, wasm, hasSimd, hasThreads }) {
  await load(scripts, wasm, hasSimd, hasThreads);
  if (!loaded.has(backend)) await import(scripts[backend]);
  loaded.add(backend);
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} does not start`);
  await tf.ready();
  const { weights, ...rest } = model;
  const graph = await tf.loadGraphModel(tf.io.fromMemory({ ...rest, weightData: await weights.arrayBuffer() }));
  const network = new Network(graph, backend);
  try {
    checkShapes(graph);
    const matte = await network.run(new Uint8Array(network.width * network.height * 3));
    const pixels = network.width * network.height;
    if (matte.length !== pixels) throw new Error(`gives ${matte.length} numbers, not a matte of ${network.width} × ${network.height}`);
  } catch (error) {
    network.dispose();
    throw error;
  }
  return network;
}
