// Names beside their marks, ties, and who stands in which direction.
import assert from "node:assert/strict";
import { test } from "node:test";

import { bent, fitted, inDirection, labelled, nearest, ringName, short } from "../../netlab/widgets/drawn_labels.mjs";

const WITHIN = { cx: 300, cy: 300, r: 330 };
const width = (text) => 7 * text.length;
const mark = (id, x, y, name = id) => ({ id, name, x, y, r: 9, number: 7 });

function overlaps(marks, labels) {
  const boxes = Object.values(labels).filter((l) => l.text).map((l) => [l.x - width(l.text) / 2, l.x + width(l.text) / 2, l.y - 7.5, l.y + 7.5]);
  boxes.push(...marks.map((m) => [m.x - m.r, m.x + m.r, m.y - m.r, m.y + m.r]));
  const over = (a, b) => a[0] < b[1] - 0.01 && b[0] < a[1] - 0.01 && a[2] < b[3] - 0.01 && b[2] < a[3] - 0.01;
  const labelsOnly = boxes.length - marks.length;
  return boxes.slice(0, labelsOnly).filter((a, n) => boxes.some((b, k) => k !== n && over(a, b))).length;
}

test("a lonely name stands whole below its mark", () => {
  const { a } = labelled([mark("a", 300, 300, "Els Peeters")], width, WITHIN);
  assert.deepEqual(a, { text: "Els Peeters", x: 300, y: 300 + 9 + 3 + 7.5, whole: true }); // by hand: r, gap, half a line
});

test("sixty names of any length overlap neither each other nor a mark", () => {
  const marks = Array.from({ length: 60 }, (_, n) => {
    const [turn, r] = [n * 2.399963, 50 + 220 * Math.sqrt(n / 60)]; // a sunflower: evenly full
    return { ...mark(`m${n}`, 300 + r * Math.cos(turn), 300 + r * Math.sin(turn), "Anneleen Vandenbroucke".slice(0, 3 + (n % 20))), number: n + 1 };
  });
  const labels = labelled(marks, width, WITHIN);
  assert.equal(overlaps(marks, labels), 0);
  assert.ok(Object.values(labels).filter((l) => l.text).length >= 55);
});

test("where nothing fits a name becomes its number", () => {
  const wall = Array.from({ length: 9 }, (_, n) => ({ left: 0, right: 600, top: 281 + n, bottom: 282 + n }));
  const tight = { cx: 300, cy: 300, r: 32 };
  const { a } = labelled([mark("a", 300, 300, "Wilhelmina")], width, tight, 15, wall);
  assert.equal(a.text, "7");
});

test("a long name is cut with an ellipsis", () => {
  assert.equal(short("Wilhelmina", 7), "Wilhel…");
  assert.equal(short("Els", 7), "Els");
});

test("a tie begins and ends at the rim of its marks and bends to ego", () => {
  // by hand: from (−100, −100) to (100, −100), middle (0, −100), bent 22 % to (0, 0): the control point is (0, −78)
  assert.match(bent({ x: -100, y: -100, r: 0 }, { x: 100, y: -100, r: 0 }, 0, 0), /^M-100 -100Q0 -78 100 -100$/);
});

test("the nearest mark within reach is found, else nobody", () => {
  const marks = [mark("a", 0, 0), mark("b", 10, 0)];
  assert.equal(nearest(marks, 7, 0, 20).id, "b");
  assert.equal(nearest(marks, 50, 0, 20), null);
});

test("an arrow key finds who is in front before who is near but aside", () => {
  const from = mark("a", 0, 0);
  const marks = [from, mark("front", 100, 10), mark("aside", 20, 60), mark("behind", -5, 0)];
  assert.equal(inDirection(marks, from, "ArrowRight").id, "front");
  assert.equal(inDirection(marks, from, "ArrowLeft").id, "behind");
  assert.equal(inDirection(marks, from, "ArrowDown").id, "aside");
  assert.equal(inDirection([from], from, "ArrowUp"), null);
});

test("the name of a ring stands at its top, and gives way to who stands there", () => {
  // a ring from 60 to 100 round (200, 200), a name of 40 × 12: beside the top at (205, 112), by hand
  assert.deepEqual(ringName([], [200, 200], 60, 100, 40, 12), [205, 112]);
  const at = (x, y) => ({ x, y, r: 9 });
  assert.deepEqual(ringName([at(215, 110)], [200, 200], 60, 100, 40, 12), [155, 112]); // to the left of the spoke
  const [, foot] = ringName([at(215, 110), at(180, 110)], [200, 200], 60, 100, 40, 12);
  assert.ok(foot > 260, "at the foot");
  const beside = [at(215, 110), at(180, 110), at(215, 292), at(180, 292)];
  const [x, y] = ringName(beside, [200, 200], 60, 100, 40, 12);
  const corners = [[x, y], [x + 40, y], [x, y - 12], [x + 40, y - 12]].map(([cx, cy]) => Math.hypot(cx - 200, cy - 200));
  assert.ok(Math.min(...corners) > 60 && Math.max(...corners) < 100.5, "farther along, still in the ring");
  assert.ok(beside.every((m) => Math.max(x - m.x, m.x - x - 40, y - 12 - m.y, m.y - y) > 0), "on nobody's middle");
  const grid = Array.from({ length: 400 }, (_, n) => at(100 + 10 * (n % 20), 100 + 10 * Math.floor(n / 20)));
  const [, where] = ringName(grid, [200, 200], 60, 100, 40, 12);
  assert.ok(Number.isFinite(where), "no room anywhere: still in the drawing");
});

test("a text that is too long is cut as late as possible, and says so", () => {
  const width = (text) => 10 * text.length;
  assert.equal(fitted("eigen team", 100, width), "eigen team");
  assert.equal(fitted("eigen team", 99, width), "eigen te…"); // nine signs of ten
  assert.equal(fitted("eigen team", 75, width), "eigen…"); // seven would end on a space
});
