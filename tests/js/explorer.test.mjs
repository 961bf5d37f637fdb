// What stands below a figure of the explorer: the table of a contact, titles without marks, how long is waited.
import assert from "node:assert/strict";
import { test } from "node:test";

import { plainTitle, stepped, tableOf, waitedFor } from "../../netlab/widgets/explorer.mjs";

const WORDS = { changed: "veranderd", unknown: "onbekend" };

test("a row that changed has a sign and a word, not a colour alone; the others have neither", () => {
  const rows = [
    { label: "hoe dichtbij", answers: ["soms", "vaak"], changed: true },
    { label: "werkplek", answers: ["eigen team", "eigen team"], changed: false },
  ];
  const [first, second] = tableOf({ rows }, WORDS);
  assert.deepEqual([first.mark, first.heard, first.answers], ["≠", "veranderd", ["soms", "vaak"]]);
  assert.deepEqual([second.mark, second.heard, second.label], ["", "", "werkplek"]);
});

test("an unknown answer is said to be unknown and keeps its place", () => {
  const [row] = tableOf({ rows: [{ label: "functie", answers: ["", "zorg"], changed: false }] }, WORDS);
  assert.deepEqual(row.answers, ["onbekend", "zorg"]);
  assert.deepEqual(row.none, [true, false]);
});

test("a contact without answers has no rows", () => {
  assert.deepEqual(tableOf({ rows: [] }, WORDS), []);
});

test("a title is heard without its marks, and a name keeps its own signs", () => {
  assert.equal(plainTitle("<b>P01 werd groter<br>en opener</b>"), "P01 werd groter en opener");
  assert.equal(plainTitle("Jan &amp; Els: &lt;3"), "Jan & Els: <3");
  assert.equal(plainTitle("&amp;lt;"), "&lt;"); // written once, read once
  assert.equal(plainTitle(""), "");
});

test("a width counts in whole steps of 20 pixels", () => {
  assert.deepEqual([279.9, 280, 299, 300].map(stepped), [260, 280, 280, 300]);
});

test("each wait is twice as long as the one before", () => {
  const shortest = [1, 2, 3, 4].map((tries) => {
    let wait = 0;
    while (!waitedFor(1000, 1000 + wait, tries)) wait += 500;
    return wait;
  });
  assert.ok(shortest[0] > 0);
  assert.deepEqual(shortest, [1, 2, 4, 8].map((times) => times * shortest[0]));
});
