// A photo of a drawing on paper: from points clicked on it to the places in the drawing, also when it is tilted.

// The printed sheet (netlab/drawings/places.py): corner marks 10 mm from the edges, the rim 0.42 of their short distance.
const MARK_MM = 10;
const RIM_OF_SHORT_SIDE = 0.42;
export const SHEETS = { A4_landscape: [297, 210], A4_portrait: [210, 297], A3_landscape: [420, 297], A3_portrait: [297, 420] };

/** x of A x = b by elimination; null where there is no single answer. */
export function solved(A, b) {
  const rows = A.map((row, n) => [...row, b[n]]);
  const size = rows.length;
  for (let n = 0; n < size; n++) {
    const most = rows.slice(n).reduce((best, row, k) => (Math.abs(row[n]) > Math.abs(rows[best][n]) ? n + k : best), n);
    if (Math.abs(rows[most][n]) < 1e-12) return null;
    [rows[n], rows[most]] = [rows[most], rows[n]];
    for (let k = 0; k < size; k++) {
      if (k === n) continue;
      const part = rows[k][n] / rows[n][n];
      for (let c = n; c <= size; c++) rows[k][c] -= part * rows[n][c];
    }
  }
  return rows.map((row, n) => row[size] / row[n]);
}

/** A point seen through a 3 × 3 matrix (nine numbers, row by row). */
export function through(h, [x, y]) {
  const w = h[6] * x + h[7] * y + h[8];
  return [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w];
}

/** The matrix that takes four points to four others; null when three of them lie on one line. */
export function homography(from, to) {
  const A = [];
  const b = [];
  from.forEach(([x, y], n) => {
    const [u, v] = to[n];
    A.push([x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]);
    b.push(u, v);
  });
  const h = solved(A, b);
  return h && [...h, 1];
}

/** Where the middles of the four corner marks lie in a drawing, clockwise from the top left. */
export function marksOf(sheet) {
  const [w, h] = SHEETS[sheet].map((side) => side - 2 * MARK_MM);
  const rim = RIM_OF_SHORT_SIDE * Math.min(w, h);
  const [x, y] = [w / 2 / rim, h / 2 / rim];
  return [[-x, y], [x, y], [x, -y], [-x, -y]];
}

/**
 * The matrix from pixels to places for a rim seen at an angle: an ellipse round ego through three points or more.
 *
 * The first point on the rim is its top. Null when the points lie on no ellipse round ego.
 */
export function ellipse(ego, rim) {
  if (rim.length < 3) return null;
  const p = rim.map(([x, y]) => [x - ego[0], ego[1] - y]); // y upward
  const scale = Math.max(...p.map(([x, y]) => Math.hypot(x, y)));
  if (!(scale > 1)) return null;
  const terms = p.map(([x, y]) => [(x / scale) ** 2, (2 * x * y) / scale ** 2, (y / scale) ** 2]);
  // opposite points say the same: what they leave open is decided for the least tilt
  const least = [[1e-9, 0, -1e-9], [0, 1e-9, 0], [-1e-9, 0, 1e-9]];
  const normal = least.map((row, r) => row.map((own, c) => terms.reduce((sum, t) => sum + t[r] * t[c], own)));
  const m = solved(normal, [0, 1, 2].map((r) => terms.reduce((sum, t) => sum + t[r], 0)));
  if (!m) return null;
  const [a, b, d] = m;
  const root = Math.sqrt(a * d - b * b); // of the determinant
  if (!(a > 0) || !(a * d - b * b > 1e-6)) return null;
  if (terms.some((t) => Math.abs(t[0] * a + t[1] * b + t[2] * d - 1) > 0.5)) return null;
  // the symmetric square root of the matrix takes the ellipse to the circle without turning it
  const size = Math.sqrt(a + d + 2 * root);
  const B = [(a + root) / size / scale, b / size / scale, (d + root) / size / scale];
  const [ux, uy] = [B[0] * p[0][0] + B[1] * p[0][1], B[1] * p[0][0] + B[2] * p[0][1]];
  const turn = Math.atan2(ux, uy); // the top stands at (0, 1)
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [m00, m01] = [cos * B[0] - sin * B[1], cos * B[1] - sin * B[2]];
  const [m10, m11] = [sin * B[0] + cos * B[1], sin * B[1] + cos * B[2]];
  // back to pixels, whose y points downward
  return [m00, -m01, -m00 * ego[0] + m01 * ego[1], m10, -m11, -m10 * ego[0] + m11 * ego[1], 0, 0, 1];
}

/** The matrix from the pixels of a picture to the places of a drawing, from its calibration; null when it is none. */
export function calibrated(points) {
  if (!points) return null;
  if (points.how === "marks") return points.at.length === 4 ? homography(points.at, marksOf(points.sheet)) : null;
  return points.at.length >= 4 ? ellipse(points.at[0], points.at.slice(1)) : null;
}

/** The same as a CSS transform of the picture, whose top left corner lies at (0, 0): ego at (cx, cy), the rim R wide. */
export function asTransform(h, cx, cy, R) {
  const onScreen = [
    ...[0, 1, 2].map((n) => R * h[n] + cx * h[6 + n]),
    ...[0, 1, 2].map((n) => -R * h[3 + n] + cy * h[6 + n]),
    h[6], h[7], h[8],
  ];
  const [a, b, c, d, e, f, g, i, j] = onScreen.map((v) => v / onScreen[8]);
  return `matrix3d(${[a, d, 0, g, b, e, 0, i, 0, 0, 1, 0, c, f, 0, j].join(",")})`;
}
