// What was corrected by hand: a byte for each pixel. 128 leaves the network's matte as it is, 0 makes a pixel transparent, 255 brings it back.

export const AS_IT_IS = 128;

/** Alpha after a correction. */
export function corrected(alpha, edit) {
  return edit < AS_IT_IS ? (alpha * edit) / AS_IT_IS : alpha + ((255 - alpha) * (edit - AS_IT_IS)) / 127;
}

/**
 * Correct `count` pixels of a cut-out (RGBA) in place; `photo` (RGBA) and `edit` begin at the same pixel. What is brought back has the
 * photo's own colour, as far as it is brought back.
 */
export function combine(cut, photo, edit, count) {
  for (let i = 0, at = 0; i < count; i++, at += 4) {
    if (edit[i] === AS_IT_IS) continue;
    const alpha = cut[at + 3], now = corrected(alpha, edit[i]);
    if (now > alpha) {
      const share = (now - alpha) / (255 - alpha);
      for (let c = at; c < at + 3; c++) cut[c] += share * (photo[c] - cut[c]);
    }
    cut[at + 3] = now;
  }
}

/** A brush: the line from one point to another, `radius` pixels wide and soft by `softness` (0 to 1). Kept in `mask` (bytes); gives what it touched. */
export function stroke(mask, width, height, from, to, radius, softness) {
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - radius)), right = Math.min(width, Math.ceil(Math.max(from.x, to.x) + radius) + 1);
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - radius)), bottom = Math.min(height, Math.ceil(Math.max(from.y, to.y) + radius) + 1);
  const dx = to.x - from.x, dy = to.y - from.y, length = dx * dx + dy * dy, hard = radius * (1 - softness), soft = Math.max(1, radius - hard);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const px = x + 0.5 - from.x, py = y + 0.5 - from.y, along = length ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
      const t = Math.min(1, Math.max(0, (radius - Math.hypot(px - along * dx, py - along * dy)) / soft)), at = y * width + x;
      mask[at] = Math.max(mask[at], 255 * t * t * (3 - 2 * t));
    }
  }
  return { left, top, right: Math.max(left, right), bottom: Math.max(top, bottom) };
}

/** Bring corrections nearer to `target` (0 or 255), from what they were `before` the stroke, as far as its mask says. */
export function applyStroke(edit, before, mask, target, width, { left, top, right, bottom }) {
  for (let y = top; y < bottom; y++) {
    for (let at = y * width + left, end = y * width + right; at < end; at++) edit[at] = before[at] + (mask[at] / 255) * (target - before[at]);
  }
}

const CLEAR = 25; // of 255: what is clearly there
const SOMEBODY = 127; // … and what is taken for a person: a speck that nowhere has as much is none
const CELLS = 512; // cells along the longer side, in which parts are told from each other

/**
 * The part of a cut-out (RGBA at full size) that hangs together around a pixel: { mask, left, top, right, bottom }, the mask a byte
 * for each pixel of that box; null where there is nothing.
 */
export function partAt(cut, width, height, x, y) {
  const size = Math.max(1, Math.ceil(Math.max(width, height) / CELLS)), wide = Math.ceil(width / size), tall = Math.ceil(height / size);
  const most = new Uint8Array(wide * tall), found = new Uint8Array(wide * tall), start = Math.floor(y / size) * wide + Math.floor(x / size);
  for (let v = 0, at = 3; v < height; v++) {
    for (let u = 0, row = Math.floor(v / size) * wide; u < width; u++, at += 4) {
      const cell = row + Math.floor(u / size);
      if (cut[at] > most[cell]) most[cell] = cut[at];
    }
  }
  if (most[start] <= CLEAR) return null;
  const around = (at) => {
    const u = at % wide, v = (at - u) / wide;
    return [u > 0 ? at - 1 : -1, u < wide - 1 ? at + 1 : -1, v > 0 ? at - wide : -1, v < tall - 1 ? at + wide : -1];
  };
  const THIS = 1, OTHER = 2, seen = [start];
  let next = 0;
  const spread = (isReached) => {
    for (; next < seen.length; next++) for (const to of around(seen[next])) if (to >= 0 && !found[to] && isReached(to)) seen.push(to) && (found[to] = found[seen[next]]);
  };
  const isClear = (at) => most[at] > CLEAR;
  found[start] = THIS;
  spread(isClear);
  for (let at = 0; at < most.length; at++) if (most[at] > SOMEBODY && !found[at]) seen.push(at) && (found[at] = OTHER);
  spread(isClear);
  next = 0;
  spread(() => true); // what shimmers around people is the nearest one's
  let left = wide, top = tall, right = 0, bottom = 0;
  for (let at = 0; at < found.length; at++) {
    if (found[at] !== THIS || !most[at]) {
      found[at] = 0;
      continue;
    }
    const u = at % wide, v = (at - u) / wide;
    [left, right, top, bottom] = [Math.min(left, u), Math.max(right, u + 1), Math.min(top, v), v + 1];
  }
  const box = { left: left * size, top: top * size, right: Math.min(width, right * size), bottom: Math.min(height, bottom * size) };
  const mask = new Uint8Array((box.right - box.left) * (box.bottom - box.top));
  for (let v = box.top, at = 0; v < box.bottom; v++) for (let u = box.left; u < box.right; u++, at++) mask[at] = found[Math.floor(v / size) * wide + Math.floor(u / size)];
  return { ...box, mask };
}
