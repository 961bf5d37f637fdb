// A photo of a drawing: the places that clicked points stand for, from cameras made up here.
import assert from "node:assert/strict";
import { test } from "node:test";

import { asTransform, calibrated, ellipse, homography, marksOf, solved, through } from "../../netlab/widgets/drawn_paper.mjs";

const close = (a, b, by = 1e-6) => assert.ok(Math.hypot(a[0] - b[0], a[1] - b[1]) < by, `${a} is not ${b}`);

test("two equations are solved, two that say the same are not", () => {
  assert.deepEqual(solved([[2, 1], [1, 3]], [5, 10]), [1, 3]); // by hand
  assert.equal(solved([[1, 2], [2, 4]], [1, 2]), null);
});

test("the corner marks of A4 lie where the sheet has them", () => {
  // by hand: 277 × 190 mm between the marks, rim 0.42 × 190 = 79.8 mm: (138.5/79.8, 95/79.8)
  close(marksOf("A4_landscape")[1], [138.5 / 79.8, 95 / 79.8]);
  close(marksOf("A4_portrait")[3], [-95 / 79.8, -138.5 / 79.8]);
});

test("through four marks a photo taken at an angle gives the places back", () => {
  const camera = (p) => through([310, 40, 500, -25, -290, 400, 0.11, -0.07, 1], p);
  const h = calibrated({ how: "marks", sheet: "A3_landscape", at: marksOf("A3_landscape").map(camera) });
  for (const place of [[0, 0], [0.31, -0.52], [-0.9, 0.2], [0, 1.2]]) close(through(h, camera(place)), place);
});

test("four points on one line are no corners", () => {
  assert.equal(homography([[0, 0], [1, 1], [2, 2], [3, 3]], marksOf("A4_portrait")), null);
});

test("ego and points on the rim undo a tilt and a turn", () => {
  // an affine camera: turned 30 degrees, squeezed, skewed, y downward
  const [c, s] = [Math.cos(0.5), Math.sin(0.5)];
  const camera = ([x, y]) => {
    const [u, v] = [(c * x - s * y) * 300, (s * x + c * y) * 180];
    return [640 + u + 0.2 * v, 480 - v];
  };
  const rim = [0, 1.3, 2.9, 4.4].map((turn) => camera([Math.sin(turn), Math.cos(turn)])); // the first is the top
  const h = ellipse(camera([0, 0]), rim);
  for (const place of [[0, 0], [0, 1], [0.31, -0.52], [-0.7, -0.7]]) close(through(h, camera(place)), place);
  assert.equal(ellipse([0, 0], rim.slice(0, 2)), null);
  assert.equal(ellipse([0, 0], [[10, 0], [20, 0], [30, 0]]), null);
});

test("the picture is laid so that ego and the rim stand where the drawing has them", () => {
  const h = calibrated({ how: "rim", at: [[200, 150], [200, 50], [300, 150], [100, 150]] });
  const m = asTransform(h, 400, 300, 250).match(/[-\d.e]+(?=[,)])/g).map(Number);
  const on = ([x, y]) => {
    const w = m[3] * x + m[7] * y + m[15];
    return [(m[0] * x + m[4] * y + m[12]) / w, (m[1] * x + m[5] * y + m[13]) / w];
  };
  close(on([200, 150]), [400, 300]); // ego
  close(on([200, 50]), [400, 50]); // the top of the rim, 250 above
  close(on([300, 150]), [650, 300]);
});
