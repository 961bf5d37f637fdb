// A picture of a drawing on paper, behind the canvas: chosen, sent, calibrated by points, laid where its rings are.
import { make } from "./elements.mjs";
import { rimWidth, say } from "./drawn_board.mjs";
import { SHEETS, asTransform, calibrated } from "./drawn_paper.mjs";
import { button, field, folded, radios } from "./drawing_inputs.mjs";

const LARGEST = 3e6; // bytes of a photo that is sent as it is
const LARGEST_PDF = 8e6; // bytes, as LARGEST in paper.py: a message of 10 MB closes the connection
const LONGEST = 2400; // pixels of a photo that was larger
const ARRIVES = 60000; // milliseconds in which Python has answered about a picture

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
  const blob = await new Promise((made) => sheet.toBlob(made, "image/jpeg", 0.85));
  return blob.arrayBuffer();
}

/** The picture of a page, drawn in `under`, which lies below the canvas; ask(message, buffers) speaks with Python. */
export function pictures(board, acts, ask, canvas, under) {
  let asking = null; // the file that was asked for last
  let arriving = null;
  const arrived = () => clearTimeout(arriving);

  async function load(file, page) {
    arrived();
    try {
      if (file.type === "application/pdf" && file.size > LARGEST_PDF) return board.tell(say(board, "paper_large"), true);
      let data = await file.arrayBuffer();
      if (file.type !== "application/pdf" && data.byteLength > LARGEST) data = await smaller(file);
      board.tell(say(board, "paper_sending"));
      arriving = setTimeout(() => board.tell(say(board, "paper_silent"), true), ARRIVES);
      return ask({ do: "paper", pdf_page: page }, [data]);
    } catch {
      return board.tell(say(board, "paper_bad"), true);
    }
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

  const focusPhoto = () => under.querySelector(".nd-photo")?.focus();
  const tellNext = () => board.tell(say(board, nextPoint(board.marking)));

  function start() {
    const { paper, now } = board;
    if (!paper) return;
    const sheet = now.paper.points?.sheet ?? (paper.w >= paper.h ? "A4_landscape" : "A4_portrait");
    board.marking = { how: now.paper.points?.how ?? "marks", sheet, at: [], cursor: [paper.w / 2, paper.h / 2] };
    board.draw();
    focusPhoto();
    tellNext();
  }

  function mark(x, y) {
    const { how, at } = board.marking;
    if (how === "marks" && at.length === 4) return;
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
      board.marking.at = [];
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
    image.style.transform = asTransform(h, (side / 2) * scale, (side / 2) * scale, rimWidth(board) * scale);
    return under.replaceChildren(image);
  }

  function drawMarking() {
    const { paper, marking, side } = board;
    const big = Math.min(side / paper.w, side / paper.h);
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
    under.replaceChildren(photo, markingForm());
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
      radios(board, "how", [["marks", say(board, "by_marks")], ["rim", say(board, "by_rim")]], marking.how, again),
      marking.how === "marks" ? sheets : null,
      make("div", { class: "nd-row" },
        button(say(board, "mark_done"), done, { class: "nd-main", "data-key": "mark-done", disabled: marking.at.length < 4 }),
        button(say(board, "mark_back"), back, { "data-key": "mark-back", disabled: !marking.at.length }),
        button(say(board, "mark_stop"), stop, { "data-key": "mark-stop" })));
  }

  function card() {
    const file = make("input", { type: "file", accept: "image/jpeg,image/png,application/pdf", "data-key": "file" });
    const number = make("input", { type: "number", min: "1", value: "1", "data-key": "pdf-page", style: "width: 4.5em" });
    file.addEventListener("change", () => file.files[0] && load(file.files[0], Number(number.value) || 1));
    const away = () => acts.take({ what: "paper", about: { paper: null } }, say(board, "paper_gone"));
    return folded(board, "paper", say(board, "paper"), { class: "nd-card" },
      make("p", { class: "nd-small" }, say(board, "paper_how")),
      field(say(board, "paper_file"), file), field(say(board, "paper_page"), number),
      board.now.paper ? make("div", { class: "nd-row" }, button(say(board, "paper_again"), start, { "data-key": "calibrate" }),
        button(say(board, "paper_away"), away, { "data-key": "paper-away" })) : null);
  }

  const end = () => {
    arrived();
    if (board.paper) URL.revokeObjectURL(board.paper.url);
  };
  return { draw, card, pictured, arrived, end };
}
