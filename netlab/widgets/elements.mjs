// What the scripts of all panels make their pages of: elements, words with blanks, the way back to the notebook.

const SVG = "http://www.w3.org/2000/svg";

/**
 * A text with its blanks filled in, as texts.py does: {n} is the value, {n:person|people} the word that goes with it, the
 * first with 1, else the second. A blank without a value stays as it is.
 */
export function filled(text, values) {
  return text.replace(/\{(\w+)(?::([^{}|]*)\|([^{}]*))?\}/g, (blank, name, one, more) => {
    if (!Object.hasOwn(values, name)) return blank;
    const value = String(values[name]);
    return one === undefined ? value : value === "1" ? one : more;
  });
}

function furnished(element, given, inside) {
  for (const [name, value] of Object.entries(given)) {
    if (name === "on") for (const [event, heard] of Object.entries(value)) element.addEventListener(event, heard);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...inside.flat().filter((part) => part !== null && part !== undefined && part !== false));
  return element;
}

/** An element with attributes, listeners (`on`) and what it holds; null, undefined and false are left out. */
export const make = (tag, given = {}, ...inside) => furnished(document.createElement(tag), given, inside);

/** The same for a part of a drawing. */
export const shape = (tag, given = {}, ...inside) => furnished(document.createElementNS(SVG, tag), given, inside);

/** Hand the keys back to the notebook, where there is one. */
export function handBack(root) {
  const cell = root.closest(".jp-Cell[tabindex], .jp-Notebook[tabindex]");
  if (!cell) return;
  document.activeElement.blur();
  cell.focus({ preventScroll: true });
}
