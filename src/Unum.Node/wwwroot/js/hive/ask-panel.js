// A question to the experts: who is good at it is found through the table of nodes, asked, and its answer shown.

import { count, setText, span } from '../format.js';
import { $, el, onSubmit, visible } from '../common/dom.js';
import { readAnswers } from './answers.js';
import { short } from './authors.js';

export class AskPanel {
  constructor(page) {
    this.page = page;
    onSubmit($('ask'), $('ask-fault'), fields => this.ask(fields));
  }

  /** Without that part of the server there is nothing to fill in. */
  able(can) {
    $('ask').hidden = !can;
    $('ask-empty').hidden = can;
  }

  /** What can be asked for, as this node announces. */
  know(names) {
    $('specialisations').replaceChildren(...names.map(name => el('option', { value: name })));
  }

  async ask({ question, specialisation, wanted }) {
    const began = performance.now();
    setText($('ask-said'), 'Looking for experts…');
    $('replies').replaceChildren();
    $('ask-silent').replaceChildren();
    try {
      const { found, answers, silent } = readAnswers(await this.page.api.post('/hive/ask', { question, specialisation: specialisation.trim(), wanted }));
      const said = answers.length === 0 ? `Nobody who knows ${specialisation} answered` : `${count(answers.length, 'expert')} answered in ${span((performance.now() - began) / 1_000)}`;
      setText($('ask-said'), found === null ? `${said}.` : `${said}; ${found} found.`);
      $('replies').replaceChildren(...answers.map(one => el('li', {}, el('p', { class: 'answer' }, visible(one.said ?? '') || 'nothing'), el('p', { class: 'figures' }, one.node === null ? 'unknown' : el('code', { title: one.node }, short(one.node)),
        [one.specialisation, one.score === null ? null : `score ${Number(one.score.toPrecision(3))}`, one.surprise === null ? null : `surprise ${one.surprise.toFixed(2)} bits per byte`, one.milliseconds === null ? null : span(one.milliseconds / 1_000)]
          .filter(Boolean).map(text => ` · ${text}`)))));
      $('ask-silent').replaceChildren(...silent.map(one => el('li', {}, el('code', { title: one.node }, short(one.node ?? 'unknown')), ` ${one.reason ?? 'did not answer'}`)));
    } catch (error) {
      setText($('ask-said'), '');
      throw error;
    }
  }
}
