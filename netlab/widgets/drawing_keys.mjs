// What keys do: in the canvas they choose, carry, connect, rename and remove; on the whole page they undo and redo.
import { handBack } from "./elements.mjs";
import { alterAt, described, inWords, marks, nameOf, say, toScreen } from "./drawn_board.mjs";
import { inDirection } from "./drawn_labels.mjs";
import { settled } from "./drawn_places.mjs";
import { alike } from "./drawn_steps.mjs";
import { moved } from "./drawing_hands.mjs";

const VIEW = ["nearer", "farther", "whole"]; // wishes about what is seen
const STRIDE = 0.03; // of the outer ring, per press of an arrow key

/** What a key asks for in the canvas; null for a key that is left to the browser. */
export function asked({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const letter = key.toLowerCase();
  if ((ctrlKey || metaKey) && !altKey) {
    if (letter === "z") return shiftKey ? "redo" : "undo";
    return letter === "y" ? "redo" : null;
  }
  if (ctrlKey || metaKey || altKey) return null;
  if (key.startsWith("Arrow")) return "arrow";
  const keys = { Enter: "take", " ": "take", Escape: "leave", Delete: "remove", Backspace: "remove", F2: "rename", c: "connect", n: "new",
    "+": "nearer", "=": "nearer", "-": "farther", 0: "whole" };
  return keys[key] || keys[letter] || null;
}

/** Where one press of an arrow key carries somebody: on through ego, not stuck at it. */
export function stridden([x, y], key, fast) {
  const by = STRIDE * (fast ? 4 : 1);
  const [dx, dy] = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, by], ArrowDown: [0, -by] }[key];
  const to = settled(x + dx, y + dy);
  return alike(to, [x, y]) ? settled(x + dx * 9, y + dy * 9) : to;
}

/** Listen to the keys of a page. */
export function keys(board, acts, canvas, view, root) {
  canvas.svg.addEventListener("keydown", (event) => {
    const wish = asked(event);
    const id = event.target.alter;
    if (!wish || wish === "undo" || wish === "redo" || VIEW.includes(wish) || !id) return;
    event.preventDefault();
    event.stopPropagation();
    if (board.grabbed) carrying(wish, event);
    else wishes[wish](id, event);
  });

  const wishes = {
    arrow(id, event) {
      const all = marks(board);
      const next = inDirection(all, all.find((m) => m.id === id), event.key);
      if (!next) return;
      if (board.mode === "connect" && board.from) {
        canvas.focus(next.id);
        board.tell(described(board, alterAt(board, next.id)));
      } else acts.select(next.id);
    },
    take(id) {
      if (board.mode === "connect" && board.from) return acts.pick(id);
      const { x, y } = alterAt(board, id);
      board.grabbed = { alter: id, x, y };
      return chosen(id, "grabbed");
    },
    connect(id) {
      acts.setMode("connect");
      board.from = id;
      chosen(id, "from_keys");
    },
    remove: (id) => acts.remove(id),
    rename(id) {
      acts.select(id, false);
      board.focusOn("name");
    },
    new: () => acts.toNames(),
    leave(id) {
      if (!board.from && board.mode === "move") return handBack(root);
      board.from = null;
      acts.setMode("move");
      return canvas.focus(id);
    },
  };

  function chosen(id, said) {
    board.selected = id;
    board.draw();
    canvas.focus(id);
    board.tell(say(board, said, { name: nameOf(board, id) }));
  }

  function carrying(wish, event) {
    const { alter, x, y } = board.grabbed;
    if (wish === "arrow") {
      const to = stridden([x, y], event.key, event.shiftKey);
      [board.grabbed.x, board.grabbed.y] = to;
      view.reach(toScreen(board, ...to));
      canvas.carry(alter, ...toScreen(board, ...to));
      const there = moved(alterAt(board, alter), board.form, ...to);
      board.tell(`${there.name}: ${inWords(board, there)}`);
    } else if (wish === "take" || wish === "leave") {
      board.grabbed = null;
      canvas.put();
      if (wish === "take") acts.moveTo(alter, x, y);
      else board.tell(say(board, "back"));
      board.draw();
      canvas.focus(alter);
    }
  }

  root.addEventListener("keydown", (event) => {
    const wish = asked(event);
    const writing = event.target.matches?.("textarea, input[type=text], input[type=number]");
    if ((wish === "undo" || wish === "redo") && board.form && !board.problem) {
      event.preventDefault();
      acts[wish]();
    } else if (VIEW.includes(wish) && (event.target === root || canvas.svg.parentElement.contains(event.target)) && !writing) {
      event.preventDefault();
      view.wish(wish);
    } else if (wish === "leave" && !writing) {
      if (board.chosenTie || board.from) {
        board.chosenTie = board.from = null;
        board.draw();
      } else handBack(root);
    } else if (wish === "remove" && !writing && board.chosenTie) acts.untieChosen();
    event.stopPropagation(); // the notebook has keys of its own
  });
}
