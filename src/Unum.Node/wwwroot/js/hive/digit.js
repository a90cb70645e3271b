// From a drawing to 64 points, as the digits in data/digits were made: the strokes are fitted into a picture of 32 x 32, and each
// of the 8 x 8 points counts the inked pixels of its 4 x 4 (E. Alpaydin and C. Kaynak, 1998): 0 to 16.

export const SIDE = 8;
export const FULL = 16;

const BLOCK = 4;
const PIXELS = SIDE * BLOCK;
const THICKNESS = 2.1;   // pixels on either side of a stroke's middle
const TALLEST = PIXELS - 1 - 2 * THICKNESS, WIDEST = TALLEST * .8;

/** `strokes` are lists of [x, y] in any unit, y downward. Answers 64 numbers, row by row. */
export function digitOf(strokes) {
  const points = strokes.flat(), vector = new Array(SIDE * SIDE).fill(0);
  if (points.length === 0) return vector;
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(TALLEST / Math.max(bottom - top, 1e-9), WIDEST / Math.max(right - left, 1e-9));
  const fitted = Number.isFinite(scale) && scale < 1e6 ? scale : 1;
  const place = ([x, y]) => [(x - (left + right) / 2) * fitted + PIXELS / 2, (y - (top + bottom) / 2) * fitted + PIXELS / 2];
  const lines = strokes.flatMap(stroke => {
    const placed = stroke.map(place);
    return placed.length === 1 ? [[placed[0], placed[0]]] : placed.slice(1).map((to, i) => [placed[i], to]);
  });
  for (let y = 0; y < PIXELS; y++) {
    for (let x = 0; x < PIXELS; x++) {
      if (lines.some(([from, to]) => distance2(x + .5, y + .5, from, to) <= THICKNESS ** 2)) vector[Math.floor(y / BLOCK) * SIDE + Math.floor(x / BLOCK)]++;
    }
  }
  return vector;
}

/** Square of the distance from a point to a line between two points. */
function distance2(x, y, [ax, ay], [bx, by]) {
  const dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length2));
  return (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
}
