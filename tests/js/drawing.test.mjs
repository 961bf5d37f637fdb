// What keys ask for in the drawing, and which steps a closed page left behind.
import assert from "node:assert/strict";
import { test } from "node:test";

import { asked } from "../../netlab/widgets/drawing_keys.mjs";
import { leftBehind } from "../../netlab/widgets/drawing_sending.mjs";

const press = (key, more = {}) => asked({ key, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...more });

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

test("only steps of pages that are gone are offered, oldest first", () => {
  const kept = (at, n) => JSON.stringify({ at, steps: Array(n).fill({ what: "asked" }) });
  const store = {
    "netlab-drawing k mine": kept(0, 1), "netlab-drawing k late": kept(3000, 2), "netlab-drawing k early": kept(1000, 1),
    "netlab-drawing k open": kept(9000, 1), "netlab-drawing k none": kept(0, 0), "netlab-drawing other": kept(0, 1),
    "netlab-drawing k cut": '{"at": 0, "ste',
  };
  const found = leftBehind(store, "netlab-drawing k ", "netlab-drawing k mine", 10000, 6000);
  assert.deepEqual(found.map(({ name, steps }) => [name.split(" ")[2], steps.length]), [["early", 1], ["late", 2]]);
});

