// Nothing leaves: what the page closes behind itself. The policy in index.html forbids other hosts from the first byte on; what is here goes further.

const SEALED = [
  "default-src 'none'", "script-src blob: 'wasm-unsafe-eval'", "worker-src blob:", "connect-src blob:", "img-src blob: data:", "media-src blob:",
  "style-src 'none'", "frame-src 'none'", "form-action 'none'", "base-uri 'none'",
].join("; ");

/** Take away what the page never needs and no policy forbids in every browser: WebRTC, new windows, and leaving for another address. */
export function guard() {
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection", "RTCDataChannel", "RTCSessionDescription", "RTCIceCandidate", "open"]) {
    Reflect.deleteProperty(window, name);
    Object.defineProperty(window, name, { value: undefined, writable: false, configurable: false });
  }
  window.navigation?.addEventListener("navigate", (event) => {
    const to = new URL(event.destination.url), isLink = event.userInitiated && to.origin === location.origin && !to.search;
    const isHarmless = event.hashChange || event.navigationType === "reload" || event.downloadRequest !== null && to.protocol === "blob:" || isLink;
    if (!isHarmless && event.cancelable) event.preventDefault();
  });
  addEventListener("click", (event) => {
    const link = event.composedPath().find((element) => element instanceof HTMLAnchorElement);
    if (link?.target && link.target !== "_self") event.preventDefault();
  }, true);
}

/** Close the page's connections: a policy that is added can only forbid more. A worker that is made from now on is bound by it too. */
export function seal() {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = SEALED;
  document.head.append(policy);
}
