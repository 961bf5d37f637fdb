// A file on its way to Python in pieces: one at a time, again after silence, told how far it is, and given up in time.
import { newId } from "./drawn_steps.mjs";

const ANSWERS = 20000; // milliseconds in which a piece is answered; else it is sent again
const TIMES = 3;

/** How many pieces of `long` bytes there are in `size`; a file of nothing is one. */
export const piecesOf = (size, long) => Math.max(1, Math.ceil(size / long));

/** Piece n of a file, from 0. */
export const piece = (blob, n, long) => blob.slice(n * long, (n + 1) * long).arrayBuffer();

/**
 * The file of a page on its way, one at a time.
 *
 * ask(message, buffers) sends. seen.going(sent, size, silent) is called when more of it has arrived, or when nothing is
 * heard; seen.failed(sent, size) when it is given up; seen.unread() when the browser cannot read the file any more.
 */
export function inPieces(ask, seen) {
  let on = null; // {id, blob, page, long, n, tries}
  let timer = null;
  const sent = () => Math.min(on.n * on.long, on.blob.size);
  const stop = () => {
    clearTimeout(timer);
    on = null;
  };

  async function send() {
    const { id, blob, page, long, n } = on;
    clearTimeout(timer);
    let data;
    try {
      data = await piece(blob, n, long);
    } catch {
      if (on?.id === id) (stop(), seen.unread());
      return;
    }
    if (on?.id !== id || on.n !== n) return;
    ask({ do: "paper", id, n, size: blob.size, pdf_page: page }, [data]);
    clearTimeout(timer);
    timer = setTimeout(silence, ANSWERS);
  }

  function silence() {
    on.tries += 1;
    if (on.tries >= TIMES) {
      const [far, { size }] = [sent(), on.blob];
      stop();
      return seen.failed(far, size);
    }
    seen.going(sent(), on.blob.size, true);
    return send();
  }

  return {
    /** Send a file from its beginning; another that was on its way is let go. */
    begin(blob, page, long) {
      stop();
      on = { id: newId([]) + newId([]), blob, page, long, n: 0, tries: 0 };
      seen.going(0, blob.size, false);
      return send();
    },
    /** Python says which piece is lacking; an answer that was given before changes nothing. */
    answered({ id, lacking }) {
      if (id !== on?.id || lacking === on.n || lacking >= piecesOf(on.blob.size, on.long)) return null;
      Object.assign(on, { n: lacking, tries: 0 });
      seen.going(sent(), on.blob.size, false);
      return send();
    },
    /** Whether an answer is about the file that is on its way; it is none any more then. */
    ended(id) {
      if (id !== on?.id) return false;
      stop();
      return true;
    },
    stop,
  };
}
