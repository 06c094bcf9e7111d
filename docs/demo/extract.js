// Who is in the photo: the same looks as Python's human_extractor.extraction.looks takes; the notebook 51_extraction.looks explains them.
import { EDGES, pieces, resizeMatte, rest, tidy } from "./refine.js";
import { resizePlane, squash } from "./resample.js";
import { FACTS } from "./facts.js"; // written by docs/demo.py from the model's person.json

const FAR = FACTS.far; // what the look at the whole counts beside the look at the people
const EACH = FACTS.each; // of the looks at people who stand apart

/**
 * The part of a photo that is worth a second look: the people, and space around them as a share of the longer side of their box, unless there
 * are none or that is more than `fills` of the photo.
 */
function nearBox(matte, width, height, photo, { margin, fills } = FACTS) {
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
  const space = margin * Math.max((right - left) * across, (bottom - top) * down);
  const box = {
    left: Math.max(0, Math.trunc(left * across - space)), right: Math.min(photo.width, Math.trunc(right * across + space) + 1),
    top: Math.max(0, Math.trunc(top * down - space)), bottom: Math.min(photo.height, Math.trunc(bottom * down + space) + 1),
  };
  return (box.bottom - box.top) * (box.right - box.left) <= fills * photo.width * photo.height ? box : null;
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

/** What a network says of a picture in the mirror, mirrored back. */
async function runMirrored(network, squashed, quarters) {
  return mirrored(await runTurned(network, mirrored(squashed, network.width, 3), -quarters), network.width, 1);
}

const peopleIn = (matte) => matte.filter((value) => value >= FACTS.person);

/** How sure a network is of the people: the mean where they are, 0 where they are less than a fiftieth of the picture. */
function sureness(matte) {
  const people = peopleIn(matte);
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
  const most = FACTS.more * peopleIn(far).length, all = mattes.map((matte) => (peopleIn(matte).length <= most ? sureness(matte) : 0)), best = all.indexOf(Math.max(...all));
  return all[best] > first + FACTS.surer ? [best, mattes[best]] : [0, far];
}

/** The people who stand apart: their islands, and the boxes, in a picture of `size`, of those worth a look of their own. */
function apart(matte, width, height, size) {
  const { label, area } = pieces((at) => matte[at] > .3, (at) => matte[at] >= FACTS.person, width, height);
  const largest = Math.max(...area), numbers = area.map((_, number) => number).sort((a, b) => area[b] - area[a]).slice(0, EACH.most);
  const large = numbers.filter((number) => area[number] > 0 && area[number] >= EACH.least * largest);
  const boxOf = (number) => nearBox(matte.map((value, at) => (label[at] === number ? value : 0)), width, height, size, EACH);
  const found = large.length < 2 ? [] : large.map((number) => ({ number, box: boxOf(number) }));
  return { label, found: found.filter(({ box }) => box) };
}

/** A matte of a part of the photo, and what looks at each of the people say who stand apart: as it is, or up to twice as large. */
async function each(near, width, height, photo, part, look) {
  const across = part.right - part.left, down = part.bottom - part.top, size = { width: Math.min(2 * width, across), height: Math.min(2 * height, down) };
  const { label, found } = apart(near, width, height, size);
  if (!found.length) return { small: near, width, height };
  const small = resizePlane(near, width, height, size.width, size.height);
  for (const { number, box: { left, top, right, bottom } } of found) {
    const x = (at) => part.left + Math.round((at * across) / size.width), y = (at) => part.top + Math.round((at * down) / size.height);
    await rest();
    const wide = right - left, tall = bottom - top, said = await look({ left: x(left), top: y(top), right: x(right), bottom: y(bottom) });
    const fitted = resizePlane(said, width, height, wide, tall), fade = .1 * Math.max(wide, tall);
    const others = resizePlane(Float32Array.from(label, (one) => (one && one !== number ? 1 : 0)), width, height, size.width, size.height);
    for (let row = 0, from = 0; row < tall; row++) {
      for (let column = 0; column < wide; column++, from++) {
        const at = (top + row) * size.width + left + column, inside = Math.min(row + 1, tall - row, column + 1, wide - column);
        if (others[at] < .5) small[at] += EACH.counts * Math.min(1, inside / fade) * (fitted[from] - small[at]);
      }
    }
  }
  return { small, ...size };
}

/**
 * Who is in a photo (ImageData): a matte, `small`, of the network's `width` and `height` or up to twice that, the part of the photo that it is of, and
 * `seen`, that part at the matte's size; `fitted` makes it the photo's size.
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
    const other = await runMirrored(network, squashed, quarters);
    near = near.map((value, i) => (value + other[i]) / 2);
  }
  if (box) {
    const across = width / photo.width, down = height / photo.height;
    const part = resizePlane(far, width, height, width, height, [box.left * across, box.top * down, box.right * across, box.bottom * down]);
    near = near.map((value, i) => (1 - FAR) * value + FAR * part[i]);
  }
  const part = box || whole, look = async (one) => {
    const seen = squash(photo, one, width, height), other = await runMirrored(network, seen, quarters);
    return (await runTurned(network, seen, quarters)).map((value, i) => (value + other[i]) / 2);
  };
  const result = looks === 3 ? await each(near, width, height, photo, part, look) : { small: near, width, height };
  onLook(3);
  const isLarger = Math.max(result.width, result.height) > Math.max(width, height); // those who have been looked at alone need less sureness
  tidy(result.small, result.width, result.height, isLarger ? Math.min(network.sure, EACH.sure) : network.sure);
  return { ...result, seen: result.small === near ? squashed : squash(photo, part, result.width, result.height), box: part };
}

/** A matte of `extract` as bytes of the photo's size, with a "soft", "natural" or "hard" edge. */
export async function fitted(photo, { small, width, height, seen, box }, edges) {
  const alpha = new Uint8ClampedArray(photo.width * photo.height);
  await resizeMatte(small, width, height, seen, photo, box, alpha, EDGES[edges]);
  return alpha;
}
