// A canvas that knows its size in CSS pixels and can be explored with pointer and keyboard.

/** Sharp drawing at any pixel ratio: `begin()` answers {ctx, width, height} in CSS pixels on a cleared canvas. */
export class Surface {
  constructor(canvas, onResize) {
    this.canvas = canvas;
    this.ctx = canvas.getContext('2d');
    this.width = 0;
    this.height = 0;
    new ResizeObserver(entries => {
      const box = entries.at(-1).contentRect;
      if (box.width === this.width && box.height === this.height) return;
      this.width = box.width;
      this.height = box.height;
      onResize();
    }).observe(canvas);
  }

  begin() {
    const ratio = Math.min(3, devicePixelRatio || 1);
    const w = Math.round(this.width * ratio), h = Math.round(this.height * ratio);
    if (this.canvas.width !== w || this.canvas.height !== h) {
      this.canvas.width = w;
      this.canvas.height = h;
    }
    this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.ctx.clearRect(0, 0, this.width, this.height);
    return this;
  }

  /** `point(x, y)` while a pointer moves over it, `step(dx, dy)` for arrow keys, `leave()` when both have gone. */
  explore({ point, step, leave }) {
    const { canvas } = this;
    canvas.addEventListener('pointermove', event => point(event.offsetX, event.offsetY));
    canvas.addEventListener('pointerdown', event => point(event.offsetX, event.offsetY));
    canvas.addEventListener('pointerleave', event => { if (event.pointerType === 'mouse') leave(); });
    canvas.addEventListener('blur', leave);
    canvas.addEventListener('keydown', event => {
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
      if (event.key === 'Escape') leave();
      if (dx === 0 && dy === 0) return;
      event.preventDefault();
      step(dx, dy);
    });
  }
}

/** The page's typeface at a size, for canvases. */
export function font(size, weight = 400) {
  return `${weight} ${size}px Inter, system-ui, sans-serif`;
}

/** `text`, shortened with an ellipsis until it is at most `width` wide. */
export function fit(ctx, text, width) {
  if (ctx.measureText(text).width <= width) return text;
  let low = 0, high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ctx.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}
