// Where things stand on the screen: names that do not overlap, bands that bend to ego, who stands in that direction.

export const short = (name, most) => (name.length <= most ? name : `${name.slice(0, most - 1).trimEnd()}…`);

/** A text as long as fits in `room`, with … where it was cut; width(text) says how wide a text is. */
export function fitted(text, room, width) {
  if (width(text) <= room) return text;
  let [fits, most] = [1, text.length];
  while (most - fits > 1) {
    const middle = Math.floor((fits + most) / 2);
    if (width(short(text, middle)) <= room) fits = middle;
    else most = middle;
  }
  return short(text, fits);
}

const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

function boxes({ x, y, r }, w, h) {
  const gap = 3;
  const box = (cx, cy) => ({ left: cx - w / 2, right: cx + w / 2, top: cy - h / 2, bottom: cy + h / 2 });
  const [down, side] = [r + gap + h / 2, r + gap + w / 2];
  return [
    box(x, y + down), box(x + side, y), box(x - side, y), box(x, y - down),
    box(x + side * 0.8, y + down * 0.8), box(x - side * 0.8, y + down * 0.8),
    box(x + side * 0.8, y - down * 0.8), box(x - side * 0.8, y - down * 0.8),
    box(x, y + down + h), box(x, y - down - h),
    box(x + side, y + h), box(x - side, y + h), box(x + side, y - h), box(x - side, y - h),
  ];
}

/**
 * A label per mark that overlaps no other label and no mark: the name, shortened, moved round its mark, at last a number.
 *
 * marks: [{id, name, x, y, r, number}] in pixels; width(text): pixels; within: the circle {cx, cy, r} to stay in, and
 * the canvas of `side` wide where there is one; taken: boxes that no label may cover. The result has per id {text, x, y} (the middle of the label) and `whole`.
 */
export function labelled(marks, width, within, height = 15, taken = []) {
  const full = [...taken, ...marks.map(({ x, y, r }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }))];
  const placed = {};
  const crowd = (m) => marks.filter((o) => Math.hypot(o.x - m.x, o.y - m.y) < 70).length;
  const shown = ({ left, right, top, bottom }) => !within.side
    || (Math.min(left, top) >= 0 && Math.max(right, bottom) <= within.side);
  const stays = ({ left, right, top, bottom }) => Math.hypot(Math.max(within.cx - left, right - within.cx),
    Math.max(within.cy - top, bottom - within.cy)) <= within.r;
  const free = (box) => shown(box) && stays(box) && full.every((other) => apart(box, other));
  // who has little room chooses first
  const turn = marks.map((m) => [crowd(m), m]).sort((a, b) => b[0] - a[0]).map(([, m]) => m);
  for (const mark of turn) {
    const texts = [...new Set([short(mark.name, 22), short(mark.name, 12), short(mark.name, 7), String(mark.number)])];
    let found = null;
    for (const text of texts) {
      const box = boxes(mark, width(text) + 2, height).find(free);
      if (!box) continue;
      found = { text, box };
      break;
    }
    if (found) full.push(found.box);
    placed[mark.id] = found
      ? { text: found.text, x: (found.box.left + found.box.right) / 2, y: (found.box.top + found.box.bottom) / 2,
          whole: found.text === mark.name }
      : { text: "", x: mark.x, y: mark.y, whole: false };
  }
  return placed;
}

/**
 * Where the name of a ring stands: in the ring beside its top or its foot, as near to those as it covers the fewest marks.
 *
 * from and to are how far from the middle (cx, cy) the ring begins and ends; w and h the size of the name. The result is
 * the left end of its base line.
 */
export function ringName(marks, [cx, cy], from, to, w, h) {
  const box = ([x, y]) => ({ left: x - 2, right: x + w + 2, top: y - h * 0.8, bottom: y + 2 });
  const covers = (spot) => marks.filter(({ x, y, r }) => !apart(box(spot), { left: x - r, right: x + r, top: y - r, bottom: y + r })).length;
  const aside = (by) => [cy - to + h, cy + to - h * 0.4].flatMap((y) => [[cx + 5 + by, y], [cx - 5 - by - w, y]]);
  const spots = aside(0);
  if (to - from < h) return spots[0];
  // farther along the top the circle is lower: the name goes down with it, and stays in the ring
  for (let by = h; by + w < to * 0.8; by += h) {
    const down = to - Math.sqrt(to ** 2 - (by + w) ** 2);
    if (to - down - 1.2 * h < from) break;
    spots.push(...aside(by).map(([x, y]) => [x, y + (y < cy ? down : -down)]));
  }
  return spots.reduce(([least, best], spot) => (covers(spot) < least ? [covers(spot), spot] : [least, best]), [Infinity, null])[1];
}

/** The path of a tie between two marks, bent towards ego at (0, 0), from rim to rim of the marks. */
export function bent(a, b, cx, cy, gap = 0) {
  const [mx, my] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const [qx, qy] = [mx + (cx - mx) * 0.22, my + (cy - my) * 0.22];
  const off = (p, r) => {
    const d = Math.hypot(qx - p.x, qy - p.y) || 1;
    return [p.x + ((qx - p.x) / d) * r, p.y + ((qy - p.y) / d) * r];
  };
  const [[x1, y1], [x2, y2]] = [off(a, a.r), off(b, b.r + gap)];
  const n = (v) => Math.round(v * 10) / 10;
  return `M${n(x1)} ${n(y1)}Q${n(qx)} ${n(qy)} ${n(x2)} ${n(y2)}`;
}

/** The mark nearest to a point, no farther than `reach`; null for none. */
export function nearest(marks, x, y, reach) {
  let found = null;
  for (const mark of marks) {
    const d = Math.hypot(mark.x - x, mark.y - y);
    if (d <= reach) [found, reach] = [mark, d];
  }
  return found;
}

const TOWARDS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Who stands in the direction of an arrow key, seen from a mark; in front counts before near. Null for nobody. */
export function inDirection(marks, from, key) {
  const [dx, dy] = TOWARDS[key];
  let found = null;
  let least = Infinity;
  for (const mark of marks) {
    if (mark.id === from.id) continue;
    const along = (mark.x - from.x) * dx + (mark.y - from.y) * dy;
    const beside = Math.abs((mark.x - from.x) * dy) + Math.abs((mark.y - from.y) * dx);
    if (along <= 0 || along + beside * 2 >= least) continue;
    [found, least] = [mark, along + beside * 2];
  }
  return found;
}
