// The ledger: nine validators that can be stopped or made to lie, the blocks that became final, the lies found, and the reason
// when nothing becomes final any more.

import { setText } from '../format.js';
import { $, attempt, el, fault, onSubmit } from '../common/dom.js';
import { shortHash } from './proof.js';

const MOST_BLOCKS = 12;
const FAULTS = [['none', 'Honest'], ['stopped', 'Stop'], ['equivocating', 'Lie']];

export class LedgerPanel {
  constructor(page) {
    this.page = page;
    this.fault = $('ledger-fault');
    this.blocks = new Map();
    this.height = null;
    this.rows = new Map();
    this.turn = 0;
    page.socket.on('finalised', message => this.finalised(message));
    onSubmit($('submit'), this.fault, ({ x, y, z, value }) => this.agree([x, y, z], value));
    $('verify').addEventListener('click', () => attempt($('verify'), this.fault, () => this.verify()));
  }

  subscribe() { this.page.socket.want('ledger', { action: 'subscribe', topic: 'ledger' }); }

  async refresh() {
    const turn = ++this.turn;
    const ledger = await this.page.api.get('/ledger');
    if (turn !== this.turn) return;   // something newer was asked or told meanwhile
    const restarted = this.height !== null && ledger.height < this.height;
    if (restarted) this.blocks.clear();
    this.height = ledger.height;
    this.show(ledger);
    await this.fetchBlocks(ledger.height);
  }

  show(ledger) {
    setText($('ledger-state'), `height ${ledger.height} · ${ledger.answering} of ${ledger.validators.length} answer, ${ledger.needed} are needed${ledger.pending > 0 ? ` · ${ledger.pending} waiting` : ''}`);
    $('ledger-stalled').hidden = !ledger.stopped;
    setText($('ledger-stalled'), ledger.stopped ? `The ledger stands still: ${ledger.stopped}` : '');
    for (const validator of ledger.validators) this.showValidator(validator);
    const { evidence } = ledger;
    $('evidence-empty').hidden = evidence.length > 0;
    $('evidence').replaceChildren(...evidence.slice(-8).reverse().map(({ guilty, reason }) => el('li', {}, el('strong', {}, guilty), ' ', reason)));
  }

  showValidator(validator) {
    let row = this.rows.get(validator.name);
    if (!row) {
      const state = el('span', { class: 'validator-state' }), waits = el('span', { class: 'sub' });
      const buttons = FAULTS.map(([value, text]) => el('button', { type: 'button', 'aria-label': `${validator.name}: ${text}`, 'data-fault': value, onclick: event => attempt(event.currentTarget, this.fault, () => this.setFault(validator.name, value)) }, text));
      row = { state, waits, buttons, element: el('li', { 'data-name': validator.name }, el('strong', {}, validator.name), state, el('span', { class: 'segments', role: 'group', 'aria-label': validator.name }, buttons), waits) };
      this.rows.set(validator.name, row);
      $('validators').append(row.element);
    }
    row.element.dataset.fault = validator.fault;
    setText(row.state, `${validator.state} · height ${validator.height}`);
    setText(row.waits, validator.waits_for ?? '');
    for (const button of row.buttons) button.setAttribute('aria-pressed', String(button.dataset.fault === validator.fault));
  }

  async setFault(name, value) {
    const ledger = await this.page.api.post(`/ledger/validators/${encodeURIComponent(name)}`, { fault: value });
    this.turn++;
    this.show(ledger);
  }

  async agree([x, y, z], value) {
    setText($('ledger-said'), 'The nine vote…');
    try {
      const answer = await this.page.api.post('/ledger/submit', { operation: 'set', x, y, z, value, instance_id: this.page.instance });
      setText($('ledger-said'), `Final in block ${answer.height}, ${shortHash(answer.block_hash ?? answer.hash ?? '')}`);
    } catch (error) {
      setText($('ledger-said'), '');
      throw error;
    } finally {
      await this.refresh();
    }
  }

  async verify() {
    setText($('ledger-said'), 'Checking history, snapshots and memory…');
    try {
      const report = await this.page.api.post('/ledger/verify', { instance_id: this.page.instance });
      const sound = report.sound ?? report.damage?.length === 0;
      setText($('ledger-said'), sound ? `Sound: ${report.entries} entries and ${report.bricks} bricks checked` : `Damaged: ${report.damage.map(d => `${d.where}: ${d.what}`).join('; ')}`);
    } catch (error) {
      setText($('ledger-said'), '');
      throw error;
    }
  }

  finalised(message) {
    this.height = Math.max(this.height ?? 0, message.height);
    this.blocks.set(message.height, { ...this.blocks.get(message.height), height: message.height, hash: message.hash, count: message.operations, fresh: true });
    this.showChain();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.refresh().catch(error => fault(this.fault, error)), 150);
  }

  async fetchBlocks(height) {
    for (let h = height; h > Math.max(0, height - MOST_BLOCKS); h--) {
      if (this.blocks.get(h)?.operations) continue;
      const block = await this.page.api.get(`/ledger/blocks/${h}`, {}, { everywhere: true });
      this.blocks.set(h, { ...this.blocks.get(h), ...block });
    }
    for (const h of this.blocks.keys()) if (h <= height - MOST_BLOCKS) this.blocks.delete(h);
    this.showChain();
  }

  showChain() {
    const blocks = [...this.blocks.values()].sort((a, b) => b.height - a.height).slice(0, MOST_BLOCKS);
    $('chain-empty').hidden = blocks.length > 0;
    $('chain').replaceChildren(...blocks.map(block => {
      const operations = block.operations ?? [];
      return el('li', { class: block.fresh ? 'fresh' : null }, el('span', { class: 'height' }, `#${block.height}`), el('code', { title: block.hash }, shortHash(block.hash ?? '')),
        el('span', { class: 'what' }, operations.length > 0 ? operations.slice(0, 3).map(o => o.operation).join('; ') + (operations.length > 3 ? `; ${operations.length - 3} more` : '') : `${block.count ?? 0} operations`),
        block.votes?.length > 0 ? el('span', { class: 'votes', title: block.votes.map(v => v.validator).join(', ') }, `${block.votes.length} votes`) : el('span', { class: 'votes' }, 'with a later block'));
    }));
    for (const block of blocks) block.fresh = false;
  }
}
