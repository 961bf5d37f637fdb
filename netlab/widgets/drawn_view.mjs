// Which part of a drawing is seen: all of it, or nearer round a place; and where ego and the rim are on the screen then.
import { OUTER } from "./drawn_places.mjs";

export const WHOLE = { zoom: 1, x: 0, y: 0 }; // the place in the middle of the canvas, and how much nearer it is
const NEAREST = 6;
const MARGIN = 24; // pixels round the whole drawing, for the names of the sectors

const wholeRim = (side) => (side / 2 - MARGIN) / OUTER;
const between = (least, value, most) => Math.min(most, Math.max(least, value));

/** How wide the outer ring is on the screen, in pixels of a square canvas of `side`. */
export const rimWidth = ({ side, view }) => wholeRim(side) * view.zoom;

/** Where ego is on the screen. */
export function centre(board) {
  const [half, rim] = [board.side / 2, rimWidth(board)];
  return [half - rim * board.view.x, half + rim * board.view.y];
}

/** A view that shows nothing beyond the whole drawing. */
function kept({ side }, { zoom, x, y }) {
  const free = (side / 2 / wholeRim(side)) * (1 - 1 / zoom);
  return { zoom, x: between(-free, x, free) + 0, y: between(-free, y, free) + 0 };
}

/** The view `times` nearer; what is at a point of the screen stays there, as far as it can. */
export function nearer(board, times, [px, py] = [board.side / 2, board.side / 2]) {
  const { side, view } = board;
  const zoom = between(1, view.zoom * times, NEAREST);
  const part = 1 / rimWidth(board) - 1 / (wholeRim(side) * zoom);
  return kept(board, { zoom, x: view.x + (px - side / 2) * part, y: view.y - (py - side / 2) * part });
}

/** The view when the drawing is pushed so many pixels to the right and down. */
export function pushed(board, dx, dy) {
  const { view } = board;
  return kept(board, { zoom: view.zoom, x: view.x - dx / rimWidth(board), y: view.y + dy / rimWidth(board) });
}

/** Whether a point of the screen lies in the canvas. */
export const isSeen = ({ side }, [px, py]) => Math.min(px, py) >= 0 && Math.max(px, py) <= side;

/** The view in which a point of the screen is seen: the same where it is already, else with that point in the middle. */
export function reaching(board, [px, py]) {
  const half = board.side / 2;
  return isSeen(board, [px, py]) ? board.view : pushed(board, half - px, half - py);
}
