// The live view: anywidget's two doors, around the view of preview.js. The newest pictures come as a value of the model,
// which is there even for who opens the notebook late; those before it are asked for.
export default () => {
  const addresses = new Map(), views = new Set(), source = {};
  const keep = (name, bytes) => {
    if (bytes && !addresses.has(String(name))) addresses.set(String(name), URL.createObjectURL(new Blob([bytes], {type: "image/webp"})));
  };
  let timer = 0;
  const read = model => {
    const shown = model.get("shown");
    for (const [name, bytes] of Object.entries(model.get("first"))) keep(name, bytes);
    keep(model.get("newest").epoch, model.get("newest").picture);
    // an epoch can be chosen when its picture is here
    const runs = (shown.runs ?? []).map(run => {
      const here = run.epochs.map((epoch, i) => i).filter(i => addresses.has(String(run.epochs[i])));
      return {...run, ...Object.fromEntries(["epochs", "figures", "marks"].map(key => [key, here.map(i => run[key][i])]))};
    });
    Object.assign(source, {runs, curves: shown.curves ?? "", note: shown.note, progress: model.get("progress")});
    for (const view of views) view.update();
  };
  const ask = model => {
    const missing = (model.get("shown").runs ?? []).flatMap(run => run.epochs).filter(epoch => !addresses.has(String(epoch)));
    if (missing.length) model.send({ask: missing});
  };
  return {
    initialize({model}) {
      source.picture = (run, name) => addresses.get(String(name));
      if (model.get("stoppable")) source.stop = () => model.send({stop: true});
      else source.again = () => model.send({again: true});
      model.on("msg:custom", (message, buffers) => {
        keep(message.epoch, buffers[0]);
        clearTimeout(timer);
        timer = setTimeout(() => read(model), 50);
      });
      model.on("change:shown change:first change:newest change:progress", () => read(model));
      read(model);
      ask(model);
      return () => addresses.forEach(address => URL.revokeObjectURL(address));
    },
    render({el}) {
      const view = preview(el, source);
      views.add(view);
      return () => { views.delete(view); view.close(); };
    },
  };
};
