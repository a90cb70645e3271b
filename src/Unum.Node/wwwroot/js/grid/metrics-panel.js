// The grid's own figures, as they are now.

import { reading, setText, span, time } from '../format.js';
import { $, el } from '../common/dom.js';

const MOST = 24;
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Shows whatever numbers GET /grid/metrics tells, by name; nested ones under their parent's name. */
export class MetricsPanel {
  constructor() {
    this.rows = new Map();
  }

  show(metrics) {
    const figures = flatten(metrics).slice(0, MOST);
    const seen = new Set();
    for (const [name, value] of figures) {
      seen.add(name);
      let row = this.rows.get(name);
      if (!row) {
        row = { value: el('dd', {}), element: null };
        row.element = el('div', {}, el('dt', {}, words(name)), row.value);
        this.rows.set(name, row);
        $('metrics').append(row.element);
      }
      setText(row.value, written(name, value));
    }
    for (const [name, row] of this.rows) {
      if (seen.has(name)) continue;
      row.element.remove();
      this.rows.delete(name);
    }
    setText($('metrics-when'), `at ${time(Date.now())}`);
  }
}

function flatten(object, prefix = '') {
  const found = [];
  for (const [key, value] of Object.entries(object ?? {})) {
    if (key.includes('κ')) continue;   // sent by both of its names
    const name = prefix === '' ? key : `${prefix} ${key}`;
    if (typeof value === 'number') found.push([name, value]);
    else if (value !== null && typeof value === 'object' && !Array.isArray(value) && prefix === '') found.push(...flatten(value, key));
  }
  return found;
}

function words(name) {
  const text = name.replace(/_bytes$/, '_memory').replace(/_(milliseconds|ms|seconds)$/, '').replaceAll('_', ' ').replace(/\bkappa\b/, 'kappa κ');
  return text[0].toUpperCase() + text.slice(1);
}

function written(name, value) {
  if (/bytes/.test(name)) return reading(value, 'B');
  if (/(_ms|milliseconds)$/.test(name)) return span(value / 1_000);
  if (/(seconds|_s)$/.test(name) && !/per_second$/.test(name)) return span(value);
  if (/kappa|share|probability/.test(name)) return value.toFixed(3);
  return Number.isInteger(value) ? whole.format(value) : String(Number(value.toPrecision(4)));
}
