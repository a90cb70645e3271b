// Who locks with whom: the phase locking values of all pairs as a square, ordered so that those who lock sit together, and
// below it the pairs that move together at a lag.

import { setText, span, unit } from './format.js';
import { Surface, fit, font } from './surface.js';
import { heatStep, palette } from './theme.js';

const MOST_NAMED = 24;      // with more than this the names would not be readable: the readout names the pair
const MOST_PAIRS = 12;
const REORDER = 30_000;     // ms after which the order may change; sooner only when others join or leave

export class LockMatrix {
  constructor(state, redraw) {
    this.state = state;
    this.every = 200;
    this.element = document.getElementById('locks');
    this.readout = document.getElementById('locks-readout');
    this.empty = document.getElementById('locks-empty');
    this.surface = new Surface(this.element, () => redraw(this));
    this.small = document.createElement('canvas');   // one pixel a pair, scaled up when drawn
    this.order = [];
    this.orderFor = '';
    this.orderedAt = -Infinity;
    this.chosen = null;       // [row, column] in drawing order
    this.surface.explore({
      point: (x, y) => { this.chosen = this.hit(x, y); redraw(this); },
      step: (dx, dy) => { this.chosen = this.step(dx, dy); redraw(this); },
      leave: () => { this.chosen = null; redraw(this); },
    });
  }

  draw(now) {
    const { locks } = this.state;
    this.empty.hidden = locks !== null;
    this.element.parentElement.hidden = locks === null;
    if (!locks) return;
    const names = locks.ids.join('\n');
    if (names !== this.orderFor || (now - this.orderedAt > REORDER && !this.chosen)) {
      this.order = seriate(locks.plv);
      this.orderFor = names;
      this.orderedAt = now;
    }
    const { ctx, width } = this.surface.begin();
    if (width === 0) return;
    const n = locks.ids.length, colours = palette();
    this.left = n <= MOST_NAMED ? Math.min(110, width * .27) : 0;
    this.cell = (width - this.left) / n;
    this.paintCells(ctx, locks, colours);
    if (this.left > 0) this.paintNames(ctx, locks.ids, colours);
    this.paintChoice(ctx, colours);
    this.name(locks);
  }

  paintCells(ctx, { plv }, colours) {
    const n = plv.length, { order } = this;
    if (this.small.width !== n) this.small.width = this.small.height = n;
    const small = this.small.getContext('2d');
    const image = small.createImageData(n, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const value = plv[order[i]][order[j]];
        if (value === null || i === j) continue;
        const [r, g, b] = colours.heat[heatStep(value)];
        image.data.set([r, g, b, 255], 4 * (i * n + j));
      }
    }
    small.putImageData(image, 0, 0);
    ctx.imageSmoothingEnabled = false;
    const size = this.cell * n;
    ctx.drawImage(this.small, this.left, 0, size, size);
    if (this.cell < 9) return;
    // Hairlines of paper between cells that are large enough for them.
    ctx.strokeStyle = colours.paper;
    ctx.lineWidth = this.cell > 16 ? 2 : 1;
    ctx.beginPath();
    for (let i = 0; i <= n; i++) {
      ctx.moveTo(this.left + i * this.cell, 0);
      ctx.lineTo(this.left + i * this.cell, size);
      ctx.moveTo(this.left, i * this.cell);
      ctx.lineTo(this.left + size, i * this.cell);
    }
    ctx.stroke();
  }

  /** Names at the left, and again slanted below, where the square leaves as much room. */
  paintNames(ctx, ids, colours) {
    const bottom = this.cell * ids.length;
    this.order.forEach((from, i) => {
      const at = (i + .5) * this.cell, chosen = this.chosen?.includes(i);
      ctx.font = font(Math.min(12, Math.max(10, this.cell * .7)), chosen ? 600 : 400);
      ctx.fillStyle = chosen ? colours.accent : colours.ink2;
      ctx.textBaseline = 'middle';
      ctx.textAlign = 'right';
      ctx.fillText(fit(ctx, ids[from], this.left - 8), this.left - 8, at);
      ctx.save();
      ctx.translate(this.left + at, bottom + 8);
      ctx.rotate(-Math.PI / 2);
      ctx.fillText(fit(ctx, ids[from], this.left - 8), 0, 0);
      ctx.restore();
    });
  }

  paintChoice(ctx, colours) {
    if (!this.chosen) return;
    const [i, j] = this.chosen;
    ctx.strokeStyle = colours.alarm;
    ctx.lineWidth = 2;
    ctx.strokeRect(this.left + j * this.cell - 1, i * this.cell - 1, this.cell + 2, this.cell + 2);
  }

  name({ ids, plv }) {
    if (this.chosen && Math.max(...this.chosen) >= ids.length) this.chosen = null;
    const [a, b] = this.chosen?.map(i => this.order[i]) ?? [];
    setText(this.readout, this.chosen ? (a === b ? ids[a] : `${ids[a]} and ${ids[b]}: ${unit(plv[a][b])}`) : '');
  }

  describe() {
    if (!this.state.locks) return;
    const { ids, plv } = this.state.locks;
    let best = null;
    plv.forEach((row, i) => row.forEach((value, j) => {
      if (j > i && value !== null && (best === null || value > best.value)) best = { i, j, value };
    }));
    this.element.setAttribute('aria-label', `Phase locking between ${ids.length}.`
      + (best ? ` Strongest: ${ids[best.i]} and ${ids[best.j]}, ${unit(best.value)}.` : '') + ' Arrow keys step through the pairs.');
  }

  hit(x, y) {
    const n = this.order.length, j = Math.floor((x - this.left) / this.cell), i = Math.floor(y / this.cell);
    return i >= 0 && j >= 0 && i < n && j < n ? [i, j] : null;
  }

  step(dx, dy) {
    const n = this.order.length;
    if (n === 0) return null;
    const [i, j] = this.chosen ?? [0, -1 + (dx === 0 ? 1 : 0)];
    const stay = k => Math.max(0, Math.min(n - 1, k));
    return [stay(i + dy), stay(j + dx)];
  }
}

/**
 * An order in which neighbours lock: from the one that locks most with all, always on to the one that locks most with the
 * last three. O(n^2); n is at most a few hundred.
 */
export function seriate(plv) {
  const n = plv.length;
  const lock = (i, j) => plv[i][j] ?? 0;
  const left = new Set(plv.keys());
  const sum = plv.map((_, i) => plv.reduce((total, __, j) => total + lock(i, j), 0));
  let next = sum.indexOf(Math.max(...sum));
  const order = [];
  while (order.length < n) {
    order.push(next);
    left.delete(next);
    const tail = order.slice(-3);
    let most = -1;
    for (const i of left) {
      const score = tail.reduce((total, j) => total + lock(i, j), 0);
      if (score > most) [next, most] = [i, score];
    }
  }
  return order;
}

/** The pairs that move together, strongest first, in words: who leads, and by how much. */
export class TogetherList {
  constructor(state) {
    this.state = state;
    this.every = 500;
    this.element = document.getElementById('together');
    this.empty = document.getElementById('together-empty');
  }

  draw() {
    const pairs = [...this.state.together ?? []].sort((p, q) => (q.strength ?? 0) - (p.strength ?? 0)).slice(0, MOST_PAIRS);
    this.empty.hidden = pairs.length > 0;
    while (this.element.childElementCount > pairs.length) this.element.lastElementChild.remove();
    pairs.forEach((pair, i) => {
      const row = this.element.children[i] ?? this.element.appendChild(blank());
      const [who, lag, bar] = row.children;
      const [first, second] = pair.lag > 0 ? [pair.b, pair.a] : [pair.a, pair.b];
      setText(who, pair.lag ? `${first} leads ${second}` : `${first} and ${second}`);
      setText(lag, pair.lag ? `by ${span(pair.lag)}` : pair.lag === 0 ? 'at once' : '');
      setText(bar, unit(pair.strength, 2));
      bar.style.setProperty('--value', String(Math.max(0, Math.min(1, pair.strength ?? 0))));
    });
  }
}

function blank() {
  const row = document.createElement('li');
  for (const name of ['pair', 'lag', 'bar accent']) row.appendChild(document.createElement('span')).className = name;
  return row;
}
