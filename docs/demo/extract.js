// Who is in the photo: the same looks as Python's human_extractor.extraction.extractor takes; the notebook 52_extraction.extractor explains them.
import { EDGES, resizeMatte, rest, tidy } from "./refine.js";
import { resizePlane, squash } from "./resample.js";
import { FACTS } from "./facts.js"; // written by docs/demo.py from the model's person.json

const FAR = FACTS.far; // what the look at the whole counts beside the look at the people
const MARGIN = FACTS.margin; // space around the people, as a share of the longer side of their box

/** The part of a photo that is worth a second look: the people, unless there are none or they fill four fifths of it. */
function nearBox(matte, width, height, photo) {
  let left = width, top = height, right = 0, bottom = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!(matte[at] >= FACTS.person)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = y + 1;
    }
  }
  if (!right) return null;
  const across = photo.width / width, down = photo.height / height;
  const space = MARGIN * Math.max((right - left) * across, (bottom - top) * down);
  const box = {
    left: Math.max(0, Math.trunc(left * across - space)), right: Math.min(photo.width, Math.trunc(right * across + space) + 1),
    top: Math.max(0, Math.trunc(top * down - space)), bottom: Math.min(photo.height, Math.trunc(bottom * down + space) + 1),
  };
  return (box.bottom - box.top) * (box.right - box.left) <= FACTS.fills * photo.width * photo.height ? box : null;
}

/** A picture or matte of `channels` numbers a pixel, left and right swapped. */
function mirrored(values, width, channels) {
  const result = values.slice(), n = values.length / channels;
  for (let at = 0; at < n; at++) {
    const x = at % width, from = (at - x + width - 1 - x) * channels;
    for (let c = 0; c < channels; c++) result[at * channels + c] = values[from + c];
  }
  return result;
}

/**
 * Who is in a photo (ImageData): a matte of the network's size, the part of the photo that it is of, and `seen`, that part as the network saw it;
 * `fitted` makes it the photo's size.
 * `network` has `width`, `height` and `run(bytes)`, which gives a small matte; `looks` is 3, or 1 where it has to be quick.
 */
export async function extract(photo, network, looks = 3, onLook = () => {}) {
  const { width, height } = network, whole = { left: 0, top: 0, right: photo.width, bottom: photo.height };
  let squashed = squash(photo, whole, width, height);
  const far = await network.run(squashed);
  onLook(1);
  const box = looks > 1 ? nearBox(far, width, height, photo) : null;
  let near = far;
  if (box) {
    await rest();
    squashed = squash(photo, box, width, height);
    near = await network.run(squashed);
  }
  onLook(2);
  if (looks === 3) {
    await rest();
    const other = mirrored(await network.run(mirrored(squashed, width, 3)), width, 1);
    near = near.map((value, i) => (value + other[i]) / 2);
  }
  if (box) {
    const across = width / photo.width, down = height / photo.height;
    const part = resizePlane(far, width, height, width, height, [box.left * across, box.top * down, box.right * across, box.bottom * down]);
    near = near.map((value, i) => (1 - FAR) * value + FAR * part[i]);
  }
  onLook(3);
  return { small: tidy(near, width, height, network.sure), width, height, seen: squashed, box: box || whole };
}

/** A matte of `extract` as bytes of the photo's size, with a "soft", "natural" or "hard" edge. */
export async function fitted(photo, { small, width, height, seen, box }, edges) {
  const alpha = new Uint8ClampedArray(photo.width * photo.height);
  await resizeMatte(small, width, height, seen, photo, box, alpha, EDGES[edges]);
  return alpha;
}
