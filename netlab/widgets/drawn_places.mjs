// Where alters stand, as netlab/drawings/places.py has it in Python: rings, sectors, and the answers that a place gives.

export const INNER = 0.12;
export const OUTER = 1.3;
const EDGE = 0.0002;
const SPREAD = (Math.sqrt(5) - 1) / 2;

const rounded = (value) => Math.floor(value * 1e4 + 0.5) / 1e4 + 0;

export const isOutside = (x, y) => Math.hypot(x, y) > 1 + EDGE;

/** Which of `count` rings a place lies in: 0 at the rim, count − 1 innermost; null outside. */
export function ringAt(x, y, count) {
  if (isOutside(x, y)) return null;
  return Math.min(count - 1, Math.max(0, Math.floor((1 - Math.hypot(x, y)) / ((1 - INNER) / count))));
}

/** The angle of a place, as part of a turn, clockwise from the top. */
export function turned(x, y) {
  const turn = (((Math.atan2(x, y) / (2 * Math.PI)) % 1) + 1) % 1;
  return turn < 1 ? turn : 0;
}

/** Which of `count` sectors a place lies in, clockwise from the top. */
export const sectorAt = (x, y, count) => Math.min(count - 1, Math.floor(turned(x, y) * count));

/** The place at an angle (part of a turn, clockwise from the top) and a distance from ego. */
export const placeAt = (turn, radius) => [
  rounded(radius * Math.sin(2 * Math.PI * turn)),
  rounded(radius * Math.cos(2 * Math.PI * turn)),
];

/** The place itself, rounded; too near to ego or too far, moved to where alters stand. */
export function settled(x, y) {
  const radius = Math.hypot(x, y);
  if (radius < EDGE) return placeAt(0, INNER);
  if (radius >= INNER - EDGE && radius <= OUTER + EDGE) return [rounded(x), rounded(y)];
  const to = Math.min(Math.max(radius, INNER), OUTER) / radius;
  return [rounded(x * to), rounded(y * to)];
}

/** The columns that a place answers, with their answers: `form` has strength and sector as {column, answers} or null. */
export function placing(form) {
  return [form.strength, form.sector].filter(Boolean);
}

/** What a place says: an answer per column; outside the rings the strength is null. */
export function answersAt(form, x, y) {
  const said = {};
  for (const asked of placing(form)) {
    const n = asked === form.strength ? ringAt(x, y, asked.answers.length) : sectorAt(x, y, asked.answers.length);
    said[asked.column] = n === null ? null : asked.answers[n];
  }
  return said;
}

/** A place in the middle part of a ring and sector; the first, second, … (`nth` from 0) stand apart. */
export function placeIn(ring, sector, rings, sectors, nth = 0) {
  const [across, along] = [SPREAD ** 2, SPREAD].map((part) => 0.15 + 0.7 * ((0.5 + nth * part) % 1));
  return placeAt((sector + along) / sectors, 1 - ((ring + across) * (1 - INNER)) / rings);
}

const inside = (part) => Math.min(Math.max(part, 0.02), 0.98);

/** The same place in another ring or sector: as far along and across in it as it was. */
export function placeWith(form, [x, y], asked, answer) {
  const count = asked.answers.length;
  const to = asked.answers.indexOf(answer);
  const turn = turned(x, y);
  const radius = Math.hypot(x, y);
  if (asked === form.strength) {
    const width = (1 - INNER) / count;
    const old = ringAt(x, y, count);
    const within = old === null ? 0.5 : (1 - Math.min(Math.max(radius, INNER), 1)) / width - old;
    return placeAt(turn, 1 - (to + inside(within)) * width);
  }
  return placeAt((to + inside(turn * count - sectorAt(x, y, count))) / count, radius);
}
