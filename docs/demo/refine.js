// From the network's small matte to one that fits the photo, and to colours that fit any background.
// The same methods as in Python's human_extractor.extraction.refine, with its defaults; the notebook 50_extraction.refine explains them.
import { filterTaps, resizePlane, stretchRow, wordsOf } from "./resample.js";

const clamp = (value, low, high) => (value < low ? low : value > high ? high : value);

let lastRest = 0, atRest = () => {};
/** What to do after each rest; it may throw, to end the work. */
export function onRest(action) {
  atRest = action;
}

/** Let messages come in, if they could not for a while. */
export async function rest() {
  if (performance.now() - lastRest < 40) return;
  await new Promise((resolve) => setTimeout(resolve));
  lastRest = performance.now();
  atRest();
}

/** The mean over a square window around each pixel, cut off at the border, by running sums. */
export function boxMean(plane, width, height, radius) {
  const across = new Float64Array(plane.length), result = new Float64Array(plane.length);
  for (let y = 0, row = 0; y < height; y++, row += width) {
    let sum = 0;
    for (let x = 0; x < Math.min(radius, width); x++) sum += plane[row + x];
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += plane[row + x + radius];
      if (x - radius > 0) sum -= plane[row + x - radius - 1];
      across[row + x] = sum / (Math.min(width, x + radius + 1) - Math.max(0, x - radius));
    }
  }
  const sums = new Float64Array(width);
  for (let y = 0; y < Math.min(radius, height); y++) for (let x = 0; x < width; x++) sums[x] += across[y * width + x];
  for (let y = 0; y < height; y++) {
    const n = Math.min(height, y + radius + 1) - Math.max(0, y - radius);
    if (y + radius < height) for (let x = 0, at = (y + radius) * width; x < width; x++, at++) sums[x] += across[at];
    if (y - radius > 0) for (let x = 0, at = (y - radius - 1) * width; x < width; x++, at++) sums[x] -= across[at];
    for (let x = 0; x < width; x++) result[y * width + x] = sums[x] / n;
  }
  return result;
}

/** A plane times another, and over another, number by number. */
function times(a, b) {
  const result = a.slice();
  for (let i = 0; i < result.length; i++) result[i] *= b[i];
  return result;
}

function over(a, b) {
  const result = a.slice();
  for (let i = 0; i < result.length; i++) result[i] /= b[i];
  return result;
}

/** Pieces that hang together by their sides: a number for each open pixel, their areas in the core, and whether they touch the border. */
export function pieces(isOpen, isCore, width, height) {
  const n = width * height, label = new Int32Array(n), queue = new Int32Array(n), left = new Uint8Array(n), area = [0], atBorder = [false];
  for (let at = 0; at < n; at++) left[at] = isOpen(at); // open, and of no piece yet
  for (let start = 0; start < n; start++) {
    if (!left[start]) continue;
    const number = area.push(0) - 1;
    atBorder.push(false);
    left[queue[0] = start] = 0;
    for (let next = 0, end = 1; next < end; next++) {
      const at = queue[next], x = at % width;
      label[at] = number;
      if (isCore(at)) area[number]++;
      if (!x || x === width - 1 || at < width || at >= n - width) atBorder[number] = true;
      if (x && left[at - 1]) left[queue[end++] = at - 1] = 0;
      if (x < width - 1 && left[at + 1]) left[queue[end++] = at + 1] = 0;
      if (at >= width && left[at - width]) left[queue[end++] = at - width] = 0;
      if (at < n - width && left[at + width]) left[queue[end++] = at + width] = 0;
    }
  }
  return { label, area, atBorder };
}

/** Take specks, and islands beside others that it is on average less `sure` of, out of the background, pinholes out of the people, in place. */
export function tidy(matte, width, height, sure = 0, removeIslands = 0.005, fillHoles = 0.001) {
  const islands = () => pieces((at) => matte[at] > 0.1, (at) => matte[at] >= 0.5, width, height);
  const without = ({ label }, goes) => {
    for (let at = 0; at < matte.length; at++) if (label[at] && goes(label[at])) matte[at] = 0;
  };
  const found = islands(), largest = found.area.reduce((a, b) => Math.max(a, b), 0);
  without(found, (number) => found.area[number] < removeIslands * largest);
  let people = 0;
  for (const alpha of matte) if (alpha >= 0.5) people++;
  const holes = pieces((at) => matte[at] < 0.9, (at) => matte[at] < 0.5, width, height);
  for (let at = 0; at < matte.length; at++) {
    const number = holes.label[at];
    if (number && !holes.atBorder[number] && holes.area[number] < fillHoles * people) matte[at] = 1;
  }
  if (!sure) return matte;
  const left = islands(), sums = left.area.map(() => 0);
  for (let at = 0; at < matte.length; at++) if (matte[at] >= 0.5) sums[left.label[at]] += matte[at];
  const all = left.area.reduce((a, b) => a + b, 0);
  without(left, (number) => sums[number] < sure * left.area[number] && left.area[number] <= all / 2);
  return matte;
}

/** The straight line from colour to matte at each pixel: slopes for red, green and blue, and the offset. */
function guidedCoefficients(guide, matte, width, height, radius = 4, eps = 1e-4) {
  const mean = (plane) => boxMean(plane, width, height, radius), n = matte.length;
  const [r, g, b] = guide, alpha = Float64Array.from(matte);
  const mr = mean(r), mg = mean(g), mb = mean(b), ma = mean(alpha);
  const rr = mean(times(r, r)), rg = mean(times(r, g)), rb = mean(times(r, b));
  const gg = mean(times(g, g)), gb = mean(times(g, b)), bb = mean(times(b, b));
  const ra = mean(times(r, alpha)), ga = mean(times(g, alpha)), ba = mean(times(b, alpha));
  const slopes = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const a00 = rr[i] - mr[i] * mr[i] + eps, a01 = rg[i] - mr[i] * mg[i], a02 = rb[i] - mr[i] * mb[i];
    const a11 = gg[i] - mg[i] * mg[i] + eps, a12 = gb[i] - mg[i] * mb[i], a22 = bb[i] - mb[i] * mb[i] + eps;
    const v0 = ra[i] - mr[i] * ma[i], v1 = ga[i] - mg[i] * ma[i], v2 = ba[i] - mb[i] * ma[i];
    const c00 = a11 * a22 - a12 * a12, c01 = a02 * a12 - a01 * a22, c02 = a01 * a12 - a02 * a11; // the inverse, by cofactors
    const c11 = a00 * a22 - a02 * a02, c12 = a01 * a02 - a00 * a12, c22 = a00 * a11 - a01 * a01;
    const determinant = a00 * c00 + a01 * c01 + a02 * c02;
    slopes[0][i] = (c00 * v0 + c01 * v1 + c02 * v2) / determinant;
    slopes[1][i] = (c01 * v0 + c11 * v1 + c12 * v2) / determinant;
    slopes[2][i] = (c02 * v0 + c12 * v1 + c22 * v2) / determinant;
  }
  const [sr, sg, sb] = slopes.map(mean);
  return [sr, sg, sb, alpha.map((value, i) => value - sr[i] * r[i] - sg[i] * g[i] - sb[i] * b[i])];
}

/** How hard an edge is, by its name. */
export const EDGES = { soft: 0, natural: 0.1, hard: 0.67 };

const HAZE = 0.2; // how much of a person is told from haze

/** A matte without what is less than HAZE and not near to more: within a thirty-second of its side. */
function withoutHaze(matte, width, height) {
  const near = boxMean(matte.map((value) => (value >= HAZE ? 1 : 0)), width, height, Math.max(1, Math.floor((Math.max(width, height) + 16) / 32)));
  return matte.map((value, i) => value * Math.min(1, 20 * near[i]));
}

/**
 * Bring a small matte to the size of its part of the photo, its edge to the photo's edge; written into `alpha`, bytes of the photo's size.
 * `seen` is that part as the network saw it.
 */
export async function resizeMatte(small, width, height, seen, photo, box, alpha, hardness = EDGES.natural) {
  const haze = Math.min(hardness, EDGES.natural) / 2, levels = (value) => clamp((value - 0.5) / (1 - hardness) + 0.5, 0, 1);
  if (hardness) small = withoutHaze(small, width, height);
  const wide = box.right - box.left, tall = box.bottom - box.top, larger = Math.sqrt((wide * tall) / (width * height));
  if (larger <= 1) {
    const plain = resizePlane(small, width, height, wide, tall);
    for (let y = 0; y < tall; y++) for (let x = 0; x < wide; x++) alpha[(box.top + y) * photo.width + box.left + x] = levels(plain[y * wide + x]) * 255;
    return;
  }
  const guide = [0, 1, 2].map((channel) => boxMean(new Float64Array(small.length).map((_, i) => seen[i * 3 + channel] / 255), width, height, 1));
  const taps = filterTaps(width, wide), down = filterTaps(height, tall);
  const planes = [small, ...guidedCoefficients(guide, small, width, height)], rows = planes.map(() => new Float32Array(down.most * wide));
  const [plain, red, green, blue, offset] = rows; // those of the small planes that a row comes from, as wide as the photo where there is an edge
  const most = Math.min(1, 2 * (larger - 1)), { data } = photo, runsFrom = runsOf(small, width, taps, wide, haze);
  let runs = null;
  for (let y = 0; y < tall; y++) {
    const row = (box.top + y) * photo.width + box.left, first = down.first[y], n = down.count[y], k = y * down.most, before = runs;
    const value = (plane, x) => {
      let sum = 0;
      for (let i = 0, at = x; i < n; i++, at += wide) sum += plane[at] * down.weights[k + i];
      return sum;
    };
    runs = runsFrom(first, n);
    for (const { from, to: end } of runs === before ? [] : runs.filter(({ all }) => all === null)) {
      for (let i = 0; i < n; i++) planes.forEach((plane, c) => stretchRow(plane, (first + i) * width, taps, from, end, rows[c], i * wide));
    }
    for (const { from, to: end, all } of runs) {
      if (all !== null) {
        alpha.fill(all, row + from, row + end);
        continue;
      }
      for (let x = from, to = row + from; x < end; x++, to++) {
        const stretched = value(plain, x);
        if (stretched <= haze || stretched >= 1 - haze) {
          alpha[to] = stretched > 0.5 ? 255 : 0;
          continue;
        }
        const guided = (value(red, x) * data[to * 4] + value(green, x) * data[to * 4 + 1] + value(blue, x) * data[to * 4 + 2]) / 255 + value(offset, x);
        const say = most * Math.min(1, 16 * (Math.min(stretched, 1 - stretched) - haze));
        alpha[to] = levels(stretched + say * (clamp(guided, 0, 1) - stretched)) * 255;
      }
    }
    if (y % 16 === 0) await rest();
  }
}

/**
 * For rows of a matte that come from `count` rows of the small one: where along them there is nothing but background (`all` 0), nothing but
 * person (255), or an edge (null). Most of a photo is one of the first two, and needs no look pixel by pixel.
 */
function runsOf(small, width, taps, wide, haze) {
  const low = haze - 1e-6, high = 1 - haze + 1e-6, least = new Float32Array(width), most = new Float32Array(width);
  let key = "", runs = [];
  const kindOf = (x) => {
    let nothing = true, person = true;
    for (let column = taps.first[x], end = column + taps.count[x]; column < end; column++) {
      if (most[column] >= low) nothing = false;
      if (least[column] <= high) person = false;
    }
    return nothing ? 0 : person ? 255 : null;
  };
  return (first, count) => {
    if (key === `${first} ${count}`) return runs;
    key = `${first} ${count}`;
    least.fill(1);
    most.fill(0);
    for (let y = first; y < first + count; y++) {
      for (let x = 0; x < width; x++) {
        const value = small[y * width + x];
        if (value < least[x]) least[x] = value;
        if (value > most[x]) most[x] = value;
      }
    }
    runs = [];
    for (let x = 0; x < wide; x++) {
      const all = kindOf(x), last = runs.at(-1);
      if (last && last.all === all) last.to = x + 1;
      else runs.push({ from: x, to: x + 1, all });
    }
    return runs;
  };
}

/** The photo made `factor` times smaller: sums of its colours, of its colours by alpha, and of alpha, over each square of pixels. */
async function reduced(photo, alpha, factor) {
  const { width: wide, height: tall } = photo, pixels = wordsOf(photo.data);
  const width = Math.ceil(wide / factor), height = Math.ceil(tall / factor), n = width * height;
  const whole = [0, 1, 2].map(() => new Float32Array(n)), person = [0, 1, 2].map(() => new Float32Array(n));
  const share = new Float32Array(n), count = new Float32Array(n);
  for (let y = 0; y < tall; y++) {
    for (let to = Math.floor(y / factor) * width, from = y * wide, last = from + wide; from < last; to++) {
      const end = Math.min(from + factor, last);
      let red = 0, green = 0, blue = 0, ownRed = 0, ownGreen = 0, ownBlue = 0, sum = 0;
      count[to] += end - from;
      for (; from < end; from++) {
        const a = alpha[from], pixel = pixels[from], r = pixel & 255, g = (pixel >> 8) & 255, b = (pixel >> 16) & 255;
        red += r;
        green += g;
        blue += b;
        if (!a) continue;
        sum += a;
        ownRed += r * a;
        ownGreen += g * a;
        ownBlue += b * a;
      }
      whole[0][to] += red;
      whole[1][to] += green;
      whole[2][to] += blue;
      if (!sum) continue;
      share[to] += sum;
      person[0][to] += ownRed;
      person[1][to] += ownGreen;
      person[2][to] += ownBlue;
    }
    if (y % 16 === 0) await rest();
  }
  return { width, height, whole, person, share, count };
}

/** The mean colours at each place, six bytes, the person's and the background's, by two rounds of blur fusion on the reduced photo. */
export async function blurFusion(photo, alpha) {
  const factor = Math.ceil(Math.max(photo.width, photo.height) / 480);
  const { width, height, whole, person, share, count } = await reduced(photo, alpha, factor), n = width * height;
  const mixed = whole.map((plane) => over(plane, count));
  const shares = [share.map((value, i) => value / (255 * count[i])), share.map((value, i) => 1 - value / (255 * count[i]))];
  const colours = [
    mixed.map((plane, c) => plane.map((value, i) => (shares[0][i] > 0.05 ? person[c][i] / share[i] : value))),
    mixed.map((plane, c) => plane.map((value, i) => (shares[1][i] > 0.05 ? (255 * whole[c][i] - person[c][i]) / (255 * count[i] - share[i]) : value))),
  ];
  const weightedMean = (planes, part, w, h) => {
    const weight = part.map((value) => Math.max(value, 0.1) ** 3), total = boxMean(weight, w, h, 4);
    return planes.map((plane) => over(boxMean(times(plane, weight), w, h, 4), total));
  };
  const w = Math.max(1, width >> 2), h = Math.max(1, height >> 2);
  const quarterMeans = (planes, part) => {
    const weight = part.map((value) => Math.max(value, 1e-3)), total = resizePlane(weight, width, height, w, h);
    const small = planes.map((plane) => over(resizePlane(times(plane, weight), width, height, w, h), total));
    return weightedMean(small, resizePlane(part, width, height, w, h), w, h).map((plane) => resizePlane(plane, w, h, width, height));
  };
  const [own, behind] = colours.map((planes, layer) => quarterMeans(planes, shares[layer]));
  await rest();
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < n; i++) {
      own[c][i] = clamp(own[c][i] + shares[0][i] * (mixed[c][i] - shares[0][i] * own[c][i] - shares[1][i] * behind[c][i]), 0, 255);
    }
  }
  const planes = [...weightedMean(own, shares[0], width, height), ...weightedMean(behind, shares[1], width, height)], means = new Uint8Array(6 * n);
  for (let c = 0; c < 6; c++) for (let i = 0; i < n; i++) means[i * 6 + c] = clamp(planes[c][i] + 0.5, 0, 255);
  return { width, height, factor, means };
}

/**
 * The cut-out, RGBA: the person's own colours at the edge, the photo's elsewhere. `shown` is the alpha to give it where that is not
 * the matte itself (a feathered one); `alpha` is what the photo was mixed by, `fused` what `blurFusion` made of both. It is handed over
 * in strips, `onStrip(data, top)`, so that a large one need not lie in memory as a whole.
 */
export async function foregroundColours(photo, alpha, shown, fused, onStrip) {
  const { data, width: wide, height: tall } = photo, rows = 64, { width, height, factor, means } = fused;
  const across = filterTaps(width, wide, 0, wide / factor), down = filterTaps(height, tall, 0, tall / factor);
  const pixels = wordsOf(data), opaque = Math.ceil(0.98 * 255);
  for (let top = 0; top < tall; top += rows) {
    const out = new Uint8ClampedArray(Math.min(rows, tall - top) * wide * 4), words = wordsOf(out);
    for (let at = top * wide, i = 0; i < words.length; at++, i++) {
      if (!shown[at]) continue;
      if (alpha[at] >= opaque) {
        words[i] = (pixels[at] & 0xffffff) | (shown[at] << 24);
        continue;
      }
      const x = at % wide, y = (at - x) / wide, a = alpha[at] / 255, to = i * 4;
      let red = 0, green = 0, blue = 0, redBehind = 0, greenBehind = 0, blueBehind = 0;
      for (let j = 0; j < down.count[y]; j++) {
        const row = (down.first[y] + j) * width + across.first[x], weight = down.weights[y * down.most + j];
        for (let k = 0, from = row * 6; k < across.count[x]; k++, from += 6) {
          const both = weight * across.weights[x * across.most + k];
          red += means[from] * both;
          green += means[from + 1] * both;
          blue += means[from + 2] * both;
          redBehind += means[from + 3] * both;
          greenBehind += means[from + 4] * both;
          blueBehind += means[from + 5] * both;
        }
      }
      out[to] = red + a * (data[at * 4] - a * red - (1 - a) * redBehind); // the array rounds and clamps
      out[to + 1] = green + a * (data[at * 4 + 1] - a * green - (1 - a) * greenBehind);
      out[to + 2] = blue + a * (data[at * 4 + 2] - a * blue - (1 - a) * blueBehind);
      out[to + 3] = shown[at];
    }
    onStrip(out, top);
    await rest();
  }
}

/** Feather: the alpha blurred by three box means of a radius in pixels, which is nearly a Gaussian. */
export async function feathered(alpha, width, height, radius) {
  let now = alpha;
  const blurLine = (from, to, start, step, n) => {
    let sum = 0;
    for (let i = 0; i < Math.min(radius, n); i++) sum += from[start + i * step];
    for (let i = 0; i < n; i++) {
      if (i + radius < n) sum += from[start + (i + radius) * step];
      if (i - radius > 0) sum -= from[start + (i - radius - 1) * step];
      to[start + i * step] = sum / (Math.min(n, i + radius + 1) - Math.max(0, i - radius)) + 0.5;
    }
  };
  for (let round = 0; round < 3; round++) {
    const across = new Uint8Array(alpha.length), result = new Uint8Array(alpha.length);
    for (let y = 0; y < height; y++) {
      blurLine(now, across, y * width, 1, width);
      if (y % 64 === 0) await rest();
    }
    for (let x = 0; x < width; x++) {
      blurLine(across, result, x, width, height);
      if (x % 64 === 0) await rest();
    }
    now = result;
  }
  return now;
}

/** The photo without its people, blurred, small (to be drawn large): what lies behind them is filled in from around them. */
export async function blurredBackground(photo, alpha, strength) {
  const { width, height, whole, person, share, count } = await reduced(photo, alpha, Math.ceil(Math.max(photo.width, photo.height) / 320));
  const radius = Math.max(1, Math.round((strength * Math.max(width, height)) / 3)), n = width * height;
  const blur = (plane) => [1, 2, 3].reduce((now) => boxMean(now, width, height, radius), plane);
  const clear = share.map((value, i) => 1 - value / (255 * count[i])), near = blur(clear.map((value) => value + 1e-4));
  const result = new ImageData(width, height);
  for (let c = 0; c < 3; c++) {
    const plane = blur(whole[c].map((value, i) => (value - person[c][i] / 255 + 1e-4 * value) / count[i]));
    for (let i = 0; i < n; i++) result.data[i * 4 + c] = plane[i] / near[i];
  }
  for (let i = 0; i < n; i++) result.data[i * 4 + 3] = 255;
  return result;
}
