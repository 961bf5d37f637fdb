// Steps on their way to Python: one by one, again after silence, kept until they are answered.
import assert from "node:assert/strict";
import { test } from "node:test";

import { leftBehind, sending } from "../../netlab/widgets/drawing_sending.mjs";

const EMPTY = { version: 0, ties_asked: null, goal: null, alters: [], ties: [], earlier: [], paper: null };
const words = { silent: "no answer: {n}", not_saved: "not saved: {why}", conflict: "meanwhile", refused: "{why}" };
const goal = (text) => ({ what: "goal", about: { goal: text } });

function store() {
  const kept = {};
  return Object.defineProperties(kept, {
    setItem: { value: (k, v) => (kept[k] = v) }, removeItem: { value: (k) => delete kept[k] },
  });
}

function page(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  const seen = [];
  const kept = store();
  const board = { page: "me", form: { key: "k", strength: null, sector: null, generators: [], types: [] }, words, saved: EMPTY, now: EMPTY, selected: null, from: null };
  const post = sending(board, (message) => asked.push(message), kept, { state: () => {}, drawing: (apart) => seen.push(apart) });
  const saved = (n) => post.answered({ id: asked.at(-1).id, status: "saved", version: n, drawing: null });
  return { asked, seen, kept, board, post, saved, tick: (ms) => t.mock.timers.tick(ms) };
}

test("one step at a time, each on the version that the last answer gave, and kept until then", (t) => {
  const { asked, post, board, kept, saved } = page(t);
  post.put(goal("a"));
  post.put(goal("b"));
  assert.deepEqual(asked.map((m) => [m.step.about.goal, m.base]), [["a", 0]]);
  assert.equal(JSON.parse(kept["netlab-drawing k me"]).steps.length, 2);
  saved(1);
  assert.deepEqual(asked.map((m) => [m.step.about.goal, m.base]), [["a", 0], ["b", 1]]);
  saved(2);
  assert.deepEqual([board.saved.version, board.saved.goal, post.waiting()], [2, "b", 0]);
  assert.deepEqual(Object.keys(kept), []);
});

test("after four seconds of silence the same step is sent again, with the same id", (t) => {
  const { asked, post, tick } = page(t);
  post.put(goal("a"));
  tick(3999);
  assert.equal(asked.length, 1);
  tick(1);
  assert.equal(asked.length, 2);
  assert.equal(asked[0].id, asked[1].id);
  assert.equal(post.trouble, "no answer: {n}");
  post.answered({ id: asked[0].id, status: "again", version: 1, drawing: { ...EMPTY, version: 1, goal: "a" } });
  post.answered({ id: asked[1].id, status: "again", version: 1, drawing: null }); // the second answer to one step
  assert.deepEqual([post.waiting(), post.trouble], [0, ""]);
});

test("what could not be saved is tried again; what never can is said and left out", (t) => {
  const { asked, seen, post, board, tick } = page(t);
  post.put(goal("a"));
  post.answered({ id: asked[0].id, status: "not_saved", said: "the disk is full" });
  assert.deepEqual([post.waiting(), post.trouble], [1, "not saved: the disk is full"]);
  tick(4000);
  post.answered({ id: asked[1].id, status: "refused", said: "gone", drawing: { ...EMPTY, version: 4 } });
  assert.deepEqual([post.waiting(), board.now.goal, board.saved.version, seen], [0, null, 4, [true]]);
  assert.deepEqual(post.conflicts, [{ said: "gone", file: null }]);
});

test("a step that is refused without a drawing is left out, and what is saved is shown", (t) => {
  const { asked, post, board } = page(t);
  post.put(goal("a"));
  post.answered({ id: asked[0].id, status: "refused", said: "cannot", drawing: null });
  assert.deepEqual([post.waiting(), board.saved.goal, board.now.goal, post.conflicts], [0, null, null, [{ said: "cannot", file: null }]]);
});

test("a conflict says so in words, and names the file of the other version apart", (t) => {
  const { asked, post } = page(t);
  post.put(goal("a"));
  const other = { status: "conflict", beside: "P_1.conflict-1-ab.json", drawing: { ...EMPTY, version: 1, goal: "b" } };
  post.answered({ id: asked[0].id, version: 1, ...other });
  assert.deepEqual(post.conflicts, [{ said: "meanwhile", file: "drawings/P_1.conflict-1-ab.json" }]);
});

test("what somebody else did meanwhile comes under what is still on its way", (t) => {
  const { asked, post, board, seen } = page(t);
  post.put(goal("a"));
  post.put(goal("b"));
  const theirs = { ...EMPTY, version: 7, goal: "a", ties_asked: true };
  post.answered({ id: asked[0].id, status: "saved", version: 7, drawing: theirs });
  assert.deepEqual([board.saved.goal, board.now.goal, board.now.ties_asked, seen], ["a", "b", true, [false]]);
  assert.equal(asked[1].base, 7);
});

test("steps that a closed page left behind are taken over or thrown away", (t) => {
  const { asked, kept, post, board } = page(t);
  kept.setItem("netlab-drawing k gone", JSON.stringify({ at: 0, steps: [{ id: "s", ...goal("kept") }] }));
  assert.equal(post.found(), true);
  assert.equal(post.found(), false); // no more and no fewer
  post.settle(post.offers[0], true);
  assert.deepEqual([board.now.goal, asked[0].step.id, "netlab-drawing k gone" in kept], ["kept", "s", false]);
});

test("only steps of pages that are gone are offered, oldest first", () => {
  const of = (at, n) => JSON.stringify({ at, steps: Array(n).fill({ what: "asked" }) });
  const all = {
    "netlab-drawing k mine": of(0, 1), "netlab-drawing k late": of(3000, 2), "netlab-drawing k early": of(1000, 1),
    "netlab-drawing k open": of(9000, 1), "netlab-drawing k none": of(0, 0), "netlab-drawing other": of(0, 1),
    "netlab-drawing k cut": '{"at": 0, "ste',
  };
  const found = leftBehind(all, "netlab-drawing k ", "netlab-drawing k mine", 10000, 6000);
  assert.deepEqual(found.map(({ name, steps }) => [name.split(" ")[2], steps.length]), [["early", 1], ["late", 2]]);
});
