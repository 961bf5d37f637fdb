// Words with blanks: the pure function of netlab/widgets/elements.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";

import { filled } from "../../netlab/widgets/elements.mjs";

test("blanks are filled, also with what looks like a pattern; a blank without a value stays", () => {
  assert.equal(filled("{at} van {total}", { at: 1, total: 4 }), "1 van 4");
  assert.equal(filled("{name} {name}", { name: "$& {at}" }), "$& {at} $& {at}");
  assert.equal(filled("{other}", { name: "x" }), "{other}");
});

test("the word beside a number goes with it, as in netlab/texts.py: the first with 1, else the second", () => {
  const text = "{n} {n:person stays|people stay} ({how:a: b|})";
  assert.deepEqual([1, "1", 0, 2, "1–2"].map((n) => filled("{n:persoon|mensen}", { n })), ["persoon", "persoon", "mensen", "mensen", "mensen"]);
  assert.equal(filled(text, { n: 1, how: 1 }), "1 person stays (a: b)");
  assert.equal(filled(text, { n: 12, how: 2 }), "12 people stay ()");
  assert.equal(filled("{n:persoon|mensen}", {}), "{n:persoon|mensen}");
  assert.equal(filled("{n:persoon|mensen}", { n: "$&" }), "mensen");
});
