// The drawing on the page: its frame, what Python says, and all parts drawn anew after each step.
import { filled, make } from "./elements.mjs";
import { alterAt, begun, firstStep, isAboutChosen, say } from "./drawn_board.mjs";
import { newId } from "./drawn_steps.mjs";
import { browserStore, sending } from "./drawing_sending.mjs";
import { doing } from "./drawing_doing.mjs";
import { canvasOf } from "./drawing_canvas.mjs";
import { viewing } from "./drawing_view.mjs";
import { hands } from "./drawing_hands.mjs";
import { keys } from "./drawing_keys.mjs";
import { roomOf } from "./drawing_room.mjs";
import { button } from "./drawing_inputs.mjs";
import { guideCard } from "./drawing_guide.mjs";
import { alterCard, listCard, tieCard } from "./drawing_form.mjs";
import { pictures } from "./drawing_paper.mjs";

const NARROW = 736; // pixels of a page below which the panel stands under the drawing, as in drawing.css
const BEAT = 2500; // milliseconds between looks at what this browser keeps
const HELLO = 3000; // milliseconds before Python is asked again to begin; after five times, five times as long

function render({ model, el }) {
  const board = begun(newId([]) + newId([]));
  const title = make("strong", { class: "nd-title" });
  const state = make("span", { class: "nd-state" });
  const said = make("p", { class: "nd-said", role: "status", "aria-live": "polite" }, model.get("waiting"));
  const notices = make("div", { class: "nd-notices" });
  const tools = make("div", { class: "nd-tools", role: "toolbar" });
  const under = make("div", { class: "nd-under" });
  const panel = make("div", { class: "nd-side" });
  const root = make("section", { class: "netlab-drawing", tabindex: "-1", "data-lm-suppress-shortcuts": "true" });
  const find = (key, within = root) => within.querySelector(`[data-key='${CSS.escape(key)}']`);

  board.tell = (text, bad = false) => {
    said.textContent = text;
    said.classList.toggle("nd-bad", bad);
  };
  board.focusOn = (key) => find(key, panel)?.focus();
  function ask(message, buffers) {
    try {
      model.send({ ...message, page: board.page }, undefined, buffers);
    } catch {
      // the kernel is gone: what is not answered is sent again
    }
  }

  const post = sending(board, ask, browserStore(), {
    state: drawState,
    drawing(apart) {
      if (apart) {
        acts.past();
        drawNotices();
      }
      board.draw();
    },
  });
  const focus = { alter: (id) => canvas.focus(id), root: () => root.focus({ preventScroll: true }) };
  const acts = doing(board, post.put, focus);
  const canvas = canvasOf(board, (id) => acts.select(id, false));
  const view = viewing(board, canvas, () => {
    canvas.drawGround();
    canvas.drawPeople();
    photo.draw();
    view.draw();
  });
  const hand = hands(board, acts, canvas, view, root);
  keys(board, acts, canvas, view, root);

  const sheet = make("div", { class: "nd-canvas" }, under, canvas.svg, view.tools, hand.naming);
  const body = make("div", { class: "nd-body", hidden: true }, make("div", { class: "nd-left" }, tools, canvas.tray, sheet), panel);
  const top = make("div", { class: "nd-top" }, title, state);
  root.append(top, notices, said, body);
  el.append(root);
  const room = roomOf({ root, sheet, said, parts: [top, notices, tools, canvas.tray] }, sized);
  const photo = pictures(board, acts, ask, canvas, under, room);

  // drawn anew after each step ----------------------------------------------------------------------------------------

  function drawTools() {
    tools.setAttribute("aria-label", say(board, "tools"));
    tools.hidden = Boolean(board.marking);
    const mode = (id) => button(say(board, `mode_${id}`), () => acts.setMode(id),
      { "aria-pressed": String(board.mode === id), title: say(board, `mode_${id}_how`), "data-key": `mode ${id}` });
    tools.replaceChildren(mode("move"), mode("add"), mode("connect"), make("span", { class: "nd-gap" }),
      signed("undo", "↶", { disabled: !acts.canUndo(), "aria-keyshortcuts": "Control+Z" }),
      signed("redo", "↷", { disabled: !acts.canRedo(), "aria-keyshortcuts": "Control+Shift+Z" }));
  }

  /** A button of an act, with a sign; on a telephone the sign alone. */
  function signed(act, sign, more) {
    const word = say(board, act);
    return button([make("span", { "aria-hidden": "true" }, sign), make("span", { class: "nd-word" }, ` ${word}`)], acts[act],
      { "aria-label": word, title: word, "data-key": act, ...more });
  }

  function drawState() {
    if (!board.form) return;
    const n = post.waiting();
    const bad = Boolean(post.trouble && n);
    state.textContent = bad ? filled(post.trouble, { n }) : say(board, n ? "saving" : board.saved.version ? "saved" : "nothing_yet");
    state.classList.toggle("nd-bad", bad);
    root.dataset.pending = n;
    root.dataset.version = board.saved.version;
  }

  function drawNotices() {
    const notice = (bad, text, ...more) => make("div", { class: `nd-notice${bad ? " nd-bad" : ""}`, role: "alert" }, make("span", {}, text), ...more);
    const seen = (n) => {
      post.conflicts.splice(n, 1);
      drawNotices();
      focus.root();
    };
    const all = post.conflicts.map(({ said, file }, n) => notice(true, said, file ? make("small", {}, file) : null,
      button(say(board, "understood"), () => seen(n), { "data-key": `understood ${n}` })));
    for (const offer of post.offers) {
      const n = offer.steps.length;
      const when = new Date(offer.at).toLocaleString(board.words.locale);
      all.push(notice(false, say(board, "offer", { n, when }),
        button(say(board, "offer_take"), () => settle(offer, true), { class: "nd-main", "data-key": "offer-take" }),
        button(say(board, "offer_leave"), () => settle(offer, false), { "data-key": "offer-leave" })));
    }
    if (board.problem) all.push(notice(true, board.problem, button(say(board, "aside"), () => ask({ do: "aside" }), { "data-key": "aside" })));
    notices.replaceChildren(...all);
  }

  function settle(offer, yes) {
    post.settle(offer, yes);
    drawNotices();
    focus.root();
    board.draw();
    board.tell(say(board, yes ? "offer_taken" : "offer_left"));
  }

  /** How far the panel and the lists in it are scrolled; given again, they are scrolled as far. */
  function scrolled(to = null) {
    const all = [panel, ...panel.querySelectorAll("[data-scrolls]")];
    if (to) for (const one of all) one.scrollTop = to[one.dataset.scrolls ?? ""] ?? 0;
    return Object.fromEntries(all.map((one) => [one.dataset.scrolls ?? "", one.scrollTop]));
  }

  function drawPanel() {
    const typed = find("names", panel)?.value;
    const far = scrolled();
    const tie = acts.tieChosen() ? tieCard(board, acts) : null;
    const about = board.selected && alterAt(board, board.selected) ? alterCard(board, acts) : null;
    const guide = guideCard(board, acts);
    // on a telephone who is chosen comes right below the drawing, but not above the question for more names
    const cards = body.clientWidth < NARROW && isAboutChosen(board) ? [tie, about, guide] : [guide, tie, about];
    const others = [...cards, listCard(board, acts)].filter(Boolean);
    for (const card of others) card.hidden = Boolean(board.marking); // who calibrates a photo sees nothing else to fill in
    panel.replaceChildren(...others, photo.card());
    const names = find("names", panel);
    if (names && typed) names.value = typed;
    scrolled(far);
  }

  /** The element that has the keys, so that the same has them after all is drawn anew. */
  function held() {
    const active = root.contains(document.activeElement) ? document.activeElement : null;
    const key = active?.dataset?.key;
    const writing = active && "selectionStart" in active && active.type !== "checkbox" && active.type !== "radio";
    return { key, alter: active?.alter && !key ? active.alter : null,
      range: writing ? [active.value, active.selectionStart, active.selectionEnd] : null };
  }

  function giveBack({ key, alter, range }) {
    if (!key && alter && !board.marking) canvas.focus(alter);
    if (!key || root.contains(document.activeElement === document.body ? null : document.activeElement)) return;
    const again = find(key);
    if (!again || again.disabled) return (besides(key, again) ?? root).focus({ preventScroll: true });
    again.focus({ preventScroll: true });
    if (!range || !again.setSelectionRange) return;
    // what is being typed stays as it is, also a space at its end
    if (key === "names" || acts.isTyped(key) || range[0].trim() === again.value.trim()) again.value = range[0];
    try {
      again.setSelectionRange(range[1], range[2]);
    } catch {
      // a field without a cursor, as a number is
    }
  }

  /** Where the keys go when what had them is gone or does nothing any more: the same question, or the button beside it. */
  function besides(key, gone) {
    if (gone) return [gone.nextElementSibling, gone.previousElementSibling].find((one) => one?.matches("button:enabled"));
    return key.includes(" ") ? root.querySelector(`[data-key^='${CSS.escape(`${key.split(" ").slice(0, -1).join(" ")} `)}']:enabled`) : null;
  }

  board.draw = () => {
    if (!board.form) return;
    const keysAt = held();
    title.textContent = say(board, "title", { ego: board.form.ego, wave: board.form.wave_label });
    root.setAttribute("aria-label", title.textContent);
    drawTools();
    canvas.draw();
    photo.draw();
    view.draw();
    drawPanel();
    drawState();
    giveBack(keysAt);
  };

  function sized() {
    if (!board.form || board.marking) return;
    const next = room.side();
    if (!next || (next === board.side && canvas.hasGround())) return;
    board.side = next;
    canvas.drawGround();
    board.draw();
  }

  // what Python says ----------------------------------------------------------------------------------------------------

  const SAYS = {
    opened,
    answer: post.answered,
    look({ drawing }) {
      if (drawing.version <= board.saved.version || !post.silent()) return;
      post.onto(drawing);
      board.draw();
    },
    piece: photo.answered,
    kept({ id, file }) {
      if (photo.arrived(id)) acts.take({ what: "paper", about: { paper: { file, points: null } } }, say(board, "paper_kept"));
    },
    picture: ({ file }, buffers) => photo.pictured(file, buffers[0]),
    aside: () => ask({ do: "ready" }),
    problem(message) {
      if (message.about === "paper") photo.refused(message);
      else board.tell(message.said, true);
    },
  };

  function heard(message, buffers) {
    if (message.to === board.page) SAYS[message.kind]?.(message, buffers);
    // another page of the same drawing did something
    else if (board.form && ["answer", "kept"].includes(message.kind)) ask({ do: "look" });
  }

  function opened(message) {
    if (board.form && !board.problem) return; // a slow Python answers every time it was asked
    const { words, form, problem, drawing, earlier, pieces, undo, redo } = message;
    Object.assign(board, { words, form, problem, before: earlier, pieces });
    acts.past(undo, redo);
    post.onto(drawing);
    body.hidden = Boolean(problem);
    post.found();
    board.guide = firstStep(board);
    board.tell(problem ? "" : say(board, "ready"));
    title.textContent = say(board, "title", { ego: form.ego, wave: form.wave_label });
    drawNotices();
    if (!problem) {
      canvas.drawGround();
      sized();
      board.draw();
    }
    root.dataset.ready = "yes";
  }

  // a page that is open stamps what it keeps, so that another does not offer it; what is left behind is offered in time
  const beat = setInterval(() => {
    if (!board.form) return;
    post.keep();
    if (post.found()) drawNotices();
  }, BEAT);
  const look = () => document.visibilityState === "visible" && board.form && post.silent() && ask({ do: "look" });
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", acts.commitTyped);
  model.on("msg:custom", heard);
  let tries = 0;
  const hello = setInterval(() => {
    if (board.form) clearInterval(hello);
    else if (++tries <= 5 || tries % 5 === 0) ask({ do: "ready" });
  }, HELLO);
  ask({ do: "ready" });

  return () => {
    acts.commitTyped();
    post.end();
    clearInterval(beat);
    clearInterval(hello);
    hand.end();
    view.end();
    room.end();
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("pagehide", acts.commitTyped);
    model.off("msg:custom", heard);
    photo.end();
  };
}

export default { render };
