// The form on who or what is chosen: someone's name, answers and ties; one tie; and the list of everyone.
import { make } from "./elements.mjs";
import { hasTie, wishedPlace } from "./drawn_acts.mjs";
import { alterAt, inWords, nameOf, say } from "./drawn_board.mjs";
import { placing } from "./drawn_places.mjs";
import { button, choice, field, folded, radios, tick, words } from "./drawing_inputs.mjs";

const SHORT = 44; // letters of all answers together that stand beside each other, such as a scale of five with its ends in words

/** What was typed as an answer: a number, or null for nothing; NaN where it is no number. */
export function typedAnswer(kind, text) {
  const written = text.trim();
  if (!written) return null;
  if (kind !== "number") return written;
  const given = Number(written.replace(",", "."));
  return Number.isFinite(given) ? given : NaN;
}

/** The form on the alter that is chosen. */
export function alterCard(board, acts) {
  const a = alterAt(board, board.selected);
  const title = say(board, "about", { name: a.name });
  const { questions } = board.form;
  const relations = questions.filter((q) => q.role === "relation");
  const isPlace = (q) => placing(board.form).some((p) => p.column === q.column);
  const rest = questions.filter((q) => q.role !== "relation");
  const answer = (column, value) => acts.take({ what: "answer", about: { alter: a.alter, column, value } });
  const question = (q) => questionOf(board, acts, q, a.answers[q.column] ?? null, (value) => answer(q.column, value));
  const rename = (name) => name.trim() && acts.take({ what: "rename", about: { alter: a.alter, name } });
  const name = Object.assign(words(acts, "name", a.name, rename), { maxLength: 200 });
  name.addEventListener("change", () => {
    if (name.value.trim()) return;
    name.value = a.name;
    board.tell(say(board, "no_name"), true);
  });
  return make("section", { class: "nd-card nd-about", "aria-label": title },
    make("div", { class: "nd-head" }, make("h3", {}, title), make("span", { class: "nd-small" }, inWords(board, a)),
      button("×", acts.close, { class: "nd-close", "aria-label": say(board, "close"), "data-key": "close" })),
    field(say(board, "name"), name),
    ...rest.filter(isPlace).map(question),
    relations.length ? make("fieldset", {}, make("legend", {}, say(board, "relations")), make("div", { class: "nd-checks" },
      relations.map((q) => tick(`answer ${q.column}`, q.label, a.answers[q.column] === true, (on) => answer(q.column, on))))) : null,
    ...rest.filter((q) => !isPlace(q)).map(question),
    tiesOf(board, acts, a),
    make("div", { class: "nd-row" },
      a.wished ? null : button(say(board, "wish"), () => acts.moveTo(a.alter, ...wishedPlace(a)), { "data-key": "wish" }),
      button(say(board, "remove"), () => acts.remove(a.alter), { class: "nd-remove", "data-key": "remove" })));
}

function questionOf(board, acts, q, value, answer) {
  const key = `answer ${q.column}`;
  const asked = q.text || q.label;
  const options = q.answers.map((id) => [id, q.labels[id]]);
  const few = options.length <= 5 && options.map(([, label]) => label).join("").length < SHORT;
  if (q.kind === "yes_no") options.splice(0, options.length, [true, say(board, "yes")], [false, say(board, "no")]);
  if (q.kind === "yes_no" || (q.kind === "choice" && few))
    return make("fieldset", {}, make("legend", {}, asked), radios(board, key, options, value, answer, true));
  if (q.kind === "choice") return field(asked, choice(board, key, options, value, answer));
  const commit = (text) => {
    const given = typedAnswer(q.kind, text);
    return Number.isNaN(given) ? board.tell(say(board, "no_number"), true) : answer(given);
  };
  return field(asked, words(acts, key, value === null ? null : String(value), commit, q.kind === "text"));
}

function tiesOf(board, acts, a) {
  const others = board.now.alters.filter((o) => o.alter !== a.alter);
  if (!others.length) return null;
  const kind = board.form.types[board.type];
  const tied = (o) => hasTie(board, a.alter, o.alter, kind.id);
  return folded(board, "ties", `${kind.label} (${others.filter(tied).length})`, {}, make("div", { class: "nd-checks", "data-scrolls": "ties" },
    others.map((o) => tick(`tie ${o.alter}`, o.name, tied(o), () => acts.connect(a.alter, o.alter)))));
}

/** The tie that is chosen. */
export function tieCard(board, acts) {
  const { source, target, type } = board.chosenTie;
  return make("section", { class: "nd-card" }, make("h3", {}, `${nameOf(board, source)} – ${nameOf(board, target)}`),
    make("p", { class: "nd-small" }, board.form.types.find((t) => t.id === type)?.label ?? type),
    button(say(board, "untie"), acts.untieChosen, { class: "nd-remove", "data-key": "untie" }));
}

/** Everyone, with where they stand. */
export function listCard(board, acts) {
  const { alters } = board.now;
  const counted = alters.filter((a) => !a.wished).length;
  const wished = alters.length - counted;
  const title = say(board, "list", { n: counted }) + (wished ? ` · ${say(board, "list_wished", { n: wished })}` : "");
  const row = (a) => make("li", {},
    button(a.name, () => acts.select(a.alter, false), { "data-key": `list ${a.alter}`, "aria-pressed": String(a.alter === board.selected) }),
    make("span", { class: "nd-small" }, ` ${inWords(board, a)}`));
  return folded(board, "list", title, { class: "nd-card" }, make("ol", { class: "nd-list", "data-scrolls": "list" }, alters.map(row)));
}
