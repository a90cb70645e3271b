// What a block's colour means: value, kappa or age, each with a ramp and numbers beside it.

export const MODES = ['value', 'kappa', 'age'];
export const STEPS = 256;
const YOUNGEST = 1, OLDEST = 7 * 86_400;   // seconds; age runs logarithmically between them

/** Three ramps of STEPS colours as RGBA bytes, one row a mode, from the page's own CSS variables. */
export function ramps() {
  const style = getComputedStyle(document.documentElement);
  const bytes = new Uint8Array(MODES.length * STEPS * 4);
  MODES.forEach((mode, row) => {
    const stops = [0, 1, 2, 3, 4].map(i => style.getPropertyValue(`--${mode}-${i}`).trim()).filter(Boolean).map(fromHex);
    for (let i = 0; i < STEPS; i++) {
      const at = i / (STEPS - 1) * (stops.length - 1), from = Math.min(stops.length - 2, Math.floor(at));
      for (let k = 0; k < 3; k++) bytes[4 * (row * STEPS + i) + k] = Math.round(stops[from][k] + (stops[from + 1][k] - stops[from][k]) * (at - from));
      bytes[4 * (row * STEPS + i) + 3] = 255;
    }
  });
  return bytes;
}

/** A CSS variable #rrggbb as [r, g, b] in [0, 1]. */
export function colour(variable) {
  return fromHex(getComputedStyle(document.documentElement).getPropertyValue(variable).trim()).map(c => c / 255);
}

/** Where an age in seconds lies on its ramp: 0 old, 1 just now. The shader computes the same. */
export function agePlace(seconds) {
  return 1 - Math.log(Math.max(YOUNGEST, seconds) / YOUNGEST) / Math.log(OLDEST / YOUNGEST);
}

/** Ticks of a legend: [place in 0..1, text], from low to high. */
export function ticks(mode, [low, high]) {
  if (mode === 'kappa') return [[0, '0'], [.25, '0.25'], [.6, '0.6 rest'], [.8, '0.8'], [1, '1']];
  if (mode === 'age') {
    return [[OLDEST, '1 week'], [86_400, '1 day'], [3_600, '1 h'], [60, '1 min'], [YOUNGEST, 'now']].map(([s, text]) => [agePlace(s), text]);
  }
  if (high - low < 1e-12) return [[.5, number(low)]];
  return [0, .25, .5, .75, 1].map(place => [place, number(low + (high - low) * place)]);
}

/** A value in at most four significant digits. */
export function number(x) {
  if (!Number.isFinite(x)) return '–';
  const size = Math.abs(x);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return x.toExponential(2).replace('-', '−').replace('e+', 'e');
  return String(Number(x.toPrecision(4))).replace('-', '−');
}

function fromHex(hex) {
  return [1, 3, 5].map(i => Number.parseInt(hex.slice(i, i + 2), 16) || 0);
}
