// The table of nodes as a map: this node in the middle, one ring for each bucket, nearer ids further in.

import { count, reading, setText, span } from '../format.js';
import { $, el, onSubmit, svg } from '../common/dom.js';
import { short } from './authors.js';
import { Roving } from './roving.js';

const OUTER = 196, INNER = 44;   // radius of the farthest and the nearest ring
const MOST_RINGS = 12;
const FRESH = 60, STALE = 900;   // s since a node was last heard of

export class DhtPanel {
  constructor(page) {
    this.marks = [];
    this.roving = new Roving($('dht-map'), () => this.marks, element => this.tell(element), element => this.tell(element));
    $('dht-map').addEventListener('pointerover', event => {
      const mark = this.marks.find(({ element }) => element.contains(event.target));
      if (mark) this.tell(mark.element);
    });
    onSubmit($('announce'), $('announce-fault'), async ({ specialisation }) => {
      await page.api.post('/hive/dht/announce', { specialisation: specialisation.trim() });
      $('announce').reset();
      await page.refresh();
    });
  }

  /** `table` as read, or null when this node takes part in none. */
  show(table) {
    const none = table === null || table.contacts.length === 0;
    $('dht').hidden = table === null;
    $('dht-empty').hidden = !none;
    setText($('dht-empty'), table === null ? 'This node takes part in no table of nodes.' : 'It knows no other node yet. Start a second one, and it appears here.');
    setText($('dht-count'), table === null ? '' : `${count(table.contacts.length, 'node')} known · keeps ${count(table.records ?? 0, 'record')} of others`);
    $('dht').classList.toggle('alone', none);
    $('dht-picture').hidden = none;
    if (!none) this.draw(table);
    if (table !== null) this.own(table);
  }

  draw({ contacts }) {
    const rings = this.rings(contacts);
    const focused = document.activeElement?.closest?.('#dht-map') ? document.activeElement.dataset.id : null;
    const turns = spread(contacts);
    this.marks = contacts.map(one => {
      const radius = rings.get(one.bucket ?? 0), turn = turns.get(one.id);
      const x = Math.sin(turn) * radius, y = -Math.cos(turn) * radius;
      const element = svg('g', { class: 'contact', transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, tabindex: '-1', role: 'img', 'data-id': one.id, 'data-age': age(one.seen), 'aria-label': this.words(one) },
        svg('circle', { class: 'reach', r: 11 }), svg('circle', { class: 'dot', r: 5 }));
      return { element, x, y, one };
    });
    const radii = [...new Set(rings.values())];
    $('dht-map').replaceChildren(
      svg('g', { class: 'rings', 'aria-hidden': 'true' }, radii.map(r => svg('circle', { r }))),
      svg('g', { class: 'ways', 'aria-hidden': 'true' }, this.marks.filter(({ one }) => age(one.seen) === 'fresh').map(({ x, y }) => svg('line', { x1: 0, y1: 0, x2: x.toFixed(1), y2: y.toFixed(1) }))),
      svg('g', { class: 'self', 'aria-hidden': 'true' }, svg('circle', { r: 9 }), svg('circle', { class: 'halo', r: 15 })),
      svg('g', {}, this.marks.map(({ element }) => element)));
    this.roving.settle(null);
    if (focused !== null) this.marks.find(({ one }) => one.id === focused)?.element.focus({ preventScroll: true });
    else if (!this.marks.some(({ one }) => one.id === this.told)) setText($('dht-said'), '');
  }

  /** Bucket -> radius. A bucket is the number of bits that its ids share with ours: the more, the nearer. */
  rings(contacts) {
    const buckets = [...new Set(contacts.map(one => one.bucket ?? 0))].sort((a, b) => a - b);
    const far = buckets.slice(0, MOST_RINGS);
    const step = far.length > 1 ? (OUTER - INNER) / Math.max(3, far.length - 1) : 0;
    return new Map(buckets.map((bucket, i) => [bucket, OUTER - Math.min(i, MOST_RINGS - 1) * step]));
  }

  words(one) {
    return `${short(one.id, 8, 4)}${one.address ? ` at ${one.address}` : ''}, bucket ${one.bucket ?? '–'}, ${one.seen === null ? 'never heard of' : `heard of ${span(Math.round(one.seen))} ago`}`;
  }

  tell(element) {
    const mark = this.marks.find(one => one.element === element);
    this.told = mark.one.id;
    setText($('dht-said'), this.words(mark.one));
  }

  /** What this node says of itself, and what went over the wire. */
  own({ id, address, specialisations, tallies }) {
    $('dht-own').replaceChildren(...[['Id', id === null ? null : el('code', { title: id }, short(id, 12, 6))], ['Address', address]].filter(([, value]) => value !== null).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]),
      el('dt', {}, 'Expert of'), el('dd', { class: 'addresses' }, specialisations.length === 0 ? 'nothing it says' : specialisations.map(name => el('span', { class: 'field' }, name))));
    $('dht-tallies').replaceChildren(...tallies.map(([name, value]) => el('div', {}, el('dt', {}, NAMES[name]), el('dd', {}, reading(value, name === 'bytes_sent' ? 'B' : '')))));
  }
}

const NAMES = { received: 'Datagrams heard', sent: 'Datagrams sent', bytes_sent: 'Sent', malformed: 'Malformed', limited: 'Over the limit', dropped: 'Dropped', unreachable: 'Unreachable' };
const age = seen => seen === null || seen > STALE ? 'old' : seen > FRESH ? 'while' : 'fresh';

/** Id -> angle. Each ring is in the order of its ids' hashes, half way between where chance puts them and even distances, so that no mark hides another. */
function spread(contacts) {
  const turns = new Map();
  for (const bucket of new Set(contacts.map(one => one.bucket))) {
    const ring = contacts.filter(one => one.bucket === bucket).map(({ id }) => ({ id, by: chance(id) })).sort((a, b) => a.by - b.by);
    ring.forEach(({ id, by }, i) => turns.set(id, Math.PI * (by + i / ring.length)));
  }
  return turns;
}

/** A number in [0, 1) that follows from the id alone (FNV-1a). */
function chance(id) {
  let hash = 2166136261;
  for (const sign of id) hash = Math.imul(hash ^ sign.codePointAt(0), 16777619);
  return (hash >>> 0) / 2 ** 32;
}
