// Resizing as Pillow does it (BILINEAR): a triangle filter that covers all pixels when it makes smaller, bilinear when it makes larger.
// The network was trained on, and Python's Extractor looks at, pictures made small in exactly this way.

const BITS = 22; // Pillow's fixed point for 8-bit pictures

/** For each output position: the first input position, how many, and their weights. `from` and `to` may lie between pixels. */
export function filterTaps(inSize, outSize, from = 0, to = inSize) {
  const scale = (to - from) / outSize, stretch = Math.max(scale, 1);
  const most = Math.ceil(stretch) * 2 + 1;
  const first = new Int32Array(outSize), count = new Int32Array(outSize), weights = new Float64Array(outSize * most);
  for (let i = 0; i < outSize; i++) {
    const centre = from + (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - stretch + 0.5)), end = Math.min(inSize, Math.trunc(centre + stretch + 0.5));
    let total = 0;
    for (let j = start; j < end; j++) total += weights[i * most + j - start] = Math.max(0, 1 - Math.abs((j - centre + 0.5) / stretch));
    for (let j = start; j < end; j++) weights[i * most + j - start] /= total;
    first[i] = start;
    count[i] = end - start;
  }
  return { first, count, weights, most };
}

/** Bytes of RGBA, a pixel a number: red in the lowest eight bits. */
export const wordsOf = ({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length / 4);

/** Part of an RGBA picture, as bytes (height × width × 3), made `width` × `height`. */
export function squash(photo, box, width, height) {
  const across = filterTaps(box.right - box.left, width), down = filterTaps(box.bottom - box.top, height);
  const fixed = ({ weights }) => Int32Array.from(weights, (weight) => Math.floor(weight * (1 << BITS) + 0.5));
  const acrossWeights = fixed(across), downWeights = fixed(down), half = 1 << (BITS - 1);
  const rows = box.bottom - box.top, between = new Uint8Array(rows * width * 3), result = new Uint8Array(width * height * 3);
  const pixels = wordsOf(photo.data);
  for (let y = 0; y < rows; y++) {
    const line = (box.top + y) * photo.width + box.left;
    for (let x = 0, at = y * width * 3; x < width; x++, at += 3) {
      let red = half, green = half, blue = half;
      for (let k = x * across.most, end = k + across.count[x], from = line + across.first[x]; k < end; k++, from++) {
        const weight = acrossWeights[k], pixel = pixels[from];
        red += (pixel & 255) * weight;
        green += ((pixel >> 8) & 255) * weight;
        blue += ((pixel >> 16) & 255) * weight;
      }
      between[at] = red >> BITS;
      between[at + 1] = green >> BITS;
      between[at + 2] = blue >> BITS;
    }
  }
  const stride = width * 3;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < stride; x++) {
      let sum = half;
      for (let i = 0, k = y * down.most, at = down.first[y] * stride + x; i < down.count[y]; i++, k++, at += stride) sum += between[at] * downWeights[k];
      result[y * stride + x] = sum >> BITS;
    }
  }
  return result;
}

/** A part of a row of a float plane at another width, from `left` to `right` there: the row begins at `start`, and what it becomes at `to` of `result`. */
export function stretchRow(plane, start, { first, count, weights, most }, left, right, result, to) {
  for (let x = left; x < right; x++) {
    let sum = 0;
    for (let k = x * most, end = k + count[x], from = start + first[x]; k < end; k++, from++) sum += plane[from] * weights[k];
    result[to + x] = sum;
  }
}

/** A float plane at another size; with a box ([left, top, right, bottom], between pixels too), only that part of it. */
export function resizePlane(plane, width, height, newWidth, newHeight, box = [0, 0, width, height]) {
  const across = filterTaps(width, newWidth, box[0], box[2]), wide = new Float32Array(newWidth * height);
  for (let y = 0; y < height; y++) stretchRow(plane, y * width, across, 0, newWidth, wide, y * newWidth);
  const { first, count, weights, most } = filterTaps(height, newHeight, box[1], box[3]);
  const result = new Float32Array(newWidth * newHeight);
  for (let y = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++) {
      let sum = 0;
      for (let i = 0; i < count[y]; i++) sum += wide[(first[y] + i) * newWidth + x] * weights[y * most + i];
      result[y * newWidth + x] = sum;
    }
  }
  return result;
}
