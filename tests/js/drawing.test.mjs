// What keys and typed answers ask for in the drawing, and where its lines and points lie.
import assert from "node:assert/strict";
import { test } from "node:test";

import { onCircle, rimPath } from "../../netlab/widgets/drawing_canvas.mjs";
import { typedAnswer } from "../../netlab/widgets/drawing_form.mjs";
import { moved } from "../../netlab/widgets/drawing_hands.mjs";
import { asked, stridden } from "../../netlab/widgets/drawing_keys.mjs";
import { crossed, nextPoint } from "../../netlab/widgets/drawing_paper.mjs";

const press = (key, more = {}) => asked({ key, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...more });
const near = (a, b) => assert.ok(a.every((v, n) => Math.abs(v - b[n]) < 1e-9), `${a} is not ${b}`);

test("Ctrl or Command with Z undoes, with Shift or with Y redoes", () => {
  assert.equal(press("z", { ctrlKey: true }), "undo");
  assert.equal(press("Z", { metaKey: true, shiftKey: true }), "redo");
  assert.equal(press("y", { ctrlKey: true }), "redo");
  assert.equal(press("s", { ctrlKey: true }), null);
});

test("arrows, Enter, Escape, Delete and letters have their meaning; Tab is the browser's", () => {
  assert.deepEqual(["ArrowUp", "Enter", " ", "Escape", "Delete", "F2", "c", "C", "n"].map((k) => press(k)),
    ["arrow", "take", "take", "leave", "remove", "rename", "connect", "connect", "new"]);
  assert.equal(press("Tab"), null);
  assert.equal(press("c", { altKey: true }), null);
});

test("an arrow carries somebody 0.03 of the rim, with Shift four times as far, and on through ego", () => {
  assert.deepEqual(stridden([0.5, 0.5], "ArrowUp", false), [0.5, 0.53]);
  assert.deepEqual(stridden([0.5, 0.5], "ArrowLeft", true), [0.38, 0.5]);
  const [x, y] = stridden([0.12, 0], "ArrowLeft", false); // 0.12 is as near to ego as one can stand
  assert.deepEqual([x < 0, y], [true, 0]);
  assert.deepEqual(stridden([1.3, 0], "ArrowRight", false), [1.3, 0]); // no farther than the edge
});

test("who is carried over the rim is wished for, and the answers say the place", () => {
  const form = { strength: { column: "close", answers: ["far", "near"] }, sector: null };
  const els = { alter: "e", name: "Els", x: 0.9, y: 0, wished: false, answers: { close: "far", job: "x" } };
  const { wished, answers } = moved(els, form, 1.1, 0);
  assert.deepEqual([wished, answers], [true, { close: null, job: "x" }]);
  assert.equal(moved(els, form, 0.2, 0).answers.close, "near");
  assert.equal(els.answers.close, "far"); // what was given is not changed
});

test("a typed number has a comma or point; nothing is no answer; words are no number", () => {
  assert.equal(typedAnswer("number", " 1,5 "), 1.5);
  assert.equal(typedAnswer("number", "2.5"), 2.5);
  assert.equal(typedAnswer("number", " "), null);
  assert.ok(Number.isNaN(typedAnswer("number", "often")));
  assert.equal(typedAnswer("text", " in words "), "in words");
});

test("a turn begins at the top and goes clockwise", () => {
  near(onCircle([100, 100], 0, 50), [100, 50]);
  near(onCircle([100, 100], 0.25, 50), [150, 100]);
});

test("the name of a sector runs along the rim, in the lower half the other way", () => {
  const ends = ({ d }) => d.match(/-?[\d.]+(?:e-?\d+)?/g).map(Number);
  const above = ends(rimPath([100, 100], 80, 0.9, 1));
  assert.ok(above[0] < above[7], "from left to right");
  const below = ends(rimPath([100, 100], 80, 0.4, 0.6));
  assert.ok(below[0] < below[7], "from left to right");
  assert.ok(Math.abs(rimPath([100, 100], 80, 0, 0.1).long - 0.1 * 2 * Math.PI * 88) < 1e-9); // by hand: a tenth of the circle, 8 outside
});

test("four corner marks are asked clockwise, or the middle, the top and more of the rim", () => {
  const next = (how, n) => nextPoint({ how, at: Array(n).fill([0, 0]) });
  assert.deepEqual([0, 1, 2, 3, 4].map((n) => next("marks", n)), ["mark_0", "mark_1", "mark_2", "mark_3", "mark_4"]);
  assert.deepEqual([0, 1, 2, 5].map((n) => next("rim", n)), ["rim_ego", "rim_top", "rim_more", "rim_more"]);
});

test("the cross moves half a per cent of the picture, with Shift five, and stays in it", () => {
  assert.deepEqual(crossed([100, 100], { key: "ArrowRight" }, 1000, 500), [105, 100]);
  assert.deepEqual(crossed([100, 100], { key: "ArrowUp", shiftKey: true }, 1000, 500), [100, 50]);
  assert.deepEqual(crossed([2, 499], { key: "ArrowLeft" }, 1000, 500), [0, 499]);
  assert.equal(crossed([2, 2], { key: "Enter" }, 1000, 500), null);
});
