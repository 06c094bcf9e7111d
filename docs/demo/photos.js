// Open a picture that somebody gives, or say in words why it cannot be opened.

export const LONGEST = 8192; // pixels a side: what browsers hold in a canvas, and a phone in its memory

/** Something the user can put right: `reason` is a key of the messages, `values` are filled into it. */
export class PhotoError extends Error {
  constructor(reason, values) {
    super(reason);
    Object.assign(this, { reason, values });
  }
}

const text = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));

/** What a file is, by its first bytes. */
function kindOf(head) {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "JPEG";
  if (text(head, 1, 4) === "PNG") return "PNG";
  if (text(head, 0, 4) === "GIF8") return "GIF";
  if (text(head, 0, 4) === "RIFF" && text(head, 8, 12) === "WEBP") return "WebP";
  if (text(head, 0, 2) === "BM") return "BMP";
  if (["II*\0", "MM\0*"].includes(text(head, 0, 4))) return "TIFF";
  if (text(head, 4, 8) === "ftyp") return /^(hei|hev|mif|msf)/.test(text(head, 8, 12)) ? "HEIC" : /^avi/.test(text(head, 8, 12)) ? "AVIF" : "film";
  return null;
}

function jpegSize(view) {
  for (let at = 2; at + 9 < view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function isobmffSize(view, head) {
  let largest = null; // the picture itself; there may be smaller previews
  for (let at = head.indexOf(0x69); at >= 0 && at + 16 < head.length; at = head.indexOf(0x69, at + 1)) {
    if (text(head, at, at + 4) !== "ispe") continue;
    const size = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (!largest || size[0] * size[1] > largest[0] * largest[1]) largest = size;
  }
  return largest;
}

/** [width, height] out of a file's header, before anything is decoded; null where it does not say. */
function sizeOf(kind, head) {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    if (kind === "JPEG") return jpegSize(view);
    if (kind === "PNG") return [view.getUint32(16), view.getUint32(20)];
    if (kind === "GIF") return [view.getUint16(6, true), view.getUint16(8, true)];
    if (kind === "BMP") return [view.getInt32(18, true), Math.abs(view.getInt32(22, true))];
    if (kind === "HEIC" || kind === "AVIF") return isobmffSize(view, head);
    if (kind === "WebP" && text(head, 12, 16) === "VP8X") return [24, 27].map((at) => 1 + view.getUint16(at, true) + (view.getUint8(at + 2) << 16));
    if (kind === "WebP" && text(head, 12, 16) === "VP8 ") return [26, 28].map((at) => view.getUint16(at, true) & 0x3fff);
    if (kind === "WebP") return [1 + (view.getUint32(21, true) & 0x3fff), 1 + ((view.getUint32(21, true) >> 14) & 0x3fff)];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // cut off within its header
  }
  return null;
}

function checkSize(width, height, name) {
  if (Math.max(width, height) > LONGEST) throw new PhotoError("tooLarge", { name, size: `${width} × ${height}`, longest: LONGEST });
}

/** A decoded picture as ImageData; what is transparent shows white. */
export function pixelsOf(picture, width = picture.width, height = picture.height) {
  const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** Open a file as an upright picture, an ImageBitmap. Throws PhotoError where it cannot be. */
export async function openPhoto(file, name = file.name || "clipboard.png") {
  if (!file.size) throw new PhotoError("empty", { name });
  const head = new Uint8Array(await file.slice(0, 1 << 20).arrayBuffer()), kind = kindOf(head), size = sizeOf(kind, head);
  if (size) checkSize(...size, name);
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    checkSize(picture.width, picture.height, name);
    return picture;
  } catch (error) {
    if (error instanceof PhotoError) throw error;
    const reason = !kind || kind === "film" ? "notAPicture" : kind === "HEIC" ? "heic" : ["AVIF", "TIFF"].includes(kind) ? "unreadable" : "damaged";
    throw new PhotoError(reason, { name, kind });
  }
}

/** The pixels (ImageData) of a photo, a file or a picture that is decoded. Throws PhotoError where there are none. */
export async function openPixels(source, name) {
  const picture = source instanceof Blob ? await openPhoto(source, name) : source;
  try {
    return pixelsOf(picture);
  } catch {
    throw new PhotoError("noMemory", { name, size: `${picture.width} × ${picture.height}` });
  } finally {
    if (picture !== source) picture.close();
  }
}
