// A file on its way in pieces: cut where it should be, one after the other, again after silence, given up in time.
import assert from "node:assert/strict";
import { test } from "node:test";

import { howFar } from "../../netlab/widgets/drawing_paper.mjs";
import { inPieces, piece, piecesOf } from "../../netlab/widgets/drawing_pieces.mjs";

const bytes = (n) => new Blob([Uint8Array.from({ length: n }, (_, at) => at % 251)]);
const settled = () => new Promise((done) => setImmediate(done));

async function cut(blob, long) {
  const all = [];
  for (let n = 0; n < piecesOf(blob.size, long); n++) all.push(new Uint8Array(await piece(blob, n, long)));
  return all;
}

test("the pieces of a file have the asked length, but for the last, and make the file again", async () => {
  // by hand: 25 = 10 + 10 + 5; 20 = 10 + 10; an empty file is one empty piece
  for (const [size, lengths] of [[25, [10, 10, 5]], [20, [10, 10]], [10, [10]], [1, [1]], [0, [0]]]) {
    const blob = bytes(size);
    const all = await cut(blob, 10);
    assert.deepEqual(all.map((one) => one.length), lengths);
    assert.deepEqual(Buffer.concat(all), Buffer.from(await blob.arrayBuffer()));
  }
});

function page(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const [asked, told] = [[], []];
  const way = inPieces((message, [data]) => asked.push({ ...message, long: data.byteLength }), {
    going: (...how) => told.push(how), failed: (...far) => told.push(["failed", ...far]), unread: () => told.push(["unread"]),
  });
  const sent = () => asked.map(({ n, long }) => [n, long]);
  const answer = async (lacking, id = asked.at(-1).id) => (await way.answered({ id, lacking }), settled());
  const later = async (ms) => (t.mock.timers.tick(ms), settled());
  return { way, asked, told, sent, answer, later };
}

test("a piece is sent when the one before has arrived, and it is told how far the file is", async (t) => {
  const { way, asked, told, sent, answer } = page(t);
  await way.begin(bytes(25), 2, 10);
  assert.deepEqual(sent(), [[0, 10]]);
  assert.deepEqual([asked[0].do, asked[0].size, asked[0].pdf_page], ["paper", 25, 2]);
  await answer(1);
  await answer(2);
  assert.deepEqual(sent(), [[0, 10], [1, 10], [2, 5]]);
  assert.equal(new Set(asked.map((m) => m.id)).size, 1);
  assert.deepEqual(told, [[0, 25, false], [10, 25, false], [20, 25, false]]);
  assert.equal(way.ended("another"), false);
  assert.equal(way.ended(asked[0].id), true);
  assert.equal(way.ended(asked[0].id), false); // an answer that comes again is no news
});

test("a piece that is not answered is sent again, and an answer that comes twice sends nothing twice", async (t) => {
  const { way, told, sent, answer, later } = page(t);
  await way.begin(bytes(25), 1, 10);
  await later(20000);
  assert.deepEqual(sent(), [[0, 10], [0, 10]]);
  assert.deepEqual(told.at(-1), [0, 25, true]);
  await answer(1);
  await answer(1); // to the piece that was sent again
  assert.deepEqual(sent(), [[0, 10], [0, 10], [1, 10]]);
});

test("after a minute of silence it is given up, and begun again it is another sending from its first piece", async (t) => {
  const { way, asked, told, sent, answer, later } = page(t);
  await way.begin(bytes(25), 1, 10);
  await answer(1);
  for (let n = 0; n < 3; n++) await later(20000);
  assert.deepEqual(told.at(-1), ["failed", 10, 25]);
  await later(60000);
  await answer(2); // too late
  assert.deepEqual(sent(), [[0, 10], [1, 10], [1, 10], [1, 10]]);
  const first = asked[0].id;
  await way.begin(bytes(25), 1, 10);
  assert.deepEqual(sent().at(-1), [0, 10]);
  assert.notEqual(asked.at(-1).id, first);
});

test("another file lets the first one go, and answers about that one change nothing", async (t) => {
  const { way, asked, sent, answer } = page(t);
  await way.begin(bytes(25), 1, 10);
  const first = asked[0].id;
  await way.begin(bytes(15), 1, 10);
  await answer(1, first);
  assert.deepEqual(sent(), [[0, 10], [0, 10]]);
  assert.equal(way.ended(first), false);
  await answer(1);
  assert.deepEqual(sent().at(-1), [1, 5]);
});

test("a file that is gone from the disk is said, and nothing more is sent", async (t) => {
  const { way, told, sent } = page(t);
  const gone = { size: 25, slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) };
  await way.begin(gone, 1, 10);
  assert.deepEqual([told.at(-1), sent()], [["unread"], []]);
});

test("how far a file is, is said in other words for a small one, a large one, the last piece, and silence", () => {
  assert.equal(howFar(0, 8, 10, false), "paper_sending");
  assert.equal(howFar(0, 25, 10, false), "paper_going");
  assert.equal(howFar(10, 25, 10, true), "paper_waiting");
  assert.equal(howFar(20, 25, 10, false), "paper_nearly"); // only the last piece lacks
});
