// The heat map: how strongly each sensor repeats itself after each lag. Lags lie on one logarithmic axis, so that sensors
// with different lags (a fast and a slow device) stand in one picture.

import { setText, span, unit } from './format.js';
import { Surface, fit, font } from './surface.js';
import { heatColour, palette } from './theme.js';

const MOST_ROWS = 120;
const AXIS = 24;             // px below the rows
const RING_LASTS = 4_000;    // ms that a collapse keeps its ring
const TICKS = [.001, .01, .1, 1, 10, 60, 600, 3_600, 36_000, 86_400];

export class HeatMap {
  constructor(state, redraw) {
    this.state = state;
    this.every = 200;
    this.element = document.getElementById('heat');
    this.readout = document.getElementById('heat-readout');
    this.empty = document.getElementById('heat-empty');
    this.surface = new Surface(this.element, () => redraw(this));
    this.rings = [];          // {key, lag, at}: collapses seen lately
    this.looked = null;       // number of the newest event looked at
    this.chosen = null;       // {row, cell}
    this.surface.explore({
      point: (x, y) => { this.chosen = this.hit(x, y); redraw(this); },
      step: (dx, dy) => { this.chosen = this.step(dx, dy); redraw(this); },
      leave: () => { this.chosen = null; redraw(this); },
    });
  }

  draw(now) {
    this.rows = this.state.sensors.filter(sensor => sensor.cells.some(cell => cell.value !== null)).slice(0, MOST_ROWS);
    const none = this.rows.length === 0;
    this.empty.hidden = !none;
    this.element.hidden = none;
    if (none) return false;
    this.collect(now);
    this.lay();
    const { ctx, width } = this.surface.begin();
    if (width === 0) return false;
    const colours = palette();
    this.rows.forEach((sensor, i) => this.paintRow(ctx, sensor, i, colours));
    this.paintAxis(ctx, colours);
    for (const ring of this.rings) this.paintRing(ctx, ring, 1 - (now - ring.at) / RING_LASTS, colours);
    this.name();
    return this.rings.length > 0;
  }

  /** Sizes: rows as high as the space of a screen allows, names at most a third of the width. */
  lay() {
    const count = this.rows.length;
    this.rowHeight = Math.max(13, Math.min(34, Math.floor(560 / count)));
    const height = `${count * this.rowHeight + AXIS}px`;
    if (this.element.style.height !== height) this.element.style.height = height;
    this.left = Math.min(150, this.surface.width * .3);
    let least = Infinity, most = 0;
    for (const { cells } of this.rows) {
      for (const { lag } of cells) {
        if (lag < least) least = lag;
        if (lag > most) most = lag;
      }
    }
    // Half a cell beyond the first and last lag.
    const half = most > least ? (Math.log(most) - Math.log(least)) / (2 * Math.max(1, this.rows[0].cells.length - 1)) : .5;
    this.scale = [Math.log(least) - half, Math.log(most) + half];
  }

  x(logLag) {
    const [from, to] = this.scale;
    return this.left + Math.max(0, Math.min(1, (logLag - from) / (to - from))) * (this.surface.width - this.left);
  }

  /** Left and right edge of a cell: half way (in the logarithm) to its neighbours. */
  edges(cells, i) {
    const at = Math.log(cells[i].lag);
    const before = i > 0 ? at - Math.log(cells[i - 1].lag) : null, after = i + 1 < cells.length ? Math.log(cells[i + 1].lag) - at : null;
    const left = (before ?? after ?? 1) / 2, right = (after ?? before ?? 1) / 2;
    return [this.x(at - left), this.x(at + right)];
  }

  paintRow(ctx, sensor, row, colours) {
    const y = row * this.rowHeight, chosen = this.chosen?.row === row;
    const gap = this.rowHeight > 15 ? 2 : 1;
    ctx.font = font(this.rowHeight > 15 ? 12 : 10.5, chosen ? 600 : 400);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.fillStyle = chosen ? colours.accent : sensor.status === 'live' ? colours.ink2 : colours.ink3;
    ctx.fillText(fit(ctx, sensor.id, this.left - 10), 0, y + this.rowHeight / 2);
    sensor.cells.forEach(({ value }, i) => {
      const [from, to] = this.edges(sensor.cells, i);
      const width = Math.max(1, to - from - (to - from > 6 ? gap : 0));
      ctx.fillStyle = value === null ? colours.hair : heatColour(value);
      ctx.fillRect(from, y, width, this.rowHeight - gap);
      if (chosen && this.chosen.cell === i) {
        ctx.strokeStyle = colours.ink;
        ctx.lineWidth = 2;
        ctx.strokeRect(from + 1, y + 1, width - 2, this.rowHeight - gap - 2);
      }
    });
  }

  paintAxis(ctx, colours) {
    const y = this.rows.length * this.rowHeight + 14;
    ctx.font = font(11);
    ctx.fillStyle = colours.ink3;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    ctx.fillText('lag', 0, y);
    ctx.textAlign = 'center';
    const [from, to] = this.scale;
    const at = TICKS.filter(lag => Math.log(lag) >= from && Math.log(lag) <= to);
    // Between two decades one more, where the range is short.
    const ticks = at.length > 2 ? at : [...new Set(this.rows[0].cells.map(cell => cell.lag))].filter((_, i, all) => i % Math.ceil(all.length / 6) === 0);
    let free = -Infinity;
    for (const lag of ticks) {
      const label = span(lag), half = ctx.measureText(label).width / 2;
      const x = Math.min(this.surface.width - half, this.x(Math.log(lag)));
      if (x - half < free + 8) continue;
      free = x + half;
      ctx.fillText(label, x, y);
    }
  }

  /** Notes collapses that are new since the last look; those of before the page was opened get no ring. */
  collect(now) {
    const { events, eventsSeen } = this.state;
    if (this.looked !== null && this.looked < eventsSeen) {
      for (let i = events.length - 1; i >= 0 && i > events.length - 200; i--) {
        const event = events[i];
        if (event.number > this.looked && event.kind === 'collapse') this.rings.push({ subject: event.subject, lag: event.lag, at: now });
      }
    }
    this.looked = eventsSeen;
    this.rings = this.rings.filter(ring => now - ring.at < RING_LASTS).slice(-60);
  }

  paintRing(ctx, { subject, lag }, strength, colours) {
    const row = this.rows.findIndex(sensor => concerns(subject, sensor));
    if (row < 0) return;
    const { cells } = this.rows[row];
    const nearest = lag === null ? -1 : cells.reduce((best, cell, i) => Math.abs(Math.log(cell.lag / lag)) < Math.abs(Math.log(cells[best].lag / lag)) ? i : best, 0);
    const [from, to] = nearest >= 0 ? this.edges(cells, nearest) : [this.left, this.surface.width];
    ctx.globalAlpha = Math.max(0, Math.min(1, strength));
    ctx.strokeStyle = colours.alarm;
    ctx.lineWidth = 2;
    ctx.strokeRect(from - 1, row * this.rowHeight - 1, to - from, this.rowHeight);
    ctx.globalAlpha = 1;
  }

  name() {
    const sensor = this.chosen ? this.rows[this.chosen.row] : null;
    const cell = sensor?.cells[this.chosen.cell];
    setText(this.readout, cell ? `${sensor.id}, lag ${span(cell.lag)}: ${unit(cell.value)}` : '');
  }

  describe() {
    if (this.rows.length === 0) return;
    let best = null;
    for (const one of this.rows) for (const { lag, value } of one.cells) if (value !== null && (best === null || value > best.value)) best = { id: one.id, lag, value };
    this.element.setAttribute('aria-label', `Temporal coherence of ${this.rows.length} sensors by lag.`
      + (best ? ` Strongest: ${best.id} after ${span(best.lag)}, ${unit(best.value)}.` : '') + ' Arrow keys step through the cells.');
  }

  hit(x, y) {
    const row = Math.floor(y / this.rowHeight);
    if (!this.rows || row < 0 || row >= this.rows.length || x < this.left) return null;
    const { cells } = this.rows[row];
    const cell = cells.findIndex((_, i) => { const [from, to] = this.edges(cells, i); return x >= from && x <= to; });
    return cell < 0 ? null : { row, cell };
  }

  step(dx, dy) {
    if (!this.rows?.length) return null;
    if (!this.chosen) return { row: 0, cell: 0 };
    const row = Math.max(0, Math.min(this.rows.length - 1, this.chosen.row + dy));
    return { row, cell: Math.max(0, Math.min(this.rows[row].cells.length - 1, this.chosen.cell + dx)) };
  }
}

/** Whether an event's subject names this sensor, with or without its node. */
function concerns(subject, sensor) {
  return subject === sensor.id || (subject !== null && sensor.node !== null && subject.startsWith(sensor.node) && subject.endsWith(sensor.id)
    && subject.length === sensor.node.length + sensor.id.length + 1);
}
