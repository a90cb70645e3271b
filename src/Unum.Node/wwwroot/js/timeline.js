// The timeline of collapses, anomalies and health: one lane a family, the same time axis as the chart above it.

import { LEFT, RIGHT } from './coherence-chart.js';
import { setText, span, time, unit } from './format.js';
import { Surface, font } from './surface.js';
import { palette } from './theme.js';

const LANES = [['emergence', 'emergence'], ['collapse', 'collapses'], ['anomaly', 'anomalies'], ['health', 'health']];
const FAMILY = {
  collapse: 'collapse', anomaly: 'anomaly', emerged: 'emergence', dissolved: 'emergence',
  node_lost: 'health', node_back: 'health', sensor_lost: 'health', sensor_back: 'health', refused: 'health',
};

/** The family of an event: collapse, anomaly, emergence or health; kinds we do not know are shown with health. */
export function family(event) {
  return Object.hasOwn(FAMILY, event.kind) ? FAMILY[event.kind] : 'health';
}

/** What else is to say of an event: its lag and its strength. */
export function figures(event) {
  return [event.lag === null ? null : `lag ${span(event.lag)}`, event.strength === null ? null : unit(event.strength, 2)].filter(Boolean).join(' · ');
}

export class Timeline {
  constructor(state, redraw) {
    this.state = state;
    this.every = 100;
    this.element = document.getElementById('timeline');
    this.readout = document.getElementById('timeline-readout');
    this.surface = new Surface(this.element, () => redraw(this));
    this.marks = [];   // {x, y, event} as last drawn
    this.chosen = null;
    this.surface.explore({
      point: (x, y) => { this.chosen = this.nearest(x, y); redraw(this); },
      step: (dx, dy) => { this.chosen = this.next(dx || dy); redraw(this); },
      leave: () => { this.chosen = null; redraw(this); },
    });
  }

  draw() {
    const { ctx, width, height } = this.surface.begin();
    const colours = palette();
    const lane = height / LANES.length;
    ctx.font = font(11);
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'right';
    ctx.lineWidth = 1;
    LANES.forEach(([, name], i) => {
      const y = Math.round(lane * (i + .5)) + .5;
      ctx.fillStyle = colours.ink3;
      ctx.fillText(name, LEFT - 12, y);
      ctx.strokeStyle = colours.hair;
      ctx.beginPath();
      ctx.moveTo(LEFT, y);
      ctx.lineTo(width - RIGHT, y);
      ctx.stroke();
    });
    const range = this.state.range();
    this.marks = range && range[1] > range[0] ? this.place(range, width, lane) : [];
    for (const mark of this.marks) paintMark(ctx, mark, lane, colours, mark.event === this.chosen);
    setText(this.readout, this.chosen ? [time(this.chosen.at), this.chosen.text, figures(this.chosen)].filter(Boolean).join(' · ') : '');
  }

  place([from, to], width, lane) {
    const marks = [];
    const rows = LANES.map(([key]) => key);
    for (const event of this.state.events) {
      const share = (event.at / 1_000 - from) / (to - from);
      if (share < 0 || share > 1.001) continue;
      marks.push({ x: LEFT + share * (width - LEFT - RIGHT), y: lane * (rows.indexOf(family(event)) + .5), event });
    }
    return marks;
  }

  nearest(x, y) {
    let best = null, least = 24;
    for (const mark of this.marks) {
      const d = Math.abs(mark.x - x) + .6 * Math.abs(mark.y - y);
      if (d < least) [best, least] = [mark.event, d];
    }
    return best;
  }

  next(step) {
    const events = this.marks.map(mark => mark.event);
    if (events.length === 0) return null;
    const here = events.indexOf(this.chosen);
    return here < 0 ? events.at(-1) : events[Math.max(0, Math.min(events.length - 1, here + step))];
  }

  describe() {
    const of = name => this.marks.filter(mark => family(mark.event) === name).length;
    this.element.setAttribute('aria-label', `Timeline of events: ${of('collapse')} collapses, ${of('anomaly')} anomalies, `
      + `${of('emergence')} changes of emergence, ${of('health')} changes of health in view. Arrow keys step through them.`);
  }
}

function paintMark(ctx, { x, y, event }, lane, colours, chosen) {
  const strength = Math.max(0, Math.min(1, event.strength ?? .5));
  const kind = family(event);
  ctx.globalAlpha = 1;
  ctx.lineWidth = chosen ? 3 : 1.75;
  if (kind === 'collapse') {
    const half = lane * (.14 + .28 * strength);
    ctx.fillStyle = colours.accent;
    ctx.globalAlpha = chosen ? 1 : .45 + .55 * strength;
    ctx.fillRect(x - (chosen ? 2 : 1.25), y - half, chosen ? 4 : 2.5, 2 * half);
  } else if (kind === 'anomaly') {
    ctx.fillStyle = colours.alarm;
    ctx.globalAlpha = chosen ? 1 : .55 + .45 * strength;
    ctx.beginPath();
    ctx.arc(x, y, 2.5 + 4 * strength, 0, 2 * Math.PI);
    ctx.fill();
  } else if (kind === 'emergence') {
    diamond(ctx, x, y, chosen ? 8 : 6);
    ctx.strokeStyle = colours.accent;
    ctx.fillStyle = event.kind === 'emerged' ? colours.accent : colours.paper;
    ctx.fill();
    ctx.stroke();
  } else {
    const back = event.kind.endsWith('_back');
    ctx.beginPath();
    ctx.arc(x, y, chosen ? 6 : 4.25, 0, 2 * Math.PI);
    ctx.fillStyle = back ? colours.ink2 : colours.paper;
    ctx.strokeStyle = back ? colours.ink2 : colours.alarm;
    ctx.fill();
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

function diamond(ctx, x, y, r) {
  ctx.beginPath();
  ctx.moveTo(x, y - r);
  ctx.lineTo(x + r, y);
  ctx.lineTo(x, y + r);
  ctx.lineTo(x - r, y);
  ctx.closePath();
}
