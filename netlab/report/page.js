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
    return { place, canvas, wide: forms[0], narrow: forms[1], drawn: null };
  });

  // Figures are made at a fixed size, so that labels never collide; a smaller place shows them smaller.
  const draw = (figure, width) => {
    const form = figure.narrow && width < figure.wide.layout.width * 0.62 ? figure.narrow : figure.wide;
    const { width: w, height: h } = form.layout;
    if (figure.drawn !== form) {
      Plotly.newPlot(figure.canvas, form.data, form.layout, { displaylogo: false, displayModeBar: false, responsive: false });
      figure.drawn = form;
    }
    const zoom = Math.min(1, width / w);
    figure.place.style.maxWidth = `${w}px`;
    figure.place.style.aspectRatio = `${w} / ${h}`;
    figure.canvas.style.zoom = zoom;
  };
  const drawAll = (width) => figures.forEach((f) => draw(f, width || f.place.parentElement.clientWidth));
  drawAll();
  let wait;
  addEventListener("resize", () => { clearTimeout(wait); wait = setTimeout(drawAll, 150); });
  addEventListener("beforeprint", () => drawAll(670));
  addEventListener("afterprint", () => drawAll());
  document.querySelectorAll("nav a").forEach((a) => a.addEventListener("click", () => { a.closest("details").open = false; }));
  document.documentElement.dataset.drawn = figures.length;
})();
