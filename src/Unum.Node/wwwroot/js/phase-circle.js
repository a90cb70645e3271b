// The phase circle: every node and sensor as a phasor, the whole as one vector. Between two beats each glides along its
// shortest arc; who prefers reduced motion sees the beats as they are.

import { setText, unit } from './format.js';
import { Surface, font } from './surface.js';
import { palette } from './theme.js';

const TURN = 2 * Math.PI;
const TRAIL = 40;         // past places of the whole
const MOST_NAMED = 10;    // nodes that carry their name beside them
const still = matchMedia('(prefers-reduced-motion: reduce)');

export class PhaseCircle {
  constructor(state, redraw) {
    this.state = state;
    this.every = 30;
    this.element = document.getElementById('circle');
    this.readout = document.getElementById('circle-readout');
    this.surface = new Surface(this.element, () => redraw(this));
    this.phasors = new Map();   // key -> {angle, size} now, from and to
    this.trail = [];
    this.beat = -1;
    this.beatAt = 0;
    this.pace = 100;
    this.chosen = null;
    this.surface.explore({
      point: (x, y) => { this.chosen = this.nearest(x, y); redraw(this); },
      step: (dx, dy) => { this.chosen = this.next(dx + dy); redraw(this); },
      leave: () => { this.chosen = null; redraw(this); },
    });
  }

  draw(now) {
    if (this.beat !== this.state.beats) this.aim(now);
    const progress = still.matches ? 1 : Math.min(1, (now - this.beatAt) / this.pace);
    for (const p of this.phasors.values()) {
      p.angle = p.fromAngle + p.turn * progress;
      p.size = p.fromSize + (p.toSize - p.fromSize) * progress;
    }
    this.paint();
    this.name();
    return progress < 1;
  }

  /** A new beat: everyone starts from where it is drawn and heads for where it is. */
  aim(now) {
    const gap = now - this.beatAt;
    if (gap < 1_000) this.pace += .2 * (Math.max(50, Math.min(250, gap)) - this.pace);
    const missed = this.state.beats - this.beat > 4;   // hidden or off screen: a trail over the gap would be a lie
    this.beat = this.state.beats;
    this.beatAt = now;
    const here = new Set();
    const place = (key, phase, about) => {
      if (!phase) return;
      here.add(key);
      const angle = Math.atan2(phase.im, phase.re), size = Math.min(1, Math.hypot(phase.re, phase.im));
      const p = this.phasors.get(key) ?? { angle, size };
      this.phasors.set(key, Object.assign(p, about, {
        fromAngle: p.angle, fromSize: p.size, toSize: size, turn: Math.atan2(Math.sin(angle - p.angle), Math.cos(angle - p.angle)),
      }));
    };
    place('one', this.state.one?.phase, { kind: 'one', name: 'The whole', note: `order ${unit(this.state.one?.order)}` });
    for (const node of this.state.nodes) {
      const note = [node.status, `coherence ${unit(node.coherence)}`, node.reason].filter(Boolean).join(', ');
      place(node.key, node.phase, { kind: 'node', name: node.id, note, status: node.status, weight: node.weight ?? 1 });
    }
    for (const sensor of this.state.sensors) {
      if (sensor.status === 'live') {
        place(sensor.key, sensor.phase, { kind: 'sensor', name: sensor.id, note: `${sensor.node ?? ''}, coherence ${unit(sensor.coherence)}` });
      }
    }
    for (const key of this.phasors.keys()) if (!here.has(key)) this.phasors.delete(key);
    const one = this.phasors.get('one');
    if (missed) this.trail = [];
    if (one) {
      this.trail.push([one.fromAngle, one.fromSize]);
      if (this.trail.length > TRAIL) this.trail.shift();
    }
  }

  paint() {
    const { ctx, width, height } = this.surface.begin();
    if (width === 0) return;
    const colours = palette();
    this.centre = [width / 2, height / 2];
    this.radius = Math.max(20, Math.min(width, height) / 2 - 32);
    this.paintRing(ctx, colours);
    for (const kind of ['sensor', 'node']) for (const p of this.phasors.values()) if (p.kind === kind) this.paintPhasor(ctx, p, colours);
    this.paintOne(ctx, colours);
    this.paintNames(ctx, colours);
  }

  paintRing(ctx, colours) {
    const [x, y] = this.centre, r = this.radius;
    const emerged = this.state.one?.emerged === true;
    ctx.lineWidth = 1;
    if (emerged) {
      ctx.fillStyle = colours.soft;
      circle(ctx, x, y, r);
      ctx.fill();
    }
    ctx.strokeStyle = colours.ink3;
    ctx.globalAlpha = .22;
    ctx.beginPath();
    ctx.moveTo(x - r, y); ctx.lineTo(x + r, y);
    ctx.moveTo(x, y - r); ctx.lineTo(x, y + r);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.setLineDash([3, 4]);
    circle(ctx, x, y, r * this.state.threshold);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.strokeStyle = emerged ? colours.accent : colours.ink3;
    ctx.lineWidth = emerged ? 1.75 : 1;
    circle(ctx, x, y, r);
    ctx.stroke();
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (let i = 0; i < 72; i++) {
      const a = i * TURN / 72, length = i % 18 === 0 ? 0 : i % 6 === 0 ? 7 : 4;
      ctx.moveTo(x + r * Math.cos(a), y + r * Math.sin(a));
      ctx.lineTo(x + (r - length) * Math.cos(a), y + (r - length) * Math.sin(a));
    }
    ctx.stroke();
    ctx.fillStyle = colours.ink3;
    ctx.font = font(11);
    ctx.textBaseline = 'middle';
    for (const [label, dx, dy, align] of [['0°', r + 7, 0, 'left'], ['90°', 0, -r - 12, 'center'], ['180°', -r - 3, -9, 'right'], ['270°', 0, r + 13, 'center']]) {
      ctx.textAlign = align;
      ctx.fillText(label, x + dx, y + dy);
    }
  }

  paintPhasor(ctx, p, colours) {
    const [x, y] = this.at(p);
    const chosen = this.chosen === p;
    if (p.kind === 'sensor') {
      ctx.strokeStyle = chosen ? colours.accent : colours.ink3;
      ctx.fillStyle = colours.paper;
      ctx.lineWidth = chosen ? 2.5 : 1.5;
      circle(ctx, x, y, chosen ? 6 : 3.5);
      ctx.fill();
      ctx.stroke();
      return;
    }
    const away = p.status === 'lost' || p.status === 'quarantined';
    ctx.globalAlpha = away ? .55 : p.status === 'fading' ? .6 : 1;
    ctx.strokeStyle = chosen ? colours.accent : colours.ink3;
    ctx.lineWidth = chosen ? 2 : 1;
    ctx.beginPath();
    ctx.moveTo(...this.centre);
    ctx.lineTo(x, y);
    ctx.stroke();
    const size = 4 + 2 * Math.min(1, Math.sqrt(Math.max(0, p.weight))) + (chosen ? 2 : 0);
    circle(ctx, x, y, size);
    ctx.lineWidth = 1.75;
    ctx.fillStyle = away ? colours.paper : chosen ? colours.accent : colours.ink;
    ctx.strokeStyle = away ? colours.alarm : colours.paper;
    ctx.fill();
    ctx.stroke();
    ctx.globalAlpha = 1;
  }

  paintOne(ctx, colours) {
    const one = this.phasors.get('one');
    if (!one) return;
    ctx.lineCap = 'round';
    ctx.strokeStyle = colours.accent;
    ctx.lineWidth = 2;
    for (let i = 1; i < this.trail.length; i++) {
      ctx.globalAlpha = .4 * (i / this.trail.length) ** 2;
      const [a, b] = [this.trail[i - 1], this.trail[i]].map(([angle, size]) => this.at({ angle, size }));
      ctx.beginPath();
      ctx.moveTo(...a);
      ctx.lineTo(...b);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
    const [x, y] = this.at(one);
    ctx.lineWidth = 4.5;
    ctx.beginPath();
    ctx.moveTo(...this.centre);
    ctx.lineTo(x, y);
    ctx.stroke();
    ctx.fillStyle = colours.accent;
    circle(ctx, x, y, 8);
    ctx.fill();
    ctx.strokeStyle = colours.paper;
    ctx.lineWidth = 2;
    ctx.stroke();
    ctx.fillStyle = colours.ink;
    circle(ctx, ...this.centre, 2.5);
    ctx.fill();
    ctx.lineCap = 'butt';
  }

  paintNames(ctx, colours) {
    const nodes = [...this.phasors.values()].filter(p => p.kind === 'node');
    const named = nodes.length <= MOST_NAMED ? nodes : [];
    const chosen = this.chosen && this.chosen.kind !== 'node' ? [this.chosen] : this.chosen && named.length === 0 ? [this.chosen] : [];
    ctx.textBaseline = 'middle';
    ctx.lineJoin = 'round';
    ctx.lineWidth = 4;
    // Away from the middle, where the spokes come from; a name moves on until it is clear of the others and of every tip.
    const tip = this.phasors.get('one');
    const taken = [tip, ...named].filter(Boolean).map(p => [...this.at(p).map(v => v - 8), 16, 16]);
    const off = p => Math.abs(this.at(p)[1] - this.centre[1]);
    for (const p of [...named, ...chosen].sort((p, q) => off(p) - off(q))) {
      const [x, y] = this.at(p);
      ctx.font = font(12, p === this.chosen ? 600 : 500);
      const width = Math.min(160, ctx.measureText(p.name).width);
      const outward = x >= this.centre[0] ? 1 : -1, away = y < this.centre[1] ? -1 : 1;
      const fits = outward > 0 ? x + 12 + width < this.surface.width : x - 12 - width > 0;
      const side = fits ? outward : -outward;
      const left = side > 0 ? x + 12 : x - 12 - width;
      let top = fits ? y - 8 : y - 8 + 14 * away;
      for (let clash; (clash = taken.find(([l, t, w, h]) => left < l + w && l < left + width && top < t + h && t < top + 16)) && Math.abs(top - y) < 120;) {
        top = away > 0 ? clash[1] + clash[3] : clash[1] - 16;
      }
      taken.push([left - 5, top, width + 10, 16]);
      ctx.textAlign = 'left';
      const inside = Math.hypot(left + width / 2 - this.centre[0], top + 8 - this.centre[1]) < this.radius;
      ctx.strokeStyle = inside && this.state.one?.emerged ? colours.soft : colours.paper;
      ctx.strokeText(p.name, left, top + 8, 160);
      ctx.fillStyle = p === this.chosen ? colours.accent : colours.ink;
      ctx.fillText(p.name, left, top + 8, 160);
    }
  }

  name() {
    setText(this.readout, this.chosen ? `${this.chosen.name}: ${this.chosen.note}` : '');
  }

  describe() {
    const { one, nodes, sensors } = this.state;
    const live = sensors.filter(sensor => sensor.status === 'live').length;
    this.element.setAttribute('aria-label',
      `Phase circle: ${nodes.length} nodes, ${live} live sensors, order ${unit(one?.order)}. Arrow keys step through them.`);
  }

  at({ angle, size }) {
    const [x, y] = this.centre;
    // Anticlockwise from the right, as in mathematics: the screen's y grows downwards.
    return [x + this.radius * size * Math.cos(angle), y - this.radius * size * Math.sin(angle)];
  }

  nearest(x, y) {
    if (!this.centre) return null;
    let best = null, least = 28 ** 2;
    for (const p of this.phasors.values()) {
      const [px, py] = this.at(p);
      const d = (px - x) ** 2 + (py - y) ** 2;
      if (d < least) [best, least] = [p, d];
    }
    return best;
  }

  next(step) {
    const all = [...this.phasors.values()];
    return all.at((all.indexOf(this.chosen) + step) % all.length) ?? null;
  }
}

function circle(ctx, x, y, r) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, TURN);
}
