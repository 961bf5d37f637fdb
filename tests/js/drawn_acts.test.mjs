// Which step an act becomes.
import assert from "node:assert/strict";
import { test } from "node:test";

import { adding, beingSame, candidates, deciding, hasTie, namedTwice, tying, wishedPlace } from "../../netlab/widgets/drawn_acts.mjs";

const form = { strength: { column: "close" }, sector: null, types: [{ id: "t" }, { id: "d", directed: true }], questions: [{ column: "job", fixed: true }, { column: "mood" }] };
const alter = (id, name, more = {}) => ({ alter: id, name, x: 0.3, y: 0.3, wished: false, answers: {}, ...more });
const board = (alters, more = {}) => ({ form, before: [], now: { alters, ties: [], earlier: [], ties_asked: null, ...more } });
const was = { wave: "start", alter: "e", name: "Els", x: 0.1, y: 0.2, answers: { close: "a", job: "nurse", mood: "fine" } };
const what = (step) => (step.what === "several" ? step.about.steps.map((s) => s.what) : [step.what]);

test("one name is one step, several names are one step as well, each with an id of its own", () => {
  const one = adding(board([]), ["Els"], ["learn"], 0.3, 0.4);
  assert.equal(one.what, "add");
  assert.deepEqual([one.about.alter.name, one.about.alter.x, one.about.alter.generators], ["Els", 0.3, ["learn"]]);
  const two = adding(board([]), ["Els", "Jan"], []);
  assert.deepEqual(what(two), ["add", "add"]);
  assert.notEqual(two.about.steps[0].about.alter.alter, two.about.steps[1].about.alter.alter);
});

test("a name is noticed twice, in the drawing or among what is typed, however it is spaced and with whatever capitals", () => {
  assert.deepEqual(namedTwice(board([alter("e", "Els")]), ["Jan", " els "]), ["els"]);
  assert.deepEqual(namedTwice(board([]), ["Els", "Bert", "Bert", "bert"]), ["Bert"]); // once said
  assert.deepEqual(namedTwice(board([alter("e", "Els  De Smedt")]), ["els de smedt", "Zoe\u0308", "Zo\u00eb"]), ["els de smedt", "Zo\u00eb"]);
  assert.deepEqual(namedTwice(board([alter("e", "Els")]), ["Elsje"]), []);
});

test("a tie is drawn or taken away, whichever way round; the first one says that ties were asked", () => {
  assert.deepEqual(what(tying(board([]), "b", "a", "t")), ["asked", "tie"]);
  assert.deepEqual(what(tying(board([], { ties_asked: true }), "b", "a", "t")), ["tie"]);
  const tied = board([], { ties: [{ source: "a", target: "b", type: "t" }, { source: "b", target: "a", type: "d" }] });
  assert.deepEqual(what(tying(tied, "b", "a", "t")), ["untie"]);
  assert.equal(hasTie(tied, "b", "a", "d"), true);
  assert.equal(hasTie(tied, "a", "b", "d"), false); // with a direction
});

test("who is still there is found by id or name, else taken over with place, id and what does not change", () => {
  assert.deepEqual(deciding(board([alter("x", "ELS")]), was, "same").step.about, { wave: "start", alter: "e", status: "same", other_alter: "x" });
  assert.equal(deciding(board([alter("e", "Elsje"), alter("x", "Els")]), was, "same").other.alter, "e");
  const { step, other } = deciding(board([alter("x", "Els", { wished: true })]), was, "same"); // wished for: not in contact
  assert.equal(other, null);
  assert.deepEqual(what(step), ["add", "earlier"]);
  assert.deepEqual(step.about.steps[0].about.alter, { alter: "e", name: "Els", x: 0.1, y: 0.2, wished: false, generators: [], answers: { close: "a", job: "nurse" } });
});

test("who is gone leaves the drawing when standing there under the same id, and only then", () => {
  assert.deepEqual(what(deciding(board([alter("e", "Els")]), was, "gone").step), ["remove", "earlier"]);
  assert.deepEqual(what(deciding(board([alter("x", "Els")]), was, "not_mentioned").step), ["earlier"]);
});

test("another than who was copied for it: the copy goes; nobody is two people of the same wave", () => {
  const said = [{ wave: "start", alter: "e", status: "same", other_alter: "e" }, { wave: "start", alter: "f", status: "same", other_alter: "y" }];
  const there = board([alter("e", "Els"), alter("x", "Elsje"), alter("y", "Filip"), alter("w", "Wim", { wished: true })], { earlier: said });
  assert.deepEqual(what(beingSame(there, was, "x")), ["remove", "earlier"]);
  assert.deepEqual(what(beingSame(there, was, "e")), ["earlier"]);
  assert.deepEqual(candidates(there, was).map((a) => a.alter), ["e", "x"]);
});

test("who is wished for goes outside the rings in the direction of the old place", () => {
  assert.deepEqual(wishedPlace({ x: 0, y: 0.5 }), [0, 1.15]);
  assert.deepEqual(wishedPlace({ x: -0.2, y: 0 }), [-1.15, 0]);
  const [x, y] = wishedPlace({ x: null, y: null });
  assert.ok(Math.abs(Math.hypot(x, y) - 1.15) < 0.001);
});
