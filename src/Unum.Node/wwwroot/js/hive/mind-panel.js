// This node's own mind: show it a digit or a text, ask what it is, teach it, and share what it learned.

import { setText } from '../format.js';
import { $, attempt, el, onSubmit } from '../common/dom.js';
import { readRecognised } from './answers.js';
import { Pad } from './pad.js';

const MOST_RANKED = 5;

export class MindPanel {
  constructor(page) {
    this.page = page;
    this.kind = 'digit';
    this.chosen = false;   // whether the person chose the kind
    this.fault = $('mind-fault');
    this.pad = new Pad();
    this.pad.addEventListener('changed', () => this.forget());
    $('mind-text').addEventListener('input', () => this.forget());
    $('mind-kind').addEventListener('change', event => {
      this.chosen = true;
      this.be(event.target.value);
    });
    onSubmit($('observe'), this.fault, ({ concept }) => this.observe(concept.trim()));
    onSubmit($('recognise'), this.fault, () => this.recognise());
    $('share').addEventListener('click', () => attempt($('share'), this.fault, () => this.share()));
  }

  /** What the node's frame takes is shown first. */
  fit(frame) {
    if (this.chosen || frame === null) return;
    const kind = /text/i.test(frame) ? 'text' : /vector|digit|dense/i.test(frame) ? 'digit' : this.kind;
    if (kind === this.kind) return;
    $('mind-kind').querySelector(`[value=${kind}]`).checked = true;
    this.be(kind);
  }

  be(kind) {
    this.kind = kind;
    $('digit-pane').hidden = kind !== 'digit';
    $('text-pane').hidden = kind !== 'text';
    $('observe').elements.concept.placeholder = kind === 'digit' ? '7' : 'python';
    this.forget();
  }

  forget() {
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
    const bytes = answer?.bytes ?? answer?.length;
    this.forget();
    setText($('mind-said'), answer?.cid || bytes ? `Shared${Number.isFinite(bytes) ? ` in ${bytes} signed bytes` : ''}.` : 'Nothing new to share.');
    await this.page.refresh();
  }

  async recognise() {
    const { concept, score, ranking } = readRecognised(await this.page.api.post('/hive/recognise', this.input()));
    this.forget();
    const shown = (ranking.length > 0 ? ranking : concept === null ? [] : [{ concept, score }]).slice(0, MOST_RANKED);
    if (concept === null) {
      setText($('mind-said'), 'It knows nothing to compare this with.');
      return;
    }
    const chances = likely(shown.map(one => one.score ?? -Infinity));
    $('recognised').hidden = false;
    $('recognised').replaceChildren(
      el('p', { class: 'concept', role: 'status' }, concept),
      el('ol', { class: 'ranking', 'aria-label': 'What it could be' }, shown.map((one, i) => {
        const bar = el('span', { class: 'weight', 'aria-hidden': 'true' });
        bar.style.setProperty('--value', String(chances[i]));
        return el('li', {}, el('span', { class: 'what' }, one.concept), el('span', { class: 'figures' }, one.score === null ? '–' : one.score.toFixed(2)), bar);
      })));
  }
}

/** Scores are logarithms: their shares of the best, which has 1. */
function likely(scores) {
  const best = Math.max(...scores);
  return scores.map(score => Number.isFinite(score) ? Math.exp(Math.max(-30, score - best)) : 0);
}
