// What every part of the page uses: its elements, its words in two languages, what is said and shown of the work.
import { MESSAGES } from "./messages.js";

export const $ = (id) => document.getElementById(id);
export const words = { language: "en" };

/** Words in the visitor's language; a value that is a key's name in brackets, as "[key]", is said in it too. */
export function say(key, values = {}) {
  const value = (name) => String(values[name] ?? "").replace(/^\[(\w+)\]$/, (_, other) => say(other));
  return MESSAGES[words.language][key].replace(/\{(\w+)\}/g, (_, name) => value(name));
}

export const number = (value, digits = 0) => value.toLocaleString(words.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

let said = [], wrong = [], own = [];

/** Say how things stand: one or more of [key, values]. */
export function status(...lines) {
  said = lines;
  const text = lines.map(([key, values]) => say(key, typeof values === "function" ? values() : values)).join(" ");
  if ($("status").textContent !== text) $("status").textContent = text;
}

/** Say what is wrong: one or more of [key, values]; none, when nothing is. */
export function problem(...lines) {
  wrong = lines;
  showProblems();
}

/** Say what is wrong with the photo that is shown, beside what else is. */
export function problemHere(...lines) {
  if (JSON.stringify(lines) === JSON.stringify(own)) return; // what is said again is read out again
  own = lines;
  showProblems();
}

function showProblems() {
  const lines = [...wrong, ...own];
  $("problem").hidden = !lines.length;
  $("problem").replaceChildren(...lines.map(([key, values]) => Object.assign(document.createElement("span"), { textContent: say(key, values) })));
  if (lines.length) $("problem").scrollIntoView({ block: "nearest" });
}

export const problems = () => wrong;

export function progress(share) {
  $("progress").classList.toggle("idle", share === null);
  if (share === null) $("progress").removeAttribute("aria-valuetext");
  else $("progress").value = share;
}

/** Give an element its words, now and in the other language. */
export function label(element, key) {
  element.dataset.text = key;
  element.textContent = say(key);
}

export function speak(which) {
  words.language = which;
  document.documentElement.lang = $("language").value = which;
  document.title = `${say("title")} · Human Extractor`;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  for (const element of document.querySelectorAll("[data-title]")) element.title = say(element.dataset.title);
  for (const element of document.querySelectorAll("[data-alt]")) element.alt = say(element.dataset.alt);
  if (said.length) status(...said);
  showProblems();
}

/** What was stored in this browser, where it lets a page store something. */
export function stored(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

export function store(key, value) {
  try { localStorage.setItem(key, value); } catch { /* it is asked for again next time */ }
}

/** Hand a file to the visitor. */
export function give(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
