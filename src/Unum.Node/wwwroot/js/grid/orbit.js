// Turning, moving and zooming around a point: mouse, touch and keyboard. The up axis is z, as in the grid.

const TURN = .006;            // radians a pixel
const STEP = Math.PI / 24;    // radians an arrow key
const STEEPEST = 1.52;        // radians from the equator

/** The camera's place in words: looks at `target` from `distance`, `azimuth` around z and `height` above the equator. */
export class Orbit {
  constructor(element, onChange, onTap) {
    this.element = element;
    this.onChange = onChange;
    this.onTap = onTap;
    this.target = [0, 0, 0];
    this.distance = 10;
    this.azimuth = -.9;
    this.height = .5;
    this.nearest = 3;
    this.farthest = 1e4;
    this.low = [0, 0, 0];
    this.high = [1, 1, 1];
    this.home = () => {};
    this.pointers = new Map();
    this.moved = 0;
    this.listen();
  }

  /** Unit vectors of the view: forward, right, up. */
  axes() {
    const c = Math.cos(this.height), s = Math.sin(this.height), ca = Math.cos(this.azimuth), sa = Math.sin(this.azimuth);
    return { back: [c * ca, c * sa, s], right: [-sa, ca, 0], up: [-s * ca, -s * sa, c] };
  }

  place() {
    const { back } = this.axes();
    return this.target.map((t, k) => t + back[k] * this.distance);
  }

  turn(dx, dy) {
    this.azimuth -= dx;
    this.height = Math.max(-STEEPEST, Math.min(STEEPEST, this.height + dy));
    this.onChange();
  }

  /** Moves by pixels of the element. */
  pan(dx, dy) {
    const { right, up } = this.axes();
    const scale = this.distance * .83 / Math.max(1, this.element.clientHeight);
    this.target = this.target.map((t, k) => Math.max(this.low[k], Math.min(this.high[k], t - right[k] * dx * scale + up[k] * dy * scale)));
    this.onChange();
  }

  /** Multiplies the distance; `toward`, a point of the grid, is approached on the way in. */
  zoom(factor, toward = null) {
    const before = this.distance;
    this.distance = Math.max(this.nearest, Math.min(this.farthest, before * factor));
    const share = 1 - this.distance / before;
    if (toward && share > 0) this.target = this.target.map((t, k) => t + (toward[k] - t) * share);
    this.onChange();
  }

  listen() {
    const { element } = this;
    element.addEventListener('pointerdown', event => {
      this.pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
      if (this.pointers.size === 1) this.moved = 0;
      element.setPointerCapture(event.pointerId);
    });
    element.addEventListener('pointermove', event => this.drag(event));
    const lift = event => {
      if (!this.pointers.delete(event.pointerId)) return;
      if (event.type === 'pointerup' && this.pointers.size === 0 && this.moved < 6 && event.button === 0) this.onTap(event.offsetX, event.offsetY);
    };
    element.addEventListener('pointerup', lift);
    element.addEventListener('pointercancel', lift);
    element.addEventListener('contextmenu', event => event.preventDefault());
    element.addEventListener('wheel', event => {
      event.preventDefault();
      const pixels = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      this.zoom(Math.exp(Math.max(-240, Math.min(240, pixels)) * .0016), this.under?.(event.offsetX, event.offsetY));
    }, { passive: false });
    element.addEventListener('keydown', event => this.key(event));
  }

  drag(event) {
    const from = this.pointers.get(event.pointerId);
    if (!from) return;
    const to = [event.offsetX, event.offsetY], dx = to[0] - from[0], dy = to[1] - from[1];
    this.moved += Math.abs(dx) + Math.abs(dy);
    if (this.pointers.size === 2) {
      const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
      this.zoom(Math.max(.2, Math.min(5, apart(from, other) / Math.max(1, apart(to, other)))));
      this.pan(dx / 2, dy / 2);
    } else if (this.moved >= 4) {
      if (event.shiftKey || (event.buttons & 6) !== 0) this.pan(dx, dy);
      else this.turn(dx * TURN, dy * TURN);
    }
    this.pointers.set(event.pointerId, to);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (arrow && event.shiftKey) this.pan(arrow[0] * -40, arrow[1] * -40);
    else if (arrow) this.turn(arrow[0] * STEP, -arrow[1] * STEP);
    else if (event.key === '+' || event.key === '=') this.zoom(.8);
    else if (event.key === '-' || event.key === '_') this.zoom(1.25);
    else if (event.key === 'Home') this.home();
    else if (event.key === 'Enter') this.onTap(this.element.clientWidth / 2, this.element.clientHeight / 2);
    else return;
    event.preventDefault();
  }
}
