// The grid in three dimensions with its tools: what is loaded, slices, colours, legend, axes, what lies under the pointer.

import { setText } from '../format.js';
import { BlockStore } from './block-store.js';
import { MODES, STEPS, number, ramps, ticks } from './colours.js';
import { $, el } from '../common/dom.js';
import { Pager } from './pager.js';

const CAPACITY = 120_000;     // blocks held
const MOST_SHOWN = 100_000;   // blocks of a whole view
const FOCUS_SHARE = .7;       // of them, for what is looked at
const SETTLED = 450;          // ms without a movement until the place looked at is loaded
const THICKNESSES = [1, 3, 10, 30, 100];
const AXES = ['x', 'y', 'z'];

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Events: `block` with {at} when one is chosen. */
export class SpacePanel extends EventTarget {
  constructor(page) {
    super();
    this.page = page;
    this.store = new BlockStore(CAPACITY);
    this.pager = new Pager(page.api, this.store, () => this.progress());
    this.dims = null;
    this.mode = 'value';
    this.slices = [null, null, null];
    this.thickness = [1, 1, 1];
    this.complete = false;
    this.total = null;      // active blocks of the instance, as the server counts
    this.boxTotal = 0;      // of the box in view
    this.chosen = null;
    this.moveTimer = 0;
    this.reloadTimer = 0;
    this.canvas = $('space-canvas');
    this.buildSlices();
    this.buildAxes();
    $('colour-by').addEventListener('change', event => this.colourBy(event.target.value));
    page.socket.on('changed', message => this.changed(message));
    // What changed between the reading that began first and the subscription is in neither: read again.
    page.socket.on('answer', ({ status, topic }) => { if (status === 'subscribed' && topic === 'region') this.load(); });
    page.socket.on('missed', () => this.reloadSoon(300));
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.reloadSoon(500); });
  }

  /** Loads the part that needs WebGL; without it the page still works by address. */
  async start() {
    try {
      const { GridScene } = await import('./scene.js');
      this.scene = new GridScene(this.canvas, this.store, { onTap: (x, y) => this.tap(x, y), onMove: () => this.moved() });
    } catch (error) {
      $('space').classList.add('flat');
      $('space').append(el('p', { class: 'no-gl', role: 'note' }, 'This browser cannot draw in 3-D (WebGL is off or missing). Everything else on this page works: go to a block by its address.'));
      this.canvas.hidden = true;
      return;
    }
    const { scene } = this;
    scene.afterDraw = () => this.placeAxes();
    scene.orbit.under = (x, y) => scene.pick(x, y);
    this.canvas.addEventListener('pointermove', event => { if (event.pointerType === 'mouse' && event.buttons === 0) this.hover(event.offsetX, event.offsetY); });
    this.canvas.addEventListener('pointerleave', () => { $('hover').hidden = true; });
    $('zoom-in').addEventListener('click', () => scene.orbit.zoom(.7));
    $('zoom-out').addEventListener('click', () => scene.orbit.zoom(1.43));
    $('view-home').addEventListener('click', () => scene.seeAll());
    if (this.dims) scene.resizeGrid(this.dims);
  }

  /** Shows another instance, or the same one anew. */
  open(dims) {
    const same = this.dims !== null && this.dims.every((d, k) => d === dims[k]);
    this.dims = dims;
    this.store.clear();
    this.total = null;
    this.complete = false;
    if (!same) {
      this.slices = [null, null, null];
      this.showSlices();
    }
    this.scene?.resizeGrid(dims);
    this.choose(null, []);
    this.subscribe();
    this.load();
  }

  box() {
    const low = [0, 0, 0], high = this.dims.map(d => d - 1);
    this.slices.forEach((at, k) => {
      if (at === null) return;
      const half = (this.thickness[k] - 1) / 2;
      low[k] = Math.max(0, Math.ceil(at - half));
      high[k] = Math.min(this.dims[k] - 1, Math.floor(at + half));
    });
    return { low, high };
  }

  subscribe() {
    const { low, high } = this.box();
    this.page.socket.want('region', { action: 'subscribe', topic: 'region', low, high, instance_id: this.page.api.instance });
  }

  async load() {
    if (!this.dims) return;
    const { low, high } = this.box();
    const focus = this.focus(low, high);
    this.loading = true;
    this.progress();
    try {
      const coarse = await this.pager.load(low, high, focus && !this.complete ? Math.round(MOST_SHOWN * (1 - FOCUS_SHARE)) : MOST_SHOWN);
      if (coarse === null) return;
      this.complete = coarse.every === 1;
      this.boxTotal = coarse.total;
      this.store.sweep(i => this.store.inside(i, low, high));
      if (!this.complete && focus) {
        const fine = await this.pager.load(focus.low, focus.high, Math.round(MOST_SHOWN * FOCUS_SHARE));
        if (fine === null) return;
      }
    } catch (error) {
      this.loading = false;
      this.page.complain(error);
      return;
    }
    this.loading = false;
    this.recolour();
    this.tell();
  }

  /** The part of the box that is looked at; null when that is most of it. */
  focus(low, high) {
    if (!this.scene) return null;
    const { target, distance } = this.scene.orbit;
    const reach = Math.max(6, distance * .5);
    const from = low.map((l, k) => Math.max(l, Math.floor(target[k] - reach))), to = high.map((h, k) => Math.min(h, Math.ceil(target[k] + reach)));
    if (from.some((f, k) => f > to[k])) return null;
    const size = (a, b) => a.reduce((product, l, k) => product * (b[k] - l + 1), 1);
    return size(from, to) > .6 * size(low, high) ? null : { low: from, high: to };
  }

  moved() {
    if (this.complete || this.loading === undefined) return;
    clearTimeout(this.moveTimer);
    this.moveTimer = setTimeout(() => { if (!this.complete) this.load(); }, SETTLED);
  }

  reloadSoon(ms) {
    clearTimeout(this.reloadTimer);
    this.reloadTimer = setTimeout(() => this.load(), ms);
  }

  /** Live changes: {blocks: [...], removed?: [[x,y,z]], face? or count? when there were too many to name}. */
  changed(message) {
    if (!this.dims || (message.instance_id ?? this.page.instance) !== this.page.instance) return;
    const { low, high } = this.box();
    for (const block of message.blocks ?? []) {
      const at = block.coordinate ?? block;
      if (at.some((c, k) => c < low[k] || c > high[k])) continue;
      if (block.active === false || block.value === null) this.store.remove(at);
      else this.store.put({ timestamp: Date.now(), ...block }, this.pager.turn, true);
      if (this.chosen && at.every((c, k) => c === this.chosen[k])) this.dispatchEvent(new CustomEvent('touched', { detail: { at } }));
    }
    for (const at of message.removed ?? message.deactivated ?? []) this.store.remove(at);
    if (message.reload || message.truncated || message.more || message.complete === false || (!message.blocks && !message.removed)) this.reloadSoon(150);
    this.recolourSoon();
  }

  setTotal(total) {
    if (total === this.total) return;
    const jumped = this.total !== null && Math.abs(total - this.total) > 2_000;
    this.total = total;
    if (jumped && this.loading === false) this.reloadSoon(100);
    this.tell();
  }

  progress() {
    const line = $('loading');
    line.hidden = !this.loading;
    this.recolourSoon();
    this.tell();
  }

  tell() {
    if (!this.dims) return;
    const shown = this.store.count, sliced = this.slices.some(at => at !== null);
    $('loading').hidden = !this.loading;
    const empty = shown === 0 && this.loading === false;
    $('first').hidden = !(empty && !sliced && (this.total ?? 0) === 0);
    let text;
    if (this.loading) text = `Loading… ${whole.format(shown)} blocks so far`;
    else if (empty) text = sliced ? 'No active block in this slice' : 'No active block';
    else if (this.complete) text = `Showing all ${whole.format(shown)} active ${shown === 1 ? 'block' : 'blocks'}${sliced ? ' of the slice' : ''}`;
    else text = `Showing ${whole.format(shown)} of ${whole.format(Math.max(shown, this.boxTotal))} active blocks${sliced ? ' of the slice' : ''}; zoom in to see all of a place`;
    setText($('showing'), text);
    this.canvas.setAttribute('aria-label', `The grid in three dimensions. ${text}. Coloured by ${this.mode}.`);
  }

  // Choosing -----------------------------------------------------------------

  tap(x, y) {
    const at = this.scene.pick(x, y);
    if (at) this.dispatchEvent(new CustomEvent('block', { detail: { at } }));
  }

  hover(x, y) {
    if (this.hovering) return;
    this.hovering = requestAnimationFrame(() => {
      this.hovering = 0;
      const at = this.scene.pick(x, y), note = $('hover');
      this.canvas.classList.toggle('over', at !== null);
      note.hidden = at === null;
      if (at === null) return;
      const i = this.store.index.get(at[0] + at[1] * 1024 + at[2] * 1048576);
      setText(note, `(${at.join(', ')})  ${number(this.store.data[4 * i])}  κ ${this.store.data[4 * i + 1].toFixed(3)}`);
      note.style.transform = `translate(${Math.min(x + 14, this.canvas.clientWidth - 190)}px, ${Math.max(4, y - 34)}px)`;
    });
  }

  choose(at, neighbours) {
    this.chosen = at;
    this.scene?.choose(at, neighbours);
  }

  lookAt(at) { this.scene?.lookAt(at); }

  // Slices -------------------------------------------------------------------

  buildSlices() {
    this.sliceRows = AXES.map((axis, k) => {
      const on = el('input', { type: 'checkbox', id: `slice-${axis}` });
      const range = el('input', { type: 'range', min: 0, max: 0, value: 0, 'aria-label': `Slice along ${axis}`, disabled: true });
      const exact = el('input', { type: 'number', min: 0, value: 0, 'aria-label': `Index of the slice along ${axis}`, disabled: true, inputmode: 'numeric' });
      const thick = el('select', { 'aria-label': `Thickness of the slice along ${axis}`, disabled: true }, THICKNESSES.map(t => el('option', { value: t }, t === 1 ? '1 layer' : `${t} layers`)));
      const change = from => {
        const top = (this.dims?.[k] ?? 1) - 1;
        const value = Math.max(0, Math.min(top, Math.round(Number((from ?? range).value) || 0)));
        range.value = exact.value = value;
        this.thickness[k] = Number(thick.value);
        this.slices[k] = on.checked ? value : null;
        for (const input of [range, exact, thick]) input.disabled = !on.checked;
        this.sliced();
      };
      on.addEventListener('change', () => change());
      range.addEventListener('input', () => change(range));
      exact.addEventListener('change', () => change(exact));
      thick.addEventListener('change', () => change(exact));
      const row = el('div', { class: 'slice' }, el('label', { for: `slice-${axis}` }, on, el('span', {}, axis)), range, exact, thick);
      $('slices').append(row);
      return { on, range, exact, thick };
    });
  }

  showSlices() {
    this.sliceRows.forEach(({ on, range, exact, thick }, k) => {
      range.max = exact.max = this.dims[k] - 1;
      const at = this.slices[k] ?? this.dims[k] >> 1;
      range.value = exact.value = at;
      on.checked = this.slices[k] !== null;
      for (const input of [range, exact, thick]) input.disabled = !on.checked;
    });
  }

  sliced() {
    const { low, high } = this.box();
    this.scene?.slice(low, high);
    this.complete = false;
    clearTimeout(this.sliceTimer);
    this.sliceTimer = setTimeout(() => {
      this.subscribe();
      this.load();
    }, 180);
  }

  // Colours ------------------------------------------------------------------

  colourBy(mode) {
    this.mode = mode;
    this.recolour();
    this.tell();
  }

  recolourSoon() {
    this.scene?.request();
    this.recolourTimer ??= setTimeout(() => {
      this.recolourTimer = null;
      this.recolour();
    }, 250);
  }

  recolour(themeToo = false) {
    if (themeToo) this.scene?.recolour();
    const range = this.store.valueRange() ?? [0, 1];
    this.scene?.colourBy(this.mode, range);
    const canvas = $('ramp'), row = MODES.indexOf(this.mode), bytes = ramps();
    canvas.width = STEPS;
    canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(bytes.buffer, row * STEPS * 4, STEPS * 4), STEPS, 1), 0, 0);
    const context = canvas.getContext('2d');
    for (let y = 1; y < canvas.height; y++) context.drawImage(canvas, 0, 0, STEPS, 1, 0, y, STEPS, 1);
    const list = $('ramp-ticks');
    list.replaceChildren(...ticks(this.mode, range).map(([place, text]) => {
      const tick = el('li', {}, text);
      tick.style.left = `${place * 100}%`;
      tick.dataset.end = place <= .01 ? 'low' : place >= .99 ? 'high' : '';
      return tick;
    }));
    $('ramp-legend').setAttribute('aria-label', `Colours: ${this.mode}`);
  }

  // Axes ---------------------------------------------------------------------

  buildAxes() {
    this.labels = [];
    for (let k = 0; k < 3; k++) for (const share of [0, .5, 1]) this.labels.push({ k, share, element: el('span', {}) });
    $('axes').append(...this.labels.map(label => label.element));
  }

  /** Names and ends of the axes, each along the edge where it is in nobody's way: x and y in front below, z at the left. */
  placeAxes() {
    if (!this.dims) return;
    const { scene, dims } = this, width = this.canvas.clientWidth, height = this.canvas.clientHeight;
    const off = Math.max(...dims) * .045;
    for (let k = 0; k < 3; k++) {
      const [a, b] = [0, 1, 2].filter(j => j !== k);
      let best = null;
      for (const [p, q] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
        const place = share => {
          const at = [0, 0, 0];
          at[k] = share * (dims[k] - 1);
          at[a] = p ? dims[a] - .5 + off : -.5 - off;
          at[b] = q ? dims[b] - .5 + off : -.5 - off;
          return scene.project(at);
        };
        const [x, y] = place(.5), score = k === 2 ? -x : y - (q ? 1e4 : 0);
        if (best === null || score > best.score) best = { score, place };
      }
      for (const { share, element } of this.labels.filter(label => label.k === k)) {
        const [x, y, front] = best.place(share);
        element.hidden = !front || x < 0 || y < 0 || x > width || y > height;
        setText(element, share === .5 ? AXES[k] : String(share * (dims[k] - 1)));
        element.classList.toggle('axis-name', share === .5);
        element.style.transform = `translate(-50%, -50%) translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
      }
    }
  }
}
