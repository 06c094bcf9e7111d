// Hands out the demo from this browser's own store, so that it works without a network, each version whole. docs/demo.py fills in what there is.
const VERSION = "", FILES = {};

const THREADS = "vendor/tfjs-backend-wasm-threaded-simd.wasm"; // which the next visit will want
const PREFIX = `human-extractor ${new URL("./", location)} `, CACHE = PREFIX + VERSION;
const addressOf = (name) => new URL(name, location).href;
// What only a header can forbid: new windows and other tabs, whoever asks. Links of the page still work.
const SANDBOX = "sandbox allow-scripts allow-same-origin allow-downloads; webrtc 'block'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'";

// Memory that threads share, so that WebAssembly computes in threads, is for documents that are kept apart from others. Browsers without this rule take one.
const APART = "isolate-and-require-corp";

async function digest(body) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Put one file into this version's store: out of an older one if it has not changed, otherwise from the host. What is not as the version says is refused. */
async function store(cache, name) {
  const url = addressOf(name), { sha256 } = FILES[name];
  if (await cache.match(url)) return;
  for (const other of (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== CACHE)) {
    const old = await (await caches.open(other)).match(url);
    if (old && await digest(await old.clone().arrayBuffer()) === sha256) return cache.put(url, old);
  }
  const response = await fetch(url, { cache: "no-cache" });
  if (!response.ok || await digest(await response.clone().arrayBuffer()) !== sha256) throw new Error(`${name}: is not of version ${VERSION}`);
  await cache.put(url, response);
}

/** A page that is being loaded keeps what it has fetched itself (offline.js); the rest is fetched here: the page, and on a renewal what an older version had. */
async function install() {
  const cache = await caches.open(CACHE), others = (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== CACHE), had = new Set();
  for (const other of others) for (const { url } of await (await caches.open(other)).keys()) had.add(url);
  const isShell = (name) => !name.startsWith("model/") && (!name.startsWith("vendor/") || ["vendor/fflate.js", THREADS].includes(name));
  await Promise.all(Object.keys(FILES).filter((name) => isShell(name) || others.length && (had.has(addressOf(name)) || name.startsWith("model/"))).map((name) => store(cache, name)));
}

async function answer(request) {
  const url = new URL(request.url), isPage = request.mode === "navigate", cache = await caches.open(CACHE);
  url.search = url.hash = "";
  const kept = await cache.match(isPage && url.pathname.endsWith("/") ? `${url.href}index.html` : url.href);
  if (!kept) return fetch(request);
  if (!isPage) return kept;
  const headers = new Headers(kept.headers);
  headers.append("Content-Security-Policy", SANDBOX);
  headers.set("Document-Isolation-Policy", APART);
  return new Response(kept.body, { headers });
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("message", (event) => event.data === "take over" && self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const key of await caches.keys()) if (key.startsWith(PREFIX) && key !== CACHE) await caches.delete(key);
})()));
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url), home = new URL("./", location);
  if (event.request.method === "GET" && url.origin === home.origin && url.pathname.startsWith(home.pathname)) event.respondWith(answer(event.request));
});
