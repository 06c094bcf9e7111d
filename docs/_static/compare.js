// Before and after: drag anywhere on a picture, or use the slider that lies over it by keyboard or screen reader.
for (const figure of document.querySelectorAll(".compare")) {
  const slider = figure.querySelector("input");
  const show = () => {
    figure.style.setProperty("--at", slider.value + "%");
    slider.setAttribute("aria-valuetext", slider.value + " % photo");
  };
  const follow = event => {
    const box = figure.getBoundingClientRect();
    slider.value = 100 * (event.clientX - box.left) / box.width;
    show();
  };
  figure.addEventListener("pointerdown", event => {
    if (event.button) return;
    event.preventDefault();  // no picture is dragged away, and no text selected
    figure.setPointerCapture(event.pointerId);
    slider.focus({ focusVisible: false });
    follow(event);
  });
  figure.addEventListener("pointermove", event => { if (figure.hasPointerCapture(event.pointerId)) follow(event); });
  slider.addEventListener("input", show);
  show();
}
