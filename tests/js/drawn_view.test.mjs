// The part of a drawing that is seen: what stays where it is, how far one can go, and where who is sought comes into view.
import assert from "node:assert/strict";
import { test } from "node:test";

import { begun, marks, markSize, nameSize, toPlace, toScreen } from "../../netlab/widgets/drawn_board.mjs";
import { WHOLE, centre, isSeen, nearer, pushed, reaching, rimWidth } from "../../netlab/widgets/drawn_view.mjs";

// by hand: a canvas of 568 has a rim of (284 − 24) / 1.3 = 200 pixels, and shows places up to 284 / 200 = 1.42
const board = (view = WHOLE, side = 568, alters = []) => ({ ...begun("p"), side, view, now: { alters } });
const near = (a, b) => a.forEach((v, n) => assert.ok(Math.abs(v - b[n]) < 1e-3, `${a} is not ${b}`));

test("the whole drawing has ego in its middle; nearer, the rim is as much wider", () => {
  near(centre(board()), [284, 284]);
  assert.equal(rimWidth(board()), 200);
  const twice = board({ zoom: 2, x: 0.5, y: 0 });
  assert.equal(rimWidth(twice), 400);
  near(centre(twice), [84, 284]); // by hand: half a rim of 400 to the left
  near(toScreen(twice, 0.5, 0), [284, 284]);
});

test("what is under the hand stays there when the drawing comes nearer or goes back", () => {
  for (const at of [[284, 284], [100, 250], [400, 500]]) {
    const one = board({ zoom: 1.5, x: 0.1, y: -0.2 });
    const place = toPlace(one, ...at);
    const two = board(nearer(one, 2, at));
    near(toScreen(two, ...place).map(Math.round), at); // a place has four decimals: a thirtieth of a pixel here
    const back = nearer(two, 0.5, at);
    near([back.zoom, back.x, back.y], [1.5, 0.1, -0.2]);
  }
});

test("nobody comes nearer than six times, nor farther than the whole, nor pushes the drawing off its canvas", () => {
  assert.equal(nearer(board({ zoom: 5, x: 0, y: 0 }), 3).zoom, 6);
  assert.deepEqual(nearer(board({ zoom: 2, x: 0.7, y: -0.7 }), 0.1), WHOLE);
  assert.deepEqual(pushed(board(), 500, -500), WHOLE);
  // by hand: twice as near half is seen, 0.71 to each side, so its middle is at most 0.71 from ego
  near(Object.values(pushed(board({ zoom: 2, x: 0, y: 0 }), -5000, 5000)), [2, 0.71, 0.71]);
  near(Object.values(pushed(board({ zoom: 2, x: 0, y: 0 }), 40, 20)), [2, -0.1, 0.05]); // 40 of 400 pixels
});

test("who is sought comes in the middle, and who is seen leaves the view as it is", () => {
  const one = board({ zoom: 4, x: 0, y: 0 });
  const [seen, hidden] = [toScreen(one, 0.3, 0.3), toScreen(one, 0.6, 0)];
  assert.deepEqual([isSeen(one, seen), isSeen(one, hidden)], [true, false]);
  assert.equal(reaching(one, seen), one.view);
  near(toScreen(board(reaching(one, hidden)), 0.6, 0), [284, 284]);
});

test("marks are smaller where many stand in little room, and grow as they come nearer, to one and a half", () => {
  const many = Array(60).fill({});
  assert.equal(markSize(board(WHOLE, 358, many)), 5);
  assert.equal(markSize(board(WHOLE, 358)), 7);
  assert.equal(markSize(board(WHOLE, 760, many)), 8);
  assert.equal(markSize(board({ zoom: 6, x: 0, y: 0 }, 358, many)), 7.5);
  assert.equal(marks(board(WHOLE, 358, [{ alter: "a", name: "A", x: 0, y: 1 }]))[0].r, 7);
});

test("names have smaller letters only where many stand in little room and are seen from afar", () => {
  const many = Array(60).fill({});
  assert.equal(nameSize(board(WHOLE, 358, many)), 11);
  for (const roomy of [board(WHOLE, 358), board(WHOLE, 760, many), board({ zoom: 2, x: 0, y: 0 }, 358, many)]) assert.equal(nameSize(roomy), 13);
});
