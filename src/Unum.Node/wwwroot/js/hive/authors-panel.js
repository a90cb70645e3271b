// Who contributed what: one bar of all deltas, and a row for each author with its trust.

import { count, setText, time } from '../format.js';
import { $, el } from '../common/dom.js';

const MOST_ROWS = 16;

export class AuthorsPanel {
  constructor(page) {
    this.page = page;
  }

  /** `entries` of GET /hive; `deltas` that the page knows, for what the rows sum up. */
  show(entries, deltas) {
    const { authors } = this.page;
    const sums = new Map();
    for (const { author, modes, at } of deltas) {
      const sum = sums.get(author) ?? { modes: 0, at: null };
      sums.set(author, { modes: sum.modes + (modes ?? 0), at: Math.max(sum.at ?? 0, at ?? 0) || null });
    }
    const shown = [...entries].sort((a, b) => b.deltas - a.deltas || b.accepted - a.accepted);
    $('authors').hidden = shown.length === 0;
    $('authors-empty').hidden = shown.length > 0;
    setText($('authors-count'), shown.length === 0 ? '' : count(shown.length, 'author'));
    const all = shown.reduce((sum, one) => sum + one.deltas, 0);
    $('shares').hidden = all === 0;
    $('shares').setAttribute('aria-label', `Deltas: ${shown.map(one => `${authors.name(one.author)} ${one.deltas}`).join(', ')}`);
    $('shares').replaceChildren(...shown.filter(one => one.deltas > 0).map(one => {
      const part = el('span', { class: 'mark', 'data-author': authors.colour(one.author), title: `${authors.name(one.author)}: ${one.deltas} of ${all}` });
      part.style.flexGrow = String(one.deltas);
      return part;
    }));
    $('author-rows').replaceChildren(...shown.slice(0, MOST_ROWS).map(one => {
      const trust = el('span', { class: 'bar accent' }, one.trust === null ? '–' : one.trust.toFixed(2)), sum = sums.get(one.author);
      trust.style.setProperty('--value', String(Math.max(0, Math.min(1, one.trust ?? 0))));
      return el('tr', { 'data-name': one.author }, el('th', { scope: 'row' }, authors.tag(one.author), one.equivocates ? el('span', { class: 'badge bad' }, 'contradicts itself') : null), el('td', { class: 'end' }, trust), el('td', { class: 'end' }, String(one.deltas)), el('td', { class: 'end wide' }, sum ? String(sum.modes) : '–'),
        el('td', { class: 'end roomy' }, String(one.accepted)), el('td', { class: `end${one.refused > 0 ? ' bad' : ''}` }, String(one.refused)), el('td', { class: 'end wide' }, time(sum?.at ?? null)));
    }));
    if (shown.length > MOST_ROWS) $('author-rows').append(el('tr', { class: 'more' }, el('td', { colspan: 7 }, `and ${shown.length - MOST_ROWS} more`)));
  }
}
