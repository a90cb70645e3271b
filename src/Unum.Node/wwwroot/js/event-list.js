// The list of events, newest first. New ones are put on top without touching the others, so that reading is not disturbed.

import { setText, time } from './format.js';
import { family, figures } from './timeline.js';

const MOST_SHOWN = 150;

export class EventList {
  constructor(state, redraw) {
    this.state = state;
    this.every = 250;
    this.element = document.getElementById('events-scroll');
    this.items = document.getElementById('events');
    this.empty = document.getElementById('events-empty');
    this.wanted = 'all';
    this.shown = 0;      // number of the newest event looked at
    this.world = 0;
    document.getElementById('event-filter').addEventListener('change', event => {
      this.wanted = event.target.value;
      this.clear();
      redraw(this);
    });
  }

  draw() {
    if (this.world !== this.state.world) {
      this.world = this.state.world;
      this.clear();
    }
    if (this.shown < this.state.eventsSeen) {
      const fresh = this.state.events.filter(event => event.number > this.shown && (this.wanted === 'all' || family(event) === this.wanted));
      this.shown = this.state.eventsSeen;
      for (const event of fresh.slice(-MOST_SHOWN)) this.items.prepend(row(event));
      while (this.items.childElementCount > MOST_SHOWN) this.items.lastElementChild.remove();
    }
    const none = this.items.childElementCount === 0;
    this.empty.hidden = !none;
    if (none) setText(this.empty, this.wanted === 'all' ? 'Nothing has happened yet.' : 'Nothing of this kind has happened yet.');
  }

  clear() {
    this.items.replaceChildren();
    this.shown = 0;
  }
}

function row(event) {
  const item = document.createElement('li');
  const at = document.createElement('time');
  at.dateTime = new Date(event.at).toISOString();
  at.textContent = time(event.at);
  const glyph = document.createElement('span');
  glyph.className = 'glyph';
  glyph.dataset.kind = event.kind;
  glyph.setAttribute('aria-hidden', 'true');
  const what = document.createElement('span');
  what.className = 'what';
  what.textContent = event.text;
  const rest = document.createElement('span');
  rest.className = 'figures';
  rest.textContent = figures(event);
  item.append(at, glyph, what, rest);
  return item;
}
