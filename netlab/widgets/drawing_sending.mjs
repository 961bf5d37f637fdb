// Steps on their way to Python: kept in this browser until they are answered, sent one by one, sent again in silence.
import { filled } from "./elements.mjs";
import { say } from "./drawn_board.mjs";
import { applied, newId, rebased } from "./drawn_steps.mjs";

const PATIENCE = 4000; // milliseconds without an answer before a step is sent again

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

/** The store of this browser, or null where it is closed to pages. */
export function browserStore() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/**
 * The steps of one page on their way.
 *
 * ask(message, buffers) sends; seen.state() is called when something about saving changed, seen.drawing(apart) when the
 * drawing is another than the page showed: apart says that what was done before cannot be undone any more.
 */
export function sending(board, ask, store, seen) {
  let queue = [];
  let flying = null;
  let timer = null;
  const post = { trouble: "", conflicts: [], offers: [] };
  const prefix = () => `netlab-drawing ${board.form.key} `;
  const own = () => prefix() + board.page;

  post.waiting = () => queue.length;
  post.silent = () => flying === null;

  /** Keep what is on its way in this browser, with the time: so another page sees that this one is still open. */
  post.keep = () => {
    if (!store || !board.form) return;
    try {
      if (queue.length) store.setItem(own(), JSON.stringify({ at: Date.now(), base: board.saved.version, steps: queue }));
      else store.removeItem(own());
    } catch {
      // a full or closed store: Python still gets every step
    }
  };

  post.put = (step) => {
    queue.push({ id: newId([]) + newId([]), what: step.what, about: step.about });
    post.keep();
    send();
  };

  function send() {
    seen.state();
    if (flying || !queue.length) return;
    flying = queue[0];
    ask({ do: "step", step: flying, base: board.saved.version, id: flying.id });
    clearTimeout(timer);
    timer = setTimeout(() => {
      flying = null;
      post.trouble = say(board, "silent");
      seen.state();
      send();
    }, PATIENCE);
  }

  post.answered = (message) => {
    if (!queue.length || message.id !== queue[0].id) return;
    clearTimeout(timer);
    flying = null;
    if (message.status === "not_saved") {
      post.trouble = filled(say(board, "not_saved"), { why: message.said });
      seen.state();
      timer = setTimeout(send, PATIENCE);
      return;
    }
    post.trouble = "";
    const step = queue.shift();
    if (message.drawing || message.status === "refused") {
      post.onto(message.drawing ?? board.saved);
      if (message.status === "conflict") post.conflicts.push({ said: say(board, "conflict"), file: message.beside && `drawings/${message.beside}` });
      if (message.status === "refused") post.conflicts.push({ said: say(board, "refused", { why: message.said }), file: null });
      seen.drawing(message.status === "conflict" || message.status === "refused");
    } else board.saved = { ...applied(board.saved, step, board.form), version: message.version };
    post.keep();
    if (queue.length) send();
    else seen.state();
  };

  /** What Python has now, with what is still on its way on top. */
  post.onto = (drawing) => {
    board.saved = drawing;
    board.now = rebased(drawing, queue, board.form).drawing;
    const there = (id) => board.now.alters.some((a) => a.alter === id);
    if (board.selected && !there(board.selected)) board.selected = null;
    if (board.from && !there(board.from)) board.from = null;
  };

  /** Look for steps that closed pages left behind; whether there are more or fewer than before. */
  post.found = () => {
    const before = post.offers.length;
    post.offers = store ? leftBehind(store, prefix(), own(), Date.now()) : [];
    return post.offers.length !== before;
  };

  /** Take steps over that a closed page left behind, or throw them away. */
  post.settle = (offer, yes) => {
    post.offers = post.offers.filter((o) => o !== offer);
    if (yes) {
      queue.push(...offer.steps);
      post.onto(board.saved);
      post.keep();
      send();
    }
    store.removeItem(offer.name);
  };

  post.end = () => {
    post.keep();
    clearTimeout(timer);
  };
  return post;
}
