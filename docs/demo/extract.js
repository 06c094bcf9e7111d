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

/** A square picture or matte of `channels` numbers a pixel, turned to the left by quarters of a circle, or back (-1). */
function turned(values, side, channels, quarters) {
  if (!quarters) return values;
  const result = values.slice();
  for (let y = 0, to = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [row, column] = { 1: [x, side - 1 - y], 2: [side - 1 - y, side - 1 - x], 3: [side - 1 - x, y] }[quarters & 3];
      for (let c = 0, from = (row * side + column) * channels; c < channels; c++) result[to++] = values[from++];
    }
  }
  return result;
}

/** What a network whose picture is a square says of a turned photo, turned back. */
async function runTurned(network, squashed, quarters) {
  return turned(await network.run(turned(squashed, network.width, 3, quarters)), network.width, 1, -quarters);
}

/** How sure a network is of the people: the mean where they are, 0 where they are less than a fiftieth of the picture. */
function sureness(matte) {
  const people = matte.filter((value) => value >= FACTS.person);
  return people.length >= .02 * matte.length ? people.reduce((sum, value) => sum + value, 0) / people.length : 0;
}

/** How far to turn a photo so that the network is sure of its people, in quarters of a circle, and what the network says then. */
async function upright(network, squashed, far) {
  const mattes = [far], first = sureness(far);
  if (!(first > 0 && first < network.unsure)) return [0, far];
  for (const quarters of [1, 2, 3]) {
    await rest();
    mattes.push(await runTurned(network, squashed, quarters));
  }
  const all = mattes.map(sureness), best = all.indexOf(Math.max(...all));
  return all[best] > first + FACTS.surer ? [best, mattes[best]] : [0, far];
}

/**
 * Who is in a photo (ImageData): a matte of the network's size, the part of the photo that it is of, and `seen`, that part as the network saw it;
 * `fitted` makes it the photo's size.
 * `network` has `width`, `height` and `run(bytes)`, which gives a small matte, and `sure` and `unsure`, what is known of its doubts (0: nothing);
 * `looks` is 3, or 1 where it has to be quick.
 */
export async function extract(photo, network, looks = 3, onLook = () => {}) {
  const { width, height } = network, whole = { left: 0, top: 0, right: photo.width, bottom: photo.height };
  let squashed = squash(photo, whole, width, height);
  const first = await network.run(squashed);
  const [quarters, far] = looks === 3 ? await upright(network, squashed, first) : [0, first];
  onLook(1);
  const box = looks > 1 ? nearBox(far, width, height, photo) : null;
  let near = far;
  if (box) {
    await rest();
    squashed = squash(photo, box, width, height);
    near = await runTurned(network, squashed, quarters);
  }
  onLook(2);
  if (looks === 3) {
    await rest();
    const other = mirrored(await runTurned(network, mirrored(squashed, width, 3), -quarters), width, 1);
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
