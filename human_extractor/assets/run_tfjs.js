// Runs a TensorFlow.js graph model in Node.js as a browser does, with the WASM kernels: node -e SOURCE -- FOLDER MODEL PHOTOS OUTPUTS SHAPE SCRIPT…
const fs = require("fs"), vm = require("vm");
const [folder, model, photos, outputs, shape, ...scripts] = process.argv.slice(1);

// without Node's exports the scripts define the global `tf`, as in a page
delete globalThis.module;
delete globalThis.exports;
Object.assign(globalThis, { require, __dirname: folder, self: globalThis });
for (const script of scripts) vm.runInThisContext(fs.readFileSync(script, "utf8"));

const floats = (name) => {
  const file = fs.readFileSync(name);
  return new Float32Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.length));
};

const load = () => {
  const json = JSON.parse(fs.readFileSync(model + "/model.json", "utf8")), groups = json.weightsManifest;
  const shards = groups.flatMap((group) => group.paths.map((path) => fs.readFileSync(model + "/" + path)));
  const weightSpecs = groups.flatMap((group) => group.weights);
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  return tf.loadGraphModel(tf.io.fromMemory({ ...json, weightSpecs, weightData }));
};

const run = async () => {
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  tf.wasm.setWasmPaths(folder + "/");
  if (!await tf.setBackend("wasm")) throw new Error("the WASM back end does not start");
  const graph = await load(), dims = JSON.parse(shape), size = dims.reduce((a, b) => a * b);
  const all = floats(photos), out = fs.openSync(outputs, "w");
  for (let at = 0; at < all.length; at += size) {
    const output = await graph.execute(tf.tensor(all.slice(at, at + size), dims)).data();
    fs.writeSync(out, new Uint8Array(output.slice().buffer));
  }
};

run().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
