// The strip of photos below the picture: each a button that shows it, with what has become of it.
import { $, say } from "./page.js";

const THUMB = 96; // pixels

/** Keep a small picture of a photo. */
export function thumb(item, bitmap) {
  const scale = THUMB / Math.min(bitmap.width, bitmap.height), canvas = Object.assign(document.createElement("canvas"), { width: THUMB, height: THUMB });
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, (THUMB - bitmap.width * scale) / 2, (THUMB - bitmap.height * scale) / 2, bitmap.width * scale, bitmap.height * scale);
  item.thumb = canvas;
}

/** Show what has become of a photo. */
export function mark(item, isCurrent) {
  const { button } = item;
  if (!button) return;
  button.dataset.state = item.state;
  button.disabled = item.state !== "done";
  button.setAttribute("aria-label", `${item.name}: ${say(`item_${item.state}`)}`);
  button.title = item.name;
  if (item.thumb && button.firstChild !== item.thumb) button.replaceChildren(item.thumb);
  if (isCurrent) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

/** Bring the strip up to date with the photos that there are; `onChoose` hears of the one that is chosen. */
export function show(items, current, onChoose) {
  for (const item of items) {
    if (item.button) continue;
    item.button = Object.assign(document.createElement("button"), { type: "button" });
    item.button.addEventListener("click", () => onChoose(item));
  }
  const wanted = items.map((item) => item.button), list = $("strip");
  if (wanted.length !== list.children.length || wanted.some((button, i) => list.children[i]?.firstChild !== button)) {
    list.replaceChildren(...wanted.map((button) => {
      const entry = document.createElement("li");
      entry.append(button);
      return entry;
    }));
  }
  for (const item of items) mark(item, item === current);
}
