// Who is who: every author keeps one of eight colours for as long as the page is open, this node the first.

import { el } from '../common/dom.js';

export const COLOURS = 8;

export class Authors {
  constructor() {
    this.self = null;
    this.places = new Map();
  }

  /** Says which author this node is. */
  be(author) {
    if (author === null || author === this.self) return;
    this.self = author;
    const others = [...this.places.keys()].filter(one => one !== author);
    this.places = new Map([author, ...others].map((one, i) => [one, i]));
  }

  /** The author's place in the order of appearance, from zero. */
  place(author) {
    if (!this.places.has(author)) this.places.set(author, this.places.size);
    return this.places.get(author);
  }

  colour(author) { return this.place(author) % COLOURS; }

  name(author) { return author === this.self ? 'this node' : short(author); }

  /** A mark in the author's colour and the name; the whole id is its title. */
  tag(author) {
    if (author === null) return el('span', { class: 'author' }, 'unknown');
    return el('span', { class: 'author', title: author }, el('span', { class: 'mark', 'data-author': this.colour(author), 'aria-hidden': 'true' }), author === this.self ? 'this node' : el('code', {}, short(author)));
  }
}

/** An id of any length in eleven signs or fewer. */
export function short(id, head = 5, tail = 4) {
  return id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`;
}
