// How large the drawing is: as wide as its column, and no higher than what is seen at once with its tools and names.

const EDGES = 32; // pixels that the page keeps above a drawing and below it
const LINE = 20; // pixels of one line of what is said; where it takes more, the drawing stays as it is
const [LOW, HIGH] = [400, 960]; // pixels: a drawing that is lower than a small window, or higher than a hand reaches

/** How high a drawing may be where `seen` pixels are seen at once and so many of them stand above it. */
export const highest = (seen, above) => Math.max(LOW, Math.min(HIGH, Math.round(seen - above - EDGES)));

/** The room on a page; changed() is called when it is another than before, until `end`. */
export function roomOf({ root, sheet, said, parts }, changed) {
  /** How high the drawing may be now; what is said counts as one line, or each sentence would move the drawing. */
  function high() {
    const seen = root.closest(".jp-Notebook")?.clientHeight || window.innerHeight;
    const above = sheet.getBoundingClientRect().top - root.getBoundingClientRect().top;
    return highest(seen, above - said.offsetHeight + LINE);
  }

  const watch = new ResizeObserver(changed);
  for (const part of [sheet, ...parts]) watch.observe(part);
  window.addEventListener("resize", changed);
  return {
    high,
    /** The side of the drawing after the page was told how high it may be; 0 where the page is not seen. */
    side() {
      root.style.setProperty("--high", `${high()}px`);
      const { width } = sheet.getBoundingClientRect();
      return width && Math.round(Math.max(280, width));
    },
    wide: () => sheet.parentElement.clientWidth,
    end() {
      watch.disconnect();
      window.removeEventListener("resize", changed);
    },
  };
}
