// Below a figure: the contact that is chosen, the code that makes the figure, and buttons to copy it and save a picture.
import { make } from "./elements.mjs";

const DRAWN = ".js-plotly-plot .main-svg";
const STEP = 20; // pixels in which a width counts
const PATIENCE = 150; // milliseconds between looks whether the figures are drawn
const AGAIN = 5000; // milliseconds after which a kernel that did not answer is asked again

/** A width in whole steps; the kernel draws anew only when this changes. */
export const stepped = (width) => Math.floor(width / STEP) * STEP;

/** The text of a title without its marks. */
export const plainTitle = (title) => title.replace(/<br>/g, " ").replace(/<[^>]+>/g, "").replace(/&amp;/g, "&").replace(/&lt;/g, "<").replace(/&gt;/g, ">");

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
      make("th", { scope: "row" }, label),
      ...answers.map((answer, i) => make("td", { class: none[i] ? "ne-none" : null }, answer)),
      make("td", { class: "ne-mark" }, mark ? make("span", { title: heard }, `${mark} ${heard}`) : ""),
    ),
  );
  const head = make(
    "tr",
    {},
    make("td", {}),
    ...about.waves.map((wave) => make("th", { scope: "col" }, wave)),
    make("td", {}),
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

/** Keep the keys that are pressed in the explorer from the notebook, which takes the arrow keys from a list of choices. */
function keepKeys(explorer) {
  if (!explorer || explorer.dataset.lmSuppressShortcuts) return;
  explorer.dataset.lmSuppressShortcuts = "true";
  explorer.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
}

function render({ model, el }) {
  let words = null;
  const root = make("section", { class: "ne-below" }, model.get("waiting"));
  el.append(root);

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
    const figure = root.closest(".ne-panel")?.previousElementSibling?.querySelector(".js-plotly-plot");
    if (figure) {
      figure.setAttribute("role", "img");
      figure.setAttribute("aria-label", plainTitle(told.title));
    }
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
    if (told.kind === "picture") keep(told, buffers);
    if (told.said) say(told.said);
  };
  model.on("msg:custom", heard);

  // names are told to a figure that is drawn; the width is that of the page, not of the figure
  const width = () => (el.closest(".netlab-explore") ?? el).clientWidth - 12;
  let last = 0;
  let asked = 0;
  const ready = setInterval(() => {
    if (words) clearInterval(ready);
    if (words || Date.now() - asked < AGAIN) return;
    const figure = el.closest(".ne-panel")?.previousElementSibling?.querySelector(DRAWN);
    if (!figure || width() <= 0) return;
    asked = Date.now();
    keepKeys(el.closest(".netlab-explore"));
    last = stepped(width());
    model.send({ do: "ready", width: width() });
  }, PATIENCE);
  let later = 0;
  const sized = new ResizeObserver(() => {
    clearTimeout(later);
    later = setTimeout(() => {
      if (!last || width() <= 0 || stepped(width()) === last) return;
      last = stepped(width());
      model.send({ do: "width", width: width() });
    }, PATIENCE);
  });
  sized.observe(el);
  return () => {
    clearInterval(ready);
    clearTimeout(later);
    sized.disconnect();
    model.off("msg:custom", heard);
  };
}

export default { render };
