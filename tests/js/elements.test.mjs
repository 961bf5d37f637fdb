// Words with blanks: the pure function of netlab/widgets/elements.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";

import { filled } from "../../netlab/widgets/elements.mjs";

test("blanks are filled, also with what looks like a pattern; a blank without a value stays", () => {
  assert.equal(filled("{at} van {total}", { at: 1, total: 4 }), "1 van 4");
  assert.equal(filled("{name} {name}", { name: "$& {at}" }), "$& {at} $& {at}");
  assert.equal(filled("{other}", { name: "x" }), "{other}");
});
