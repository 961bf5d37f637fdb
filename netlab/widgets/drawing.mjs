// The drawing on the page: what hands and keys do becomes steps, each sent to Python and drawn at once.
import { filled, handBack, make, shape } from "./elements.mjs";
import { alike, answersAt, applied, inverse, namesIn, newId, placing, rebased, settled, tieKey } from "./drawn_steps.mjs";
import { bent, inDirection, labelled, nearest } from "./drawn_labels.mjs";
import { SHEETS, asTransform, calibrated } from "./drawn_paper.mjs";

const PATIENCE = 4000; // milliseconds without an answer before a step is sent again
const TYPED = 500; // milliseconds after the last letter before it becomes a step
const SLIP = 4; // pixels that a hand may move without dragging
const STRIDE = 0.03; // of the outer ring, per press of an arrow key
const COLOURS = ["#0072B2", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442"];
const LARGEST = 3e6; // bytes of a photo that is sent as it is

/** What a key asks for in the canvas; null for a key that is left to the browser. */
export function asked({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const letter = key.toLowerCase();
  if ((ctrlKey || metaKey) && !altKey) {
    if (letter === "z") return shiftKey ? "redo" : "undo";
    return letter === "y" ? "redo" : null;
  }
  if (ctrlKey || metaKey || altKey) return null;
  if (key.startsWith("Arrow")) return "arrow";
  const keys = { Enter: "take", " ": "take", Escape: "leave", Delete: "remove", Backspace: "remove", F2: "rename", c: "connect", n: "new" };
  return keys[key] || keys[letter] || null;
}

/** The steps kept for pages that are gone: (store, prefix, own name, time) → [{name, steps}], oldest first. */
export function leftBehind(store, prefix, own, now, fresh = 6000) {
  const found = [];
  for (const name of Object.keys(store)) {
    if (!name.startsWith(prefix) || name === own) continue;
    try {
      const { at, steps } = JSON.parse(store[name]);
      if (steps.length && now - at > fresh) found.push({ name, at, steps });
    } catch {
      // another program's, or cut off: left alone
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

const button = (label, click, more = {}) => make("button", { type: "button", ...more, on: { click } }, label);

function render({ model, el }) {
  const page = newId([]) + newId([]);
  let words = null;
  let form = null;
  let before = []; // alters of the wave before
  let saved = null; // the drawing as Python has it
  let now = null; // the same with the steps that are on their way
  let queue = [];
  let flying = null;
  let timer = null;
  let trouble = "";
  let problem = "";
  let undone = [];
  let done = [];
  let selected = null;
  let chosenTie = null;
  let from = null; // who is being connected
  let mode = "move";
  let type = 0;
  let guide = 0;
  let grabbed = null; // {alter, x, y}: carried by the keyboard
  let offers = [];
  let conflicts = [];
  let naming = null; // {x, y} where a name is being typed
  let paper = null; // {file, url, w, h}
  let marking = null; // the picture being calibrated: {how, sheet, at, cursor}
  let side = 600;
  let typing = null;
  const store = (() => {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  })();

  // the frame ---------------------------------------------------------------------------------------------------------

  const title = make("strong", { class: "nd-title" });
  const state = make("span", { class: "nd-state" });
  const said = make("p", { class: "nd-said", role: "status", "aria-live": "polite" }, model.get("waiting"));
  const notices = make("div", { class: "nd-notices" });
  const tools = make("div", { class: "nd-tools", role: "toolbar" });
  const svg = shape("svg", { class: "nd-svg", role: "group" });
  const nameBox = make("input", { class: "nd-naming", type: "text", autocomplete: "off", spellcheck: "false", hidden: true });
  const under = make("div", { class: "nd-under" });
  const canvas = make("div", { class: "nd-canvas" }, under, svg, nameBox);
  const tray = make("div", { class: "nd-tray", role: "group" });
  const left = make("div", { class: "nd-left" }, tools, canvas, tray, said);
  const panel = make("div", { class: "nd-side" });
  const body = make("div", { class: "nd-body", hidden: true }, left, panel);
  const root = make(
    "section",
    { class: "netlab-drawing", tabindex: "-1", "data-lm-suppress-shortcuts": "true" },
    make("div", { class: "nd-top" }, title, state),
    notices,
    body,
  );
  root.insertBefore(said, body);
  el.append(root);

  const say = (key, values = {}) => filled(words[key] ?? key, values);
  function tell(text, bad = false) {
    said.textContent = text;
    said.classList.toggle("nd-bad", bad);
  }
  const alterOf = (id) => now.alters.find((a) => a.alter === id);
  const nameOf = (id) => alterOf(id)?.name ?? "";
  const label = (asking, id) => (id === null || id === undefined ? say("no_answer") : asking.labels[id] ?? id);

  // steps: drawn at once, kept in this browser, sent one by one ---------------------------------------------------------

  const own = () => `netlab-drawing ${form.key} ${page}`;
  function keep() {
    if (!store || !form) return;
    try {
      if (queue.length) store.setItem(own(), JSON.stringify({ at: Date.now(), base: saved.version, steps: queue }));
      else store.removeItem(own());
    } catch {
      // a full or closed store: Python still gets every step
    }
  }

  function take(step, text = "", how = "do") {
    let back;
    let next;
    try {
      next = applied(now, step, form);
      back = inverse(now, step, form);
    } catch {
      tell(say("cannot"), true);
      return false;
    }
    if (alike(next, now)) return false;
    now = next;
    if (how === "do") {
      done.push({ step, back });
      undone = [];
    }
    queue.push({ id: newId([]) + newId([]), what: step.what, about: step.about });
    keep();
    send();
    if (text) tell(text);
    draw();
    return true;
  }

  function undo() {
    commitTyped();
    const last = done.pop();
    if (!last) return tell(say("nothing_to_undo"));
    if (take({ what: "undo", about: { step: last.back } }, say("undone"), "undo")) undone.push(last);
    return draw();
  }

  function redo() {
    const last = undone.pop();
    if (!last) return tell(say("nothing_to_redo"));
    if (take({ what: "redo", about: { step: last.step } }, say("redone"), "redo")) done.push(last);
    return draw();
  }

  function ask(message, buffers) {
    try {
      model.send({ ...message, page }, undefined, buffers);
    } catch {
      // the kernel is gone: what is not answered is sent again
    }
  }

  function send() {
    drawState();
    if (flying || !queue.length) return;
    flying = queue[0];
    ask({ do: "step", step: flying, base: saved.version, id: flying.id });
    clearTimeout(timer);
    timer = setTimeout(() => {
      flying = null;
      trouble = say("silent");
      drawState();
      send();
    }, PATIENCE);
  }

  function answered(message) {
    if (!queue.length || message.id !== queue[0].id) return;
    clearTimeout(timer);
    flying = null;
    if (message.status === "not_saved") {
      trouble = filled(say("not_saved"), { why: message.said });
      drawState();
      timer = setTimeout(send, PATIENCE);
      return;
    }
    trouble = "";
    const step = queue.shift();
    if (message.drawing) {
      onto(message.drawing);
      if (message.status === "conflict") conflicts.push(say("conflict", { file: message.beside || "" }));
      if (message.status === "refused") conflicts.push(say("refused", { why: message.said }));
      if (message.status === "conflict" || message.status === "refused") {
        done = [];
        undone = [];
        drawNotices();
      }
      draw();
    } else saved = { ...applied(saved, step, form), version: message.version };
    keep();
    if (queue.length) send();
    else drawState();
  }

  /** What Python has now, with what is still on its way on top. */
  function onto(drawing) {
    saved = drawing;
    now = rebased(saved, queue, form).drawing;
    if (selected && !alterOf(selected)) selected = null;
    if (from && !alterOf(from)) from = null;
  }

  // typed answers: a step when the hand rests, not at every letter
  function typed(key, commit) {
    if (typing && typing.key !== key) commitTyped();
    clearTimeout(typing?.timer);
    typing = { key, commit, timer: setTimeout(commitTyped, TYPED) };
  }
  function commitTyped() {
    if (!typing) return;
    const { commit, timer: t } = typing;
    typing = null;
    clearTimeout(t);
    commit();
  }

  // where things are on the screen --------------------------------------------------------------------------------------

  const small = () => side < 460;
  const R = () => (side / 2 - 24) / 1.3;
  const mid = () => side / 2;
  const toScreen = (x, y) => [mid() + R() * x, mid() - R() * y];
  const toPlace = (px, py) => settled((px - mid()) / R(), (mid() - py) / R());
  const radius = () => (small() ? 7 : now.alters.length > 40 ? 8 : 9);
  function marks() {
    return now.alters.map((a, n) => ({ a, n })).filter(({ a }) => a.x !== null).map(({ a, n }) => {
      const [x, y] = toScreen(a.x, a.y);
      return { id: a.alter, name: a.name, x, y, r: radius(), number: n + 1 };
    });
  }
  const colourOf = (answer) => {
    const n = form.sector ? form.sector.answers.indexOf(answer) : 0;
    return COLOURS[(n < 0 ? 0 : n) % COLOURS.length];
  };
  const inWords = (alter) => {
    if (alter.x === null) return say("no_place");
    const parts = placing(form).map((q) => (alter.answers[q.column] === null ? null : label(q, alter.answers[q.column])));
    if (alter.wished) parts.unshift(say("wished"));
    return parts.filter(Boolean).join(", ");
  };
  const described = (alter) => {
    const ties = now.ties.filter((t) => t.source === alter.alter || t.target === alter.alter).length;
    return [alter.name, inWords(alter), say(ties === 1 ? "ties_one" : "ties_n", { n: ties })].filter(Boolean).join(", ");
  };
  const pen = document.createElement("canvas").getContext("2d");
  const width = (text) => {
    pen.font = "13px system-ui, -apple-system, Segoe UI, Roboto, Liberation Sans, Arial, sans-serif";
    return pen.measureText(text).width;
  };

  // the canvas ----------------------------------------------------------------------------------------------------------

  const ground = shape("g", { class: "nd-ground" });
  const bands = shape("g", { class: "nd-ties" });
  const middle = shape("g", { class: "nd-middle", "aria-hidden": "true" });
  const rubber = shape("path", { class: "nd-rubber", d: "" });
  const people = shape("g", { class: "nd-people" });
  const shown = new Map(); // alter id → its group
  const paths = new Map(); // tie → its path and hit path
  svg.append(
    shape("defs", {}, shape("marker", { id: `nd-tip-${page}`, viewBox: "0 0 8 8", refX: "6", refY: "4", markerWidth: "7", markerHeight: "7",
      orient: "auto-start-reverse" }, shape("path", { d: "M0 0L8 4L0 8z", class: "nd-tip" }))),
    ground, bands, middle, rubber, people,
  );

  function drawGround() {
    svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
    const [c, r] = [mid(), R()];
    const parts = [shape("circle", { class: "nd-beyond", cx: c, cy: c, r: r * 1.3 })];
    const rings = form.strength ? form.strength.answers : [null];
    const step = (1 - 0.12) / rings.length;
    rings.forEach((_, n) => parts.push(shape("circle", { class: `nd-ring nd-ring-${Math.min(4, Math.round(((n + 1) / rings.length) * 4))}`,
      cx: c, cy: c, r: r * (1 - n * step) })));
    const sectors = form.sector ? form.sector.answers : [];
    const at = (turn, d) => [c + d * Math.sin(2 * Math.PI * turn), c - d * Math.cos(2 * Math.PI * turn)];
    sectors.forEach((id, n) => {
      const [a, b] = [n / sectors.length, (n + 1) / sectors.length];
      if (sectors.length > 1) {
        const [[x1, y1], [x2, y2]] = [at(a, r * 0.12), at(a, r * 1.3)];
        parts.push(shape("line", { class: "nd-spoke", x1, y1, x2, y2 }));
        const [[ax, ay], [bx, by]] = [at(a + 0.004, r * 1.3 + 2), at(b - 0.004, r * 1.3 + 2)];
        parts.push(shape("path", { class: "nd-arc", stroke: colourOf(id),
          d: `M${ax} ${ay}A${r * 1.3 + 2} ${r * 1.3 + 2} 0 ${b - a > 0.5 ? 1 : 0} 1 ${bx} ${by}` }));
      }
      // along the rim, readable: the lower half runs the other way
      const m = (a + b) / 2;
      const low = m > 0.25 && m < 0.75;
      const d = r * 1.3 + (low ? 17 : 8);
      const half = Math.min(0.24, (b - a) / 2);
      const [s, e] = low ? [m + half, m - half] : [m - half, m + half];
      const [[sx, sy], [ex, ey]] = [at(s, d), at(e, d)];
      const id2 = `nd-rim-${page}-${n}`;
      parts.push(shape("path", { id: id2, fill: "none", d: `M${sx} ${sy}A${d} ${d} 0 0 ${low ? 0 : 1} ${ex} ${ey}` }));
      const text = label(form.sector, id);
      const room = Math.abs(half * 2) * 2 * Math.PI * d * 0.96;
      const size = Math.max(9, Math.min(13, (13 * room) / (width(text) + 1)));
      parts.push(shape("text", { class: "nd-sector", "font-size": size.toFixed(1) },
        shape("textPath", { href: `#${id2}`, startOffset: "50%" }, text)));
    });
    rings.forEach((id, n) => {
      if (id === null) return;
      const text = label(form.strength, id);
      const y = c - r * (1 - n * step) + 13;
      parts.push(shape("text", { class: "nd-ringname", x: c + 5, y, "font-size": small() ? 10.5 : 12 }, text));
    });
    const room = Math.sqrt(1.3 ** 2 - 1.2 ** 2) * r - 12;
    const zone = say(width(say("wished_zone")) < room ? "wished_zone" : "wished");
    parts.push(shape("text", { class: "nd-ringname", x: c + 5, y: c - r * 1.15 + 4, "font-size": small() ? 10 : 11.5 }, zone));
    const er = Math.min(r * 0.1, 20);
    const big = form.ego.length > 4 ? (er * 3) / form.ego.length : er * 0.68;
    middle.replaceChildren(shape("circle", { class: "nd-ego", cx: c, cy: c, r: er }),
      shape("text", { class: "nd-egoname", x: c, y: c, "font-size": Math.min(12, big).toFixed(1) }, form.ego.slice(0, 12)));
    ground.replaceChildren(...parts);
  }

  const tieName = (t) => `${t.source} ${t.target} ${t.type}`;
  function drawTies(of = marks()) {
    const place = new Map(of.map((m) => [m.id, m]));
    const made = [];
    paths.clear();
    for (const t of now.ties) {
      const [a, b] = [place.get(t.source), place.get(t.target)];
      if (!a || !b) continue;
      const n = form.types.findIndex((one) => one.id === t.type);
      const directed = form.types[n]?.directed;
      const d = bent(a, b, mid(), mid(), directed ? 4 : 0);
      const on = chosenTie && tieName(chosenTie) === tieName(t);
      const near = [selected, from].includes(t.source) || [selected, from].includes(t.target);
      const line = shape("path", { class: `nd-tie nd-type-${n % 4}${on ? " nd-on" : ""}${near ? " nd-near" : ""}`, d,
        "marker-end": directed ? `url(#nd-tip-${page})` : null });
      const hit = shape("path", { class: "nd-hit", d, "data-tie": tieName(t) });
      hit.tie = t;
      paths.set(tieName(t), { t, line, hit, directed });
      made.push(line, hit);
    }
    bands.replaceChildren(...made);
    bands.setAttribute("class", now.ties.length > 120 ? "nd-ties nd-many" : "nd-ties");
  }

  function drawPeople() {
    const all = marks();
    const [c, r] = [mid(), R()];
    const er = Math.min(r * 0.1, 20);
    const taken = [{ left: c - er, right: c + er, top: c - er, bottom: c + er }];
    for (const t of ground.querySelectorAll(".nd-ringname")) {
      const [x, y, size] = ["x", "y", "font-size"].map((a) => Number(t.getAttribute(a)));
      taken.push({ left: x, right: x + (width(t.textContent) * size) / 13, top: y - size * 0.8, bottom: y + 2 });
    }
    const roomy = all.map((m) => (m.id === selected ? { ...m, r: m.r + 5 } : m)); // its ring stands free of its name
    const where = labelled(roomy, width, { cx: c, cy: c, r: r * 1.3 }, 15, taken);
    for (const [id, group] of shown) if (!all.some((m) => m.id === id)) (group.remove(), shown.delete(id));
    const focus = selected && all.some((m) => m.id === selected) ? selected : all[0]?.id;
    for (const m of all) {
      const alter = alterOf(m.id);
      let group = shown.get(m.id);
      if (!group) {
        group = shape("g", { class: "nd-alter", role: "button" });
        group.alter = m.id;
        shown.set(m.id, group);
        people.append(group);
      }
      const sector = form.sector ? alter.answers[form.sector.column] : null;
      const square = form.external.includes(sector);
      const fill = colourOf(sector);
      const s = m.r * 0.9;
      const mark = (more) => (square ? shape("rect", { x: -s, y: -s, width: 2 * s, height: 2 * s, rx: 1.5, ...more })
        : shape("circle", { r: m.r, ...more }));
      const text = where[m.id];
      const parts = [shape("circle", { class: "nd-touch", r: Math.max(14, m.r + 4) }), shape("circle", { class: "nd-halo", r: m.r + 5 }),
        alter.wished ? mark({ class: "nd-mark nd-wished", style: `stroke:${fill}` }) : mark({ class: "nd-mark", fill })];
      if (text.text) parts.push(shape("text", { class: "nd-name", x: text.x - m.x, y: text.y - m.y }, text.text));
      if (!text.whole) parts.push(shape("title", {}, alter.name));
      group.replaceChildren(...parts);
      group.setAttribute("transform", `translate(${m.x} ${m.y})`);
      group.setAttribute("tabindex", m.id === focus ? "0" : "-1");
      group.setAttribute("aria-label", described(alter));
      group.setAttribute("aria-pressed", String(m.id === selected));
      group.setAttribute("class", `nd-alter${m.id === selected ? " nd-selected" : ""}${m.id === from ? " nd-from" : ""}${
        grabbed?.alter === m.id ? " nd-grabbed" : ""}`);
    }
    svg.setAttribute("aria-label", say("canvas", { ego: form.ego, wave: form.wave_label, n: all.length, ties: now.ties.length }));
    drawTies(all);
  }

  function drawTray() {
    const bare = now.alters.filter((a) => a.x === null);
    tray.hidden = !bare.length || Boolean(marking);
    tray.setAttribute("aria-label", say("tray"));
    tray.replaceChildren(make("span", { class: "nd-small" }, say("tray")), ...bare.map((a) => {
      const chip = button(a.name, () => select(a.alter, false), { class: "nd-chip", "data-key": `chip ${a.alter}`, "aria-pressed": String(a.alter === selected) });
      chip.alter = a.alter;
      return chip;
    }));
  }

  function drawState() {
    if (!form) return;
    const n = queue.length;
    state.textContent = trouble && n ? filled(trouble, { n }) : n ? say("saving") : saved.version ? say("saved") : say("nothing_yet");
    state.classList.toggle("nd-bad", Boolean(trouble && n));
    root.dataset.pending = n;
    root.dataset.version = saved.version;
  }

  // what hands do in the canvas -------------------------------------------------------------------------------------------

  const pointOf = (event) => {
    const box = svg.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * side, ((event.clientY - box.top) / box.height) * side];
  };
  let hand = null; // {id, x, y, dragging, chip, connecting}
  let frame = 0;

  function down(event) {
    if (event.button || hand || marking) return;
    const group = event.target.closest(".nd-alter, .nd-chip");
    const [x, y] = pointOf(event);
    // where fingers' room overlaps, the nearest is meant, not who lies on top
    const meant = group && event.target.matches(".nd-touch, .nd-mark") ? nearest(marks(), x, y, 20) : null;
    const id = meant ? meant.id : group ? group.alter : null;
    if (id === null && event.currentTarget === tray) return;
    hand = { pointer: event.pointerId, id, x, y, cx: event.clientX, cy: event.clientY, dragging: false, tie: event.target.tie || null,
      chip: Boolean(group?.classList.contains("nd-chip")), connecting: mode === "connect" && id !== null };
    if (id !== null) {
      event.currentTarget.setPointerCapture(event.pointerId);
      if (!hand.chip) event.preventDefault();
    }
  }

  function moved(event) {
    if (!hand || event.pointerId !== hand.pointer || hand.id === null) return;
    if (!hand.dragging && Math.hypot(event.clientX - hand.cx, event.clientY - hand.cy) < SLIP) return;
    if (!hand.dragging) {
      hand.dragging = true;
      if (!hand.connecting) root.classList.add("nd-dragging");
    }
    hand.to = pointOf(event);
    if (!frame) frame = requestAnimationFrame(follow);
  }

  function follow() {
    frame = 0;
    if (!hand?.dragging) return;
    const [px, py] = hand.to;
    if (hand.connecting) {
      const me = marks().find((m) => m.id === hand.id);
      if (!me) return;
      rubber.setAttribute("d", `M${me.x} ${me.y}L${px} ${py}`);
      return;
    }
    const [x, y] = toPlace(px, py);
    const [sx, sy] = toScreen(x, y);
    if (hand.chip) rubber.setAttribute("d", `M${px - 9} ${py}a9 9 0 1 0 18 0a9 9 0 1 0 -18 0`);
    else carry(hand.id, sx, sy);
    const there = { ...alterOf(hand.id), x, y, wished: Math.hypot(x, y) > 1.0002, answers: answersAt(form, x, y) };
    tell(`${there.name}: ${inWords(there)}`);
  }

  /** Move one mark and its ties, and nothing else. */
  function carry(id, sx, sy) {
    shown.get(id).setAttribute("transform", `translate(${sx} ${sy})`);
    if (!carry.ends || carry.of !== id) {
      carry.of = id;
      carry.ends = new Map(marks().map((m) => [m.id, m]));
      carry.ties = [...paths.values()].filter(({ t }) => t.source === id || t.target === id);
    }
    const me = { x: sx, y: sy, r: radius() };
    for (const { t, line, directed } of carry.ties) {
      const [a, b] = [t.source === id ? me : carry.ends.get(t.source), t.target === id ? me : carry.ends.get(t.target)];
      line.setAttribute("d", bent(a, b, mid(), mid(), directed ? 4 : 0));
    }
  }

  function up(event) {
    if (!hand || event.pointerId !== hand.pointer) return;
    const { id, dragging, connecting, to, tie, chip } = hand;
    hand = null;
    carry.ends = null;
    cancelAnimationFrame(frame);
    frame = 0;
    rubber.setAttribute("d", "");
    root.classList.remove("nd-dragging");
    const [px, py] = dragging ? to : pointOf(event);
    const within = px >= 0 && py >= 0 && px <= side && py <= side;
    if (id !== null && dragging && connecting) {
      const other = nearest(marks().filter((m) => m.id !== id), px, py, 26);
      if (other) connect(id, other.id);
    } else if (id !== null && dragging) {
      if (within) moveTo(id, ...toPlace(px, py));
      else draw();
    } else if (id !== null && mode === "connect") pick(id);
    else if (id !== null && !chip) select(id, true);
    else if (id === null && tie && mode !== "add") chooseTie(tie);
    else if (id === null && within && event.currentTarget === svg) ground_(px, py);
  }

  /** A click beside everybody: a new name there, a place for who has none, or nothing chosen any more. */
  function ground_(px, py) {
    if (mode === "add") return nameAt(px, py);
    const who = selected && alterOf(selected);
    if (who && who.x === null) return moveTo(selected, ...toPlace(px, py), true);
    from = null;
    chosenTie = null;
    return select(null, false);
  }

  function cancelled() {
    if (!hand) return;
    hand = null;
    carry.ends = null;
    rubber.setAttribute("d", "");
    root.classList.remove("nd-dragging");
    draw();
  }

  // touch-action does not hold inside an SVG: without this a finger on a mark scrolls the page
  const still = (event) => event.target.closest(".nd-alter") && event.preventDefault();
  svg.addEventListener("touchstart", still, { passive: false });
  for (const where of [svg, tray]) {
    where.addEventListener("pointerdown", down);
    where.addEventListener("pointermove", moved);
    where.addEventListener("pointerup", up);
    where.addEventListener("pointercancel", cancelled);
  }

  function moveTo(id, x, y, on = false) {
    const name = nameOf(id);
    if (take({ what: "move", about: { alter: id, x, y } })) tell(say("moved", { name, where: inWords(alterOf(id)) }));
    const next = on ? now.alters.find((a) => a.x === null) : null;
    select(next ? next.alter : id, false);
  }

  function select(id, focus = true) {
    commitTyped();
    selected = id;
    if (id !== null) chosenTie = null;
    draw();
    if (focus && id !== null) shown.get(id)?.focus({ preventScroll: true });
  }

  function chooseTie(tie) {
    chosenTie = tie;
    selected = null;
    tell(say("tie_chosen", { a: nameOf(tie.source), b: nameOf(tie.target) }));
    draw();
    panel.querySelector("[data-key='untie']")?.focus({ preventScroll: true });
  }

  const hasTie = (a, b, kind) => {
    const key = tieKey({ source: a, target: b, type: kind }, form);
    return now.ties.some((t) => tieName(t) === tieName(key));
  };

  /** Tie two alters, or untie them where they are tied; drawing a tie says that ties were asked. */
  function connect(a, b, kind = form.types[type].id) {
    const about = { source: a, target: b, type: kind };
    const names = { a: nameOf(a), b: nameOf(b) };
    if (hasTie(a, b, kind)) return take({ what: "untie", about }, say("untied", names));
    const tie = { what: "tie", about };
    const steps = now.ties_asked === true ? tie : { what: "several", about: { steps: [{ what: "asked", about: { asked: true } }, tie] } };
    return take(steps, say("tied", names));
  }

  /** In the mode for ties: first one, then who is tied to that one; the first stays until Escape or a click beside. */
  function pick(id) {
    if (from === id) from = null;
    else if (from === null) {
      from = id;
      tell(say("from", { name: nameOf(id) }));
    } else connect(from, id);
    selected = from ?? id;
    draw();
    shown.get(id)?.focus({ preventScroll: true });
  }

  function nameAt(px, py) {
    naming = toPlace(px, py);
    nameBox.hidden = false;
    nameBox.value = "";
    nameBox.setAttribute("aria-label", say("name"));
    nameBox.placeholder = say("name");
    const box = canvas.getBoundingClientRect();
    const scale = box.width / side;
    nameBox.style.left = `${Math.max(0, Math.min(box.width - 168, px * scale - 10))}px`;
    nameBox.style.top = `${Math.min(box.height - 40, py * scale - 18)}px`;
    nameBox.focus({ preventScroll: true });
  }
  function named(yes) {
    if (!naming) return;
    const [x, y] = naming;
    naming = null;
    nameBox.hidden = true;
    if (yes && nameBox.value.trim()) add([nameBox.value], x, y);
  }
  nameBox.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") named(true);
    if (event.key === "Escape") (named(false), root.focus());
  });
  nameBox.addEventListener("blur", () => named(true));

  const generatorNow = () => (steps()[guide]?.generator ? [steps()[guide].generator.id] : form.generators.length === 1 ? [form.generators[0].id] : []);
  function add(names, x = null, y = null) {
    const taken = [...now.alters, ...before].map((a) => a.alter);
    const made = names.map((name) => {
      const alter = newId(taken);
      taken.push(alter);
      return { what: "add", about: { alter: { alter, name, x, y, wished: false, generators: generatorNow(), answers: {} } } };
    });
    const twice = names.filter((n) => now.alters.some((a) => a.name.toLowerCase() === n.trim().toLowerCase()));
    const step = made.length === 1 ? made[0] : { what: "several", about: { steps: made } };
    if (take(step, say(names.length === 1 ? "added" : "added_n", { name: names[0], n: names.length }))) {
      selected = made[0].about.alter.alter;
      draw();
      if (twice.length) tell(say("twice", { name: twice[0] }), true);
    }
  }

  function remove(id) {
    const { name } = alterOf(id);
    const order = now.alters.map((a) => a.alter);
    const next = order[order.indexOf(id) + 1] || order[order.indexOf(id) - 1] || null;
    if (take({ what: "remove", about: { alter: id } }, say("removed", { name }))) {
      selected = null;
      draw();
      (next && shown.get(next) ? shown.get(next) : root).focus({ preventScroll: true });
    }
  }

  // what keys do in the canvas ----------------------------------------------------------------------------------------------

  svg.addEventListener("keydown", (event) => {
    const wish = asked(event);
    const id = event.target.alter;
    if (!wish || wish === "undo" || wish === "redo" || !id) return;
    event.preventDefault();
    event.stopPropagation();
    if (grabbed) return carried(wish, event);
    if (wish === "arrow") {
      const all = marks();
      const next = inDirection(all, all.find((m) => m.id === id), event.key);
      if (next) mode === "connect" && from ? (shown.get(next.id).focus(), tell(described(alterOf(next.id)))) : select(next.id);
    } else if (wish === "take" && mode === "connect" && from) pick(id);
    else if (wish === "take") {
      const { x, y } = alterOf(id);
      grabbed = { alter: id, x, y };
      selected = id;
      draw();
      shown.get(id).focus();
      tell(say("grabbed", { name: nameOf(id) }));
    } else if (wish === "connect") {
      setMode("connect");
      from = id;
      selected = id;
      draw();
      shown.get(id).focus();
      tell(say("from_keys", { name: nameOf(id) }));
    } else if (wish === "remove") remove(id);
    else if (wish === "rename") (select(id, false), focusOn("name"));
    else if (wish === "new") newName();
    else if (wish === "leave") {
      if (from || mode !== "move") {
        from = null;
        setMode("move");
        shown.get(id)?.focus();
      } else handBack(root);
    }
    return undefined;
  });

  function carried(wish, event) {
    const { alter, x, y } = grabbed;
    if (wish === "arrow") {
      const by = STRIDE * (event.shiftKey ? 4 : 1);
      const [dx, dy] = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, by], ArrowDown: [0, -by] }[event.key];
      let to = settled(x + dx, y + dy);
      // on through ego, not stuck at it
      if (alike(to, [x, y])) to = settled(x + dx * 9, y + dy * 9);
      [grabbed.x, grabbed.y] = to;
      carry(alter, ...toScreen(...to));
      const there = { ...alterOf(alter), x: to[0], y: to[1], wished: Math.hypot(...to) > 1.0002, answers: answersAt(form, ...to) };
      tell(`${there.name}: ${inWords(there)}`);
    } else if (wish === "take" || wish === "leave") {
      grabbed = null;
      carry.ends = null;
      if (wish === "take") moveTo(alter, x, y);
      else tell(say("back"));
      draw();
      shown.get(alter)?.focus();
    }
  }

  function newName() {
    const at = steps().findIndex((s) => s.generator);
    if (!steps()[guide]?.generator && at >= 0) guide = at;
    draw();
    focusOn("names");
  }
  const focusOn = (key) => panel.querySelector(`[data-key='${CSS.escape(key)}']`)?.focus();

  root.addEventListener("keydown", (event) => {
    const wish = asked(event);
    const writing = event.target.matches?.("textarea, input[type=text], input[type=number]");
    if ((wish === "undo" || wish === "redo") && form && !problem) {
      event.preventDefault();
      if (wish === "undo") undo();
      else redo();
    } else if (wish === "leave" && !writing) {
      if (chosenTie || from) {
        chosenTie = from = null;
        draw();
      } else handBack(root);
    } else if (wish === "remove" && !writing && chosenTie) untieChosen();
    event.stopPropagation(); // the notebook has keys of its own
  });

  function untieChosen() {
    const t = chosenTie;
    chosenTie = null;
    take({ what: "untie", about: t }, say("untied", { a: nameOf(t.source), b: nameOf(t.target) }));
    draw();
    root.focus({ preventScroll: true });
  }

  function setMode(to) {
    mode = to;
    from = null;
    if (to !== "move") chosenTie = null;
    draw();
    tell(say(`mode_${to}_how`));
  }

  // the panel: the guide, one alter, everybody ------------------------------------------------------------------------------

  function steps() {
    const list = [{ key: "goal" }];
    for (const generator of form.generators) list.push({ key: "names", generator });
    if (!form.generators.length) list.push({ key: "names", generator: null });
    if (before.length) list.push({ key: "earlier" });
    list.push({ key: "place" }, { key: "ties" }, { key: "questions" });
    return list;
  }

  const field = (labelText, input, note = "") => make("label", { class: "nd-field" }, make("span", {}, labelText),
    note ? make("span", { class: "nd-small" }, note) : null, input);

  function textInput(key, value, commit, area = false) {
    const input = make(area ? "textarea" : "input", { "data-key": key, autocomplete: "off", ...(area ? { rows: "2" } : { type: "text" }) });
    input.value = value ?? "";
    const go = () => commit(input.value);
    input.addEventListener("input", () => typed(key, go));
    input.addEventListener("change", () => (typing?.key === key ? commitTyped() : go()));
    return input;
  }

  function drawGuide() {
    const list = steps();
    guide = Math.min(guide, list.length - 1);
    const at = list[guide];
    const heading = at.key === "names" && list.filter((s) => s.key === "names").length > 1
      ? `${say("guide_names")} ${guide}` : say(`guide_${at.key}`);
    const inside = { goal: guideGoal, names: guideNames, earlier: guideEarlier, place: guidePlace, ties: guideTies, questions: guideQuestions }[at.key](at);
    return make("section", { class: "nd-card nd-guide", "aria-label": say("guide") },
      make("div", { class: "nd-steps" },
        button("←", () => go(-1), { "aria-label": say("previous"), disabled: guide === 0, "data-key": "previous" }),
        make("h3", {}, heading), make("span", { class: "nd-small" }, say("step_of", { at: guide + 1, n: list.length })),
        button("→", () => go(1), { "aria-label": say("next"), disabled: guide === list.length - 1, "data-key": "next" })),
      ...inside);
  }
  function go(step) {
    commitTyped();
    guide += step;
    const { key } = steps()[guide];
    if (key === "ties") setMode("connect");
    else if (mode === "connect") setMode("move");
    draw();
    focusOn(step > 0 && guide < steps().length - 1 ? "next" : "previous");
    tell(say("step_now", { at: guide + 1, n: steps().length, what: say(`guide_${key}`) }));
  }

  const guideGoal = () => [field(say("goal_ask", { wave: form.wave_label }),
    textInput("goal", now.goal, (goal) => take({ what: "goal", about: { goal: goal || null } }), true), say("goal_note"))];

  function guideNames({ generator }) {
    const box = make("textarea", { "data-key": "names", rows: "3", placeholder: say("names_example"), autocomplete: "off" });
    const more = () => {
      const names = namesIn(box.value);
      if (!names.length) return tell(say("names_first"), true);
      box.value = "";
      add(names);
      return focusOn("names");
    };
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) more();
    });
    const count = generator ? now.alters.filter((a) => a.generators.includes(generator.id) && !a.wished).length : 0;
    const full = generator?.at_most && count > generator.at_most;
    return [
      generator ? make("p", { class: "nd-prompt" }, generator.text) : null,
      field(say("names_ask"), box, generator?.at_most ? say("at_most", { n: generator.at_most }) : ""),
      button(say("add"), more, { class: "nd-main", "data-key": "add-names" }),
      full ? make("p", { class: "nd-bad" }, say("too_many", { n: count, most: generator.at_most })) : null,
      form.generators.length > 1 && now.alters.length ? make("fieldset", {}, make("legend", {}, say("also_named")),
        make("div", { class: "nd-checks" }, now.alters.map((a) => check(`gen ${generator.id} ${a.alter}`, a.name, a.generators.includes(generator.id),
          (named) => take({ what: "generator", about: { alter: a.alter, generator: generator.id, named } }))))) : null,
    ];
  }

  function check(key, text, on, commit) {
    const box = make("input", { type: "checkbox", "data-key": key });
    box.checked = on;
    box.addEventListener("change", () => commit(box.checked));
    return make("label", { class: "nd-check" }, box, make("span", {}, text));
  }

  function radios(name, options, value, commit, wipe = false) {
    const none = wipe && value !== null ? button("×", () => commit(null), { class: "nd-wipe", title: say("wipe"), "aria-label": say("wipe"), "data-key": `${name} wipe` }) : null;
    return make("div", { class: "nd-radios" }, options.map(([id, text]) => {
      const one = make("input", { type: "radio", name: `${name} ${page}`, "data-key": `${name} ${id}` });
      one.checked = id === value;
      one.addEventListener("change", () => commit(id));
      return make("label", { class: "nd-check" }, one, make("span", {}, text));
    }), none);
  }

  function guideEarlier() {
    const open = before.filter((b) => !now.earlier.some((e) => e.wave === b.wave && e.alter === b.alter)).length;
    return [make("p", {}, say("earlier_ask", { wave: before[0].wave_label })), make("p", { class: "nd-small" }, say(open === 1 ? "open_one" : "open_n", { n: open })),
      make("div", { class: "nd-earlier" }, before.map(earlierRow))];
  }
  function earlierRow(was) {
    const said_ = now.earlier.find((e) => e.wave === was.wave && e.alter === was.alter);
    const key = `earlier ${was.wave} ${was.alter}`;
    const taken = now.earlier.filter((e) => e !== said_ && e.wave === was.wave && e.status === "same").map((e) => e.other_alter);
    const free = now.alters.filter((a) => !taken.includes(a.alter) && !a.wished);
    const who = make("select", { "data-key": `${key} who`, "aria-label": say("who_is", { name: was.name }) });
    const there = alterOf(was.alter);
    if (!there) who.append(make("option", { value: "" }, said_?.status === "same" ? "" : say("take_over")));
    for (const a of free) who.append(make("option", { value: a.alter }, a.name));
    who.value = said_?.other_alter ?? "";
    who.addEventListener("change", () => who.value && same(was, who.value));
    return make("fieldset", { class: "nd-was" }, make("legend", {}, was.name),
      radios(key, [["same", say("still")], ["gone", say("gone")], ["not_mentioned", say("not_mentioned")]], said_?.status ?? null, (status) => decide(was, status)),
      said_?.status === "same" && free.length > 1 ? field(say("is_now"), who) : null);
  }
  const earlierStep = (was, status, other) => ({ what: "earlier", about: { wave: was.wave, alter: was.alter, status, other_alter: other } });
  function same(was, other) {
    const own_ = now.earlier.find((e) => e.wave === was.wave && e.alter === was.alter);
    const copied = own_?.other_alter === was.alter && other !== was.alter && alterOf(was.alter);
    const list = [earlierStep(was, "same", other)];
    if (copied) list.unshift({ what: "remove", about: { alter: was.alter } });
    take({ what: "several", about: { steps: list } }, say("same_as", { name: was.name, other: nameOf(other) }));
  }
  function decide(was, status) {
    const here = alterOf(was.alter);
    if (status === "same") {
      const alike_ = now.alters.find((a) => a.name.toLowerCase() === was.name.toLowerCase() && !a.wished
        && !now.earlier.some((e) => e.wave === was.wave && e.other_alter === a.alter));
      if (here || alike_) return take(earlierStep(was, "same", (here || alike_).alter), say("same_as", { name: was.name, other: (here || alike_).name }));
      const { alter, name, x, y, answers: given } = was;
      const steps_ = [{ what: "add", about: { alter: { alter, name, x, y, wished: false, generators: [], answers: fixedOf(given) } } }, earlierStep(was, "same", alter)];
      return take({ what: "several", about: { steps: steps_ } }, say("taken_over", { name }));
    }
    const list = [earlierStep(was, status, null)];
    // who is gone cannot stand in the drawing under the same id
    if (here) list.unshift({ what: "remove", about: { alter: was.alter } });
    const text = say(status === "gone" ? "gone_said" : "not_mentioned_said", { name: was.name });
    return take(list.length > 1 ? { what: "several", about: { steps: list } } : list[0], text);
  }
  const fixedOf = (given) => Object.fromEntries(Object.entries(given).filter(([c, v]) => v !== null && form.questions.some((q) => q.column === c && (q.fixed
    || placing(form).some((p) => p.column === c)))));

  function guidePlace() {
    const bare = now.alters.filter((a) => a.x === null);
    return [
      form.strength ? make("p", { class: "nd-prompt" }, form.strength.text || form.strength.label) : null,
      form.sector ? make("p", { class: "nd-prompt" }, form.sector.text || form.sector.label) : null,
      make("p", {}, say("place_how")),
      make("p", { class: "nd-small" }, say("place_wished")),
      make("p", { class: "nd-small" }, bare.length ? say(bare.length === 1 ? "unplaced_one" : "unplaced_n", { n: bare.length }) : say("all_placed")),
      bare.length ? button(say("first_unplaced", { name: bare[0].name }), () => (select(bare[0].alter, false), tell(say("place_now", { name: bare[0].name }))), { "data-key": "unplaced" }) : null,
    ];
  }

  function guideTies() {
    const kinds = form.types;
    return [
      make("p", { class: "nd-prompt" }, kinds[type].text || kinds[type].label),
      kinds.length > 1 ? radios("type", kinds.map((k, n) => [n, k.label]), type, (n) => ((type = n), draw())) : null,
      make("fieldset", {}, make("legend", {}, say("asked_ask")), radios("asked", [[true, say("asked_yes")], [false, say("asked_no")]], now.ties_asked, (is) => {
        if (is === false && now.ties.length) {
          tell(say("ties_there", { n: now.ties.length }), true);
          return draw();
        }
        return take({ what: "asked", about: { asked: is } }, say(is ? "asked_yes" : "asked_no"));
      })),
      make("p", { class: "nd-small" }, say("ties_how")),
      make("p", { class: "nd-small" }, say(now.ties.length === 1 ? "ties_one" : "ties_n", { n: now.ties.length })),
    ];
  }

  const openOf = (a) => form.questions.filter((q) => q.kind !== "yes_no" && q.kind !== "text" && !(a.wished && q.column === form.strength?.column) && (a.answers[q.column] ?? null) === null);
  function guideQuestions() {
    const open = now.alters.filter((a) => openOf(a).length);
    const next = open.find((a) => a.alter !== selected) || open[0];
    return [make("p", {}, say("questions_how")),
      make("p", { class: "nd-small" }, open.length ? say(open.length === 1 ? "open_alter_one" : "open_alters", { n: open.length }) : say("all_answered")),
      next ? button(say("next_open", { name: next.name }), () => (select(next.alter, false), focusOn("name")), { class: "nd-main", "data-key": "next-open" }) : null];
  }

  function drawAlter() {
    const a = alterOf(selected);
    const relations = form.questions.filter((q) => q.role === "relation");
    const rest = form.questions.filter((q) => q.role !== "relation");
    const others = now.alters.filter((o) => o.alter !== a.alter);
    const answer = (column, value) => take({ what: "answer", about: { alter: a.alter, column, value } });
    const one = (q) => {
      const value = a.answers[q.column] ?? null;
      const key = `answer ${q.column}`;
      if (q.kind === "yes_no") return make("fieldset", {}, make("legend", {}, q.text || q.label),
        radios(key, [[true, say("yes")], [false, say("no")]], value, (v) => answer(q.column, v), true));
      if (q.kind === "choice" && q.answers.length <= 5 && Object.values(q.labels).join("").length < 34)
        return make("fieldset", {}, make("legend", {}, q.text || q.label), radios(key, q.answers.map((id) => [id, q.labels[id]]), value, (v) => answer(q.column, v), true));
      if (q.kind === "choice") {
        const list = make("select", { "data-key": key }, make("option", { value: "" }, say("no_answer")), ...q.answers.map((id) => make("option", { value: id }, q.labels[id])));
        list.value = value ?? "";
        list.addEventListener("change", () => answer(q.column, list.value || null));
        return field(q.text || q.label, list);
      }
      const commit = (text) => {
        const given = q.kind === "number" && text.trim() ? Number(text.replace(",", ".")) : text.trim() || null;
        if (q.kind === "number" && given !== null && !Number.isFinite(given)) return tell(say("no_number"), true);
        return answer(q.column, given);
      };
      return field(q.text || q.label, textInput(key, q.kind === "number" && value !== null ? String(value) : value, commit, q.kind === "text"));
    };
    return make("section", { class: "nd-card nd-about", "aria-label": say("about", { name: a.name }) },
      make("div", { class: "nd-head" }, make("h3", {}, say("about", { name: a.name })), make("span", { class: "nd-small" }, inWords(a)),
        button("×", () => select(null, false), { class: "nd-close", "aria-label": say("close"), "data-key": "close" })),
      field(say("name"), textInput("name", a.name, (name) => name.trim() && take({ what: "rename", about: { alter: a.alter, name } }))),
      ...rest.filter((q) => placing(form).some((p) => p.column === q.column)).map(one),
      relations.length ? make("fieldset", {}, make("legend", {}, say("relations")), make("div", { class: "nd-checks" },
        relations.map((q) => check(`answer ${q.column}`, q.label, a.answers[q.column] === true, (v) => answer(q.column, v))))) : null,
      ...rest.filter((q) => !placing(form).some((p) => p.column === q.column)).map(one),
      others.length ? make("details", { open: opened.has("ties"), on: { toggle: (e) => (e.target.open ? opened.add("ties") : opened.delete("ties")) } },
        make("summary", { "data-key": "ties-of" }, `${form.types[type].label} (${others.filter((o) => hasTie(a.alter, o.alter, form.types[type].id)).length})`),
        make("div", { class: "nd-checks" }, others.map((o) => check(`tie ${o.alter}`, o.name, hasTie(a.alter, o.alter, form.types[type].id), () => connect(a.alter, o.alter))))) : null,
      make("div", { class: "nd-row" },
        a.wished ? null : button(say("wish"), () => moveTo(a.alter, ...wishedPlace(a)), { "data-key": "wish" }),
        button(say("remove"), () => remove(a.alter), { class: "nd-remove", "data-key": "remove" })));
  }
  const opened = new Set(["ties"]);
  function wishedPlace(a) {
    const turn = a.x === null ? 0.1 : Math.atan2(a.x, a.y) / (2 * Math.PI);
    return settled(1.15 * Math.sin(2 * Math.PI * turn), 1.15 * Math.cos(2 * Math.PI * turn));
  }

  const drawTie = () => make("section", { class: "nd-card" }, make("h3", {}, `${nameOf(chosenTie.source)} – ${nameOf(chosenTie.target)}`),
    make("p", { class: "nd-small" }, form.types.find((t) => t.id === chosenTie.type)?.label ?? chosenTie.type),
    button(say("untie"), untieChosen, { class: "nd-remove", "data-key": "untie" }));

  function drawList() {
    const counted = now.alters.filter((a) => !a.wished).length;
    const wished = now.alters.length - counted;
    return make("details", { class: "nd-card", open: opened.has("list"), on: { toggle: (e) => (e.target.open ? opened.add("list") : opened.delete("list")) } },
      make("summary", { "data-key": "list" }, say("list", { n: counted }) + (wished ? ` · ${say("list_wished", { n: wished })}` : "")),
      make("ol", { class: "nd-list" }, now.alters.map((a) => make("li", {}, button(a.name, () => select(a.alter, false), { "data-key": `list ${a.alter}`, "aria-pressed": String(a.alter === selected) }),
        make("span", { class: "nd-small" }, ` ${inWords(a)}`)))));
  }

  // paper: a picture behind the drawing ---------------------------------------------------------------------------------------

  function drawPaperCard() {
    const file = make("input", { type: "file", accept: "image/jpeg,image/png,application/pdf", "data-key": "file" });
    const number = make("input", { type: "number", min: "1", value: "1", "data-key": "pdf-page", style: "width: 4.5em" });
    file.addEventListener("change", () => file.files[0] && load(file.files[0], Number(number.value) || 1));
    return make("details", { class: "nd-card", open: opened.has("paper"), on: { toggle: (e) => (e.target.open ? opened.add("paper") : opened.delete("paper")) } },
      make("summary", { "data-key": "paper" }, say("paper")),
      make("p", { class: "nd-small" }, say("paper_how")),
      field(say("paper_file"), file), field(say("paper_page"), number),
      now.paper ? make("div", { class: "nd-row" }, button(say("paper_again"), () => startMarking(), { "data-key": "calibrate" }),
        button(say("paper_away"), () => take({ what: "paper", about: { paper: null } }, say("paper_gone")), { "data-key": "paper-away" })) : null);
  }

  async function load(file, pdfPage) {
    try {
      let data = await file.arrayBuffer();
      if (file.type !== "application/pdf" && data.byteLength > LARGEST) data = await smaller(file);
      tell(say("paper_sending"));
      ask({ do: "paper", pdf_page: pdfPage }, [data]);
    } catch {
      tell(say("paper_bad"), true);
    }
  }
  async function smaller(file) {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, 2400 / Math.max(bitmap.width, bitmap.height));
    const sheet = make("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
    sheet.getContext("2d").drawImage(bitmap, 0, 0, sheet.width, sheet.height);
    const blob = await new Promise((done_) => sheet.toBlob(done_, "image/jpeg", 0.85));
    return blob.arrayBuffer();
  }

  function pictured(file, buffer) {
    if (paper) URL.revokeObjectURL(paper.url);
    const url = URL.createObjectURL(new Blob([buffer]));
    const image = new Image();
    image.onload = () => {
      paper = { file, url, w: image.naturalWidth, h: image.naturalHeight };
      if (now.paper?.file === file && !now.paper.points) startMarking();
      else draw();
    };
    image.onerror = () => tell(say("paper_bad"), true);
    image.src = url;
  }

  function startMarking() {
    if (!paper) return;
    marking = { how: now.paper.points?.how ?? "marks", sheet: now.paper.points?.sheet ?? (paper.w >= paper.h ? "A4_landscape" : "A4_portrait"), at: [], cursor: [paper.w / 2, paper.h / 2] };
    draw();
    under.querySelector(".nd-photo")?.focus();
    tellMarking();
  }
  const needed = () => (marking.how === "marks" ? 4 : 4);
  function tellMarking() {
    const n = marking.at.length;
    const key = marking.how === "marks" ? `mark_${Math.min(n, 3)}` : n === 0 ? "rim_ego" : n === 1 ? "rim_top" : "rim_more";
    tell(say(key));
  }
  function marked(x, y) {
    if (marking.how === "marks" && marking.at.length === 4) return;
    marking.at.push([Math.round(x * 10) / 10, Math.round(y * 10) / 10]);
    draw();
    under.querySelector(".nd-photo")?.focus();
    tellMarking();
  }
  function endMarking(yes) {
    if (yes) {
      const points = { how: marking.how, at: marking.at, size: [paper.w, paper.h], ...(marking.how === "marks" ? { sheet: marking.sheet } : {}) };
      if (!calibrated(points)) {
        marking.at = [];
        draw();
        return tell(say("calibration_bad"), true);
      }
      marking = null;
      take({ what: "paper", about: { paper: { file: paper.file, points } } }, say("calibrated"));
      setMode("add");
      return tell(say("calibrated"));
    }
    marking = null;
    return draw();
  }

  function drawPaper() {
    const points = now.paper?.points ?? null;
    svg.style.visibility = marking ? "hidden" : "";
    svg.classList.toggle("nd-over", Boolean(paper && points && now.paper?.file === paper.file && !marking));
    if (!paper || !now.paper || now.paper.file !== paper.file) {
      under.replaceChildren();
      if (now.paper && asking !== now.paper.file) {
        asking = now.paper.file;
        ask({ do: "picture", file: now.paper.file });
      }
      return;
    }
    if (marking) return drawMarking();
    const h = calibrated(points);
    if (!h) return under.replaceChildren();
    const image = make("img", { src: paper.url, alt: "", class: "nd-paper", draggable: "false" });
    const scale = canvas.getBoundingClientRect().width / side || 1;
    image.style.width = `${paper.w}px`;
    image.style.height = `${paper.h}px`;
    image.style.transform = asTransform(h, mid() * scale, mid() * scale, R() * scale);
    return under.replaceChildren(image);
  }
  let asking = null;

  function drawMarking() {
    const big = Math.min(side / paper.w, side / paper.h);
    const dot = ([x, y], n) => make("span", { class: "nd-dot", style: `left:${x * big}px;top:${y * big}px` }, String(n + 1));
    const cursor = make("span", { class: "nd-cross", style: `left:${marking.cursor[0] * big}px;top:${marking.cursor[1] * big}px` });
    const photo = make("div", { class: "nd-photo", tabindex: "0", role: "application", "aria-label": say("photo"), style: `width:${paper.w * big}px;height:${paper.h * big}px` },
      make("img", { src: paper.url, alt: say("photo"), draggable: "false" }), ...marking.at.map(dot), cursor);
    photo.addEventListener("click", (event) => {
      const box = photo.getBoundingClientRect();
      marked(((event.clientX - box.left) / box.width) * paper.w, ((event.clientY - box.top) / box.height) * paper.h);
    });
    photo.addEventListener("keydown", (event) => {
      const by = (event.shiftKey ? 0.05 : 0.005) * paper.w;
      const to = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[event.key];
      if (to) marking.cursor = [Math.min(paper.w, Math.max(0, marking.cursor[0] + to[0])), Math.min(paper.h, Math.max(0, marking.cursor[1] + to[1]))];
      else if (event.key === "Enter" || event.key === " ") marked(...marking.cursor);
      else if (event.key === "Escape") endMarking(false);
      else return;
      event.preventDefault();
      event.stopPropagation();
      cursor.style.left = `${marking?.cursor[0] * big}px`;
      cursor.style.top = `${marking?.cursor[1] * big}px`;
    });
    const again = (how) => {
      marking.how = how;
      marking.at = [];
      draw();
      tellMarking();
    };
    const sheets = make("select", { "data-key": "sheet", "aria-label": say("sheet") }, ...Object.keys(SHEETS).map((s) => make("option", { value: s }, say(s))));
    sheets.value = marking.sheet;
    sheets.addEventListener("change", () => (marking.sheet = sheets.value));
    under.replaceChildren(photo, make("div", { class: "nd-marking" },
      radios("how", [["marks", say("by_marks")], ["rim", say("by_rim")]], marking.how, again), marking.how === "marks" ? sheets : null,
      make("div", { class: "nd-row" },
        button(say("mark_done"), () => endMarking(true), { class: "nd-main", "data-key": "mark-done", disabled: marking.at.length < needed() }),
        button(say("mark_back"), () => (marking.at.pop(), draw(), tellMarking()), { "data-key": "mark-back", disabled: !marking.at.length }),
        button(say("mark_stop"), () => endMarking(false), { "data-key": "mark-stop" }))));
  }

  // everything --------------------------------------------------------------------------------------------------------------

  function drawTools() {
    tools.setAttribute("aria-label", say("tools"));
    tools.hidden = Boolean(marking);
    const one = (id) => button(say(`mode_${id}`), () => setMode(id), { "aria-pressed": String(mode === id), title: say(`mode_${id}_how`), "data-key": `mode ${id}` });
    tools.replaceChildren(one("move"), one("add"), one("connect"), make("span", { class: "nd-gap" }),
      button(say("undo"), undo, { disabled: !done.length, "aria-keyshortcuts": "Control+Z", "data-key": "undo" }),
      button(say("redo"), redo, { disabled: !undone.length, "aria-keyshortcuts": "Control+Shift+Z", "data-key": "redo" }));
  }

  function drawNotices() {
    const all = conflicts.map((text, n) => make("div", { class: "nd-notice nd-bad", role: "alert" }, make("span", {}, text),
      button(say("understood"), () => (conflicts.splice(n, 1), drawNotices()), { "data-key": `understood ${n}` })));
    for (const offer of offers) {
      all.push(make("div", { class: "nd-notice", role: "alert" },
        make("span", {}, say(offer.steps.length === 1 ? "offer_one" : "offer", { n: offer.steps.length, when: new Date(offer.at).toLocaleString(words.locale) })),
        button(say("offer_take"), () => settle(offer, true), { class: "nd-main", "data-key": "offer-take" }),
        button(say("offer_leave"), () => settle(offer, false), { "data-key": "offer-leave" })));
    }
    if (problem) all.push(make("div", { class: "nd-notice nd-bad", role: "alert" }, make("span", {}, problem),
      button(say("aside"), () => ask({ do: "aside" }), { "data-key": "aside" })));
    notices.replaceChildren(...all);
  }

  function settle(offer, yes) {
    offers = offers.filter((o) => o !== offer);
    if (yes) {
      queue.push(...offer.steps);
      onto(saved);
      keep();
      send();
    }
    store.removeItem(offer.name);
    drawNotices();
    draw();
    tell(say(yes ? "offer_taken" : "offer_left"));
  }

  function draw() {
    if (!form) return;
    const active = root.contains(document.activeElement) ? document.activeElement : null;
    const key = active?.dataset?.key;
    const alter = active?.alter && !key ? active.alter : null;
    const range = active && "selectionStart" in active && active.type !== "checkbox" && active.type !== "radio" ? [active.value, active.selectionStart, active.selectionEnd] : null;
    title.textContent = say("title", { ego: form.ego, wave: form.wave_label });
    root.setAttribute("aria-label", title.textContent);
    drawTools();
    drawPeople();
    drawTray();
    drawPaper();
    const kept = panel.querySelector("[data-key='names']")?.value;
    const band = chosenTie && now.ties.some((t) => tieName(t) === tieName(chosenTie)) ? drawTie() : null;
    const about = selected && alterOf(selected) ? drawAlter() : null;
    // on a telephone who is chosen comes right below the drawing
    const cards = root.clientWidth < 736 ? [band, about, drawGuide()] : [drawGuide(), band, about];
    panel.replaceChildren(...[...cards, drawList(), drawPaperCard()].filter(Boolean));
    const names = panel.querySelector("[data-key='names']");
    if (names && kept) names.value = kept;
    drawState();
    if (key && !root.contains(document.activeElement === document.body ? null : document.activeElement)) {
      const again = root.querySelector(`[data-key='${CSS.escape(key)}']`);
      if (again) {
        again.focus({ preventScroll: true });
        if (range && again.setSelectionRange) {
          // what is being typed stays as it is, also a space at its end
          if (key === "names" || typing?.key === key || range[0].trim() === again.value.trim()) again.value = range[0];
          try {
            again.setSelectionRange(range[1], range[2]);
          } catch {
            // a field without a cursor, as a number is
          }
        }
      }
    } else if (alter && !marking) shown.get(alter)?.focus({ preventScroll: true });
  }

  function sized() {
    const box = canvas.getBoundingClientRect().width;
    if (!box || !form) return;
    const next = Math.round(Math.max(280, Math.min(760, box)));
    if (next === side && ground.childNodes.length) return;
    side = next;
    drawGround();
    draw();
  }
  const watch = new ResizeObserver(sized);
  watch.observe(canvas);

  function heard(message, buffers) {
    if (message.to !== page) {
      // another page of the same drawing did something
      if (form && ["answer", "kept"].includes(message.kind)) ask({ do: "look" });
      return;
    }
    if (message.kind === "opened") openedBy(message);
    else if (message.kind === "answer") answered(message);
    else if (message.kind === "look" && message.drawing.version > saved.version && !flying) {
      onto(message.drawing);
      draw();
    } else if (message.kind === "kept") take({ what: "paper", about: { paper: { file: message.file, points: null } } }, say("paper_kept"));
    else if (message.kind === "picture") pictured(message.file, buffers[0]);
    else if (message.kind === "aside") ask({ do: "ready" });
    else if (message.kind === "problem") tell(message.said, true);
  }

  function openedBy(message) {
    ({ words, form, problem } = message);
    before = message.earlier;
    saved = message.drawing;
    done = message.undo;
    undone = message.redo;
    onto(saved);
    body.hidden = Boolean(problem);
    const prefix = `netlab-drawing ${form.key} `;
    offers = store ? leftBehind(store, prefix, own(), Date.now()) : [];
    guide = now.alters.length ? (before.length && now.earlier.length < before.length ? steps().findIndex((s) => s.key === "earlier") : steps().findIndex((s) => s.key === "place")) : before.length ? steps().findIndex((s) => s.key === "earlier") : 0;
    tell(problem ? "" : say("ready"));
    title.textContent = say("title", { ego: form.ego, wave: form.wave_label });
    drawNotices();
    if (!problem) {
      drawGround();
      sized();
      draw();
    }
    root.dataset.ready = "yes";
  }

  // a page that is open stamps what it keeps, so that another does not offer it; what is left behind is offered in time
  const beat = setInterval(() => {
    if (!form) return;
    keep();
    const found = store ? leftBehind(store, `netlab-drawing ${form.key} `, own(), Date.now()) : [];
    if (found.length !== offers.length) {
      offers = found;
      drawNotices();
    }
  }, 2500);
  const look = () => document.visibilityState === "visible" && form && !flying && ask({ do: "look" });
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", commitTyped);

  model.on("msg:custom", heard);
  let tries = 0;
  const hello = setInterval(() => {
    if (form || ++tries > 5) clearInterval(hello);
    else ask({ do: "ready" });
  }, 3000);
  ask({ do: "ready" });
  return () => {
    commitTyped();
    if (form) keep();
    clearTimeout(timer);
    clearInterval(beat);
    clearInterval(hello);
    cancelAnimationFrame(frame);
    watch.disconnect();
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("pagehide", commitTyped);
    model.off("msg:custom", heard);
    if (paper) URL.revokeObjectURL(paper.url);
  };
}

export default { render };
