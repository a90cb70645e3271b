// Keyboard through a drawing: one of its points takes part in the Tab order, arrows go to the nearest point in their direction.

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ASIDE = 2.2;   // how much more a step to the side costs than one ahead

/** `points()` answers [{element, x, y}]; `visit(element)` hears where the focus is, `choose(element)` Enter, Space and clicks. */
export class Roving {
  constructor(container, points, visit, choose) {
    this.points = points;
    container.addEventListener('keydown', event => this.key(event, choose));
    container.addEventListener('focusin', event => {
      const point = points().find(({ element }) => element === event.target);
      if (!point) return;
      this.settle(point.element);
      visit(point.element);
    });
    container.addEventListener('click', event => {
      const point = points().find(({ element }) => element.contains(event.target));
      if (!point) return;
      point.element.focus({ preventScroll: true });
      choose(point.element);
    });
  }

  /** After the points changed: exactly one of them can be reached with Tab. */
  settle(chosen) {
    const all = this.points();
    const stop = all.find(({ element }) => element === chosen) ?? all.find(({ element }) => element.getAttribute('tabindex') === '0') ?? all.at(-1);
    for (const { element } of all) element.setAttribute('tabindex', element === stop?.element ? '0' : '-1');
  }

  key(event, choose) {
    const all = this.points(), from = all.find(({ element }) => element === event.target);
    if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(from.element);
      return;
    }
    const to = event.key === 'Home' ? all[0] : event.key === 'End' ? all.at(-1) : DIRECTIONS[event.key] ? nearest(all, from, DIRECTIONS[event.key]) : null;
    if (to === null) return;
    event.preventDefault();
    to.element.focus();
  }
}

function nearest(all, from, [dx, dy]) {
  let best = null, least = Infinity;
  for (const point of all) {
    const ahead = (point.x - from.x) * dx + (point.y - from.y) * dy;
    if (ahead <= .5) continue;
    const cost = ahead + ASIDE * Math.abs((point.x - from.x) * dy + (point.y - from.y) * dx);
    if (cost < least) [best, least] = [point, cost];
  }
  return best;
}
