// What a page knows of its drawing, and what follows from that: who is who in words, and where they stand on the screen.
import { filled } from "./elements.mjs";
import { placing, settled } from "./drawn_places.mjs";
import { WHOLE, centre, rimWidth } from "./drawn_view.mjs";

const COLOURS = ["#0072B2", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442"];

/**
 * A page before Python has answered. The parts of the page share it; `draw`, `tell` and `focusOn` are put in by the frame.
 *
 * saved is the drawing as Python has it, now the same with the steps that are on their way; before are the alters of the
 * wave before. pieces says in pieces of how many bytes a file is sent, and how large it may be. selected and from (who is being connected) are alter ids, chosenTie a tie, grabbed {alter, x, y} who is
 * carried by the keyboard. mode is move, add or connect; type and guide count the kinds of tie and the steps of the guide.
 * paper is {file, url, w, h}, marking the picture that is being calibrated: {how, sheet, at, cursor}. opened are the
 * parts of the panel that are open; view is the part of the drawing that is seen; numbered says that some names stand in the list only.
 */
export const begun = (page) => ({
  page, words: null, form: null, before: [], pieces: null, saved: null, now: null, problem: "",
  selected: null, chosenTie: null, from: null, grabbed: null, mode: "move", type: 0, guide: 0,
  paper: null, marking: null, side: 600, view: WHOLE, numbered: false, opened: new Set(["ties"]),
});

/** A text in the reader's language, its blanks filled in. */
export const say = (board, key, values = {}) => filled(board.words[key] ?? key, values);

export const alterAt = (board, id) => board.now.alters.find((a) => a.alter === id);
export const nameOf = (board, id) => alterAt(board, id)?.name ?? "";
export const tieName = (t) => `${t.source} ${t.target} ${t.type}`;

/** What readers see for an answer. */
export const answerLabel = (board, asked, id) => (id === null || id === undefined ? say(board, "no_answer") : asked.labels[id] ?? id);

/** Where an alter stands, in words: wished or not, ring, sector. */
export function inWords(board, alter) {
  if (alter.x === null) return say(board, "no_place");
  const parts = placing(board.form).map((q) => (alter.answers[q.column] === null ? null : answerLabel(board, q, alter.answers[q.column])));
  if (alter.wished) parts.unshift(say(board, "wished"));
  return parts.filter(Boolean).join(", ");
}

/** An alter for who cannot see the drawing: name, place, number of ties. */
export function described(board, alter) {
  const ties = board.now.ties.filter((t) => t.source === alter.alter || t.target === alter.alter).length;
  return [alter.name, inWords(board, alter), say(board, "ties", { n: ties })].filter(Boolean).join(", ");
}

/** The steps of the guide: the goal, a step per name generator, who was there before, places, ties, questions. */
export function guideSteps({ form, before }) {
  const list = [{ key: "goal" }];
  for (const generator of form.generators) list.push({ key: "names", generator });
  if (!form.generators.length) list.push({ key: "names", generator: null });
  if (before.length) list.push({ key: "earlier" });
  list.push({ key: "place" }, { key: "ties" }, { key: "questions" });
  return list;
}

/** At which step of the guide a drawing that is opened begins: the first when nothing was done yet, also if it was begun from an earlier one. */
export function firstStep(board) {
  const { now, before, saved } = board;
  const at = (key) => guideSteps(board).findIndex((s) => s.key === key);
  if (saved.version <= (saved.from_earlier ? 1 : 0)) return 0;
  if (before.length && now.earlier.length < before.length) return at("earlier");
  return now.alters.length ? at("place") : 0;
}

/** Whether the step of the guide is about people one by one, and not about who there are. */
export const isAboutChosen = (board) => ["place", "ties", "questions"].includes(guideSteps(board)[board.guide].key);

/** The closed questions about an alter that nobody has answered; of who is wished for the strength is none. */
export const openQuestions = ({ form }, alter) => form.questions.filter((q) => !["yes_no", "text"].includes(q.kind)
  && !(alter.wished && q.column === form.strength?.column) && (alter.answers[q.column] ?? null) === null);

// places on the screen, in pixels of a square canvas of `side` wide -----------------------------------------------------

export const isSmall = ({ side }) => side < 460;

const isMany = ({ now }) => now.alters.length > 40;

/** The pixels of the letters of a name: smaller where many stand in little room and are seen from afar. */
export const nameSize = (board) => (isSmall(board) && isMany(board) && board.view.zoom < 1.5 ? 11 : 13);

/** How large a mark is: smaller where many stand in little room, larger as they are nearer. */
export function markSize(board) {
  const many = isMany(board);
  const whole = isSmall(board) ? (many ? 5 : 7) : many ? 8 : 9;
  return Math.round(whole * Math.min(1.5, Math.sqrt(board.view.zoom)) * 2) / 2;
}

export function toScreen(board, x, y) {
  const [[cx, cy], rim] = [centre(board), rimWidth(board)];
  return [cx + rim * x, cy - rim * y];
}

export function toPlace(board, px, py) {
  const [[cx, cy], rim] = [centre(board), rimWidth(board)];
  return settled((px - cx) / rim, (cy - py) / rim);
}

/** Everyone who has a place: {id, name, x, y, r, number}. */
export function marks(board) {
  return board.now.alters.map((a, n) => ({ a, n })).filter(({ a }) => a.x !== null).map(({ a, n }) => {
    const [x, y] = toScreen(board, a.x, a.y);
    return { id: a.alter, name: a.name, x, y, r: markSize(board), number: n + 1 };
  });
}

/** The colour of a sector. */
export function colourOf({ form }, answer) {
  const n = form.sector ? form.sector.answers.indexOf(answer) : 0;
  return COLOURS[(n < 0 ? 0 : n) % COLOURS.length];
}
