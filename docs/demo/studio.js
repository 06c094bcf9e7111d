// What becomes of a cut-out: the frame it stands in, what is behind it and around it, the file. The page shows it, the worker makes it at full size.

/** Frames of a fixed size, in pixels: passport is 35 × 45 mm at 300 dots an inch. */
export const PRESETS = { passport: [413, 531], profile: [800, 800], product: [1600, 1600] };
export const FORMATS = { png: "image/png", webp: "image/webp", jpeg: "image/jpeg" };
const LARGEST = 8192; // pixels a side
const VISIBLE = 25; // of 255: what counts as person when a frame is put around it

/** The box of what is visible in rows of a cut-out (RGBA), joined with `box`; null where nothing is. */
export function boxOf(data, width, rows, top = 0, box = null) {
  let { left, right } = box ?? { left: width, right: 0 }, first = box?.top ?? -1, last = box?.bottom ?? 0;
  for (let y = 0; y < rows; y++) {
    const row = y * width * 4 + 3;
    let from = 0, to = width - 1;
    while (from < width && data[row + from * 4] < VISIBLE) from++;
    if (from === width) continue;
    while (data[row + to * 4] < VISIBLE) to--;
    left = Math.min(left, from);
    right = Math.max(right, to + 1);
    if (first < 0) first = top + y;
    last = Math.max(last, top + y + 1);
  }
  return first < 0 ? null : { left, top: first, right, bottom: last };
}

/** How large the frame is and where the photo and the person stand in it, `{ scale, x, y }` from the photo's pixels to the frame's. */
export function frameOf(photo, box, look, place = { x: 0, y: 0, scale: 1 }) {
  const whole = { left: 0, top: 0, right: photo.width, bottom: photo.height }, person = box ?? whole;
  const wide = person.right - person.left, tall = person.bottom - person.top, margin = look.margin / 100;
  let { width, height } = photo, base = { scale: 1, x: 0, y: 0 };
  if (look.frame === "person") {
    const space = Math.round(margin * Math.max(wide, tall));
    [width, height] = [wide + 2 * space, tall + 2 * space];
    base = { scale: 1, x: space - person.left, y: space - person.top };
  } else if (look.frame !== "photo") {
    [width, height] = PRESETS[look.frame] ?? [look.width, look.height];
    const free = 1 - 2 * margin, portrait = ["passport", "profile"].includes(look.frame);
    // a portrait is filled by the shoulders, its head below the upper margin; what else there is is shown as a whole, in the middle
    const scale = portrait ? (width * (look.frame === "passport" ? 0.94 : free)) / wide : Math.min((width * free) / wide, (height * free) / tall);
    const head = (look.frame === "passport" ? 0.1 : margin) * height, isTall = portrait && tall * scale > height - head;
    const y = portrait ? (isTall ? head : height - tall * scale) : (height - tall * scale) / 2;
    base = { scale, x: (width - wide * scale) / 2 - person.left * scale, y: y - person.top * scale };
  }
  [width, height] = [width, height].map((n) => Math.min(LARGEST, Math.max(1, Math.round(n))));
  const scale = base.scale * place.scale, middle = [(person.left + person.right) / 2, (person.top + person.bottom) / 2];
  const own = { scale, x: base.x + place.x * width + middle[0] * (base.scale - scale), y: base.y + place.y * height + middle[1] * (base.scale - scale) };
  const isMoved = place.x || place.y || place.scale !== 1;
  const isPlain = look.frame === "photo" && !isMoved && look.background === "transparent" && !look.shadow && !look.outline && look.format !== "jpeg";
  return { width, height, base, person: own, isPlain: !!isPlain };
}

/** Whether nothing is behind the person: so it is too where a picture is wanted and none is there. */
export const isClear = ({ background }, picture) => background === "transparent" || background === "picture" && !picture;

/** Draw a picture so that it covers a rectangle. */
function cover(context, image, width, height) {
  const scale = Math.max(width / image.width, height / image.height);
  context.drawImage(image, (width - image.width * scale) / 2, (height - image.height * scale) / 2, image.width * scale, image.height * scale);
}

const place = (context, image, { scale, x, y }, { width, height }) => context.drawImage(image, x, y, width * scale, height * scale);

/** The shape of a cut-out in one colour, widened by `radius`. */
function widened(cut, at, photo, width, height, radius, colour) {
  const shape = new OffscreenCanvas(width, height), wide = new OffscreenCanvas(width, height);
  const one = shape.getContext("2d"), all = wide.getContext("2d");
  place(one, cut, at, photo);
  one.globalCompositeOperation = "source-in";
  one.fillStyle = colour;
  one.fillRect(0, 0, width, height);
  for (const [r, steps] of [[radius, 28], [radius * 0.55, 12]]) {
    for (let i = 0; i < steps; i++) all.drawImage(shape, r * Math.cos((2 * Math.PI * i) / steps), r * Math.sin((2 * Math.PI * i) / steps));
  }
  return wide;
}

/**
 * Draw the frame into a context: background, shadow, outline, person. `parts` has `cut` (of the photo's size, or a smaller copy), `blurred`,
 * `picture`, and the photo's `width` and `height`; `view` is where the frame lies in the context, `{ scale, x, y }`.
 */
export function paint(context, parts, frame, look, view = { scale: 1, x: 0, y: 0 }) {
  const { width, height } = frame, longer = Math.max(width, height);
  const within = ({ scale, x, y }) => ({ scale: scale * view.scale, x: view.x + x * view.scale, y: view.y + y * view.scale });
  context.save();
  context.imageSmoothingQuality = "high";
  context.beginPath();
  context.rect(view.x, view.y, width * view.scale, height * view.scale);
  context.clip();
  context.save();
  context.translate(view.x, view.y);
  context.scale(view.scale, view.scale);
  if (isClear(look, parts.picture) && look.format === "jpeg" || look.background === "colour") {
    context.fillStyle = look.background === "colour" ? look.colour : "#ffffff";
    context.fillRect(0, 0, width, height);
  }
  if (look.background === "picture" && parts.picture) cover(context, parts.picture, width, height);
  if (look.background === "blur" && parts.blurred) {
    if (look.frame !== "photo") cover(context, parts.blurred, width, height); // where the photo ends within the frame
    place(context, parts.blurred, frame.base, parts);
  }
  context.restore();
  if (look.shadow) {
    const size = longer * view.scale;
    Object.assign(context, { shadowColor: `rgb(0 0 0 / ${0.2 + 0.3 * look.shadow / 100})`, shadowBlur: size * 0.06 * look.shadow / 100, shadowOffsetX: size * 0.008, shadowOffsetY: size * 0.03 * look.shadow / 100 });
  }
  const at = within(frame.person);
  if (look.outline) {
    const radius = Math.max(1, longer * view.scale * 0.03 * look.outline / 100), { canvas } = context;
    context.drawImage(widened(parts.cut, at, parts, canvas.width, canvas.height, radius, look.outlineColour), 0, 0);
    context.shadowColor = "transparent";
  }
  place(context, parts.cut, at, parts);
  context.restore();
}

/** A canvas as a file of the chosen format. Throws where the browser cannot write it. */
export async function encode(canvas, { format }) {
  const blob = await canvas.convertToBlob({ type: FORMATS[format], quality: 0.92 });
  if (blob.type !== FORMATS[format]) throw Object.assign(new Error(format), { reason: "noFormat", values: { format: format.toUpperCase() } });
  return blob;
}
