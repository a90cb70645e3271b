// Coherence over time: R (ours), C (the mission's) and the threshold, drawn by uPlot.

import uPlot from '../lib/uplot/uPlot.esm.js';
import { setText, time, unit } from './format.js';
import { font } from './surface.js';
import { palette } from './theme.js';

/** Width of the left margin, shared with the timeline below so that both have the same time axis. */
export const LEFT = 72;
export const RIGHT = 28;

export class CoherenceChart {
  constructor(state) {
    this.state = state;
    this.every = 100;
    this.element = document.getElementById('coherence');
    this.readout = document.getElementById('coherence-readout');
    this.plot = new uPlot(this.options(), [[], [], []], this.element);
    this.element.querySelector('canvas').setAttribute('aria-hidden', 'true');   // its frame carries the words
    new ResizeObserver(entries => {
      const { width, height } = entries.at(-1).contentRect;
      if (width > 0) this.plot.setSize({ width, height });
    }).observe(this.element);
  }

  draw() {
    const { series } = this.state;
    this.plot.setData([series.time, series.coherence, series.order]);
  }

  recolour() {
    this.plot.redraw(false, true);
  }

  options() {
    const axis = {
      stroke: () => palette().ink3, font: font(11), ticks: { show: false },
      grid: { stroke: () => palette().hair, width: 1 },
    };
    return {
      width: Math.max(50, this.element.clientWidth), height: Math.max(50, this.element.clientHeight),
      padding: [10, RIGHT, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: { x: { time: true, range: () => this.state.range() ?? [0, 1] }, y: { range: [0, 1] } },
      axes: [
        { ...axis, size: 28, space: 90, values: (_, at) => at.map(t => this.state.range() ? time(t * 1_000) : '') },
        { ...axis, size: LEFT, splits: [0, .25, .5, .75, 1], values: (_, at) => at.map(v => v === 0 || v === 1 ? String(v) : v.toFixed(2)) },
      ],
      series: [
        {},
        { label: 'C', stroke: () => palette().ink3, width: 1.5, points: { show: false } },
        { label: 'R', stroke: () => palette().accent, width: 2.25, points: { show: false } },
      ],
      hooks: { drawClear: [plot => this.tint(plot)], drawAxes: [plot => this.threshold(plot)], setCursor: [plot => this.point(plot)] },
    };
  }

  /** Colours the stretches in which THE ONE was there. */
  tint(plot) {
    const { time: at, emerged } = this.state.series;
    const { ctx, bbox } = plot;
    ctx.fillStyle = palette().soft;
    for (let i = 0; i < at.length; i++) {
      if (emerged[i] !== true) continue;
      const from = i;
      while (i + 1 < at.length && emerged[i + 1] === true) i++;
      const x = plot.valToPos(at[from], 'x', true), end = plot.valToPos(at[Math.min(i + 1, at.length - 1)], 'x', true);
      ctx.fillRect(x, bbox.top, Math.max(1, end - x), bbox.height);
    }
  }

  threshold(plot) {
    const { ctx, bbox } = plot;
    const y = Math.round(plot.valToPos(this.state.threshold, 'y', true)) + .5;
    ctx.save();
    ctx.strokeStyle = palette().ink2;
    ctx.lineWidth = devicePixelRatio || 1;
    ctx.setLineDash([4 * ctx.lineWidth, 4 * ctx.lineWidth]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }

  point(plot) {
    const { idx } = plot.cursor;
    const { time: at, coherence, order } = this.state.series;
    const over = idx !== null && idx !== undefined && plot.cursor.left >= 0 && idx < at.length;
    setText(this.readout, over ? `${time(at[idx] * 1_000)}: R ${unit(order[idx])}, C ${unit(coherence[idx])}` : '');
  }

  describe() {
    const { series, threshold } = this.state;
    this.element.setAttribute('aria-label', `Coherence over time: now R ${unit(series.order.at(-1))}, C ${unit(series.coherence.at(-1))}, `
      + `threshold ${threshold}; ${series.time.length} beats shown.`);
  }
}
