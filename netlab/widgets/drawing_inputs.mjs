// The inputs of the panel: buttons, fields, ticks and choices, each with a key by which it is found again when redrawn.
import { make } from "./elements.mjs";
import { say } from "./drawn_board.mjs";

export const button = (label, click, more = {}) => make("button", { type: "button", ...more, on: { click } }, label);

/** An input with its label above it, and a small note between. */
export const field = (label, input, note = "") => make("label", { class: "nd-field" }, make("span", {}, label),
  note ? make("span", { class: "nd-small" }, note) : null, input);

/** A part that opens and closes, and stays as it was when the panel is drawn again. */
export const folded = (board, key, title, more, ...inside) => make("details", { ...more, open: board.opened.has(key),
  on: { toggle: ({ target }) => (target.open ? board.opened.add(key) : board.opened.delete(key)) } },
make("summary", { "data-key": key }, title), ...inside);

const LONGEST_TEXT = "4000"; // characters, as in netlab/drawings/limits.py

/** A field for words: commit(words) when the hand rests or the field is left. */
export function words(acts, key, value, commit, area = false) {
  const input = make(area ? "textarea" : "input", { "data-key": key, autocomplete: "off", maxlength: LONGEST_TEXT, ...(area ? { rows: "2" } : { type: "text" }) });
  input.value = value ?? "";
  const go = () => commit(input.value);
  input.addEventListener("input", () => acts.typed(key, go));
  input.addEventListener("change", () => (acts.isTyped(key) ? acts.commitTyped() : go()));
  return input;
}

export function tick(key, label, on, commit) {
  const box = make("input", { type: "checkbox", "data-key": key });
  box.checked = on;
  box.addEventListener("change", () => commit(box.checked));
  return make("label", { class: "nd-check" }, box, make("span", {}, label));
}

/** One of several answers: options are [id, label]; with `wipe` a given answer can be taken away, beside the question. */
export function radios(board, name, options, value, commit, wipe = false) {
  const label = say(board, "wipe");
  const none = wipe && value !== null
    ? button("×", () => commit(null), { class: "nd-wipe", title: label, "aria-label": label, "data-key": `${name} wipe` }) : null;
  return make("div", { class: "nd-radios" }, options.map(([id, text]) => {
    const one = make("input", { type: "radio", name: `${name} ${board.page}`, "data-key": `${name} ${id}` });
    one.checked = id === value;
    one.addEventListener("change", () => commit(id));
    return make("label", { class: "nd-check" }, one, make("span", {}, text));
  }), none);
}

/** One of many answers, as a list to choose from; the first line takes the answer away. */
export function choice(board, key, options, value, commit) {
  const list = make("select", { "data-key": key }, make("option", { value: "" }, say(board, "no_answer")),
    ...options.map(([id, text]) => make("option", { value: id }, text)));
  list.value = value ?? "";
  list.addEventListener("change", () => commit(list.value || null));
  return list;
}
