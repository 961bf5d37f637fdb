// What keys ask for, how answers compare, and what is sent: the pure functions of netlab/widgets/review.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";

import { asked, compared, decision, keyOf, stepped } from "../../netlab/widgets/review.mjs";

const press = (key, more = {}) => asked({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, ...more });

test("1 to 4 decide, 5 to 9 choose someone else", () => {
  assert.deepEqual(["1", "2", "3", "4"].map((key) => press(key).decide), ["same", "different", "unsure", "gone"]);
  assert.deepEqual(["5", "9"].map((key) => press(key).choose), [0, 4]);
  assert.equal(press("0"), null);
});

test("arrows browse and choose, u undoes, Escape leaves", () => {
  assert.deepEqual(press("ArrowLeft"), { go: -1 });
  assert.deepEqual(press("ArrowRight"), { go: 1 });
  assert.deepEqual(press("ArrowUp"), { step: -1 });
  assert.deepEqual(press("ArrowDown"), { step: 1 });
  assert.deepEqual(press("U"), { undo: true });
  assert.deepEqual(press("Escape"), { leave: true });
});

test("a key held down decides once and undoes once, but browses on", () => {
  assert.equal(press("1", { repeat: true }), null);
  assert.equal(press("u", { repeat: true }), null);
  assert.deepEqual(press("ArrowRight", { repeat: true }), { go: 1 });
});

test("keys with Ctrl, Alt or Meta, Tab and letters are left to the browser", () => {
  for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) assert.equal(press("1", more), null);
  for (const key of ["Tab", "Enter", " ", "a", "toString", "F5"]) assert.equal(press(key), null);
});

test("every place in the list has the key that chooses it, as far as there are keys", () => {
  for (let place = 0; place < 5; place++) assert.deepEqual(press(keyOf(place)), { choose: place });
  assert.equal(keyOf(5), "");
  assert.equal(keyOf(-1), "");
});

test("a step stays within the list", () => {
  assert.equal(stepped(0, -1, 3), 0);
  assert.equal(stepped(0, 1, 3), 1);
  assert.equal(stepped(2, 1, 3), 2);
  assert.equal(stepped(0, 1, 1), 0);
});

test("answers differ only where both are known and they can be compared", () => {
  const left = ["zorg", "zorg", "", "zorg", "Els, Jan"];
  const right = ["zorg", "beleid", "zorg", "", "Piet"];
  const marks = compared(left, right, [true, true, true, true, false]);
  assert.deepEqual(marks, ["same", "differs", "unknown", "unknown", "unknown"]);
});

const shown = { question: { key: ["P01", "voor", "1", "na"], gone: true, decided: "", others: [{ alter: "2" }, { alter: "5" }] } };

test("a decision is about the alter that stands on the right; gone is about nobody", () => {
  const sent = { do: "decide", key: ["P01", "voor", "1", "na"], other: "5", status: "same", by: "RV" };
  assert.deepEqual(decision(shown, 1, "same", "RV"), sent);
  assert.deepEqual(decision(shown, 1, "gone", "RV"), { ...sent, other: "", status: "gone" });
});

test("nothing is sent where nothing is asked, what is decided already, or gone from a wave before", () => {
  assert.equal(decision({ question: null }, 0, "same", "RV"), null);
  assert.equal(decision({ question: { ...shown.question, decided: "x" } }, 0, "same", "RV"), null);
  assert.equal(decision({ question: { ...shown.question, gone: false } }, 0, "gone", "RV"), null);
});
