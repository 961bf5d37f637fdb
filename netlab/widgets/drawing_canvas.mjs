// The canvas: rings and sectors, everyone's mark and name, ties, who has no place yet.
import { make, shape } from "./elements.mjs";
import { alterAt, answerLabel, colourOf, described, isSmall, markSize, marks, nameSize, say, tieName, toScreen } from "./drawn_board.mjs";
import { bent, fitted, labelled, ringName } from "./drawn_labels.mjs";
import { INNER, OUTER } from "./drawn_places.mjs";
import { centre, isSeen, rimWidth } from "./drawn_view.mjs";

const SMALLEST = 9; // pixels of the letters of a sector's name
const PEN = "13px system-ui, -apple-system, Segoe UI, Roboto, Liberation Sans, Arial, sans-serif";

/** A point of a circle round (cx, cy): at a part of a turn clockwise from the top, d away. */
export const onCircle = ([cx, cy], turn, d) => [cx + d * Math.sin(2 * Math.PI * turn), cy - d * Math.cos(2 * Math.PI * turn)];

/** The path of a sector's name along the rim, readable: in the lower half it runs the other way; and its length. */
export function rimPath(c, rim, from, to) {
  const middle = (from + to) / 2;
  const low = middle > 0.25 && middle < 0.75;
  const d = rim + (low ? 17 : 8);
  const half = Math.min(0.24, (to - from) / 2);
  const [[sx, sy], [ex, ey]] = [low ? middle + half : middle - half, low ? middle - half : middle + half].map((turn) => onCircle(c, turn, d));
  return { d: `M${sx} ${sy}A${d} ${d} 0 0 ${low ? 0 : 1} ${ex} ${ey}`, long: half * 2 * 2 * Math.PI * d };
}

/** The canvas of a page; choose(id) is what a click on a name without a place does. */
export function canvasOf(board, choose) {
  const svg = shape("svg", { class: "nd-svg", role: "group", tabindex: "-1" }); // not for Tab: its people are
  const ground = shape("g", { class: "nd-ground" });
  const bands = shape("g", { class: "nd-ties" });
  const names = shape("g", { class: "nd-ringnames" }); // of the rings, over the ties
  const middle = shape("g", { class: "nd-middle", "aria-hidden": "true" });
  const rubber = shape("path", { class: "nd-rubber", d: "" });
  const people = shape("g", { class: "nd-people" });
  const tip = `nd-tip-${board.page}`;
  const marker = { id: tip, viewBox: "0 0 8 8", refX: "6", refY: "4", markerWidth: "7", markerHeight: "7", orient: "auto-start-reverse" };
  svg.append(shape("defs", {}, shape("marker", marker, shape("path", { d: "M0 0L8 4L0 8z", class: "nd-tip" }))), ground, bands, names, middle, rubber, people);
  const tray = make("div", { class: "nd-tray", role: "group" });
  const shown = new Map(); // alter id → its group
  const paths = new Map(); // tie → its path and hit path
  let ringNames = []; // {text, from, to, size, drawn}
  const pen = document.createElement("canvas").getContext("2d");
  let carried = null; // {id, ends, ties}: whose mark follows the hand

  const width = (text) => {
    pen.font = PEN;
    return pen.measureText(text).width;
  };

  function drawGround() {
    const { form, side } = board;
    svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
    const [c, r] = [centre(board), rimWidth(board)];
    const [cx, cy] = c;
    const parts = [shape("circle", { class: "nd-beyond", cx, cy, r: r * OUTER })];
    const rings = form.strength ? form.strength.answers : [null];
    const step = (1 - INNER) / rings.length;
    rings.forEach((_, n) => parts.push(shape("circle", { class: `nd-ring nd-ring-${Math.min(4, Math.round(((n + 1) / rings.length) * 4))}`,
      cx, cy, r: r * (1 - n * step) })));
    const sectors = form.sector ? form.sector.answers : [];
    sectors.forEach((id, n) => parts.push(...sectorParts(id, n, sectors.length, c, r)));
    const room = Math.sqrt((r * OUTER) ** 2 - (r * 1.2 - 12) ** 2) - 12;
    const zone = say(board, width(say(board, "wished_zone")) < room ? "wished_zone" : "wished");
    const named = rings.map((id, n) => [id === null ? null : answerLabel(board, form.strength, id), 1 - (n + 1) * step, 1 - n * step]);
    ringNames = [...named, [zone, 1, 1.2]].filter(([text]) => text !== null).map(([text, from, to]) => ({ text, from: from * r, to: to * r }));
    for (const one of ringNames) {
      one.size = isSmall(board) ? 10.5 : 12;
      const whole = one.text;
      const edge = Math.sqrt((r * OUTER) ** 2 - (one.to - one.size) ** 2); // of the drawing, at that height
      one.text = fitted(whole, edge - 10, (text) => (width(text) * one.size) / 13);
      one.drawn = shape("text", { class: "nd-ringname", "font-size": one.size }, one.text, one.text === whole ? null : shape("title", {}, whole));
    }
    names.replaceChildren(...ringNames.map((one) => one.drawn));
    const er = Math.min(r * 0.1, 20);
    const size = Math.max(SMALLEST - 1, Math.min(12, form.ego.length > 4 ? (er * 3) / form.ego.length : er * 0.68));
    const ego = fitted(form.ego, 2 * er - 4, (text) => (width(text) * size) / 13);
    middle.replaceChildren(shape("circle", { class: "nd-ego", cx, cy, r: er }),
      shape("text", { class: "nd-egoname", x: cx, y: cy, "font-size": size.toFixed(1) }, ego));
    ground.replaceChildren(...parts);
  }

  /** The edges, the arc and the name of one sector. */
  function sectorParts(id, n, count, c, r) {
    const [a, b] = [n / count, (n + 1) / count];
    const parts = [];
    if (count > 1) {
      const [[x1, y1], [x2, y2]] = [onCircle(c, a, r * INNER), onCircle(c, a, r * OUTER)];
      parts.push(shape("line", { class: "nd-spoke", x1, y1, x2, y2 }));
      const d = r * OUTER + 2;
      const [[ax, ay], [bx, by]] = [onCircle(c, a + 0.004, d), onCircle(c, b - 0.004, d)];
      parts.push(shape("path", { class: "nd-arc", stroke: colourOf(board, id), d: `M${ax} ${ay}A${d} ${d} 0 ${b - a > 0.5 ? 1 : 0} 1 ${bx} ${by}` }));
    }
    const along = rimPath(c, r * OUTER, a, b);
    const path = `nd-rim-${board.page}-${n}`;
    parts.push(shape("path", { id: path, fill: "none", d: along.d }));
    const whole = answerLabel(board, board.form.sector, id);
    const room = along.long * 0.96;
    const size = Math.max(SMALLEST, Math.min(13, (13 * room) / (width(whole) + 1)));
    const text = fitted(whole, room, (one) => (width(one) * size) / 13);
    parts.push(shape("text", { class: "nd-sector", "font-size": size.toFixed(1) }, text === whole ? null : shape("title", {}, whole),
      shape("textPath", { href: `#${path}`, startOffset: "50%" }, text)));
    return parts;
  }

  function drawTies(of) {
    const { form, now, selected, from, chosenTie } = board;
    const [cx, cy] = centre(board);
    const place = new Map(of.map((m) => [m.id, m]));
    const made = [];
    paths.clear();
    for (const t of now.ties) {
      const [a, b] = [place.get(t.source), place.get(t.target)];
      if (!a || !b) continue;
      const n = form.types.findIndex((one) => one.id === t.type);
      const directed = form.types[n]?.directed;
      const d = bent(a, b, cx, cy, directed ? 4 : 0);
      const on = chosenTie && tieName(chosenTie) === tieName(t);
      const near = [selected, from].includes(t.source) || [selected, from].includes(t.target);
      const line = shape("path", { class: `nd-tie nd-type-${n % 4}${on ? " nd-on" : ""}${near ? " nd-near" : ""}`, d,
        "marker-end": directed ? `url(#${tip})` : null });
      const hit = shape("path", { class: "nd-hit", d, "data-tie": tieName(t) });
      hit.tie = t;
      paths.set(tieName(t), { t, line, directed });
      made.push(line, hit);
    }
    bands.replaceChildren(...made);
    bands.setAttribute("class", now.ties.length > 120 ? "nd-ties nd-many" : "nd-ties");
  }

  /** Put the names of the rings where they cover nobody; what no other name may cover: those, and ego. */
  function taken(all) {
    const [c, er] = [centre(board), Math.min(rimWidth(board) * 0.1, 20)];
    const boxes = [{ left: c[0] - er, right: c[0] + er, top: c[1] - er, bottom: c[1] + er }];
    for (const { text, from, to, size, drawn } of ringNames) {
      const w = (width(text) * size) / 13;
      const [x, y] = ringName(all, c, from, to, w, size + 1);
      drawn.setAttribute("x", x);
      drawn.setAttribute("y", y);
      boxes.push({ left: x, right: x + w, top: y - size * 0.8, bottom: y + 2 });
    }
    return boxes;
  }

  function drawPeople() {
    const { selected, form, now } = board;
    const all = marks(board);
    const [cx, cy] = centre(board);
    const seen = all.filter((m) => isSeen(board, [m.x, m.y]));
    const roomy = seen.map((m) => (m.id === selected ? { ...m, r: m.r + 5 } : m)); // its ring stands free of its name
    const size = nameSize(board);
    people.setAttribute("font-size", size);
    const where = labelled(roomy, (text) => (width(text) * size) / 13, { cx, cy, r: rimWidth(board) * OUTER, side: board.side }, size + 2, taken(roomy));
    for (const [id, group] of shown) if (!all.some((m) => m.id === id)) (group.remove(), shown.delete(id));
    // a number stands for a name in the list
    if (!board.numbered && Object.values(where).some(({ text }) => /^\d*$/.test(text))) {
      board.numbered = true;
      board.opened.add("list");
    }
    const focus = selected && all.some((m) => m.id === selected) ? selected : all[0]?.id;
    for (const m of all) drawMark(m, where[m.id] ?? { text: "", whole: false }, m.id === focus);
    const words = { ego: form.ego, wave: form.wave_label, people: say(board, "people", { n: all.length }), ties: say(board, "ties", { n: now.ties.length }) };
    svg.setAttribute("aria-label", say(board, "canvas", words));
    drawTies(all);
  }

  function drawMark(m, text, first) {
    const { form, selected, from, grabbed } = board;
    const alter = alterAt(board, m.id);
    let group = shown.get(m.id);
    if (!group) {
      group = shape("g", { class: "nd-alter", role: "button" });
      group.alter = m.id;
      shown.set(m.id, group);
      people.append(group);
    }
    const sector = form.sector ? alter.answers[form.sector.column] : null;
    const fill = colourOf(board, sector);
    const s = m.r * 0.9;
    const mark = (more) => (form.external.includes(sector) ? shape("rect", { x: -s, y: -s, width: 2 * s, height: 2 * s, rx: 1.5, ...more })
      : shape("circle", { r: m.r, ...more }));
    const parts = [shape("circle", { class: "nd-touch", r: Math.max(14, m.r + 4) }), shape("circle", { class: "nd-halo", r: m.r + 5 }),
      alter.wished ? mark({ class: "nd-mark nd-wished", style: `stroke:${fill}` }) : mark({ class: "nd-mark", fill })];
    if (text.text) parts.push(shape("text", { class: "nd-name", x: text.x - m.x, y: text.y - m.y }, text.text));
    if (!text.whole) parts.push(shape("title", {}, alter.name));
    group.replaceChildren(...parts);
    group.setAttribute("transform", `translate(${m.x} ${m.y})`);
    group.setAttribute("tabindex", first ? "0" : "-1");
    group.setAttribute("aria-label", described(board, alter));
    group.setAttribute("aria-pressed", String(m.id === selected));
    const looks = [["nd-selected", m.id === selected], ["nd-from", m.id === from], ["nd-grabbed", grabbed?.alter === m.id]];
    group.setAttribute("class", ["nd-alter", ...looks.filter(([, on]) => on).map(([name]) => name)].join(" "));
  }

  function drawTray() {
    const bare = board.now.alters.filter((a) => a.x === null);
    tray.hidden = !bare.length || Boolean(board.marking);
    tray.setAttribute("aria-label", say(board, "tray"));
    const far = [tray.scrollLeft, tray.scrollTop];
    tray.replaceChildren(make("span", { class: "nd-small" }, say(board, "tray")), ...bare.map((a) => {
      const pressed = String(a.alter === board.selected);
      const chip = make("button", { type: "button", class: "nd-chip", "data-key": `chip ${a.alter}`, "aria-pressed": pressed,
        on: { click: () => choose(a.alter) } }, a.name);
      chip.alter = a.alter;
      return chip;
    }));
    [tray.scrollLeft, tray.scrollTop] = far;
    showChosen();
  }

  /** Push the names without a place along until who is chosen can be seen; the page itself stays where it is. */
  function showChosen() {
    const chosen = tray.querySelector("[aria-pressed='true']")?.getBoundingClientRect();
    if (!chosen) return;
    const seen = tray.getBoundingClientRect();
    const by = (from, to, least, most) => (from < least ? from - least : Math.max(0, to - most));
    tray.scrollLeft += by(chosen.left, chosen.right, seen.left, seen.right);
    tray.scrollTop += by(chosen.top, chosen.bottom, seen.top, seen.bottom);
  }

  /** Move one mark and its ties to a point of the screen, and nothing else; `carried` holds until `put`. */
  function carry(id, sx, sy) {
    shown.get(id).setAttribute("transform", `translate(${sx} ${sy})`);
    if (carried?.id !== id) {
      const ties = [...paths.values()].filter(({ t }) => t.source === id || t.target === id);
      carried = { id, ends: new Map(marks(board).map((m) => [m.id, m])), ties };
    }
    const [me, c] = [{ x: sx, y: sy, r: markSize(board) }, centre(board)];
    for (const { t, line, directed } of carried.ties) {
      const [a, b] = [t.source, t.target].map((end) => (end === id ? me : carried.ends.get(end)));
      line.setAttribute("d", bent(a, b, ...c, directed ? 4 : 0));
    }
  }

  return {
    svg, tray, drawGround, carry,
    draw: () => (drawPeople(), drawTray()),
    hasGround: () => ground.childNodes.length > 0,
    drawPeople,
    put: () => (carried = null),
    carries: () => carried !== null,
    line: (d) => rubber.setAttribute("d", d),
    /** Where on the screen somebody stands; null for who has no place. */
    placeOf(id) {
      const alter = id ? alterAt(board, id) : null;
      return alter && alter.x !== null ? toScreen(board, alter.x, alter.y) : null;
    },
    /** A point of the window as a point of the canvas. */
    pointOf({ clientX, clientY }) {
      const box = svg.getBoundingClientRect();
      return [((clientX - box.left) / box.width) * board.side, ((clientY - box.top) / box.height) * board.side];
    },
    /** Give the keys to somebody: the mark, or the name of who has no place yet; false for nobody. */
    focus(id) {
      const one = shown.get(id) ?? [...tray.children].find((chip) => chip.alter === id);
      one?.focus({ preventScroll: true });
      return Boolean(one);
    },
  };
}
