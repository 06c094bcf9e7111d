// The page of `human-extractor serve`: sends a photo to this server and shows what comes back.
const find = (id) => document.getElementById(id);
const [file, drop, address, options, status, result, picture, save, locked] = ["file", "drop", "address", "options",
  "status", "result", "picture", "save", "locked"].map(find);
let photo = null; // a file, or { url, name }
let running = null;

function query() {
  const asked = new URLSearchParams();
  for (const input of options.elements) {
    const used = input.type === "checkbox" ? input.checked : input.value;
    if (used && input.name !== "token") asked.set(input.name, input.value);
  }
  if (asked.get("format") === "jpg" && !asked.has("background") && !asked.has("mask_only")) asked.set("background", "white");
  if (photo.url) asked.set("url", photo.url);
  return asked;
}

function say(text, wrong = false) {
  status.textContent = text;
  status.classList.toggle("wrong", wrong);
}

function show(blob) {
  URL.revokeObjectURL(picture.src);
  picture.src = save.href = URL.createObjectURL(blob);
  save.download = `${photo.name.replace(/\.[^.]*$/, "") || "photo"}-cut-out.${blob.type.split("/")[1].replace("jpeg", "jpg")}`;
  result.hidden = false;
}

async function extract() {
  if (!photo) return;
  running?.abort();
  const mine = (running = new AbortController());
  say(`Cutting out ${photo.name} …`);
  const token = options.elements.token.value;
  try {
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const answer = await fetch(`extract?${query()}`, { method: "POST", body: photo.url ? null : photo, headers, signal: mine.signal });
    if (answer.status === 401) locked.hidden = false;
    if (!answer.ok) throw new Error((await answer.json()).error);
    show(await answer.blob());
    const share = Math.round(100 * answer.headers.get("X-Person-Share"));
    say(share ? `${share} % of the photo is person.` : "Nobody was found in this photo.");
  } catch (error) {
    if (mine === running && error.name !== "AbortError") say(error.message, true);
  }
}

function take(files) {
  const found = [...files].find((one) => one.type.startsWith("image/") || /\.(heic|heif|avif|tiff?)$/i.test(one.name));
  if (!found) return say("This is no picture.", true);
  photo = found;
  extract();
}

function takeAddress(event) {
  event.preventDefault();
  const url = address.elements.url.value.trim();
  photo = { url, name: new URL(url).pathname.split("/").pop() || "photo" };
  extract();
}

file.addEventListener("change", () => take(file.files));
address.addEventListener("submit", takeAddress);
options.addEventListener("change", extract);
options.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("paste", (event) => event.clipboardData.files.length && take(event.clipboardData.files));
document.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
document.addEventListener("dragleave", () => drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  take(event.dataTransfer.files);
});
