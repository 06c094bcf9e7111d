// The live camera: picture after picture is cut out, with one look each.
import { $, number, problem, status } from "./page.js";
import { frameOf, paint } from "./studio.js";

const WIDEST = 640; // pixels, of the live picture

let camera = null; // { stream, video }

export const isOn = () => !!camera;

export function stop() {
  if (!camera) return;
  for (const track of camera.stream.getTracks()) track.stop();
  camera = null;
}

/** Start it; null, and said, where there is none. */
export async function start() {
  let stream;
  try {
    if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } } });
  } catch (error) {
    const why = { NotAllowedError: "cameraRefused", NotFoundError: "cameraMissing", OverconstrainedError: "cameraMissing" }[error.name] ?? "cameraBusy";
    problem(["noCamera", { why: `[${why}]` }]);
    return null;
  }
  const video = document.createElement("video");
  Object.assign(video, { srcObject: stream, muted: true, playsInline: true });
  camera = { stream, video };
  $("camera").classList.toggle("mirrored", stream.getVideoTracks()[0].getSettings().facingMode !== "environment");
  await video.play();
  return camera;
}

/** Cut out picture after picture until the camera is stopped. */
export async function follow(engine, look, pictureOf) {
  const mine = camera, { video } = mine, scale = Math.min(1, WIDEST / Math.max(video.videoWidth, video.videoHeight));
  const resizeWidth = Math.round(video.videoWidth * scale), resizeHeight = Math.round(video.videoHeight * scale), plain = { ...look };
  Object.assign($("camera"), { width: resizeWidth, height: resizeHeight });
  for (let fps = 0, last = performance.now(); mine === camera;) {
    const bitmap = await createImageBitmap(video, { resizeWidth, resizeHeight, resizeQuality: "medium" });
    Object.assign(plain, look, { frame: "photo", shadow: 0, outline: 0, format: "png" });
    const { cut, blurred, width, height } = await engine.call("live", { bitmap, look: plain }, { transfer: [bitmap] });
    if (mine !== camera) return;
    const context = $("camera").getContext("2d");
    context.clearRect(0, 0, width, height);
    paint(context, { cut, blurred, picture: pictureOf(), width, height }, frameOf({ width, height }, null, plain), plain);
    cut.close();
    blurred?.close();
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    fps = fps ? 0.8 * fps + 200 / (now - last) : 1000 / (now - last);
    last = now;
    if (mine === camera) status(["liveOn", () => ({ fps: number(fps, fps < 10 ? 1 : 0) })]);
  }
}

/** What the camera sees now, at its full size. */
export const snapshot = () => createImageBitmap(camera.video);
