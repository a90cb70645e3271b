// This node's own mind: show it a digit or a text, ask what it is, teach it, and share what it learned.

import { setText } from '../format.js';
import { $, attempt, el, onSubmit } from '../common/dom.js';
import { readRecognised } from './answers.js';
import { nameOf } from './names.js';
import { Pad } from './pad.js';

const MOST_RANKED = 5;
const FRAMES = { digit: 'vector', text: 'text' };

export class MindPanel {
  constructor(page) {
    this.page = page;
    this.kind = 'digit';
    this.turn = 0;   // grows with everything new that it is shown
    this.fault = $('mind-fault');
    this.pad = new Pad();
    this.pad.addEventListener('changed', () => this.forget());
    $('mind-text').addEventListener('input', () => this.forget());
    $('mind-kind').addEventListener('change', event => page.look(FRAMES[event.target.value]));
    onSubmit($('observe'), this.fault, ({ concept }) => this.observe(concept.trim()));
    onSubmit($('recognise'), this.fault, () => this.recognise());
    $('share').addEventListener('click', () => attempt($('share'), this.fault, () => this.share()));
  }

  /** What a frame takes is what can be shown to it. */
  look(frame) {
    const kind = Object.keys(FRAMES).find(name => FRAMES[name] === frame);
    $('mind-kind').querySelector(`[value=${kind}]`).checked = true;
    this.be(kind);
  }

  be(kind) {
    this.kind = kind;
    $('digit-pane').hidden = kind !== 'digit';
    $('text-pane').hidden = kind !== 'text';
    $('observe').elements.concept.placeholder = kind === 'digit' ? 'digit 7' : 'python';
    this.forget();
  }

  forget() {
    this.turn++;
    $('recognised').hidden = true;
    setText($('mind-said'), '');
  }

  /** What is shown to it, as the server takes it. */
  input() {
    if (this.kind === 'text') {
      const text = $('mind-text').value;
      if (text.trim() === '') throw new Error('Write a text first.');
      return { text };
    }
    if (this.pad.empty) throw new Error('Draw a digit first.');
    return { vector: this.pad.vector };
  }

  async observe(concept) {
    await this.page.api.post('/hive/observe', { concept, ...this.input() });
    this.forget();
    setText($('mind-said'), `Learned: this is ${concept}. Share it, and the others know too.`);
    await this.page.refresh();
  }

  async share() {
    const answer = await this.page.api.post('/hive/share');
    this.forget();
    setText($('mind-said'), answer.cids.length > 0 ? `Shared in ${answer.bytes} signed bytes${answer.cids.length > 1 ? `, ${answer.cids.length} deltas` : ''}.` : 'Nothing new to share.');
    await this.page.refresh();
  }

  async recognise() {
    this.forget();
    const { turn } = this;
    const { concept, score, ranking } = readRecognised(await this.page.api.post('/hive/recognise', this.input()));
    const shown = await Promise.all((ranking.length > 0 ? ranking : concept === null ? [] : [{ concept, score }]).slice(0, MOST_RANKED)
      .map(async one => ({ ...one, concept: await nameOf(one.concept) })));
    if (turn !== this.turn) return;   // something else is shown by now
    if (shown.length === 0) {
      setText($('mind-said'), 'It knows nothing to compare this with.');
      return;
    }
    $('recognised').hidden = false;
    $('recognised').replaceChildren(
      el('p', { class: shown[0].concept.length > 3 ? 'concept long' : 'concept', role: 'status' }, shown[0].concept),
      el('ol', { class: 'ranking', 'aria-label': 'What it could be' }, shown.map(one => {
        const bar = el('span', { class: 'weight', 'aria-hidden': 'true' });
        bar.style.setProperty('--value', String(one.score ?? 0));
        return el('li', {}, el('span', { class: 'what' }, one.concept), el('span', { class: 'figures' }, percent(one.score)), bar);
      })));
  }
}

/** A share of one as it is read; what is left of it below a thousandth is said so. */
function percent(share) {
  if (share === null) return '–';
  return share > 0 && share < .001 ? '< 0.1 %' : `${(100 * share).toFixed(1)} %`;
}
