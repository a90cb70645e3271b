// Numbers, times and lags as a person reads them. Every function takes null for "not known" and answers with a dash.

export const NONE = '–';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const PREFIXED = new Set(['B', 'B/s', 'bit', 'bit/s', 'Hz', 'W', 'Wh', 'J', 'V', 'A', 'Pa', 'm', 'g']);   // units that people read with k, M, G
const known = x => typeof x === 'number' && Number.isFinite(x);

/** A number in [0, 1] with three digits. */
export function unit(x, digits = 3) {
  return known(x) ? x.toFixed(digits) : NONE;
}

/** A reading with about three significant digits and its unit: 1.24 MB/s, 41.2 %, 64,210 USD, 12. */
export function reading(x, unitName) {
  if (!known(x)) return NONE;
  const plain = !unitName || unitName === '1';
  const name = unitName === 'degC' ? '°C' : unitName === '1/s' ? '/s' : unitName;
  const size = Math.abs(x);
  if (size >= 1e4 && size < 1e12 && !PREFIXED.has(unitName)) return `${whole.format(x).replace('-', '−')}${plain ? '' : ` ${name}`}`;
  const [scale, prefix] = size >= 1e12 ? [1e12, 'T'] : size >= 1e9 ? [1e9, 'G'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'k'] : [1, ''];
  const scaled = Math.abs(x / scale);
  const digits = scaled >= 100 || (Number.isInteger(x) && scale === 1) ? 0 : scaled >= 10 ? 1 : scaled >= .01 || scaled === 0 ? 2 : 4;
  const number = (x / scale).toFixed(digits).replace('-', '−');
  return plain ? number + prefix : `${number} ${prefix}${name}`;
}

/** A span in seconds: 10 ms, 1.5 s, 2 min, 1 h 5 min. */
export function span(seconds) {
  if (!known(seconds)) return NONE;
  const s = Math.abs(seconds);
  if (s === 0) return '0 s';
  if (s < .9995) return `${trim(s * 1000, s < .01 ? 1 : 0)} ms`;
  if (s < 59.95) return `${trim(s, 1)} s`;
  if (s < 3599.5) return two(Math.round(s), 60, 'min', 's');
  if (s < 86400) return two(Math.round(s / 60), 60, 'h', 'min');
  return two(Math.round(s / 3600), 24, 'd', 'h');
}

/** Milliseconds since 1970 as 14:03:09. */
export function time(ms) {
  return known(ms) ? clock.format(ms) : NONE;
}

/** Milliseconds since 1970 as 19 Feb 2026. */
export function date(ms) {
  return known(ms) ? day.format(ms) : NONE;
}

/** "3 nodes", "1 node". */
export function count(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}

/** Sets an element's text only where it differs, so that an unchanged row costs no layout. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function trim(x, digits) {
  return String(Number(x.toFixed(digits)));
}

function two(total, base, big, small) {
  const rest = total % base;
  return rest === 0 ? `${total / base} ${big}` : `${Math.floor(total / base)} ${big} ${rest} ${small}`;
}
