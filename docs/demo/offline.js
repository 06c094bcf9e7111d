// The page without a network: what has been fetched is kept in this browser, version by version; sw.js hands it out.
import { fetched } from "./engine.js";

const isPossible = "serviceWorker" in navigator && "caches" in self;

/** Begin, before the page closes its connections. Gives a promise of the registration, or null where there can be none. */
export async function register() {
  if (!isPossible) return null;
  try {
    return await navigator.serviceWorker.register(new URL("sw.js", import.meta.url), { updateViaCache: "none" });
  } catch {
    return null; // a browser that forbids it, as in some private windows
  }
}

/** The service worker is there and has everything: what this page has fetched, and what it fetches by itself. */
export async function keep(registration) {
  if (!registration) return false;
  try {
    const { version } = JSON.parse(await fetched.get("files.json").text()), cache = await caches.open(`human-extractor ${new URL("./", import.meta.url)} ${version}`);
    for (const [name, blob] of fetched) {
      const url = new URL(name, import.meta.url).href;
      if (!(await cache.match(url))) await cache.put(url, new Response(blob, { headers: { "content-type": blob.type } }));
    }
    fetched.clear();
    await navigator.serviceWorker.ready;
    return true;
  } catch {
    return false; // no room
  }
}

/** A version that waits takes over now that all of this page has been loaded; `onNew` hears of it when another was here before. */
export function renew(registration, onNew) {
  if (!registration) return;
  const had = !!navigator.serviceWorker.controller;
  const take = (worker) => worker?.postMessage("take over");
  navigator.serviceWorker.addEventListener("controllerchange", () => had && onNew());
  take(registration.waiting);
  const watch = (worker) => worker?.addEventListener("statechange", () => worker.state === "installed" && take(worker));
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
}
