// The grid page put together: one instance in view, one block chosen, one cube open, one ledger for all.

import { reading, setText } from '../format.js';
import { bindThemeButton, onThemeChange } from '../theme.js';
import { Api } from '../common/api.js';
import { BlockPanel } from './block-panel.js';
import { CubePanel } from './cube-panel.js';
import { $, attempt, el, fault } from '../common/dom.js';
import { FacePanel } from './faces.js';
import { LedgerPanel } from './ledger-panel.js';
import { MetricsPanel } from './metrics-panel.js';
import { PlacesPanel } from './places-panel.js';
import { Socket } from '../common/socket.js';
import { SpacePanel } from './space-panel.js';

const METRICS_EVERY = 2_000;   // ms
const TOLD = { connecting: 'Connecting…', live: 'Live', reconnecting: 'Connection lost, reconnecting…' };
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

class Page {
  constructor() {
    this.api = new Api();
    this.instance = null;   // its id
    this.dims = null;
    this.socket = new Socket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`, state => this.connection(state));
    this.space = new SpacePanel(this);
    this.store = this.space.store;
    this.block = new BlockPanel(this);
    this.faces = new FacePanel(this);
    this.places = new PlacesPanel(this);
    this.metrics = new MetricsPanel();
    this.cube = new CubePanel(this);
    this.ledger = new LedgerPanel(this);
    this.space.addEventListener('block', ({ detail }) => this.block.open(detail.at, false));
    this.space.addEventListener('touched', ({ detail }) => this.touched(detail.at));
    this.block.addEventListener('chosen', ({ detail }) => {
      this.space.choose(detail.at, detail.neighbours);
      if (detail.look) this.space.lookAt(detail.at);
    });
    this.faces.addEventListener('done', () => {
      this.space.reloadSoon(0);
      this.measure();
    });
    this.places.addEventListener('open', ({ detail }) => this.open(detail));
    this.firstSteps();
  }

  async start() {
    bindThemeButton($('theme'));
    onThemeChange(() => this.space.recolour(true));
    this.connection('connecting');
    await this.space.start();
    this.space.recolour();
    this.socket.start();
    this.measuring();
  }

  /** After every (re)connection everything is read anew: the server may be another one by now. */
  async connection(state) {
    document.documentElement.dataset.connection = state;
    $('connection').dataset.state = state;
    setText($('connection-text'), TOLD[state]);
    setText($('announcer'), TOLD[state]);
    if (state === 'live') await this.readAll();
  }

  async readAll() {
    const parts = [[() => this.readPlaces(), $('places-fault')], [() => this.cube.refresh(), $('cube-fault')], [() => this.ledger.refresh(), $('ledger-fault')], [() => this.measure(), $('metrics-fault')]];
    this.ledger.subscribe();
    for (const [work, place] of parts) {
      fault(place, null);
      try {
        await work();
      } catch (error) {
        fault(place, error);
      }
    }
  }

  async readPlaces() {
    await this.places.refresh();
    const { instances } = this.places;
    const found = instances.find(one => one.instance_id === this.instance) ?? instances.find(one => one.instance_id === 'main') ?? instances[0];
    if (found) this.open(found);
  }

  open({ instance_id: id, dimensions }) {
    const other = id !== this.instance;
    this.instance = this.api.instance = id;
    this.dims = dimensions;
    if (other) {
      this.block.close();
      this.faces.reset();
    }
    for (const form of [$('block-go'), $('submit')]) ['x', 'y', 'z'].forEach((axis, k) => { form.elements[axis].max = dimensions[k] - 1; });
    this.space.open(dimensions);
    if (!other && this.block.at) this.block.open(this.block.at, false);
    this.places.show();
    this.measure();
  }

  redraw() { this.space.recolourSoon(); }

  complain(error) {
    setText($('showing'), error.message);
  }

  touched(at) {
    if ($('block').contains(document.activeElement)) return;
    clearTimeout(this.touchTimer);
    this.touchTimer = setTimeout(() => this.block.open(at, false), 200);
  }

  // Figures ------------------------------------------------------------------

  async measuring() {
    for (;;) {
      await new Promise(resolve => { setTimeout(resolve, METRICS_EVERY); });
      if (!document.hidden && document.documentElement.dataset.connection === 'live') await Promise.all([this.measure(), this.ledger.refresh().catch(() => {})]);
    }
  }

  async measure() {
    try {
      const figures = await this.api.get('/grid/metrics');
      fault($('metrics-fault'), null);
      this.metrics.show(figures);
      this.head(figures);
    } catch (error) {
      if (error.status !== 0) fault($('metrics-fault'), error);
    }
  }

  /** The sentence at the top. */
  head(figures) {
    const mine = figures.instances?.find(one => one.instance_id === this.instance);
    const active = mine?.active_blocks ?? figures.active_blocks ?? null;
    const kappa = this.store.meanKappa();
    this.space.setTotal(active);
    if (active !== null && this.dims) {
      const all = this.dims.reduce((a, b) => a * b, 1);
      setText($('awake-title'), active === 0 ? 'All asleep' : `${whole.format(active)} ${active === 1 ? 'block' : 'blocks'} awake`);
      setText($('awake-reason'), `of ${whole.format(all)} addresses in ${this.instance}. ${active === 0 ? 'Memory is spent only on what is active.' : share(active / all)}`);
    }
    setText($('kappa'), Number.isFinite(kappa) ? kappa.toFixed(3) : '–');
    const meter = $('kappa-meter');
    meter.style.setProperty('--value', String(Math.max(0, Math.min(1, kappa ?? 0))));
    meter.style.setProperty('--threshold', '.6');
    meter.setAttribute('aria-valuenow', String(Number((kappa ?? 0).toFixed(3))));
    const facts = [['Grid’s memory', mine?.bytes ?? figures.bytes, 'B'], ['Bytes a block', active > 0 ? (mine?.bytes ?? figures.bytes) / active : null, ''], ['Cubes', figures.cubes, ''], ['Ledger', figures.ledger_height, '']]
      .filter(([, value]) => typeof value === 'number');
    $('facts').replaceChildren(...facts.map(([name, value, unit]) => el('div', {}, el('dt', {}, name), el('dd', {}, reading(value, unit)))));
    setText($('vitals'), `${this.instance} · ${this.dims?.join(' × ') ?? ''}`);
    setText($('colophon'), ['Unum', figures.version, `instance ${this.instance}`].filter(Boolean).join(' · '));
  }

  // An empty grid ------------------------------------------------------------

  firstSteps() {
    const steps = [
      ['A whole face', () => this.faces.begin({ plane: 'z', index: this.dims[2] >> 1, operation: 'activate', value: 1 })],
      ['A diagonal, as in the mission', () => this.setMany(Array.from({ length: Math.min(...this.dims) }, (_, i) => [i, i, i, .5 + .5 * i / Math.min(...this.dims)]))],
      ['A sphere', () => this.setMany(sphere(this.dims))],
    ];
    $('first-buttons').append(...steps.map(([text, work], i) => el('button', {
      type: 'button', class: i === 0 ? 'primary' : null, onclick: event => attempt(event.currentTarget, $('face-fault'), work),
    }, text)));
  }

  async setMany(blocks) {
    const most = 4_000;   // a request stays well below the server's limit
    for (let i = 0; i < blocks.length; i += most) {
      await this.api.post('/values', { blocks: blocks.slice(i, i + most).map(([x, y, z, value]) => ({ x, y, z, value })), instance_id: this.instance });
    }
    this.space.reloadSoon(0);
    await this.measure();
  }
}

function share(part) {
  const percent = part * 100;
  return percent >= .1 ? `${Number(percent.toPrecision(3))} % of it.` : `One in ${whole.format(1 / part)}.`;
}

/** The shell of a ball in the middle, about four thousand blocks at most, higher values further up. */
function sphere(dims) {
  const radius = Math.min(18, Math.floor((Math.min(...dims) - 1) / 2)), middle = dims.map(d => d >> 1), found = [];
  for (let z = -radius; z <= radius; z++) {
    for (let y = -radius; y <= radius; y++) {
      for (let x = -radius; x <= radius; x++) {
        if (Math.abs(Math.hypot(x, y, z) - radius) < .5) found.push([middle[0] + x, middle[1] + y, middle[2] + z, Math.round(1000 * (z + radius) / Math.max(1, 2 * radius)) / 1000]);
      }
    }
  }
  return found.filter(([x, y, z]) => x >= 0 && y >= 0 && z >= 0 && x < dims[0] && y < dims[1] && z < dims[2]);
}

export const page = new Page();
page.start();
