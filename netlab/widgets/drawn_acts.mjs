// Which step an act becomes: names typed, two people connected, somebody of the wave before who is still there or gone.
import { alterAt, tieName } from "./drawn_board.mjs";
import { placing, settled } from "./drawn_places.mjs";
import { newId, tieKey } from "./drawn_steps.mjs";

const several = (steps) => (steps.length === 1 ? steps[0] : { what: "several", about: { steps } });

/** The step that adds these names, all of them at one place or without one. */
export function adding({ now, before }, names, generators, x = null, y = null) {
  const taken = [...now.alters, ...before].map((a) => a.alter);
  return several(names.map((name) => {
    const alter = newId(taken);
    taken.push(alter);
    return { what: "add", about: { alter: { alter, name, x, y, wished: false, generators, answers: {} } } };
  }));
}

const bare = (name) => name.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();

/** Those of these names, each once, that somebody in the drawing has already or that stand among them twice. */
export function namedTwice({ now }, names) {
  const there = new Set(now.alters.map((a) => bare(a.name)));
  const twice = new Map();
  for (const name of names) {
    if (there.has(bare(name)) && !twice.has(bare(name))) twice.set(bare(name), name.trim());
    there.add(bare(name));
  }
  return [...twice.values()];
}

export function hasTie({ form, now }, a, b, kind) {
  const key = tieKey({ source: a, target: b, type: kind }, form);
  return now.ties.some((t) => tieName(t) === tieName(key));
}

/** The step that ties two alters, or unties them where they are tied; drawing a tie says that ties were asked. */
export function tying(board, a, b, kind) {
  const about = { source: a, target: b, type: kind };
  if (hasTie(board, a, b, kind)) return { what: "untie", about };
  const tie = { what: "tie", about };
  return board.now.ties_asked === true ? tie : several([{ what: "asked", about: { asked: true } }, tie]);
}

/** What was said of an alter of the wave before; undefined while nothing was. */
export const saidOf = ({ now }, was) => now.earlier.find((e) => e.wave === was.wave && e.alter === was.alter);

const earlierStep = (was, status, other) => ({ what: "earlier", about: { wave: was.wave, alter: was.alter, status, other_alter: other } });

/** The step that says which alter of this drawing somebody of the wave before is; who was copied for it goes. */
export function beingSame(board, was, other) {
  const copied = saidOf(board, was)?.other_alter === was.alter && other !== was.alter && alterAt(board, was.alter);
  const same = earlierStep(was, "same", other);
  return several(copied ? [{ what: "remove", about: { alter: was.alter } }, same] : [same]);
}

/**
 * The step for an answer on somebody of the wave before, and who it is now: {step, other}.
 *
 * `same` finds who stands there under the same id or name, else takes the alter over: its id, its place, and the answers
 * that do not change. Who is gone or not mentioned cannot stand in the drawing under the same id.
 */
export function deciding(board, was, status) {
  const here = alterAt(board, was.alter);
  if (status !== "same") {
    const said = earlierStep(was, status, null);
    return { step: several(here ? [{ what: "remove", about: { alter: was.alter } }, said] : [said]), other: null };
  }
  const taken = (a) => board.now.earlier.some((e) => e.wave === was.wave && e.other_alter === a.alter);
  const named = board.now.alters.find((a) => bare(a.name) === bare(was.name) && !a.wished && !taken(a));
  const other = here || named;
  if (other) return { step: earlierStep(was, "same", other.alter), other };
  const { alter, name, x, y } = was;
  const added = { alter, name, x, y, wished: false, generators: [], answers: lasting(board, was.answers) };
  return { step: several([{ what: "add", about: { alter: added } }, earlierStep(was, "same", alter)]), other: null };
}

/** Of answers given before, those that hold in every wave, and ring and sector. */
function lasting({ form }, given) {
  const kept = [...placing(form), ...form.questions.filter((q) => q.fixed)].map((q) => q.column);
  return Object.fromEntries(Object.entries(given).filter(([c, v]) => v !== null && kept.includes(c)));
}

/** Whom an alter of the wave before can be in this drawing: everyone who is nobody else of that wave, and not wished. */
export function candidates({ now }, was) {
  const others = now.earlier.filter((e) => e.wave === was.wave && e.alter !== was.alter && e.status === "same");
  return now.alters.filter((a) => !a.wished && !others.some((e) => e.other_alter === a.alter));
}

/** A place outside the rings, in the direction in which an alter stands. */
export function wishedPlace({ x, y }) {
  const turn = x === null ? 0.1 : Math.atan2(x, y) / (2 * Math.PI);
  return settled(1.15 * Math.sin(2 * Math.PI * turn), 1.15 * Math.cos(2 * Math.PI * turn));
}
