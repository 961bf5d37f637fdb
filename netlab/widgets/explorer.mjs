// Below a figure: the contact that is chosen, the code that makes the figure, and buttons to copy it and save a picture.
import { make } from "./elements.mjs";

const STEP = 20; // pixels in which a width counts
const LOOK = 150; // milliseconds between looks at what is on the page
const SOON = 1000; // milliseconds after which names that are not drawn are asked for again
const PATIENCE = 8000; // milliseconds that an answer may take at first, or a figure

/** A width in whole steps; the kernel draws anew only when this changes. */
export const stepped = (width) => Math.floor(width / STEP) * STEP;

/** The text of a title without its marks. */
export const plainTitle = (title) =>
  title.replace(/<br>/g, " ").replace(/<[^>]+>/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** Whether a wait is over, each twice as long as the one before; `tries` is how many there were. */
export const waitedFor = (since, now, tries) => now - since >= PATIENCE * 2 ** Math.max(tries - 1, 0);

/** The rows of a contact's table: what changed bears a sign and a word, not a colour alone. */
export function tableOf(about, words) {
  return about.rows.map(({ label, answers, changed }) => ({
    label,
    mark: changed ? "≠" : "",
    heard: changed ? words.changed : "",
    answers: answers.map((answer) => answer || words.unknown),
    none: answers.map((answer) => !answer),
  }));
}

function aboutOne(about, words) {
  const rows = tableOf(about, words).map(({ label, mark, heard, answers, none }) =>
    make(
      "tr",
      { class: mark ? "ne-changed" : null },
      make("th", { scope: "row" }, label, mark ? make("span", { class: "ne-mark" }, ` ${mark} ${heard}`) : null),
      ...answers.map((answer, i) => make("td", { class: none[i] ? "ne-none" : null }, answer)),
    ),
  );
  const head = make(
    "tr",
    {},
    make("td", {}),
    ...about.waves.map((wave) => make("th", { scope: "col" }, wave)),
  );
  const said = about.fragments.map(({ wave, code, text }) =>
    make("blockquote", {}, make("p", {}, `“${text}”`), make("footer", {}, [wave, code].filter(Boolean).join(" · "))),
  );
  return [
    make("h3", {}, about.title, about.fate ? make("span", { class: "ne-fate" }, ` — ${about.fate}`) : null),
    make("div", { class: "ne-scroll", tabindex: "0", role: "region", "aria-label": about.title }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows))),
    said.length ? make("h4", {}, words.said) : null,
    ...said,
  ];
}

function copied(text, area) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  area.select(); // a page that is not on https and not on this machine
  return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("copy"));
}

/** Whether what is written in a figure is drawn: plotly leaves out names that come while it makes the first drawing. */
const written = (figure) =>
  figure.data.every(
    ({ visible, mode, text, uid }) =>
      visible === false || mode !== "text" || !text?.some(Boolean) || figure.querySelector(`.trace${uid} text`),
  );

/** Keep the keys that are pressed in the explorer from the notebook, which takes the arrow keys from a list of choices. */
function keepKeys(explorer) {
  if (!explorer || explorer.dataset.lmSuppressShortcuts) return;
  explorer.dataset.lmSuppressShortcuts = "true";
  explorer.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
}

/** Say of the slider which wave it stands at; ipywidgets tells a screen reader neither its name nor more than a number. */
function nameSlider(slider) {
  const handle = slider?.querySelector("[role=slider]");
  const stands = slider?.querySelector(".widget-readout")?.textContent ?? "";
  if (!handle || handle.getAttribute("aria-valuetext") === stands) return;
  handle.setAttribute("aria-label", slider.querySelector(".widget-label").textContent);
  handle.setAttribute("aria-valuetext", stands);
}

function render({ model, el }) {
  let words = null;
  let wanted = { turn: 0 }; // the figure that belongs to what was told
  let named = null; // the figure on the page that is that one, and bears its title
  const root = make("section", { class: "ne-below" }, model.get("waiting"));
  el.append(root);
  const frameOf = () => el.closest(".ne-panel")?.previousElementSibling ?? null;
  const figureOf = () => frameOf()?.querySelector(".js-plotly-plot") ?? null;

  const code = make("textarea", { class: "ne-code", readonly: true, rows: "2", spellcheck: "false" });
  const status = make("p", { class: "ne-status", role: "status" });
  const list = make("select", { on: { change: () => model.send({ do: "choose", place: Number(list.value) }) } });
  const details = make("div", { class: "ne-about" });

  const say = (text) => {
    status.textContent = text;
  };
  const copy = () =>
    copied(code.value, code).then(
      () => say(words.copied),
      () => (code.select(), say(words.copy_yourself)),
    );
  const save = (format) => {
    say(words.saving);
    model.send({ do: "save", format });
  };

  function build(withContacts) {
    if (frameOf()) frameOf().dataset.waiting = words.waiting;
    const button = (label, click) => make("button", { type: "button", on: { click } }, label);
    const picked = make("label", { class: "ne-pick" }, words.contact, list);
    code.setAttribute("aria-label", words.code);
    root.replaceChildren(
      ...(withContacts ? [picked, details] : []),
      make(
        "div",
        { class: "ne-buttons" },
        button(words.copy, copy),
        button(words.save_svg, () => save("svg")),
        button(words.save_png, () => save("png")),
      ),
      code,
      status,
    );
  }

  function show(told) {
    if (told.words) {
      words = told.words;
      build(Boolean(told.contacts));
    }
    if (!words) return;
    code.value = told.code;
    for (const b of root.querySelectorAll(".ne-buttons button")) b.disabled = !told.code;
    wanted = { turn: told.turn, title: plainTitle(told.title), since: Date.now(), tries: 1 };
    named = null;
    if (!told.contacts) return;
    const options = [[-1, words.nobody_chosen], ...told.contacts.map((name, i) => [i, name])];
    list.replaceChildren(...options.map(([value, name]) => make("option", { value: String(value) }, name)));
    list.value = String(told.chosen);
    details.replaceChildren(...(told.about ? aboutOne(told.about, words).filter(Boolean) : []));
  }

  function keep({ name, format }, [buffer]) {
    const type = format === "svg" ? "image/svg+xml" : "image/png";
    const link = make("a", { href: URL.createObjectURL(new Blob([buffer], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  const heard = (told, buffers) => {
    if (told.kind === "show") show(told);
    if (told.format) keep(told, buffers);
    if (told.said) say(told.said);
  };
  model.on("msg:custom", heard);

  // the width is that of the page, not of the figure
  const width = () => (el.closest(".netlab-explore") ?? el).clientWidth - 12;
  const room = () => ({ width: width(), height: window.innerHeight });
  let last = 0;
  let tries = 0;
  let asked = 0;
  function askForWords() {
    if (width() <= 0 || (tries && !waitedFor(asked, Date.now(), tries))) return;
    keepKeys(el.closest(".netlab-explore"));
    [last, asked, tries] = [stepped(width()), Date.now(), tries + 1];
    model.send({ do: "ready", ...room(), touch: window.matchMedia("(pointer: coarse)").matches, tries });
  }
  let watched = null; // the figure that is on the page
  let seen = null; // the one of which the kernel hears
  let told = 0; // how often, of this figure: hovers that come too early are not seen to be missing
  function tellSeen() {
    [wanted.since, told] = [Date.now(), told + 1];
    model.send({ do: "seen" });
  }
  function followFigure() {
    nameSlider(el.closest(".netlab-explore")?.querySelector(".widget-slider"));
    const figure = figureOf();
    if (!figure) return;
    if (figure === named) {
      if ((told < 2 || !written(figure)) && Date.now() - wanted.since > SOON) tellSeen();
      return;
    }
    const frame = frameOf();
    if (figure !== watched) {
      [watched, wanted.since] = [figure, Date.now()];
      frame.classList.remove("ne-drawn"); // plotly's own axes, until it hears what to draw
    }
    if (figure.layout?.meta === wanted.turn && figure.querySelector(".main-svg")) {
      figure.setAttribute("role", "img");
      figure.setAttribute("aria-label", wanted.title);
      frame.classList.add("ne-drawn");
      frame.tabIndex = frame.scrollWidth > frame.clientWidth ? 0 : -1; // the arrow keys move what is wider
      if (figure !== seen) told = 0;
      if (told < 2) tellSeen();
      named = seen = figure;
    } else if (waitedFor(wanted.since, Date.now(), wanted.tries)) {
      Object.assign(wanted, { since: Date.now(), tries: wanted.tries + 1 });
      model.send({ do: "late" });
    }
  }
  const looking = setInterval(() => (words ? followFigure() : askForWords()), LOOK);
  let later = 0;
  const sized = new ResizeObserver(() => {
    clearTimeout(later);
    later = setTimeout(() => {
      if (!last || width() <= 0 || stepped(width()) === last) return;
      last = stepped(width());
      model.send({ do: "width", ...room() });
    }, LOOK);
  });
  sized.observe(el);
  return () => {
    clearInterval(looking);
    clearTimeout(later);
    sized.disconnect();
    model.off("msg:custom", heard);
  };
}

export default { render };
