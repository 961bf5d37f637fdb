// Nearer and farther: with the wheel and Ctrl, with two fingers, and with buttons; and pushed along by hand.
import { make } from "./elements.mjs";
import { say } from "./drawn_board.mjs";
import { alike } from "./drawn_steps.mjs";
import { WHOLE, nearer, pushed, reaching } from "./drawn_view.mjs";
import { button } from "./drawing_inputs.mjs";

const STEP = 1.5; // times nearer, per press
const WHEEL = 0.01; // of e, per pixel of the wheel

/** The view of a page: `show()` draws the canvas anew, at once; `tools` are the buttons over it. */
export function viewing(board, canvas, show) {
  const tools = make("div", { class: "nd-view", role: "group" });
  let frame = 0;

  function look(view) {
    if (!board.form || board.marking || board.grabbed || canvas.carries() || alike(view, board.view)) return;
    board.view = view;
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      show();
    });
  }

  const words = () => (board.view.zoom > 1 ? say(board, "view_now", { n: Math.round(board.view.zoom * 100) }) : say(board, "view_whole"));
  const wishes = {
    nearer: () => nearer(board, STEP, chosen()),
    farther: () => nearer(board, 1 / STEP, chosen()),
    whole: () => WHOLE,
  };

  /** Where on the screen who has the keys stands, or who is chosen; else the middle. */
  const chosen = () => canvas.placeOf(document.activeElement?.alter) ?? canvas.placeOf(board.selected) ?? undefined;

  /** What a button or a key asks for. */
  function wish(name) {
    look(wishes[name]());
    board.tell(words());
    if (name === "whole" && document.activeElement === buttons[2]) buttons[1].focus();
  }

  const steps = [["farther", "−"], ["nearer", "+"], ["whole", null]];
  const buttons = steps.map(([name, sign]) => button(sign ?? "", () => wish(name), { "data-key": `view ${name}` }));
  tools.append(...buttons);

  canvas.svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    look(nearer(board, Math.exp(-event.deltaY * WHEEL), canvas.pointOf(event)));
  }, { passive: false });
  // a mark that gets the keys comes into view
  canvas.svg.addEventListener("focusin", (event) => {
    const at = canvas.placeOf(event.target.alter);
    if (at) look(reaching(board, at));
  });

  return {
    tools, wish,
    push: (dx, dy) => look(pushed(board, dx, dy)),
    /** Two fingers that were at these points are at those now. */
    pinch([a, b], [c, d]) {
      const middle = ([x, y], [u, v]) => [(x + u) / 2, (y + v) / 2];
      const apart = ([x, y], [u, v]) => Math.max(1, Math.hypot(x - u, y - v));
      const [was, is] = [middle(a, b), middle(c, d)];
      const view = nearer(board, apart(c, d) / apart(a, b), was);
      look(pushed({ ...board, view }, is[0] - was[0], is[1] - was[1]));
    },
    draw() {
      const { zoom } = board.view;
      tools.hidden = Boolean(board.marking);
      tools.setAttribute("aria-label", say(board, "view"));
      canvas.svg.classList.toggle("nd-near-by", zoom > 1);
      buttons.forEach((one, n) => {
        const name = steps[n][0];
        one.setAttribute("aria-label", say(board, `view_${name}_do`));
        one.title = say(board, `view_${name}_do`);
        if (name === "whole") {
          one.textContent = say(board, "view_whole_do");
          one.hidden = zoom === 1;
        }
      });
    },
    /** Show a point of the screen at once, for who is carried there by the keyboard. */
    reach(at) {
      const view = reaching(board, at);
      if (view === board.view) return;
      board.view = view;
      canvas.put();
      show();
    },
    end: () => cancelAnimationFrame(frame),
  };
}
