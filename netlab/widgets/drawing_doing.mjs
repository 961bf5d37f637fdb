// What can be done in a drawing, by hand, key or form alike: each act takes a step, says so, and can be undone.
import { adding, beingSame, deciding, namedTwice, tying } from "./drawn_acts.mjs";
import { alterAt, guideSteps, inWords, nameOf, say, tieName } from "./drawn_board.mjs";
import { alike, applied, inverse } from "./drawn_steps.mjs";

const TYPED = 500; // milliseconds after the last letter before it becomes a step

/** The acts of a page; put(step) sends one, focus.alter(id) and focus.root() give the keys to somebody or to nobody. */
export function doing(board, put, focus) {
  let done = [];
  let undone = [];
  let typing = null;
  const acts = {};

  /** Take one step: drawn at once, then sent. False when it cannot be, or changes nothing. */
  acts.take = (step, text = "", how = "do") => {
    let back;
    let next;
    try {
      next = applied(board.now, step, board.form);
      back = inverse(board.now, step, board.form);
    } catch {
      board.tell(say(board, "cannot"), true);
      return false;
    }
    if (alike(next, board.now)) return false;
    board.now = next;
    if (how === "do") {
      done.push({ step, back });
      undone = [];
    }
    put(step);
    if (text) board.tell(text);
    board.draw();
    return true;
  };

  acts.undo = () => {
    acts.commitTyped();
    const last = done.pop();
    if (!last) return board.tell(say(board, "nothing_to_undo"));
    if (acts.take({ what: "undo", about: { step: last.back } }, say(board, "undone"), "undo")) undone.push(last);
    return board.draw();
  };
  acts.redo = () => {
    const last = undone.pop();
    if (!last) return board.tell(say(board, "nothing_to_redo"));
    if (acts.take({ what: "redo", about: { step: last.step } }, say(board, "redone"), "redo")) done.push(last);
    return board.draw();
  };
  acts.canUndo = () => done.length > 0;
  acts.canRedo = () => undone.length > 0;
  acts.past = (undo = [], redo = []) => {
    done = undo;
    undone = redo;
  };

  // typed answers: a step when the hand rests, not at every letter
  acts.typed = (key, commit) => {
    if (typing && typing.key !== key) acts.commitTyped();
    clearTimeout(typing?.timer);
    typing = { key, commit, timer: setTimeout(acts.commitTyped, TYPED) };
  };
  acts.commitTyped = () => {
    if (!typing) return;
    const { commit, timer } = typing;
    typing = null;
    clearTimeout(timer);
    commit();
  };
  acts.isTyped = (key) => typing?.key === key;

  acts.select = (id, focused = true) => {
    acts.commitTyped();
    board.selected = id;
    if (id !== null) board.chosenTie = null;
    board.draw();
    if (focused && id !== null) focus.alter(id);
  };

  /** Nobody is chosen any more; the keys go to who was. */
  acts.close = () => {
    const id = board.selected;
    acts.select(null);
    if (!focus.alter(id)) focus.root();
  };

  acts.moveTo = (id, x, y, on = false) => {
    const name = nameOf(board, id);
    if (acts.take({ what: "move", about: { alter: id, x, y } })) board.tell(say(board, "moved", { name, where: inWords(board, alterAt(board, id)) }));
    const next = on ? board.now.alters.find((a) => a.x === null) : null;
    acts.select(next ? next.alter : id, false);
  };

  /** The generator whose prompt stands there, when there is one. */
  const generatorsNow = () => {
    const at = guideSteps(board)[board.guide]?.generator;
    if (at) return [at.id];
    return board.form.generators.length === 1 ? [board.form.generators[0].id] : [];
  };
  acts.add = (names, x = null, y = null) => {
    const twice = namedTwice(board, names);
    const step = adding(board, names, generatorsNow(), x, y);
    if (!acts.take(step, say(board, names.length === 1 ? "added" : "added_several", { name: names[0], n: names.length }))) return;
    board.selected = (step.about.steps ? step.about.steps[0] : step).about.alter.alter;
    board.draw();
    if (twice.length) board.tell(say(board, "twice", { names: twice.join(", ") }), true);
  };

  acts.remove = (id) => {
    const { name } = alterAt(board, id);
    const order = board.now.alters.map((a) => a.alter);
    const next = order[order.indexOf(id) + 1] || order[order.indexOf(id) - 1] || null;
    if (!acts.take({ what: "remove", about: { alter: id } }, say(board, "removed", { name }))) return;
    board.selected = null;
    board.draw();
    if (!next || !focus.alter(next)) focus.root();
  };

  acts.connect = (a, b, kind = board.form.types[board.type].id) => {
    const step = tying(board, a, b, kind);
    return acts.take(step, say(board, step.what === "untie" ? "untied" : "tied", { a: nameOf(board, a), b: nameOf(board, b) }));
  };

  /** In the mode for ties: first one, then who is tied to that one; the first stays until Escape or a click beside. */
  acts.pick = (id) => {
    if (board.from === id) board.from = null;
    else if (board.from === null) {
      board.from = id;
      board.tell(say(board, "from", { name: nameOf(board, id) }));
    } else acts.connect(board.from, id);
    board.selected = board.from ?? id;
    board.draw();
    focus.alter(id);
  };

  acts.chooseTie = (tie) => {
    board.chosenTie = tie;
    board.selected = null;
    board.tell(say(board, "tie_chosen", { a: nameOf(board, tie.source), b: nameOf(board, tie.target) }));
    board.draw();
    board.focusOn("untie");
  };
  acts.tieChosen = () => board.chosenTie && board.now.ties.some((t) => tieName(t) === tieName(board.chosenTie));
  acts.untieChosen = () => {
    const t = board.chosenTie;
    board.chosenTie = null;
    acts.take({ what: "untie", about: t }, say(board, "untied", { a: nameOf(board, t.source), b: nameOf(board, t.target) }));
    board.draw();
    focus.root();
  };

  acts.setMode = (to) => {
    board.mode = to;
    board.from = null;
    if (to !== "move") board.chosenTie = null;
    board.draw();
    board.tell(say(board, `mode_${to}_how`));
  };

  /** Go to another step of the guide; the mode goes along with the step for ties. */
  acts.guideTo = (by) => {
    acts.commitTyped();
    board.guide += by;
    const steps = guideSteps(board);
    const { key } = steps[board.guide];
    if (key === "ties") acts.setMode("connect");
    else if (board.mode === "connect") acts.setMode("move");
    board.draw();
    board.focusOn(by > 0 && board.guide < steps.length - 1 ? "next" : "previous");
    board.tell(say(board, "step_now", { at: board.guide + 1, n: steps.length, what: say(board, `guide_${key}`) }));
  };
  acts.toNames = () => {
    const steps = guideSteps(board);
    const at = steps.findIndex((s) => s.generator);
    if (!steps[board.guide]?.generator && at >= 0) board.guide = at;
    board.draw();
    board.focusOn("names");
  };

  acts.same = (was, other) => acts.take(beingSame(board, was, other), say(board, "same_as", { name: was.name, other: nameOf(board, other) }));
  acts.decide = (was, status) => {
    const { step, other } = deciding(board, was, status);
    const key = { gone: "gone_said", not_mentioned: "not_mentioned_said" }[status] ?? (other ? "same_as" : "taken_over");
    return acts.take(step, say(board, key, { name: was.name, other: other?.name }));
  };
  return acts;
}
