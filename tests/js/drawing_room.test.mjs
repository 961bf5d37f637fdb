// How large the drawing is.
import assert from "node:assert/strict";
import { test } from "node:test";

import { highest } from "../../netlab/widgets/drawing_room.mjs";

test("a drawing is as high as what is left of the window, not lower than 400 and not higher than 960 pixels", () => {
  assert.equal(highest(650, 118), 500); // by hand: 650 - 118 - 32 at the edges of the page
  assert.equal(highest(450, 118), 400);
  assert.equal(highest(2160, 118), 960);
});
