// What came: deltas accepted and refused, newest first, the reasons counted, and a way to deliver one from a file.

import { count, setText, time } from '../format.js';
import { $, attempt, el } from '../common/dom.js';
import { short } from './authors.js';

const MOST_SHOWN = 150;
const LARGEST = 64 * 1024;   // bytes of a request that the server reads

export class StreamPanel {
  constructor(page) {
    this.page = page;
    this.wanted = 'all';
    this.rows = [];
    $('stream-filter').addEventListener('change', event => {
      this.wanted = event.target.value;
      this.list();
    });
    $('deliver').addEventListener('submit', event => {
      event.preventDefault();
      attempt($('deliver').querySelector('button'), $('deliver-fault'), () => this.deliver($('deliver').elements.file.files[0]));
    });
  }

  show(deltas, refusals, reasons) {
    this.rows = [...deltas.map(one => ({ ...one, kind: 'accepted' })), ...refusals.map(one => ({ ...one, kind: 'refused' }))]
      .map((one, i) => ({ ...one, i })).sort((a, b) => (b.at ?? 0) - (a.at ?? 0) || b.i - a.i);
    const refused = reasons.reduce((sum, { count: n }) => sum + n, 0);
    setText($('stream-count'), refused > 0 ? `${refused} refused` : '');
    this.list();
    $('reasons-empty').hidden = reasons.length > 0;
    const most = Math.max(...reasons.map(one => one.count), 1);
    $('reasons').replaceChildren(...reasons.map(({ reason, count: n }) => {
      const bar = el('span', { class: 'bar', 'aria-hidden': 'true' });
      bar.style.setProperty('--value', String(n / most));
      return el('li', { 'data-reason': reason }, el('span', {}, words(reason)), bar, el('span', { class: 'figures' }, String(n)));
    }));
  }

  list() {
    const { authors } = this.page;
    const rows = this.rows.filter(one => this.wanted === 'all' || one.kind === this.wanted).slice(0, MOST_SHOWN);
    $('stream').replaceChildren(...rows.map(one => el('li', { 'data-kind': one.kind },
      el('time', {}, time(one.at)), el('span', { class: 'glyph', 'data-kind': one.kind === 'refused' ? 'refused' : 'taken', 'aria-hidden': 'true' }),
      one.kind === 'accepted'
        ? el('span', { class: 'what' }, authors.tag(one.author), ` ${count(one.modes ?? 0, 'mode')} `, el('code', { class: 'sub', title: one.cid }, short(one.cid)))
        : el('span', { class: 'what' }, el('strong', {}, `Refused: ${words(one.reason)}`), one.words ? `. ${one.words} ` : ' ', one.author === null ? null : authors.tag(one.author)),
      el('span', { class: 'figures' }, one.kind === 'accepted' && one.bytes !== null ? `${one.bytes} B` : ''))));
    $('stream-empty').hidden = rows.length > 0;
    setText($('stream-empty'), this.wanted === 'refused' ? 'Nothing has been refused.' : this.wanted === 'accepted' ? 'Nothing has been accepted yet.' : 'No delta has come yet.');
  }

  async deliver(file) {
    setText($('deliver-said'), '');
    if (file.size > LARGEST) throw new Error(`${file.name} has ${file.size} bytes; a delta has at most 510.`);
    try {
      await this.page.api.post('/hive/deltas', new Uint8Array(await file.arrayBuffer()));
      setText($('deliver-said'), `${file.name} was accepted.`);
      $('deliver').reset();
    } finally {
      await this.page.refresh();
    }
  }
}

/** A reason's name in words: BadSignature, bad_signature and "bad signature" are one. */
export function words(reason) {
  return reason.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase();
}
