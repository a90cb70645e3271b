// Where a digit is drawn, and the 8 x 8 points that the mind sees of it, which the keyboard can ink too.

import { $, el } from '../common/dom.js';
import { onThemeChange, palette } from '../theme.js';
import { FULL, SIDE, digitOf } from './digit.js';

const BRUSH = .085;   // of the pad's width

/** Events: `changed`. `vector` is what the mind sees: 64 numbers of 0 to 16. */
export class Pad extends EventTarget {
  constructor() {
    super();
    this.canvas = $('pad');
    this.strokes = [];
    this.vector = new Array(SIDE * SIDE).fill(0);
    this.drawing = null;   // id of the pointer
    this.canvas.addEventListener('pointerdown', event => this.begin(event));
    this.canvas.addEventListener('pointermove', event => this.move(event));
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) this.canvas.addEventListener(end, event => { if (event.pointerId === this.drawing) this.drawing = null; });
    $('pad-clear').addEventListener('click', () => this.clear());
    this.cells = this.vector.map((_, i) => el('div', { role: 'gridcell', class: 'cell', tabindex: i === 0 ? '0' : '-1' }));
    $('eye').append(...Array.from({ length: SIDE }, (_, row) => el('div', { role: 'row', class: 'cells' }, this.cells.slice(row * SIDE, (row + 1) * SIDE))));
    $('eye').addEventListener('keydown', event => this.key(event));
    $('eye').addEventListener('click', event => {
      const i = this.cells.indexOf(event.target);
      if (i >= 0) this.ink(i);
    });
    onThemeChange(() => this.paint());
    this.see();
  }

  get empty() { return this.vector.every(value => value === 0); }

  clear() {
    this.strokes = [];
    this.vector = new Array(SIDE * SIDE).fill(0);
    this.see();
  }

  begin(event) {
    if (this.drawing !== null || event.button > 0) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.drawing = event.pointerId;
    this.strokes.push([this.at(event)]);
    this.take();
  }

  move(event) {
    if (event.pointerId !== this.drawing) return;
    const stroke = this.strokes.at(-1);
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length > 0 ? events : [event]) {
      const [x, y] = this.at(one), [px, py] = stroke.at(-1);
      if (Math.hypot(x - px, y - py) > .01) stroke.push([x, y]);
    }
    this.take();
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  take() {
    this.vector = digitOf(this.strokes);
    this.see();
  }

  see() {
    this.paint();
    this.cells.forEach((cell, i) => {
      cell.style.setProperty('--ink-share', String(this.vector[i] / FULL));
      cell.setAttribute('aria-label', `row ${Math.floor(i / SIDE) + 1}, column ${i % SIDE + 1}: ${this.vector[i]}`);
    });
    this.dispatchEvent(new CustomEvent('changed'));
  }

  paint() {
    const { canvas } = this, context = canvas.getContext('2d'), colours = palette();
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.strokeStyle = context.fillStyle = colours.ink;
    context.lineWidth = BRUSH * canvas.width;
    context.lineCap = context.lineJoin = 'round';
    for (const stroke of this.strokes) {
      context.beginPath();
      for (const [x, y] of stroke.length === 1 ? [stroke[0], stroke[0]] : stroke) context.lineTo(x * canvas.width, y * canvas.height);
      context.stroke();
    }
  }

  /** One point by hand: none, half, full. What was drawn before stays in what is seen, not as strokes. */
  ink(i) {
    this.strokes = [];
    this.vector[i] = this.vector[i] >= FULL ? 0 : this.vector[i] >= FULL / 2 ? FULL : FULL / 2;
    this.focus(i);
    this.see();
  }

  key(event) {
    const i = this.cells.indexOf(event.target);
    if (i < 0) return;
    const x = i % SIDE, y = Math.floor(i / SIDE);
    const to = { ArrowLeft: [x - 1, y], ArrowRight: [x + 1, y], ArrowUp: [x, y - 1], ArrowDown: [x, y + 1], Home: [0, y], End: [SIDE - 1, y] }[event.key];
    if (event.key === ' ' || event.key === 'Enter') this.ink(i);
    else if (!to) return;
    else if (to.every(c => c >= 0 && c < SIDE)) this.focus(to[1] * SIDE + to[0]);
    event.preventDefault();
  }

  focus(i) {
    for (const [k, cell] of this.cells.entries()) cell.setAttribute('tabindex', k === i ? '0' : '-1');
    this.cells[i].focus();
  }
}
