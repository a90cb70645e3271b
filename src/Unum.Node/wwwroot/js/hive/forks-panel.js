// Forks by fitness: the fittest is canonical, the others move toward it.

import { count, setText } from '../format.js';
import { $, el } from '../common/dom.js';

const MOST_SHOWN = 12;

export class ForksPanel {
  show(forks) {
    const shown = [...forks].sort((a, b) => (b.fitness ?? -Infinity) - (a.fitness ?? -Infinity)).slice(0, MOST_SHOWN);
    const most = Math.max(...shown.map(one => one.fitness ?? 0), 1e-9);
    $('forks-empty').hidden = shown.length > 0;
    setText($('forks-count'), shown.length === 0 ? '' : `${count(forks.length, 'fork')}, by fitness`);
    $('forks').replaceChildren(...shown.map(one => {
      const bar = el('span', { class: 'weight', 'aria-hidden': 'true' });
      bar.style.setProperty('--value', String(Math.max(0, (one.fitness ?? 0) / most)));
      return el('li', { 'data-canonical': String(one.canonical) }, el('span', { class: 'what' }, el('strong', {}, one.name), one.canonical ? el('span', { class: 'badge' }, 'canonical') : null),
        el('span', { class: 'figures' }, one.fitness === null ? '–' : String(Number(one.fitness.toPrecision(4)))), bar);
    }));
  }
}
