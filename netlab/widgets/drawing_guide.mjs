// The guide: the questions of the interview one after the other, who was there before, places, ties.
import { make } from "./elements.mjs";
import { candidates, saidOf } from "./drawn_acts.mjs";
import { alterAt, guideSteps, openQuestions, say } from "./drawn_board.mjs";
import { namesIn } from "./drawn_steps.mjs";
import { button, field, radios, tick, words } from "./drawing_inputs.mjs";

const small = (text) => make("p", { class: "nd-small" }, text);
const prompt = (asked) => (asked ? make("p", { class: "nd-prompt" }, asked.text || asked.label) : null);

/** The card of the step at which the guide is. */
export function guideCard(board, acts) {
  const list = guideSteps(board);
  board.guide = Math.min(board.guide, list.length - 1);
  const at = list[board.guide];
  const numbered = at.key === "names" && list.filter((s) => s.key === "names").length > 1;
  const heading = numbered ? `${say(board, "guide_names")} ${board.guide}` : say(board, `guide_${at.key}`);
  const inside = { goal, names, earlier, place, ties, questions }[at.key];
  return make("section", { class: "nd-card nd-guide", "aria-label": say(board, "guide") },
    make("div", { class: "nd-steps" },
      button("←", () => acts.guideTo(-1), { "aria-label": say(board, "previous"), disabled: board.guide === 0, "data-key": "previous" }),
      make("h3", {}, heading), make("span", { class: "nd-small" }, say(board, "step_of", { at: board.guide + 1, n: list.length })),
      button("→", () => acts.guideTo(1), { "aria-label": say(board, "next"), disabled: board.guide === list.length - 1, "data-key": "next" })),
    ...inside(board, acts, at));
}

function goal(board, acts) {
  const written = words(acts, "goal", board.now.goal, (text) => acts.take({ what: "goal", about: { goal: text || null } }), true);
  return [field(say(board, "goal_ask", { wave: board.form.wave_label }), written, say(board, "goal_note"))];
}

function names(board, acts, { generator }) {
  const { form, now } = board;
  const box = make("textarea", { "data-key": "names", rows: "3", placeholder: say(board, "names_example"), autocomplete: "off" });
  const more = () => {
    const typed = namesIn(box.value);
    if (!typed.length) return board.tell(say(board, "names_first"), true);
    box.value = "";
    acts.add(typed);
    return board.focusOn("names");
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) more();
  });
  const most = generator?.at_most;
  const count = generator ? now.alters.filter((a) => a.generators.includes(generator.id) && !a.wished).length : 0;
  const named = (a) => tick(`gen ${generator.id} ${a.alter}`, a.name, a.generators.includes(generator.id),
    (on) => acts.take({ what: "generator", about: { alter: a.alter, generator: generator.id, named: on } }));
  return [
    generator ? make("p", { class: "nd-prompt" }, generator.text) : null,
    field(say(board, "names_ask"), box, most ? say(board, "at_most", { n: most }) : ""),
    button(say(board, "add"), more, { class: "nd-main", "data-key": "add-names" }),
    most && count > most ? make("p", { class: "nd-bad" }, say(board, "too_many", { n: count, most })) : null,
    form.generators.length > 1 && now.alters.length ? make("fieldset", {}, make("legend", {}, say(board, "also_named")),
      make("div", { class: "nd-checks", "data-scrolls": "named" }, now.alters.map(named))) : null,
  ];
}

function earlier(board, acts) {
  const { before } = board;
  const open = before.filter((was) => !saidOf(board, was)).length;
  return [make("p", {}, say(board, "earlier_ask", { wave: before[0].wave_label })), small(open ? say(board, "open", { n: open }) : say(board, "all_said")),
    make("div", { class: "nd-earlier", "data-scrolls": "earlier" }, before.map((was) => wasThere(board, acts, was)))];
}

/** Somebody of the wave before: still in contact, no more, not mentioned; and who that is in this drawing. */
function wasThere(board, acts, was) {
  const said = saidOf(board, was);
  const key = `earlier ${was.wave} ${was.alter}`;
  const free = candidates(board, was);
  const who = make("select", { "data-key": `${key} who`, "aria-label": say(board, "who_is", { name: was.name }) });
  if (!alterAt(board, was.alter)) who.append(make("option", { value: "" }, said?.status === "same" ? "" : say(board, "take_over")));
  for (const a of free) who.append(make("option", { value: a.alter }, a.name));
  who.value = said?.other_alter ?? "";
  who.addEventListener("change", () => who.value && acts.same(was, who.value));
  const answers = [["same", say(board, "still")], ["gone", say(board, "gone")], ["not_mentioned", say(board, "not_mentioned")]];
  return make("fieldset", { class: "nd-was" }, make("legend", {}, was.name),
    radios(board, key, answers, said?.status ?? null, (status) => acts.decide(was, status)),
    said?.status === "same" && free.length > 1 ? field(say(board, "is_now"), who) : null);
}

function place(board, acts) {
  const bare = board.now.alters.filter((a) => a.x === null);
  const [first] = bare;
  const begin = () => {
    acts.select(first.alter, false);
    board.tell(say(board, "place_now", { name: first.name }));
  };
  return [
    prompt(board.form.strength), prompt(board.form.sector), make("p", {}, say(board, "place_how")), small(say(board, "place_wished")),
    small(bare.length ? say(board, "unplaced", { n: bare.length }) : say(board, "all_placed")),
    first ? button(say(board, "first_unplaced", { name: first.name }), begin, { "data-key": "unplaced" }) : null,
  ];
}

function ties(board, acts) {
  const kinds = board.form.types;
  const n = board.now.ties.length;
  const kind = (chosen) => {
    board.type = chosen;
    board.draw();
  };
  const were = (is) => {
    if (is !== false || !n) return acts.take({ what: "asked", about: { asked: is } }, say(board, is ? "asked_yes" : "asked_no"));
    board.tell(say(board, "ties_there", { n }), true);
    return board.draw();
  };
  return [
    prompt(kinds[board.type]),
    kinds.length > 1 ? radios(board, "type", kinds.map((k, at) => [at, k.label]), board.type, kind) : null,
    make("fieldset", {}, make("legend", {}, say(board, "asked_ask")),
      radios(board, "asked", [[true, say(board, "asked_yes")], [false, say(board, "asked_no")]], board.now.ties_asked, were)),
    small(say(board, "ties_how")), small(say(board, "ties", { n })),
  ];
}

function questions(board, acts) {
  const open = board.now.alters.filter((a) => openQuestions(board, a).length);
  const next = open.find((a) => a.alter !== board.selected) || open[0];
  const goOn = () => {
    acts.select(next.alter, false);
    board.focusOn("name");
  };
  return [make("p", {}, say(board, "questions_how")),
    small(open.length ? say(board, "open_alter", { n: open.length }) : say(board, "all_answered")),
    next ? button(say(board, "next_open", { name: next.name }), goOn, { class: "nd-main", "data-key": "next-open" }) : null];
}
