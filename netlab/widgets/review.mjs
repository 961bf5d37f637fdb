// One question after another: who is this alter in the other wave? A key per decision; only what Python saved moves on.
import { filled, handBack, make } from "./elements.mjs";

export const DECISIONS = { 1: "same", 2: "different", 3: "unsure", 4: "gone" };
const FIRST_OTHER = 5; // keys 5 to 9 choose who stands on the right
const PATIENCE = 8000; // milliseconds without an answer before the reader is told

/** What a key asks for; null for a key that is left to the browser, as every key with Ctrl, Alt or Meta is. */
export function asked({ key, ctrlKey, altKey, metaKey, repeat }) {
  if (ctrlKey || altKey || metaKey) return null;
  if (key === "ArrowLeft" || key === "ArrowRight") return { go: key === "ArrowLeft" ? -1 : 1 };
  if (key === "ArrowUp" || key === "ArrowDown") return { step: key === "ArrowUp" ? -1 : 1 };
  if (key === "Escape") return { leave: true };
  if (repeat) return null; // a key held down decides once
  if (Object.hasOwn(DECISIONS, key)) return { decide: DECISIONS[key] };
  if (/^[5-9]$/.test(key)) return { choose: Number(key) - FIRST_OTHER };
  if (key === "u" || key === "U") return { undo: true };
  return null;
}

/** The key that chooses someone of the list, empty from the sixth on. */
export function keyOf(place) {
  return place >= 0 && place + FIRST_OTHER <= 9 ? String(place + FIRST_OTHER) : "";
}

/** A place in a list of n, a step further, staying within the list. */
export function stepped(place, step, n) {
  return Math.max(0, Math.min(n - 1, place + step));
}

/** Per question whether two rows of answers are the same or differ; unknown where one is, or they do not compare. */
export function compared(left, right, comparable) {
  const known = (i) => comparable[i] && left[i] && right[i];
  return left.map((answer, i) => (!known(i) ? "unknown" : answer === right[i] ? "same" : "differs"));
}

/** What a decision would be sent as, or null where it cannot be made: nothing asked, decided already, no second wave after. */
export function decision(shown, chosen, status, by) {
  const question = shown.question;
  if (!question || question.decided || (status === "gone" && !question.gone)) return null;
  const other = status === "gone" ? "" : question.others[chosen].alter;
  return { do: "decide", key: question.key, other, status, by };
}

const button = (key, label, shortcut, click, more = {}) =>
  make(
    "button",
    { type: "button", "aria-keyshortcuts": shortcut || null, ...more, on: { click } },
    key ? make("kbd", { "aria-hidden": "true" }, key) : null,
    make("span", {}, label),
  );

/** One alter in one wave: its name, and per question what is known of it. */
function card(words, wave, name, labels, answers, marks, otherWave) {
  const rows = labels.map((label, i) =>
    make(
      "div",
      { class: `nr-answer nr-${marks[i]}` },
      make("dt", {}, label),
      make(
        "dd",
        {},
        make("span", { class: "nr-mark", "aria-hidden": "true" }, { same: "=", differs: "≠", unknown: "" }[marks[i]]),
        make("span", { class: answers[i] ? null : "nr-none" }, answers[i] || words.unknown),
        marks[i] === "differs" ? make("span", { class: "nr-heard" }, " " + filled(words.differs, { wave: otherWave })) : null,
      ),
    ),
  );
  return make(
    "article",
    { class: "nr-card", "aria-label": `${wave}: ${name}`, style: `grid-row: 1 / span ${labels.length + 1}` },
    make("header", {}, make("span", { class: "nr-wave" }, wave), make("strong", {}, name)),
    make("dl", { style: `grid-row: span ${labels.length}` }, ...rows),
  );
}

function render({ model, el }) {
  let words = null;
  let shown = null;
  let chosen = 0;
  let waiting = null;

  const progress = make("p", { class: "nr-progress" });
  const bar = make("progress", { max: "1", value: "0" });
  const by = make("input", { type: "text", autocomplete: "off", spellcheck: "false", size: "14" });
  const byLabel = make("label", { class: "nr-by" });
  const pair = make("div", { class: "nr-pair", tabindex: "0", role: "group" });
  const decide = make("div", { class: "nr-decide", role: "group" });
  const others = make("div", { class: "nr-others", role: "group" });
  const move = make("div", { class: "nr-move", role: "group" });
  const said = make("p", { class: "nr-said", role: "status", "aria-live": "polite" }, model.get("waiting"));
  const hint = make("p", { class: "nr-hint" });
  const root = make(
    "section",
    // JupyterLab reads keys before anyone else, unless told that they are not for the notebook: 1 would make a heading
    { class: "netlab-review", tabindex: "-1", "data-lm-suppress-shortcuts": "true" },
    make("div", { class: "nr-top" }, progress, byLabel),
    bar,
    pair,
    decide,
    said,
    others,
    move,
    hint,
  );
  el.append(root);

  function say(text, bad = false, next = "") {
    // what comes next is seen by whoever sees, and heard by whoever listens
    said.replaceChildren(text, ...(next ? [make("span", { class: "nr-heard" }, ` ${next}`)] : []));
    said.classList.toggle("nr-bad", bad);
  }

  function send(message) {
    if (waiting !== null) return;
    root.setAttribute("aria-busy", "true");
    waiting = setTimeout(() => {
      answered();
      say(words ? words.silent : model.get("waiting"), true);
    }, PATIENCE);
    model.send(message);
  }

  function answered() {
    clearTimeout(waiting);
    waiting = null;
    root.removeAttribute("aria-busy");
  }

  function draw() {
    const focused = root.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && others.contains(focused) ? [...others.querySelectorAll("button")].indexOf(focused) : -1;
    const { question, total, open, at } = shown;
    root.setAttribute("aria-label", words.title);
    bar.max = Math.max(total, 1);
    bar.value = total - open;
    bar.setAttribute("aria-label", filled(words.done, { done: total - open, total }));
    for (const part of [bar, byLabel]) part.hidden = total === 0;
    for (const part of [decide, others, move, hint]) part.hidden = !question && total === 0;
    if (question) drawQuestion(question, at, total, open);
    else drawEnd();
    decide.hidden = others.hidden = !question || Boolean(question.decided);
    drawMoves(question);
    if (focused && !root.contains(document.activeElement)) {
      const again = place >= 0 ? others.querySelectorAll("button")[place] : null;
      (again || pair).focus({ preventScroll: true });
    }
  }

  function drawQuestion(question, at, total, open) {
    const other = question.others[chosen];
    const marks = compared(question.left.answers, other.answers, question.comparable);
    progress.replaceChildren(
      make("strong", {}, filled(words.progress, { at: at + 1, total })),
      ` · ${filled(words.open, { open })} · ${words.ego} `,
      make("strong", {}, question.ego),
    );
    const differ = marks.filter((mark) => mark === "differs").length;
    const heading = `${question.left.wave}: ${question.left.name} – ${question.right}: ${other.name}`;
    pair.setAttribute("aria-label", `${heading}. ${other.proposal}. ${filled(words.differ, { n: differ })}`);
    pair.replaceChildren(
      make("p", { class: question.decided ? "nr-proposal nr-decided" : "nr-proposal" }, question.decided || other.proposal),
      make(
        "div",
        { class: "nr-cards" },
        card(words, question.left.wave, question.left.name, question.labels, question.left.answers, marks, question.right),
        card(words, question.right, other.name, question.labels, other.answers, marks, question.left.wave),
      ),
    );
    decide.setAttribute("aria-label", words.decide);
    decide.replaceChildren(
      ...Object.entries(DECISIONS).map(([key, status]) =>
        button(key, words[status], key, () => act({ decide: status }), {
          disabled: status === "gone" && !question.gone,
          title: words[`${status}_note`],
        }),
      ),
    );
    const which = filled(words.others, { wave: question.right });
    others.setAttribute("aria-label", which);
    const choices = question.others.map((one, i) =>
      button(keyOf(i), one.label, keyOf(i), () => act({ choose: i }), { "aria-pressed": String(i === chosen) }),
    );
    const taken = question.taken ? make("p", { class: "nr-taken" }, question.taken) : null;
    others.replaceChildren(make("p", {}, which), make("div", { class: "nr-choices" }, ...choices), ...(taken ? [taken] : []));
  }

  function drawEnd() {
    const end = shown.end;
    progress.replaceChildren(make("strong", {}, end.title));
    pair.setAttribute("aria-label", `${end.title} ${end.text}`);
    pair.replaceChildren(
      make("p", { class: "nr-end" }, end.text),
      ...(end.command ? [make("p", {}, make("code", {}, end.command))] : []),
      ...(end.propose ? [button("", end.propose, "", () => send({ do: "propose" }))] : []),
    );
  }

  function drawMoves(question) {
    move.setAttribute("aria-label", words.move);
    move.replaceChildren(
      button("←", words.previous, "ArrowLeft", () => act({ go: -1 })),
      button("→", words.next, "ArrowRight", () => act({ go: 1 })),
      button("u", question && question.decided ? words.undo_this : words.undo, "u", () => act({ undo: true }), {
        disabled: !shown.undo,
      }),
    );
    hint.textContent = words.hint;
  }

  function act(wish) {
    if (!shown || waiting !== null) return;
    const question = shown.question;
    if (wish.go) send({ do: "go", step: wish.go });
    else if (wish.undo && shown.undo) send({ do: "undo" });
    else if (wish.leave) handBack(root);
    else if (question && !question.decided && (wish.step || "choose" in wish)) {
      const place = wish.step ? stepped(chosen, wish.step, question.others.length) : wish.choose;
      if (place === chosen || place >= question.others.length) return;
      chosen = place;
      draw();
      const { name, proposal } = question.others[chosen];
      say(`${filled(words.chosen, { name, wave: question.right })} ${proposal}.`);
    } else if (wish.decide) {
      const message = decision(shown, chosen, wish.decide, by.value.trim());
      if (message && !message.by) {
        say(words.who_first, true);
        by.focus();
      } else if (message) send(message);
    }
  }

  root.addEventListener("keydown", (event) => {
    const wish = asked(event);
    if (event.target === by) {
      if (event.key === "Enter" && by.value.trim()) {
        event.preventDefault();
        send({ do: "name", by: by.value.trim() });
        pair.focus({ preventScroll: true });
      } else if (event.key === "Escape") pair.focus({ preventScroll: true });
      event.stopPropagation();
      return;
    }
    if (!wish || !words) return;
    event.preventDefault();
    event.stopPropagation();
    act(wish);
  });

  function heard(message) {
    if (message.kind !== "show") return;
    answered();
    if (message.words) {
      words = message.words;
      byLabel.replaceChildren(`${words.by} `, by);
      byLabel.setAttribute("title", words.by_note);
    }
    if (!words) return;
    const before = shown && shown.question ? shown.question.key.join("\n") : "";
    const now = message.question ? message.question.key.join("\n") : "";
    if (before !== now || message.chosen !== null) chosen = message.chosen || 0;
    shown = message;
    if (message.by && document.activeElement !== by) by.value = message.by;
    draw();
    if (message.ask_name && root.contains(document.activeElement)) by.focus();
    const moved = before !== now && root.contains(document.activeElement);
    say(message.said, message.bad, moved ? `${progress.textContent}. ${pair.getAttribute("aria-label")}` : "");
  }

  model.on("msg:custom", heard);
  send({ do: "ready" });
  return () => {
    clearTimeout(waiting);
    model.off("msg:custom", heard);
  };
}

export default { render };
