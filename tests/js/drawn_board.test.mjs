// What a page knows of its drawing: words for people, the steps of the guide, where things stand on the screen.
import assert from "node:assert/strict";
import { test } from "node:test";

import { begun, colourOf, described, firstStep, guideSteps, inWords, isAboutChosen, marks, openQuestions, toPlace, toScreen } from "../../netlab/widgets/drawn_board.mjs";
import { rimWidth } from "../../netlab/widgets/drawn_view.mjs";

const words = { no_place: "no place yet", no_answer: "none", wished: "wished for", ties: "{n} {n:tie|ties}" };
const strength = { column: "close", answers: ["a", "b"], labels: { a: "sometimes", b: "often" } };
const sector = { column: "where", answers: ["in", "out"], labels: { in: "inside", out: "outside" } };
const form = { strength, sector, generators: [], types: [{ id: "t" }], questions: [] };
const els = { alter: "e", name: "Els", x: 0.5, y: 0, wished: false, answers: { close: "a", where: "in" } };
const jan = { alter: "j", name: "Jan", x: null, y: null, wished: false, answers: { close: null, where: null } };
const drawing = { version: 3, from_earlier: false, alters: [els, jan], ties: [{ source: "e", target: "j", type: "t" }], earlier: [] };
const board = (more = {}) => ({ ...begun("p"), words, form, saved: drawing, now: drawing, ...more });

test("an alter is described by name, ring, sector and number of ties; without a place, that is said", () => {
  assert.equal(described(board(), els), "Els, sometimes, inside, 1 tie");
  assert.equal(described(board({ now: { ...drawing, ties: [] } }), jan), "Jan, no place yet, 0 ties");
  assert.equal(inWords(board(), { ...els, x: 1.2, wished: true, answers: { close: null, where: "in" } }), "wished for, inside");
});

test("the guide asks the goal, every generator by itself, who was there before, then places, ties, questions", () => {
  const generators = [{ id: "learn" }, { id: "support" }];
  const keys = (one) => guideSteps(one).map((s) => s.key);
  assert.deepEqual(keys(board()), ["goal", "names", "place", "ties", "questions"]);
  const asked = board({ form: { ...form, generators }, before: [{}] });
  assert.deepEqual(keys(asked), ["goal", "names", "names", "earlier", "place", "ties", "questions"]);
  assert.deepEqual(guideSteps(asked).slice(1, 3).map((s) => s.generator.id), ["learn", "support"]);
  assert.equal(isAboutChosen({ ...asked, guide: 3 }), false);
  assert.equal(isAboutChosen({ ...asked, guide: 4 }), true);
});

test("a drawing nobody worked in begins with the first question, also one begun from an earlier drawing", () => {
  const at = (more, before = []) => {
    const now = { ...drawing, ...more };
    return guideSteps(board({ before }))[firstStep(board({ saved: now, now, before }))].key;
  };
  assert.equal(at({ version: 0, alters: [] }), "goal");
  assert.equal(at({ version: 1, from_earlier: true }, [{}]), "goal");
  assert.equal(at({}), "place");
  assert.equal(at({}, [{}, {}]), "earlier");
  assert.equal(at({ earlier: [{}, {}] }, [{}, {}]), "place");
  assert.equal(at({ alters: [] }), "goal");
});

test("closed questions without an answer are open; yes-no, own words and the strength of who is wished for are not", () => {
  const questions = [{ column: "close", kind: "choice" }, { column: "f", kind: "choice" }, { column: "p", kind: "yes_no" }, { column: "n", kind: "text" }];
  const open = (alter) => openQuestions({ form: { ...form, questions } }, alter).map((q) => q.column);
  assert.deepEqual(open(els), ["f"]);
  assert.deepEqual(open({ ...els, wished: true, answers: { close: null } }), ["f"]);
  assert.deepEqual(open(jan), ["close", "f"]);
});

test("places on the screen: ego in the middle, y upward, the rim (side / 2 − 24) / 1.3 away", () => {
  const wide = board({ side: 568 }); // by hand: (284 − 24) / 1.3 = 200
  assert.equal(rimWidth(wide), 200);
  assert.deepEqual(toScreen(wide, 0.5, 0.25), [384, 234]);
  assert.deepEqual(toPlace(wide, 384, 234), [0.5, 0.25]);
  assert.deepEqual(marks(wide), [{ id: "e", name: "Els", x: 384, y: 284, r: 9, number: 1 }]); // who has no place is no mark
});

test("a sector has its own colour, an unknown one that of the first", () => {
  assert.notEqual(colourOf(board(), "in"), colourOf(board(), "out"));
  assert.equal(colourOf(board(), null), colourOf(board(), "in"));
});
