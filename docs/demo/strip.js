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
  if (!item.entry) return;
  const [button, remove] = item.entry.children, isNobody = item.state === "done" && !!item.isNobody;
  button.dataset.state = item.state;
  button.dataset.nobody = isNobody;
  button.disabled = item.state !== "done";
  button.setAttribute("aria-label", `${item.name}: ${say(isNobody ? "doneNobody" : `item_${item.state}`)}`);
  button.title = item.name;
  remove.title = say("remove", { name: item.name });
  remove.setAttribute("aria-label", remove.title);
  if (item.thumb && button.firstChild !== item.thumb) button.replaceChildren(item.thumb);
  if (isCurrent) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

function buttonOf(className, text, action) {
  const button = Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
  button.addEventListener("click", action);
  return button;
}

/** Bring the strip up to date with the photos that there are; `onChoose` hears of the one that is chosen, `onRemove` of the one that is to go. */
export function show(items, current, onChoose, onRemove) {
  for (const item of items) {
    if (item.entry) continue;
    item.entry = document.createElement("li");
    item.entry.append(buttonOf("photo", "", () => onChoose(item)), buttonOf("remove", "×", () => onRemove(item)));
  }
  const wanted = items.map((item) => item.entry), list = $("strip");
  if (wanted.length !== list.children.length || wanted.some((entry, i) => list.children[i] !== entry)) list.replaceChildren(...wanted);
  for (const item of items) mark(item, item === current);
}
