// One block: what it holds, who is around it, its mind, and the proof that the grid's root hash stands for it.

import { date, setText, time } from '../format.js';
import { instant } from './block-store.js';
import { number } from './colours.js';
import { $, attempt, el, fault, onSubmit, visible } from '../common/dom.js';
import { checkProof, shortHash } from './proof.js';

const MOST_SAID = 6;

/** Events: `chosen` with {at, neighbours} when a block was read. */
export class BlockPanel extends EventTarget {
  constructor(page) {
    super();
    this.page = page;
    this.at = null;
    this.adjacency = 6;
    this.version = null;   // the ETag as last read
    this.turn = 0;
    this.fault = $('block-fault');
    this.build();
    onSubmit($('block-go'), this.fault, ({ x, y, z }) => this.open([x, y, z], true));
  }

  build() {
    const field = name => el('dd', { 'data-is': name }, '–');
    this.value = el('input', { name: 'value', type: 'number', step: 'any', required: true, 'aria-label': 'Value' });
    this.setForm = el('form', { class: 'row', 'aria-label': 'Set the value' }, el('label', { class: 'grow' }, 'Value ', this.value),
      el('button', { type: 'submit' }, 'Set'), this.off = el('button', { type: 'button' }, 'Deactivate'));
    this.text = el('textarea', { name: 'text', rows: 2, maxlength: 4000, required: true, placeholder: 'Say something to this mind', 'aria-label': 'Text for this mind' });
    this.mindForm = el('form', { class: 'stack', 'aria-label': 'Text to this mind' }, this.text, el('p', { class: 'row' }, el('button', { type: 'submit', class: 'primary' }, 'Send')));
    this.said = el('ol', { class: 'said', 'aria-label': 'What this mind answered', 'aria-live': 'polite' });
    this.linkForm = el('form', { class: 'row address', 'aria-label': 'Link to another block' },
      ['x', 'y', 'z'].map(axis => el('label', {}, `${axis} `, el('input', { name: axis, type: 'number', min: 0, required: true, inputmode: 'numeric' }))), el('button', { type: 'submit' }, 'Link'));
    this.links = el('ul', { class: 'addresses', 'aria-label': 'Links' });
    this.neighbours = el('ul', { class: 'addresses', 'aria-label': 'Active neighbours' });
    this.around = el('select', { 'aria-label': 'Which neighbours' }, el('option', { value: 6 }, '6, by face'), el('option', { value: 26 }, '26, all around'));
    this.around.addEventListener('change', () => {
      this.adjacency = Number(this.around.value);
      this.open(this.at, false);
    });
    this.prove = el('button', { type: 'button' }, 'Prove it');
    this.proof = el('div', { class: 'proof', role: 'status' });
    this.facts = el('dl', { class: 'pairs' }, el('dt', {}, 'Hash'), this.hash = field('hash'), el('dt', {}, 'Active since'), this.since = field('since'),
      el('dt', {}, 'Kappa κ'), this.kappa = field('kappa'), el('dt', {}, 'Connections'), this.connections = field('connections'));
    $('block').append(this.setForm, this.facts, el('h3', {}, 'Its mind'), this.mindForm, this.said,
      el('h3', { class: 'with-tool' }, 'Active neighbours ', this.around), this.neighbours,
      el('h3', {}, 'Links'), this.links, this.linkForm, el('h3', {}, 'Proof'), el('p', { class: 'row' }, this.prove), this.proof);
    onSubmit(this.setForm, this.fault, ({ value }) => this.set(value));
    onSubmit(this.mindForm, this.fault, ({ text }) => this.say(text));
    onSubmit(this.linkForm, this.fault, ({ x, y, z }) => this.link([x, y, z]));
    this.off.addEventListener('click', () => attempt(this.off, this.fault, async () => {
      await this.page.api.delete('/value', this.query(), this.matching());
      this.page.store.remove(this.at);
      await this.open(this.at, false);
    }));
    this.prove.addEventListener('click', () => attempt(this.prove, this.fault, () => this.showProof()));
  }

  /** Whether this block is the one in the panel; a change that comes in reads it again and brings another array. */
  shows(at) { return this.at !== null && at.every((c, k) => c === this.at[k]); }

  query() {
    const [x, y, z] = this.at;
    return { x, y, z };
  }

  matching() { return this.version ? { headers: { 'If-Match': this.version } } : {}; }

  /** Reads a block and shows it; `look` turns the view to it. */
  async open(at, look) {
    const turn = ++this.turn, fresh = !this.shows(at);
    fault(this.fault, null);
    const [x, y, z] = at;
    for (const [k, axis] of ['x', 'y', 'z'].entries()) $('block-go').elements[axis].value = at[k];
    try {
      let version = null;
      const block = await this.page.api.get('/value', { x, y, z }, { seen: response => { version = response.headers.get('ETag'); } });
      const { neighbours } = await this.page.api.get('/neighbours', { x, y, z, adjacency: this.adjacency });
      if (turn !== this.turn) return;
      this.at = at;
      this.version = version;
      if (fresh) this.forget();
      this.show(block, neighbours.map(n => n.coordinate ?? n));
      this.dispatchEvent(new CustomEvent('chosen', { detail: { at, look, neighbours: neighbours.map(n => n.coordinate ?? n) } }));
    } catch (error) {
      if (turn === this.turn) fault(this.fault, error);
    }
  }

  /** Another instance: nothing is chosen. */
  close() {
    this.turn++;
    this.at = null;
    $('block').hidden = true;
    fault(this.fault, null);
    setText($('block-title'), 'A block');
    setText($('block-state'), 'Click one in the grid, or go to any address.');
  }

  forget() {
    this.said.replaceChildren();
    this.proof.replaceChildren();
  }

  show(block, neighbours) {
    $('block').hidden = false;
    setText($('block-title'), `Block (${this.at.join(', ')})`);
    setText($('block-state'), block.active ? 'active' : 'not active: it holds 0 and costs nothing');
    if (document.activeElement !== this.value) this.value.value = String(Number(Math.fround(block.value).toPrecision(7)));
    setText(this.hash, block.active && block.hash ? block.hash : 'none');
    const since = block.active && block.timestamp !== null && block.timestamp !== undefined ? instant(block.timestamp) : null;
    setText(this.since, since === null ? '–' : `${date(since)}, ${time(since)}`);
    setText(this.kappa, block.active ? (block.llm?.kappa ?? block.llm?.['κ'])?.toFixed(4) ?? '–' : '–');
    setText(this.connections, String(block.llm?.connections ?? 0));
    this.off.hidden = !block.active;
    const go = (at, unlink) => el('li', {}, el('button', { type: 'button', class: 'address-button', onclick: () => this.open(at, true) }, at.join(', ')),
      unlink && el('button', { type: 'button', class: 'quiet-button', 'aria-label': `Unlink ${at.join(', ')}`, onclick: event => attempt(event.currentTarget, this.fault, () => this.unlink(at)) }, '×'));
    this.neighbours.replaceChildren(...neighbours.map(at => go(at, false)));
    if (neighbours.length === 0) this.neighbours.append(el('li', { class: 'empty' }, 'No active neighbour.'));
    this.links.replaceChildren(...block.links.map(at => go(at, true)));
    if (block.links.length === 0) this.links.append(el('li', { class: 'empty' }, 'No link.'));
  }

  async set(value) {
    const answer = await this.page.api.post('/value', { ...this.query(), value }, { headers: { ...this.matching().headers, 'Idempotency-Key': crypto.randomUUID?.() ?? String(performance.now()) } });
    this.page.store.put({ coordinate: this.at, value, kappa: .6, timestamp: Date.now() }, 0, true);
    this.page.redraw();
    this.value.blur();
    this.proof.replaceChildren();
    await this.open(this.at, false);
    return answer;
  }

  async say(text) {
    const at = this.at;
    const answer = await this.page.api.post('/llm/process', { ...this.query(), text });
    if (!this.shows(at)) return;
    const kappa = answer.kappa ?? answer['κ'];
    this.said.prepend(el('li', {}, el('p', { class: 'asked' }, text), el('p', { class: 'answer' }, visible(answer.result) || 'nothing'),
      el('p', { class: 'figures' }, `surprise ${answer.surprise.toFixed(2)} bits per byte`, kappa === undefined ? '' : ` · κ ${kappa.toFixed(4)}`)));
    while (this.said.childElementCount > MOST_SAID) this.said.lastElementChild.remove();
    this.text.select();
    await this.open(at, false);
  }

  async link(target) {
    await this.page.api.post('/links', { source: this.at, target });
    this.linkForm.reset();
    await this.open(this.at, false);
  }

  async unlink(target) {
    await this.page.api.call('DELETE', '/links', {}, { source: this.at, target });
    await this.open(this.at, false);
  }

  async showProof() {
    const at = this.at;
    this.proof.replaceChildren(el('p', { class: 'readout' }, 'Asking for the proof…'));
    let proof;
    try {
      proof = await this.page.api.get('/ledger/proof', this.query());
    } catch (error) {
      this.proof.replaceChildren();
      throw error;
    }
    const verdict = await checkProof(proof, at);
    if (!this.shows(at)) return;
    this.proof.replaceChildren(
      el('p', { class: 'verdict-line', 'data-good': String(verdict.good) }, verdict.good
        ? (verdict.active ? `Proven: it holds ${number(verdict.value)}` : 'Proven: it is not active')
        : `Not proven: ${verdict.why}`),
      el('p', { class: 'readout' }, verdict.good ? `Computed in this browser with ${verdict.hashes} SHA-256 hashes, not taken from the server.` : 'Computed in this browser.'),
      el('ol', { class: 'path', 'aria-label': 'Hash path from the block to the root' }, verdict.path.map(({ what, hash, note }) => el('li', {},
        el('span', { class: 'what' }, what), el('code', { title: hash }, shortHash(hash)), note && el('span', { class: 'note' }, note)))));
  }
}
