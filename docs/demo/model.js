// A model of one's own: a TensorFlow.js folder as `human-extractor export` writes it, or a zip of it.
import { modelOf } from "./engine.js";
import { PhotoError } from "./photos.js";
import { unzip } from "./vendor/fflate.js";

const LARGEST = 200e6; // bytes

/** The files of a folder that was dropped, and of those in it; each has its `path`. */
export async function filesOf(entry) {
  if (entry.isFile) {
    const file = await new Promise((yes, no) => entry.file(yes, no));
    return [Object.assign(file, { path: entry.fullPath })];
  }
  const reader = entry.createReader(), all = [];
  for (;;) {
    const some = await new Promise((yes, no) => reader.readEntries(yes, no));
    if (!some.length) break;
    all.push(...(await Promise.all(some.map(filesOf))).flat());
  }
  return all;
}

export const isZip = (file) => /\.zip$/i.test(file.name) || /zip/.test(file.type);
export const isModel = (files) => files.some((file) => file.name === "model.json") || files.length === 1 && isZip(files[0]);

async function unpacked(file) {
  const wanted = ({ name, originalSize }) => /(^|\/)(model\.json|[^/]+\.bin)$/.test(name) && originalSize <= LARGEST;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const entries = await new Promise((yes, no) => unzip(bytes, { filter: wanted }, (error, data) => (error ? no(error) : yes(data))));
  return Object.entries(entries).map(([path, data]) => Object.assign(new File([data], path.split("/").pop()), { path }));
}

/** { name, model } out of the files of a folder, or of one zip. Throws PhotoError where they hold none. */
export async function readModel(files) {
  const isPacked = files.length === 1 && isZip(files[0]);
  let name = isPacked ? files[0].name : "model.json";
  try {
    if (files.reduce((sum, file) => sum + file.size, 0) > LARGEST) throw new Error(`> ${LARGEST / 1e6} MB`);
    const all = isPacked ? await unpacked(files[0]) : files, json = all.find((file) => file.name === "model.json");
    if (!json) throw new Error("model.json?");
    const path = json.path ?? json.webkitRelativePath ?? "";
    if (!isPacked && path.includes("/")) name = path.split("/").at(-2) || name;
    const said = JSON.parse(await json.text()), shards = (said.weightsManifest ?? []).flatMap((group) => group.paths);
    const found = shards.map((shard) => all.find((file) => file.name === String(shard).split("/").pop()));
    const missing = shards.find((_, i) => !found[i]);
    if (missing) throw new Error(`${missing}?`);
    return { name, model: modelOf(said, found) };
  } catch (error) {
    throw new PhotoError("noModel", { name, why: error.message });
  }
}
