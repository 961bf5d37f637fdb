// The drawing in the browser does what it does in Python: the same examples, worked out by hand.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { ringAt, sectorAt, settled } from "../../netlab/widgets/drawn_places.mjs";
import { alike, applied, inverse, namesIn, newId, rebased } from "../../netlab/widgets/drawn_steps.mjs";

const vectors = JSON.parse(readFileSync(new URL("drawing_vectors.json", import.meta.url)));
const { strength, sector, generators, tie_types } = vectors.questions;
const form = { strength, sector, generators: generators.map((id) => ({ id })), types: tie_types };
const EMPTY = { ego: "P01", wave: "einde", ties_asked: null, goal: null, from_earlier: false, alters: [], ties: [], earlier: [], paper: null };

test("a place says ring and sector", () => {
  for (const { x, y, ring, sector: s, why } of vectors.places) {
    assert.equal(ringAt(x, y, 3), ring, why);
    assert.equal(sectorAt(x, y, 4), s, why);
  }
});

test("a place too near or too far is moved to where alters stand", () => {
  for (const { x, y, to } of vectors.settled) assert.deepEqual(settled(x, y), to);
});

for (const { name, before, step, after, back } of vectors.steps) {
  test(name, () => {
    const drawing = { ...EMPTY, ...before };
    const kept = structuredClone(drawing);
    const made = applied(drawing, step, form);
    assert.ok(alike(made, { ...drawing, ...after }), JSON.stringify(made));
    assert.ok(alike(inverse(drawing, step, form), back), JSON.stringify(inverse(drawing, step, form)));
    assert.ok(alike(applied(made, back, form), drawing), "taken back");
    assert.deepEqual(drawing, kept); // the drawing given is not changed
  });
}

test("who comes without a place gets one when both questions are answered, in that ring and sector", () => {
  let drawing = applied(EMPTY, { what: "add", about: { alter: { alter: "a7f3k2", name: "Els", x: null, y: null } } }, form);
  drawing = applied(drawing, { what: "answer", about: { alter: "a7f3k2", column: "dicht", value: "vaak" } }, form);
  assert.equal(drawing.alters[0].x, null);
  drawing = applied(drawing, { what: "answer", about: { alter: "a7f3k2", column: "plek", value: "thuis" } }, form);
  const { x, y } = drawing.alters[0];
  assert.deepEqual([ringAt(x, y, 3), sectorAt(x, y, 4)], [1, 3]);
});

test("steps on their way stand on what somebody else made meanwhile; what cannot be is named", () => {
  const add = (alter) => ({ what: "add", about: { alter: { alter, name: alter, x: null, y: null } } });
  const rename = { what: "rename", about: { alter: "a", name: "Ann" } };
  const { drawing, left } = rebased(applied(EMPTY, add("c"), form), [add("b"), rename], form);
  assert.deepEqual(drawing.alters.map((a) => a.alter), ["c", "b"]);
  assert.deepEqual(left, [rename]);
});

test("an id is six letters or digits and never one that is there", () => {
  const bytes = [new Uint8Array(6), Uint8Array.from([0, 1, 2, 3, 4, 31])];
  assert.equal(newId(["aaaaaa"], () => bytes.shift()), "abcde7"); // by hand: 31 is the last of a–z2–7
});

test("names are typed one per line, and empty lines are nobody", () => {
  assert.deepEqual(namesIn(" Els \r\n\n  \nJan P.\n"), ["Els", "Jan P."]);
});
