// Unpacks plotly.js from this page and draws every figure in the form that fits; asks nothing of any network.
(async () => {
  const packed = Uint8Array.from(atob(document.getElementById("plotly").textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.head.append(script);

  const figures = [...document.querySelectorAll("figure")].map((place) => {
    const forms = [...place.querySelectorAll("script")].map((s) => JSON.parse(s.textContent));
    const canvas = document.createElement("div");
    place.append(canvas);
    return { place, canvas, forms, drawn: null };
  });

  // Figures are made at fixed sizes, so that labels never collide: the widest form that fits with at most 15 % off is
  // drawn, and shown smaller where it must. On paper none may be taller than a page:
  // a narrower form is drawn there when it makes the letters clearly larger.
  const draw = (figure, width, tallest) => {
    const size = ({ layout: f }) => Math.min(1, width / f.width, tallest / f.height);
    const largest = () => figure.forms.reduce((a, b) => (size(b) > 1.25 * size(a) ? b : a));
    const form = figure.forms.find((f) => size(f) >= 0.85) || (tallest < Infinity ? largest() : figure.forms.at(-1));
    const { width: w, height: h } = form.layout;
    if (figure.drawn !== form) {
      Plotly.newPlot(figure.canvas, form.data, form.layout, { displaylogo: false, displayModeBar: false, responsive: false });
      figure.drawn = form;
    }
    const zoom = size(form);
    figure.place.style.maxWidth = `${w * (tallest < Infinity ? zoom : 1)}px`;
    figure.place.style.aspectRatio = `${w} / ${h}`;
    figure.canvas.style.zoom = zoom;
  };
  const drawAll = (width, tallest = Infinity) =>
    figures.forEach((f) => draw(f, width || f.place.parentElement.clientWidth, tallest));
  drawAll();
  let wait;
  addEventListener("resize", () => { clearTimeout(wait); wait = setTimeout(() => drawAll(), 150); });
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details.more:not([open])")];
    folded.forEach((d) => { d.open = true; });
    drawAll(670, 780);
  });
  addEventListener("afterprint", () => {
    folded.forEach((d) => { d.open = false; });
    drawAll();
  });
  document.querySelectorAll("nav a").forEach((a) => a.addEventListener("click", () => { a.closest("details").open = false; }));
  document.documentElement.dataset.drawn = figures.length;
})();
