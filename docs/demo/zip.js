// All results in one zip, photo after photo: what is written leaves the page's memory for the browser's store of blobs.
import { Zip, ZipPassThrough } from "./vendor/fflate.js";

/** A zip of what `files` (an async iterable of [name, Blob]) gives; no name is there twice. */
export async function zipped(files) {
  const parts = [], names = new Set();
  let failure = null;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    else parts.push(new Blob([chunk]));
  });
  for await (const [name, blob] of files) {
    const [, stem, suffix] = name.match(/^(.*?)(\.[^.]*)?$/);
    let own = name;
    for (let i = 2; names.has(own); i++) own = `${stem}-${i}${suffix ?? ""}`;
    names.add(own);
    const entry = new ZipPassThrough(own); // pictures are compressed already
    zip.add(entry);
    const reader = blob.stream().getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) entry.push(next.value);
    entry.push(new Uint8Array(0), true);
    if (failure) throw failure;
  }
  zip.end();
  if (failure) throw failure;
  return new Blob(parts, { type: "application/zip" });
}
