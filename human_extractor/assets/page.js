for (const root of document.querySelectorAll('[data-preview="ID"]:not([data-ready])')) {
  root.dataset.ready = "";
  const data = DATA, $ = selector => root.querySelector(selector), last = data.epochs.length - 1;
  const cut = $(".ep-cut"), slider = $("input"), chooser = $("select"), play = $("button");
  data.strips[last] = cut.src;
  const show = () => {
    const i = +slider.value, photo = +chooser.value, at = data.names.length > 1 ? 100 * photo / (data.names.length - 1) : 0;
    cut.src = data.strips[i];
    for (const strip of root.querySelectorAll(".ep-strip")) {
      strip.style.objectPosition = at + "% 0";
      strip.alt = strip.dataset.what + " of " + data.names[photo] + (strip === cut ? " after epoch " + data.epochs[i] : "");
    }
    $(".ep-epoch").textContent = "epoch " + data.epochs[i];
    slider.setAttribute("aria-valuetext", "epoch " + data.epochs[i]);
    $(".ep-figures").textContent = data.figures[i];
    for (const mark of root.querySelectorAll(".ep-mark")) mark.setAttribute("transform", "translate(" + data.marks[i] + ")");
  };
  let timer = 0;
  const stop = () => { clearInterval(timer); timer = 0; play.textContent = "Play"; };
  const next = () => { slider.value = +slider.value + 1; show(); if (+slider.value === last) stop(); };
  play.onclick = () => {
    if (timer) return stop();
    if (+slider.value === last) { slider.value = 0; show(); }
    timer = setInterval(next, 500); play.textContent = "Pause";
  };
  slider.oninput = () => { stop(); show(); };
  chooser.onchange = show;
  show();
}
