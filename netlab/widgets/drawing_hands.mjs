// What hands do in the canvas: drag, click and connect, with a mouse or a finger, and type a name where it was clicked.
import { make } from "./elements.mjs";
import { alterAt, inWords, marks, say, toPlace, toScreen } from "./drawn_board.mjs";
import { nearest } from "./drawn_labels.mjs";
import { answersAt, isOutside } from "./drawn_places.mjs";

const SLIP = 4; // pixels that a hand may move without dragging

/** An alter as it would be at another place. */
export const moved = (alter, form, x, y) => ({ ...alter, x, y, wished: isOutside(x, y), answers: { ...alter.answers, ...answersAt(form, x, y) } });

/** Hands in the canvas of a page: naming is the field for a name, end() lets go. */
export function hands(board, acts, canvas, view, root) {
  const { svg, tray, pointOf } = canvas;
  const naming = make("input", { class: "nd-naming", type: "text", maxlength: "200", autocomplete: "off", spellcheck: "false", hidden: true });
  let hand = null; // {id, x, y, dragging, chip, connecting}
  let frame = 0;
  let named = null; // [x, y] where a name is being typed
  const fingers = new Map(); // pointer → its point, of the fingers on the canvas
  let pinching = false; // since there were two, until there are none

  /** Whether a finger that came is one of two, which bring the drawing nearer and do nothing else. */
  function isPinch(event) {
    if (event.pointerType !== "touch" || event.currentTarget !== svg || board.marking) return false;
    fingers.set(event.pointerId, pointOf(event));
    if (fingers.size < 2) return false;
    if (hand) cancelled();
    pinching = true;
    svg.setPointerCapture(event.pointerId);
    return true;
  }

  function pinched(event) {
    if (!fingers.has(event.pointerId)) return;
    const was = [...fingers.values()];
    fingers.set(event.pointerId, pointOf(event));
    if (pinching && fingers.size === 2) view.pinch(was, [...fingers.values()]);
  }

  function lifted(event) {
    fingers.delete(event.pointerId);
    if (!fingers.size) pinching = false;
  }

  function down(event) {
    if (isPinch(event) || event.button || hand || board.marking) return;
    const group = event.target.closest(".nd-alter, .nd-chip");
    const [x, y] = pointOf(event);
    // where fingers' room overlaps, the nearest is meant, not who lies on top
    const meant = group && event.target.matches(".nd-touch, .nd-mark") ? nearest(marks(board), x, y, 20) : null;
    const id = meant ? meant.id : group ? group.alter : null;
    if (id === null && event.currentTarget === tray) return;
    hand = { pointer: event.pointerId, id, at: [x, y], cx: event.clientX, cy: event.clientY, dragging: false, tie: event.target.tie || null,
      chip: Boolean(group?.classList.contains("nd-chip")), connecting: board.mode === "connect" && id !== null };
    if (id !== null || board.view.zoom > 1) {
      event.currentTarget.setPointerCapture(event.pointerId);
      if (!hand.chip) event.preventDefault();
    }
  }

  function move(event) {
    pinched(event);
    if (!hand || event.pointerId !== hand.pointer || (hand.id === null && board.view.zoom === 1)) return;
    if (!hand.dragging && Math.hypot(event.clientX - hand.cx, event.clientY - hand.cy) < SLIP) return;
    if (!hand.dragging) {
      hand.dragging = true;
      if (!hand.connecting) root.classList.add("nd-dragging");
    }
    if (hand.id === null) return pushedTo(pointOf(event));
    hand.to = pointOf(event);
    if (!frame) frame = requestAnimationFrame(follow);
  }

  function pushedTo(at) {
    view.push(at[0] - hand.at[0], at[1] - hand.at[1]);
    hand.at = at;
  }

  function follow() {
    frame = 0;
    if (!hand?.dragging) return;
    const [px, py] = hand.to;
    if (hand.connecting) {
      const me = marks(board).find((m) => m.id === hand.id);
      if (me) canvas.line(`M${me.x} ${me.y}L${px} ${py}`);
      return;
    }
    const [x, y] = toPlace(board, px, py);
    if (hand.chip) canvas.line(`M${px - 9} ${py}a9 9 0 1 0 18 0a9 9 0 1 0 -18 0`);
    else canvas.carry(hand.id, ...toScreen(board, x, y));
    const there = moved(alterAt(board, hand.id), board.form, x, y);
    board.tell(`${there.name}: ${inWords(board, there)}`);
  }

  function letGo() {
    hand = null;
    canvas.put();
    cancelAnimationFrame(frame);
    frame = 0;
    canvas.line("");
    root.classList.remove("nd-dragging");
  }

  function up(event) {
    lifted(event);
    if (!hand || event.pointerId !== hand.pointer) return;
    const { id, dragging, connecting, to, tie, chip } = hand;
    letGo();
    if (dragging && id === null) return; // the drawing was pushed along
    const [px, py] = dragging ? to : pointOf(event);
    const within = px >= 0 && py >= 0 && px <= board.side && py <= board.side;
    if (id !== null && dragging && connecting) {
      const other = nearest(marks(board).filter((m) => m.id !== id), px, py, 26);
      if (other) acts.connect(id, other.id);
    } else if (id !== null && dragging) {
      if (within) acts.moveTo(id, ...toPlace(board, px, py));
      else board.draw();
    } else if (id !== null && board.mode === "connect") acts.pick(id);
    else if (id !== null) acts.select(id, !chip); // who holds the pointer gets its click: a name never does
    else if (id === null && tie && board.mode !== "add") acts.chooseTie(tie);
    else if (id === null && within && event.currentTarget === svg) beside(px, py);
  }

  /** A click beside everybody: a new name there, a place for who has none, or nothing chosen any more. */
  function beside(px, py) {
    if (board.mode === "add") return nameAt(px, py);
    const who = board.selected && alterAt(board, board.selected);
    if (who && who.x === null) return acts.moveTo(who.alter, ...toPlace(board, px, py), true);
    board.from = null;
    board.chosenTie = null;
    return acts.select(null, false);
  }

  function cancelled() {
    if (!hand) return;
    letGo();
    board.draw();
  }

  function nameAt(px, py) {
    named = toPlace(board, px, py);
    naming.hidden = false;
    naming.value = "";
    naming.setAttribute("aria-label", say(board, "name"));
    naming.placeholder = say(board, "name");
    const box = svg.parentElement.getBoundingClientRect();
    const scale = box.width / board.side;
    naming.style.left = `${Math.max(0, Math.min(box.width - 168, px * scale - 10))}px`;
    naming.style.top = `${Math.min(box.height - 40, py * scale - 18)}px`;
    naming.focus({ preventScroll: true });
  }

  function nameGiven(yes) {
    if (!named) return;
    const [x, y] = named;
    named = null;
    naming.hidden = true;
    if (yes && naming.value.trim()) acts.add([naming.value], x, y);
  }

  naming.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") nameGiven(true);
    if (event.key === "Escape") (nameGiven(false), root.focus());
  });
  naming.addEventListener("blur", () => nameGiven(true));
  // touch-action does not hold inside an SVG: without this a finger on a mark, or two anywhere, scrolls the page
  svg.addEventListener("touchstart", (event) => {
    if (event.target.closest(".nd-alter") || event.touches.length > 1 || board.view.zoom > 1) event.preventDefault();
  }, { passive: false });
  for (const where of [svg, tray]) {
    where.addEventListener("pointerdown", down);
    where.addEventListener("pointermove", move);
    where.addEventListener("pointerup", up);
    where.addEventListener("pointercancel", (event) => (lifted(event), cancelled()));
  }
  return { naming, end: () => cancelAnimationFrame(frame) };
}
