// The history as it grows: every version a mark in its author's lane, lines from its parents, the newest at the right.

import { count, date, setText, time } from '../format.js';
import { $, el, svg } from '../common/dom.js';
import { COLOURS, short } from './authors.js';
import { ancestry, layout } from './dag.js';
import { Roving } from './roving.js';

const MOST_SHOWN = 400;
const ROW = 34, PAD = 22;              // px
const NARROWEST = 26, WIDEST = 72;     // px between two columns

export class HistoryPanel {
  constructor(page) {
    this.page = page;
    this.marks = new Map();   // cid -> {element, x, y}
    this.seen = new Set();
    this.chosen = null;
    this.follows = true;      // whether the newest stays in view
    this.versions = [];
    this.scroll = $('dag-scroll');
    this.scroll.addEventListener('scroll', () => { this.follows = this.scroll.scrollLeft + this.scroll.clientWidth >= this.scroll.scrollWidth - WIDEST; }, { passive: true });
    new ResizeObserver(() => { if (this.versions.length > 0 && this.scroll.clientWidth !== this.width) this.draw(); }).observe(this.scroll);
    this.roving = new Roving($('dag'), () => [...this.marks.values()], element => this.light(element.dataset.cid), element => this.choose(element.dataset.cid));
  }

  /** `versions` of the whole history, or null when this node keeps none. */
  show(versions) {
    const none = !versions?.length;
    $('history').hidden = none;
    $('history-empty').hidden = !none;
    setText($('history-empty'), versions === null ? 'This node keeps no history.' : 'No version yet: let this mind learn something and share it, and the first appears here.');
    setText($('history-count'), none ? '' : [count(versions.length, 'version'), versions.length > MOST_SHOWN ? `the newest ${MOST_SHOWN} are drawn` : null].filter(Boolean).join(', '));
    this.versions = none ? [] : [...versions].sort((a, b) => (a.lamport ?? 0) - (b.lamport ?? 0) || (a.at ?? 0) - (b.at ?? 0)).slice(-MOST_SHOWN);
    if (none) this.clear();
    else this.draw();
  }

  clear() {
    this.marks.clear();
    for (const id of ['dag', 'lanes', 'version']) $(id).replaceChildren();
    this.told = null;
  }

  /** Another history, or the same one anew. */
  forget() {
    this.seen.clear();
    this.chosen = this.told = null;
    this.follows = true;
  }

  draw() {
    const { authors } = this.page;
    const names = [...new Set(this.versions.map(version => version.author))].sort((a, b) => authors.place(a) - authors.place(b));
    const lanes = names.length > COLOURS ? [...names.slice(0, COLOURS - 1), null] : names;
    const { places, edges, heads } = layout(this.versions, lanes);
    this.places = places;
    this.width = this.scroll.clientWidth;
    const step = Math.max(NARROWEST, Math.min(WIDEST, (this.width - 2 * PAD) / Math.max(1, places.size - 1)));
    const height = 2 * PAD + ROW * (lanes.length - 1), width = Math.max(this.width, 2 * PAD + step * (places.size - 1));
    const at = ({ column, lane }) => ({ x: PAD + column * step, y: PAD + lane * ROW });

    const picture = $('dag');
    picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
    picture.setAttribute('width', String(width));
    picture.setAttribute('height', String(height));
    picture.setAttribute('aria-label', `${count(places.size, 'version')} by ${count(names.length, 'author')}, ${count(heads.size, 'head')}`);
    const first = this.seen.size === 0, focused = document.activeElement?.closest?.('#dag') ? document.activeElement.dataset.cid : null;
    this.marks.clear();
    const marks = [...places.values()].map(place => {
      const { version } = place, { x, y } = at(place);
      const element = svg('g', {
        class: `mark-version${heads.has(version.cid) ? ' head' : ''}${first || this.seen.has(version.cid) ? '' : ' fresh'}`, transform: `translate(${x} ${y})`, tabindex: '-1', role: 'button',
        'data-cid': version.cid, 'data-author': authors.colour(version.author), 'aria-label': this.words(version, heads.has(version.cid)),
      }, svg('circle', { class: 'reach', r: 14 }), svg('circle', { class: 'ring', r: radius(version) + 4 }), svg('circle', { class: 'dot', r: radius(version) }));
      this.marks.set(version.cid, { element, x, y });
      return element;
    });
    picture.replaceChildren(
      svg('g', { class: 'rails' }, lanes.map((_, lane) => svg('line', { x1: 0, x2: width, y1: PAD + lane * ROW, y2: PAD + lane * ROW }))),
      svg('g', { class: 'lines' }, edges.map(([parent, child]) => this.line(at(places.get(parent)), at(places.get(child)), parent, child))),
      svg('g', {}, marks));
    $('lanes').replaceChildren(...lanes.map(author => el('li', {}, author === null ? el('span', { class: 'author' }, `${names.length - COLOURS + 1} others`) : authors.tag(author))));
    [...$('lanes').children].forEach((item, lane) => { item.style.top = `${PAD + lane * ROW}px`; });
    $('lanes').style.height = `${height}px`;

    for (const cid of places.keys()) this.seen.add(cid);
    const newest = this.newest();
    this.roving.settle(this.marks.get(focused ?? this.chosen ?? newest)?.element);
    if (focused !== null) this.marks.get(focused)?.element.focus({ preventScroll: true });
    if (this.follows) this.scroll.scrollLeft = width;
    this.tell(this.chosen !== null && places.has(this.chosen) ? this.chosen : newest);
  }

  line(from, to, parent, child) {
    const bend = (to.x - from.x) / 2;
    return svg('path', { d: `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`, 'data-from': parent, 'data-to': child, 'data-author': this.page.authors.colour(this.places.get(child).version.author) });
  }

  newest() { return [...this.places.values()].reduce((best, place) => best === null || place.column >= best.column ? place : best, null)?.version.cid ?? null; }

  words(version, head) {
    return `Version ${short(version.cid)} by ${this.page.authors.name(version.author)}, ${count(version.deltas, 'delta')}, ${time(version.at)}${head ? ', a head' : ''}`;
  }

  choose(cid) {
    this.chosen = this.chosen === cid ? null : cid;
    this.tell(cid);
    this.light(this.chosen);
  }

  /** Its ancestors stand out. */
  light(cid) {
    const found = cid === null ? null : ancestry(cid, this.places);
    $('dag').classList.toggle('lit', found !== null);
    for (const [name, { element }] of this.marks) {
      element.classList.toggle('of', found?.has(name) === true);
      element.classList.toggle('chosen', name === this.chosen);
      element.setAttribute('aria-pressed', String(name === this.chosen));
    }
    for (const path of $('dag').querySelectorAll('.lines path')) path.classList.toggle('of', found?.has(path.dataset.to) === true);
  }

  tell(cid) {
    const version = this.places.get(cid)?.version;
    if (!version || (this.told === cid && $('version').childElementCount > 0)) return;
    this.told = cid;
    const { authors } = this.page;
    const go = parent => this.places.has(parent) ? el('button', { type: 'button', class: 'address-button', title: parent, onclick: () => this.go(parent) }, short(parent)) : el('code', { title: parent }, short(parent));
    $('version').replaceChildren(el('dl', { class: 'pairs' },
      el('dt', {}, 'Version'), el('dd', {}, el('a', { href: `/ipfs/${encodeURIComponent(cid)}?format=raw`, download: `${cid}.block`, title: 'Its block, as any IPFS node can verify it' }, el('code', {}, cid))),
      el('dt', {}, 'By'), el('dd', {}, authors.tag(version.author), ` · ${date(version.at)}, ${time(version.at)}`),
      el('dt', {}, 'Deltas'), el('dd', { class: 'addresses' }, version.names.length > 0 ? version.names.slice(0, 24).map(name => el('code', { title: name }, short(name))) : String(version.deltas), version.names.length > 24 ? ` and ${version.names.length - 24} more` : null),
      el('dt', {}, 'Parents'), el('dd', { class: 'addresses' }, version.parents.length > 0 ? version.parents.map(go) : 'none: a root')));
  }

  go(cid) {
    this.chosen = cid;
    this.tell(cid);
    this.light(cid);
    const mark = this.marks.get(cid);
    mark.element.focus({ preventScroll: true });
    this.scroll.scrollLeft = mark.x - this.scroll.clientWidth / 2;
  }
}

const radius = version => 5 + Math.min(4, Math.log2(1 + version.deltas));
