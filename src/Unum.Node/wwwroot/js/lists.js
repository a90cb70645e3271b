// The lists of nodes and sensors: keyed table rows that are made once and then only change where a value did.

import { count, reading, setText, span, unit } from './format.js';
import { sparkline } from './sparkline.js';

const MOST_SHOWN = 250;
const RANK = { live: 0, fading: 1, lost: 2, quarantined: 2, unknown: 3, absent: 4 };

class List {
  constructor(state, name, every) {
    this.state = state;
    this.every = every;
    this.body = document.getElementById(name);
    this.element = this.body.closest('section');
    this.table = this.body.closest('table');
    this.empty = document.getElementById(`${name}-empty`);
    this.total = document.getElementById(`${name}-count`);
    this.rows = new Map();   // key -> row
    this.order = '';
  }

  draw() {
    const items = this.items();
    const shown = items.slice(0, MOST_SHOWN);
    this.empty.hidden = items.length > 0;
    this.table.hidden = items.length === 0;
    setText(this.total, this.summary(items));
    for (const item of shown) {
      let row = this.rows.get(item.key);
      if (!row) this.rows.set(item.key, row = this.make());
      this.fill(row, item);
    }
    const order = shown.map(item => item.key).join('\n');
    if (order === this.order) return;
    this.order = order;
    const here = new Set(shown.map(item => item.key));
    for (const key of this.rows.keys()) if (!here.has(key)) this.rows.delete(key);
    this.body.replaceChildren(...shown.map(item => this.rows.get(item.key).element), ...this.rest(items.length - shown.length));
  }

  rest(hidden) {
    if (hidden <= 0) return [];
    const row = document.createElement('tr');
    row.className = 'more';
    const cell = row.appendChild(document.createElement('td'));
    cell.colSpan = 6;
    cell.textContent = `and ${hidden} more`;
    return [row];
  }
}

export class NodeList extends List {
  constructor(state) {
    super(state, 'nodes', 250);
  }

  items() {
    return this.state.nodes;
  }

  summary(nodes) {
    const away = nodes.filter(node => node.status !== 'live').length;
    return nodes.length === 0 ? '' : away === 0 ? `${count(nodes.length, 'node')}, all live` : `${count(nodes.length, 'node')}, ${away} not live`;
  }

  make() {
    const row = frame(['name', '', 'end', 'end roomy', 'end', 'end wide']);
    const [name, status, coherence, weight, age, surprise] = row.cells;
    return { ...row, ...naming(name), status: put(status, 'span', 'status'), coherence: put(coherence, 'span', 'bar accent'), weight, age, surprise };
  }

  fill(row, node) {
    mark(row.element, node.status);
    setText(row.title, node.id);
    setText(row.sub, [node.class, node.local ? 'this process' : null].filter(Boolean).join(' · '));
    setText(row.why, node.reason ?? '');
    setText(row.status, node.status);
    mark(row.status, node.status);
    bar(row.coherence, node.coherence);
    setText(row.weight, unit(node.weight, 2));
    setText(row.age, node.age === null ? '–' : span(node.age / 1_000));
    setText(row.surprise, node.surprise === null ? '–' : `${node.surprise.toFixed(1)}`);
  }
}

export class SensorList extends List {
  constructor(state) {
    super(state, 'sensors', 250);
  }

  items() {
    // Stable: within a status the server's order stays.
    return [...this.state.sensors].sort((a, b) => rank(a) - rank(b));
  }

  summary(sensors) {
    const of = status => sensors.filter(sensor => sensor.status === status).length;
    const parts = [[of('live'), 'live'], [of('lost'), 'lost'], [of('absent'), 'not on this machine']];
    return parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`).join(', ');
  }

  make() {
    const row = frame(['name', 'trend', 'end', 'end wide', 'end wide']);
    const [name, trend, value, coherence, anomaly] = row.cells;
    const canvas = put(trend, 'canvas', '');
    canvas.setAttribute('aria-hidden', 'true');
    return { ...row, ...naming(name), canvas, value: put(value, 'span', ''), coherence: put(coherence, 'span', 'bar'), anomaly: put(anomaly, 'span', 'bar alarm') };
  }

  fill(row, sensor) {
    const live = sensor.status === 'live';
    mark(row.element, sensor.status);
    setText(row.title, sensor.id);
    setText(row.sub, [sensor.kind, sensor.node].filter(Boolean).join(' · '));
    setText(row.why, live ? '' : sensor.reason ?? '');
    setText(row.value, live ? reading(sensor.value, sensor.unit) : sensor.status);
    const style = live ? '' : 'status';
    if (row.value.className !== style) row.value.className = style;
    mark(row.value, sensor.status);
    bar(row.coherence, live ? sensor.coherence : null);
    bar(row.anomaly, live ? sensor.anomaly : null);
    row.anomaly.dataset.high = String(live && sensor.anomaly > .8);
  }

  /** The sparklines on screen, after all text is written: reading places between writing texts would lay the page out again and again. */
  draw() {
    super.draw();
    const seen = [];
    for (const [key, row] of this.rows) {
      const box = row.element.getBoundingClientRect();
      if (box.bottom > -100 && box.top < innerHeight + 100) seen.push([key, row]);
    }
    for (const [key, row] of seen) sparkline(row.canvas, this.state.traces.get(key) ?? []);
  }
}

function rank(item) {
  return Object.hasOwn(RANK, item.status) ? RANK[item.status] : RANK.unknown;
}

function frame(classes) {
  const element = document.createElement('tr');
  const cells = classes.map((name, i) => {
    const cell = element.appendChild(document.createElement(i === 0 ? 'th' : 'td'));
    cell.className = name;
    if (i === 0) cell.scope = 'row';
    return cell;
  });
  return { element, cells };
}

function naming(cell) {
  return { title: put(cell, 'strong', ''), sub: put(cell, 'span', 'sub'), why: put(cell, 'span', 'why') };
}

function put(parent, tag, className) {
  const element = parent.appendChild(document.createElement(tag));
  if (className) element.className = className;
  return element;
}

function bar(element, value) {
  setText(element, unit(value, 2));
  const share = value === null ? '0' : Math.max(0, Math.min(1, value)).toFixed(3);
  if (element.dataset.share === share) return;
  element.dataset.share = share;
  element.style.setProperty('--value', share);
}

function mark(element, status) {
  if (element.dataset.status !== status) element.dataset.status = status;
}
