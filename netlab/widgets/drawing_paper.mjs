// A picture of a drawing on paper, behind the canvas: chosen, sent, calibrated by points, laid where its rings are.
import { make } from "./elements.mjs";
import { say } from "./drawn_board.mjs";
import { SHEETS, asTransform, calibrated } from "./drawn_paper.mjs";
import { centre, rimWidth } from "./drawn_view.mjs";
import { button, field, folded, radios } from "./drawing_inputs.mjs";
import { inPieces, piecesOf } from "./drawing_pieces.mjs";

const LARGEST = 3e6; // bytes of a photo that is sent as it is
const LONGEST = 2400; // pixels of a photo that was larger
const LOWEST = 280; // pixels of a photo on the screen, in whatever window

/** What is clicked next while a picture is calibrated: the key of its text. */
export const nextPoint = ({ how, at }) => (how === "marks" ? `mark_${at.length}` : ["rim_ego", "rim_top"][at.length] ?? "rim_more");

/** Where the cross stands after a key, within a picture of w × h; null for a key that does not move it. */
export function crossed([x, y], { key, shiftKey }, w, h) {
  const by = (shiftKey ? 0.05 : 0.005) * w;
  const to = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[key];
  return to ? [Math.min(w, Math.max(0, x + to[0])), Math.min(h, Math.max(0, y + to[1]))] : null;
}

async function smaller(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const sheet = make("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  sheet.getContext("2d").drawImage(bitmap, 0, 0, sheet.width, sheet.height);
  return new Promise((made) => sheet.toBlob(made, "image/jpeg", 0.85));
}

/** Which words say how far a file is: of `size` bytes `sent` have come, in pieces of `long`. */
export function howFar(sent, size, long, silent) {
  if (sent && sent >= (piecesOf(size, long) - 1) * long) return "paper_nearly";
  return silent ? "paper_waiting" : piecesOf(size, long) > 1 ? "paper_going" : "paper_sending";
}

/** The picture of a page, drawn in `under`, which lies below the canvas; ask(message, buffers) speaks with Python, room is that of the drawing. */
export function pictures(board, acts, ask, canvas, under, room) {
  let asking = null; // the file that was asked for last
  let far = ""; // how far the file is, in words, or why it is not on its way
  let bad = false; // the latter
  let resend = null; // sends it again when it was given up

  const words = (key, sent, size) => {
    const mb = (bytes) => (bytes / 1e6).toLocaleString(board.words.locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    return say(board, key, { sent: mb(sent), size: mb(size) });
  };

  /** Say how far the file is, in the panel; aloud at its beginning, and when nothing is heard. */
  function going(sent, size, silent) {
    far = words(howFar(sent, size, board.pieces.bytes, silent), sent, size);
    bad = false;
    if (!sent || silent) board.tell(far, silent);
    const line = document.querySelector(`[data-far='${board.page}']`);
    if (line && sent) line.textContent = far;
    else board.draw();
  }

  /** The file is not on its way any more: why not, if so; again(), where sending it again may help. */
  function over(text = "", again = null) {
    [far, bad, resend] = [text, Boolean(text), again];
    board.draw();
    if (text) board.tell(text, true);
  }

  let latest = null; // the file that was chosen last
  let chosen = null; // [file, page], as it was sent last
  const begin = () => {
    resend = null;
    return onWay.begin(...chosen, board.pieces.bytes);
  };
  const onWay = inPieces(ask, {
    going,
    failed: (sent, size) => over(words("paper_silent", sent, size), begin),
    unread: () => over(say(board, "paper_bad")),
  });

  async function load(file, page) {
    onWay.stop();
    latest = file;
    try {
      const small = file.type !== "application/pdf" && file.size > LARGEST ? await smaller(file) : file;
      if (latest !== file) return null; // another was chosen meanwhile
      if (small.size > board.pieces.largest) return over(say(board, "paper_large", { most: board.pieces.largest / 1e6 }));
      chosen = [small, page];
      return begin();
    } catch {
      return over(say(board, "paper_bad"));
    }
  }

  /** Python answered about a file: whether it is kept. */
  function arrived(id) {
    if (!onWay.ended(id)) return false;
    over();
    return true;
  }

  /** Python cannot take the file that is on its way. */
  function refused({ id, said, why }) {
    if (onWay.ended(id)) over(said, why === "paper_lost" ? begin : null);
  }

  /** A picture came from Python. */
  function pictured(file, buffer) {
    if (board.paper) URL.revokeObjectURL(board.paper.url);
    const url = URL.createObjectURL(new Blob([buffer]));
    const image = new Image();
    image.onload = () => {
      board.paper = { file, url, w: image.naturalWidth, h: image.naturalHeight };
      if (board.now.paper?.file === file && !board.now.paper.points) start();
      else board.draw();
    };
    image.onerror = () => board.tell(say(board, "paper_bad"), true);
    image.src = url;
  }

  const focusPhoto = () => under.querySelector(".nd-photo")?.focus({ preventScroll: true });
  const tellNext = () => board.tell(say(board, nextPoint(board.marking)));

  function start() {
    const { paper, now } = board;
    if (!paper) return;
    const sheet = now.paper.points?.sheet ?? (paper.w >= paper.h ? "A4_landscape" : "A4_portrait");
    board.marking = { how: now.paper.points?.how ?? "marks", sheet, at: [], cursor: [paper.w / 2, paper.h / 2] };
    board.draw();
    under.scrollIntoView({ block: "nearest" });
    focusPhoto();
    tellNext();
  }

  function mark(x, y) {
    const { how, at } = board.marking;
    if (how === "marks" && at.length === 4) return;
    board.marking.wrong = false;
    at.push([Math.round(x * 10) / 10, Math.round(y * 10) / 10]);
    board.draw();
    focusPhoto();
    tellNext();
  }

  function done() {
    const { how, at, sheet } = board.marking;
    const { file, w, h } = board.paper;
    const points = { how, at, size: [w, h], ...(how === "marks" ? { sheet } : {}) };
    if (!calibrated(points)) {
      Object.assign(board.marking, { at: [], wrong: true });
      board.draw();
      return board.tell(say(board, "calibration_bad"), true);
    }
    board.marking = null;
    acts.take({ what: "paper", about: { paper: { file, points } } }, say(board, "calibrated"));
    acts.setMode("add");
    return board.tell(say(board, "calibrated"));
  }

  function stop() {
    board.marking = null;
    board.draw();
  }

  function draw() {
    const { paper, now, marking, side } = board;
    const points = now.paper?.points ?? null;
    const there = Boolean(paper && now.paper && now.paper.file === paper.file);
    canvas.svg.style.visibility = marking ? "hidden" : "";
    canvas.svg.classList.toggle("nd-over", there && Boolean(points) && !marking);
    if (!there) {
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
    const scale = under.parentElement.getBoundingClientRect().width / side || 1;
    image.style.width = `${paper.w}px`;
    image.style.height = `${paper.h}px`;
    image.style.transform = asTransform(h, ...centre(board).map((c) => c * scale), rimWidth(board) * scale);
    return under.replaceChildren(image);
  }

  function drawMarking() {
    const { paper, marking } = board;
    const form = markingForm();
    const sheet = under.parentElement;
    sheet.style.minHeight = `${sheet.offsetHeight}px`; // a page that is short for a moment would jump to its top
    under.replaceChildren(form);
    const big = Math.min(room.wide() / paper.w, Math.max(LOWEST, room.high() - form.offsetHeight) / paper.h);
    const dot = ([x, y], n) => make("span", { class: "nd-dot", style: `left:${x * big}px;top:${y * big}px` }, make("b", {}, String(n + 1)));
    const cross = make("span", { class: "nd-cross" });
    const stand = () => {
      cross.style.left = `${marking.cursor[0] * big}px`;
      cross.style.top = `${marking.cursor[1] * big}px`;
    };
    stand();
    const photo = make("div", { class: "nd-photo", tabindex: "0", role: "application", "aria-label": say(board, "photo"),
      style: `width:${paper.w * big}px;height:${paper.h * big}px` },
    make("img", { src: paper.url, alt: say(board, "photo"), draggable: "false" }), ...marking.at.map(dot), cross);
    photo.addEventListener("click", (event) => {
      const box = photo.getBoundingClientRect();
      mark(((event.clientX - box.left) / box.width) * paper.w, ((event.clientY - box.top) / box.height) * paper.h);
    });
    photo.addEventListener("keydown", (event) => {
      const to = crossed(marking.cursor, event, paper.w, paper.h);
      if (to) marking.cursor = to;
      else if (event.key === "Enter" || event.key === " ") mark(...marking.cursor);
      else if (event.key === "Escape") stop();
      else return;
      event.preventDefault();
      event.stopPropagation();
      stand();
    });
    under.append(photo);
    sheet.style.minHeight = "";
  }

  function markingForm() {
    const { marking } = board;
    const again = (how) => {
      Object.assign(marking, { how, at: [] });
      board.draw();
      tellNext();
    };
    const sheets = make("select", { "data-key": "sheet", "aria-label": say(board, "sheet") },
      ...Object.keys(SHEETS).map((s) => make("option", { value: s }, say(board, s))));
    sheets.value = marking.sheet;
    sheets.addEventListener("change", () => (marking.sheet = sheets.value));
    const back = () => {
      marking.at.pop();
      board.draw();
      tellNext();
    };
    return make("div", { class: "nd-marking" },
      make("p", { class: marking.wrong ? "nd-prompt nd-bad" : "nd-prompt" }, say(board, marking.wrong ? "calibration_bad" : nextPoint(marking))),
      make("div", { class: "nd-row" },
        radios(board, "how", [["marks", say(board, "by_marks")], ["rim", say(board, "by_rim")]], marking.how, again),
        marking.how === "marks" ? sheets : null,
        make("div", { class: "nd-row" },
          button(say(board, "mark_done"), done, { class: "nd-main", "data-key": "mark-done", disabled: marking.at.length < 4 }),
          button(say(board, "mark_back"), back, { "data-key": "mark-back", disabled: !marking.at.length }),
          button(say(board, "mark_stop"), stop, { "data-key": "mark-stop" }))));
  }

  function card() {
    const file = make("input", { type: "file", accept: "image/jpeg,image/png,application/pdf", "data-key": "file" });
    const number = make("input", { type: "number", min: "1", value: "1", "data-key": "pdf-page", style: "width: 4.5em" });
    file.addEventListener("change", () => file.files[0] && load(file.files[0], Number(number.value) || 1));
    const away = () => acts.take({ what: "paper", about: { paper: null } }, say(board, "paper_gone"));
    return folded(board, "paper", say(board, "paper"), { class: "nd-card" },
      make("p", { class: "nd-small" }, say(board, "paper_how")),
      field(say(board, "paper_file"), file), field(say(board, "paper_page"), number),
      far ? make("p", { "data-far": board.page, class: bad ? "nd-bad" : null }, far) : null,
      resend ? make("div", { class: "nd-row" }, button(say(board, "paper_resend"), resend, { class: "nd-main", "data-key": "paper-resend" })) : null,
      board.now.paper ? make("div", { class: "nd-row" }, button(say(board, "paper_again"), start, { "data-key": "calibrate" }),
        button(say(board, "paper_away"), away, { "data-key": "paper-away" })) : null);
  }

  const end = () => {
    onWay.stop();
    if (board.paper) URL.revokeObjectURL(board.paper.url);
  };
  return { draw, card, pictured, answered: onWay.answered, arrived, refused, end };
}
