// The hive page put together: everything is read from this page's own node, again whenever the node says that something happened.

import { count, reading, setText } from '../format.js';
import { bindThemeButton } from '../theme.js';
import { Api } from '../common/api.js';
import { $, el, fault } from '../common/dom.js';
import { Socket } from '../common/socket.js';
import { readDelta, readHistory, readRefusal, readStatus, readTable } from './answers.js';
import { list } from '../reading.js';
import { Authors, short } from './authors.js';
import { AskPanel } from './ask-panel.js';
import { AuthorsPanel } from './authors-panel.js';
import { DhtPanel } from './dht-panel.js';
import { ForksPanel } from './forks-panel.js';
import { HistoryPanel } from './history-panel.js';
import { MindPanel } from './mind-panel.js';
import { StreamPanel } from './stream-panel.js';

const EVERY = 4_000;        // ms between readings when nothing is said
const GATHER = 80;          // ms in which what is said leads to one reading
const MOST_DELTAS = 500;    // newest deltas that are kept
const MOST_PAGES = 20;
const MOST_STATE = 1e6;     // bytes
const PARTS = ['/hive', '/hive/deltas', '/hive/refusals', '/hive/history', '/hive/dht', '/hive/ask'];
const TOLD = { connecting: 'Connecting…', live: 'Live', reconnecting: 'Connection lost, reconnecting…' };
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

class Page {
  constructor() {
    this.api = new Api();
    this.authors = new Authors();
    this.socket = new Socket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`, state => this.connection(state));
    this.history = new HistoryPanel(this);
    this.mind = new MindPanel(this);
    this.contributors = new AuthorsPanel(this);
    this.stream = new StreamPanel(this);
    this.dht = new DhtPanel(this);
    this.ask = new AskPanel(this);
    this.forks = new ForksPanel();
    this.frame = 'vector';
    this.status = null;
    this.deltas = [];
    this.refusals = [];
    this.cursor = null;
    this.soon = 0;
    this.under = null;    // the reading under way
    this.again = false;
    this.lacks = new Set();   // parts that this server does not have
    this.socket.on('hive', () => this.refreshSoon());
    $('frame').addEventListener('change', event => this.look(event.target.value));
  }

  async start() {
    bindThemeButton($('theme'));
    this.connection('connecting');
    this.socket.want('hive', { action: 'subscribe', topic: 'hive' });
    this.socket.start();
    for (;;) {
      await new Promise(resolve => { setTimeout(resolve, EVERY); });
      if (!document.hidden && document.documentElement.dataset.connection === 'live') await this.refresh();
    }
  }

  /** After every (re)connection everything is read anew: the server may be another one by now. */
  async connection(state) {
    document.documentElement.dataset.connection = state;
    $('connection').dataset.state = state;
    setText($('connection-text'), TOLD[state]);
    setText($('announcer'), TOLD[state]);
    if (state !== 'live') return;
    await this.learnParts();
    await this.anew();
  }

  /** What this server does not have is not asked for: its own description tells. */
  async learnParts() {
    this.lacks.clear();
    try {
      const { paths } = await this.api.get('/openapi/v1.json');
      for (const part of PARTS) if (!(part in paths)) this.lacks.add(part);
    } catch { /* Not described: asking will tell. */ }
    this.ask.able(!this.lacks.has('/hive/ask'));
  }

  /** The other frame: another history, basin and mind under the same key. */
  async look(frame) {
    this.frame = $('frame').value = frame;
    this.mind.look(frame);
    await this.anew();
  }

  /** Forgets what was read, and reads. */
  anew() {
    this.cursor = null;
    this.deltas = [];
    this.history.forget();
    return this.refresh();
  }

  refreshSoon() {
    this.soon ||= setTimeout(() => {
      this.soon = 0;
      this.refresh();
    }, GATHER);
  }

  /** Reads everything once; a call while it is being read leads to one more reading. */
  refresh() {
    this.again = this.under !== null;
    this.under ??= this.read().finally(() => {
      this.under = null;
      if (this.again) this.refreshSoon();
    });
    return this.under;
  }

  async read() {
    const { frame } = this;
    await this.part($('hive-fault'), async () => {
      const raw = await this.optional('/hive', { frame });
      this.status = raw === null ? null : readStatus(raw);
      this.authors.be(this.status?.id ?? null);
      this.head();
    });
    const { status } = this;
    await this.part($('stream-fault'), async () => {
      await this.readDeltas(frame);
      this.refusals = list((await this.optional('/hive/refusals', { frame }))?.refusals, readRefusal) ?? [];
    });
    this.contributors.show(status?.authors ?? [], this.deltas);
    this.stream.show(this.deltas, this.refusals, status?.refused ?? []);
    this.forks.show(status?.forks ?? []);
    await this.part($('history-fault'), async () => {
      const raw = await this.optional('/hive/history', { frame });
      this.history.show(raw === null ? null : readHistory(raw));
    });
    await this.part($('dht-fault'), async () => {
      const raw = await this.optional('/hive/dht');
      const table = raw === null ? null : readTable(raw);
      this.dht.show(table);
      this.ask.know(table?.specialisations ?? []);
    });
  }

  /** The newest deltas: those that came since the last reading. */
  async readDeltas(frame) {
    this.cursor ??= Math.max(0, (this.status?.deltas ?? 0) - MOST_DELTAS);
    for (let page = 0; page < MOST_PAGES; page++) {
      const raw = await this.optional('/hive/deltas', { frame, after: this.cursor, limit: MOST_DELTAS });
      const got = list(raw?.deltas, readDelta) ?? [];
      if (got.length === 0 || frame !== this.frame) return;
      this.deltas = [...this.deltas, ...got].slice(-MOST_DELTAS);
      this.cursor += got.length;
      if (raw.next === null || raw.next === undefined) return;
    }
  }

  /** Null when this node does not have that part. */
  async optional(path, query) {
    if (this.lacks.has(path)) return null;
    try {
      return await this.api.get(path, query);
    } catch (error) {
      if (error.status !== 404) throw error;
      this.lacks.add(path);
      return null;
    }
  }

  async part(place, work) {
    try {
      await work();
      fault(place, null);
    } catch (error) {
      if (error.status !== 0) fault(place, error);   // a lost connection is told once, above
    }
  }

  /** The sentence at the top. */
  head() {
    const { status } = this;
    if (status === null) {
      setText($('known-title'), 'No hive here');
      setText($('known-reason'), 'This node takes part in no hive.');
      return;
    }
    const { deltas, modes, bytes } = status, authors = status.authors.length;
    setText($('known-title'), !deltas ? 'Nothing shared yet' : `${whole.format(deltas)} ${deltas === 1 ? 'delta' : 'deltas'}, one basin`);
    setText($('known-reason'), !deltas
      ? 'Teach this mind something and share it: one packet of at most 510 signed bytes, and every other node knows it too.'
      : `${modes === null ? 'What was learned' : count(modes, 'mode')} from ${count(authors, 'author')}. Whoever holds the same deltas stands in the same basin, bit for bit.`);
    $('known-basin').replaceChildren(...(status.basin === null ? [] : ['Basin ', el('code', {}, status.basin)]));
    setText($('state-bytes'), reading(bytes, 'B'));
    const meter = $('state-meter'), share = Math.max(0, Math.min(1, (bytes ?? 0) / MOST_STATE));
    meter.style.setProperty('--value', String(share));
    meter.setAttribute('aria-valuenow', String(bytes ?? 0));
    const refused = status.refused.reduce((sum, { count: n }) => sum + n, 0);
    const facts = [['Tier', status.tier], ['Coordinator', status.coordinator === null ? null : status.coordinator === status.id ? 'this node' : short(status.coordinator)], ['Peers', status.peers], ['Concepts', status.concepts.length], ['Waiting', status.held || null], ['Refused', refused]].filter(([, value]) => value !== null);
    $('facts').replaceChildren(...facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, String(value)))));
    setText($('vitals'), status.id === null ? '' : `instance ${short(status.id)}`);
    setText($('mind-state'), status.concepts.length === 0 ? 'knows nothing yet' : `knows ${count(status.concepts.length, 'concept')}`);
    setText($('colophon'), ['Unum', status.id === null ? null : `instance ${status.id}`].filter(Boolean).join(' · '));
  }
}

export const page = new Page();
page.start();
