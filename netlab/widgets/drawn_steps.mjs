// The steps of a drawing, as netlab/drawings/ has them in Python: one step applied, the step that takes it back.
import { answersAt, isOutside, placeIn, placeWith, placing, settled } from "./drawn_places.mjs";

const NOTHING = { what: "several", about: { steps: [] } };

/** Whether two values are the same, whatever the order of the keys. */
export function alike(a, b) {
  if (a === b) return true;
  if (!a || !b || typeof a !== "object" || typeof b !== "object" || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && alike(a[key], b[key]));
}

// one step -----------------------------------------------------------------------------------------------------------

/** Which of the alters has this id; −1 for nobody. */
export const rowOf = (drawing, id) => drawing.alters.findIndex((a) => a.alter === id);

function rowThere(drawing, id) {
  const row = rowOf(drawing, id);
  if (row < 0) throw new Error(`there is no alter ${id} in this drawing (any more)`);
  return row;
}

const withAlter = (drawing, row, alter) => ({ ...drawing, alters: drawing.alters.with ? drawing.alters.with(row, alter)
  : drawing.alters.map((a, n) => (n === row ? alter : a)) });

function answered(alter, answers, form) {
  const always = placing(form).map((asked) => asked.column);
  const together = Object.entries({ ...alter.answers, ...answers });
  return { ...alter, answers: Object.fromEntries(together.filter(([c, v]) => v !== null || always.includes(c))) };
}

function placed(alter, place, form) {
  if (place === null) return { ...alter, x: null, y: null, wished: false };
  const [x, y] = settled(...place);
  return { ...alter, x, y, wished: isOutside(x, y), answers: { ...alter.answers, ...answersAt(form, x, y) } };
}

const placeOf = (about) => (about.x === null || about.y === null ? null : [about.x, about.y]);
const unsaid = (form) => Object.fromEntries(placing(form).map((asked) => [asked.column, null]));
const inOrder = (ids, form) => form.generators.map((g) => g.id).filter((id) => ids.includes(id));

function fresh(given, form) {
  const bare = { alter: given.alter, name: given.name.trim(), x: null, y: null, wished: false,
    generators: inOrder(given.generators || [], form), answers: {} };
  return placed(answered(bare, { ...unsaid(form), ...given.answers }, form), placeOf(given), form);
}

function movedByAnswer(alter, after, asked, form) {
  const value = after.answers[asked.column];
  if ((alter.answers[asked.column] ?? null) === value) return alter;
  if (alter.x !== null)
    return placed(after, value === null ? null : placeWith(form, [alter.x, alter.y], asked, value), form);
  if (placing(form).some(({ column }) => (after.answers[column] ?? null) === null)) return after;
  const of = (one) => (one ? [one.answers.indexOf(after.answers[one.column]), one.answers.length] : [0, 1]);
  const [[ring, rings], [sector, sectors]] = [of(form.strength), of(form.sector)];
  const nth = [...alter.alter].reduce((sum, sign, n) => sum + (n + 1) * sign.codePointAt(0), 0) % 97;
  return placed(after, placeIn(ring, sector, rings, sectors, nth), form);
}

/** A tie as it stands in a drawing: undirected ones with the smaller id first. */
export function tieKey({ source, target, type }, form) {
  const kind = type || form.types[0].id;
  const directed = form.types.some((t) => t.id === kind && t.directed);
  const [from, to] = directed || source <= target ? [source, target] : [target, source];
  return { source: from, target: to, type: kind };
}

const sameTie = (a, b) => a.source === b.source && a.target === b.target && a.type === b.type;
const order = (...keys) => (a, b) => {
  for (const key of keys) if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  return 0;
};

const STEPS = {
  start(drawing, about, form) {
    if (about.from === null) return { ...drawing, from_earlier: false, alters: [], ties: [], earlier: about.earlier };
    if (drawing.alters.length || drawing.from_earlier) return drawing;
    let made = { ...drawing, from_earlier: true, alters: about.alters.map((a) => fresh(a, form)) };
    for (const tie of about.ties || []) made = STEPS.tie(made, tie, form);
    for (const said of about.earlier) made = STEPS.earlier(made, said, form);
    return made;
  },
  add(drawing, about, form) {
    const alter = fresh(about.alter, form);
    const row = rowOf(drawing, alter.alter);
    if (row >= 0 && alike(drawing.alters[row], alter)) return drawing;
    if (row >= 0) throw new Error(`there is an alter ${alter.alter} in this drawing already`);
    const alters = [...drawing.alters];
    alters.splice(about.at ?? alters.length, 0, alter);
    return { ...drawing, alters };
  },
  remove(drawing, { alter: gone }) {
    return { ...drawing, alters: drawing.alters.filter((a) => a.alter !== gone),
      ties: drawing.ties.filter((t) => t.source !== gone && t.target !== gone),
      earlier: drawing.earlier.filter((e) => e.other_alter !== gone) };
  },
  move(drawing, about, form) {
    const row = rowThere(drawing, about.alter);
    const place = placeOf(about);
    let alter = drawing.alters[row];
    if (place === null) {
      const known = about.answers || {};
      const said = placing(form).map(({ column }) => [column, known[column] ?? null]);
      alter = answered(alter, Object.fromEntries(said), form);
    }
    return withAlter(drawing, row, placed(alter, place, form));
  },
  rename(drawing, about) {
    const row = rowThere(drawing, about.alter);
    if (!about.name.trim()) throw new Error("a name is needed");
    return withAlter(drawing, row, { ...drawing.alters[row], name: about.name.trim() });
  },
  generator(drawing, about, form) {
    const row = rowThere(drawing, about.alter);
    const alter = drawing.alters[row];
    const others = alter.generators.filter((g) => g !== about.generator);
    const generators = about.named ? inOrder([...others, about.generator], form) : others;
    return withAlter(drawing, row, { ...alter, generators });
  },
  answer(drawing, about, form) {
    const row = rowThere(drawing, about.alter);
    const alter = drawing.alters[row];
    const after = answered(alter, { [about.column]: about.value }, form);
    const asked = placing(form).find((one) => one.column === about.column);
    return withAlter(drawing, row, asked ? movedByAnswer(alter, after, asked, form) : after);
  },
  tie(drawing, about, form) {
    const tie = tieKey(about, form);
    rowThere(drawing, tie.source);
    rowThere(drawing, tie.target);
    if (tie.source === tie.target) throw new Error("nobody is tied to themselves");
    if (drawing.ties.some((t) => sameTie(t, tie))) return drawing;
    return { ...drawing, ties: [...drawing.ties, tie].sort(order("source", "target", "type")) };
  },
  untie(drawing, about, form) {
    const tie = tieKey(about, form);
    return { ...drawing, ties: drawing.ties.filter((t) => !sameTie(t, tie)) };
  },
  earlier(drawing, about) {
    const said = { wave: about.wave, alter: about.alter, status: about.status, other_alter: about.other_alter ?? null };
    const others = drawing.earlier.filter((e) => e.wave !== said.wave || e.alter !== said.alter);
    if (said.status === null) return { ...drawing, earlier: others };
    if (said.status === "same") {
      rowThere(drawing, said.other_alter);
      const twice = (e) => e.wave === said.wave && e.status === "same" && e.other_alter === said.other_alter;
      if (others.some(twice)) throw new Error("somebody else is that person already");
    }
    return { ...drawing, earlier: [...others, said].sort(order("wave", "alter")) };
  },
  asked: (drawing, { asked }) => ({ ...drawing, ties_asked: asked }),
  goal: (drawing, { goal }) => ({ ...drawing, goal: (goal && goal.trim()) || null }),
  date: (drawing, { date }) => ({ ...drawing, date }),
  paper: (drawing, { paper }) => ({ ...drawing, paper }),
  several: (drawing, { steps }, form) => steps.reduce((made, step) => applied(made, step, form), drawing),
  undo: (drawing, { step }, form) => applied(drawing, step, form),
  redo: (drawing, { step }, form) => applied(drawing, step, form),
};

/** The drawing after one step; an Error when it cannot be taken. The drawing given is not changed. */
export function applied(drawing, step, form) {
  if (!Object.hasOwn(STEPS, step.what)) throw new Error(`step ${step.what} is unknown`);
  return STEPS[step.what](drawing, step.about, form);
}

// the step that takes a step back ------------------------------------------------------------------------------------

const alterOf = (drawing, about) => drawing.alters[rowThere(drawing, about.alter)];

function movedBack(drawing, about, form) {
  const { alter, x, y, answers } = alterOf(drawing, about);
  if (x !== null) return { what: "move", about: { alter, x, y } };
  const said = placing(form).map(({ column }) => [column, answers[column] ?? null]);
  return { what: "move", about: { alter, x, y, answers: Object.fromEntries(said) } };
}

const BACK = {
  start(drawing, about) {
    const { alters, ties, earlier } = drawing;
    if (about.from === null) return { what: "start", about: { from: about.was, alters, ties, earlier } };
    return { what: "start", about: { from: null, was: about.from, earlier } };
  },
  add: (drawing, about) => ({ what: "remove", about: { alter: about.alter.alter } }),
  remove(drawing, { alter }) {
    const steps = [{ what: "add", about: { alter: alterOf(drawing, { alter }), at: rowOf(drawing, alter) } }];
    for (const t of drawing.ties) if (t.source === alter || t.target === alter) steps.push({ what: "tie", about: t });
    for (const e of drawing.earlier) if (e.other_alter === alter) steps.push({ what: "earlier", about: e });
    return { what: "several", about: { steps } };
  },
  move: movedBack,
  rename: (drawing, about) => ({ what: "rename", about: { alter: about.alter, name: alterOf(drawing, about).name } }),
  generator: (drawing, about) => ({ what: "generator", about: { ...about, named: !about.named } }),
  answer(drawing, about, form) {
    if (placing(form).some(({ column }) => column === about.column)) return movedBack(drawing, about, form);
    const value = alterOf(drawing, about).answers[about.column] ?? null;
    return { what: "answer", about: { alter: about.alter, column: about.column, value } };
  },
  tie: (drawing, about) => ({ what: "untie", about }),
  untie: (drawing, about) => ({ what: "tie", about }),
  earlier(drawing, { wave, alter }) {
    const before = drawing.earlier.find((e) => e.wave === wave && e.alter === alter);
    return { what: "earlier", about: before || { wave, alter, status: null, other_alter: null } };
  },
};

/** The step that takes a step back: applied after it, it gives the drawing before it. */
export function inverse(drawing, step, form) {
  if (alike(applied(drawing, step, form), drawing)) return NOTHING;
  const { what, about } = step;
  if (what === "undo" || what === "redo") return inverse(drawing, about.step, form);
  if (what === "several") {
    const back = [];
    for (const one of about.steps) {
      back.unshift(inverse(drawing, one, form));
      drawing = applied(drawing, one, form);
    }
    return { what, about: { steps: back.filter((one) => !alike(one, NOTHING)) } };
  }
  if (["asked", "goal", "date", "paper"].includes(what))
    return { what, about: { [what]: drawing[what === "asked" ? "ties_asked" : what] } };
  return BACK[what](drawing, about, form);
}

/** A drawing with steps that are still on their way; those that cannot be taken any more are left out and named. */
export function rebased(drawing, steps, form) {
  const left = [];
  let made = drawing;
  for (const step of steps) {
    try {
      made = applied(made, step, form);
    } catch {
      left.push(step);
    }
  }
  return { drawing: made, left };
}

/** An id of six letters and digits that is not taken. */
export function newId(taken, random = (n) => crypto.getRandomValues(new Uint8Array(n))) {
  for (;;) {
    const made = [...random(6)].map((byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join("");
    if (!taken.includes(made)) return made;
  }
}

/** The names typed one per line: trimmed, empty lines left out. */
export const namesIn = (text) => text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
