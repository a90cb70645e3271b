// When things are drawn: in animation frames, never more often than each panel asks for, only what is on screen, nothing
// while the page is hidden.

/**
 * Panels are {element, every, draw(now)}: `every` is the least number of milliseconds between two drawings, and a `draw`
 * that answers true is still moving and wants the next frame too. `describe()`, where there is one, says in words what was
 * drawn; once a second is enough for that.
 */
export class Painter {
  constructor(panels) {
    this.panels = panels.map(panel => ({
      // The section is watched, not the canvas in it: a hidden canvas would never be seen again.
      panel, place: panel.element.closest('section, header'), dirty: true, visible: true, told: true, drawnAt: -Infinity,
    }));
    this.frame = 0;
    this.timer = 0;
    const watch = new IntersectionObserver(entries => {
      for (const entry of entries) {
        for (const slot of this.panels) if (slot.place === entry.target) slot.visible = entry.isIntersecting;
      }
      this.request();
    }, { rootMargin: '80px' });
    for (const { place } of this.panels) watch.observe(place);
    document.addEventListener('visibilitychange', () => this.request());
    setInterval(() => this.tell(), 1_000);
  }

  /** Something changed: everything, or one panel. */
  invalidate(only = null) {
    for (const slot of this.panels) if (only === null || slot.panel === only) slot.dirty = true;
    this.request();
  }

  request() {
    if (this.frame === 0 && !document.hidden) this.frame = requestAnimationFrame(now => this.paint(now));
  }

  paint(now) {
    this.frame = 0;
    clearTimeout(this.timer);
    let wait = Infinity;
    for (const slot of this.panels) {
      if (!slot.dirty || !slot.visible) continue;
      const due = slot.drawnAt + slot.panel.every - now;
      if (due <= 1) {
        slot.drawnAt = now;
        slot.told = false;
        slot.dirty = slot.panel.draw(now) === true;
        if (slot.dirty) wait = Math.min(wait, slot.panel.every);
      } else {
        wait = Math.min(wait, due);
      }
    }
    if (wait < 20) this.request();
    else if (wait < Infinity) this.timer = setTimeout(() => this.request(), wait - 8);
  }

  tell() {
    for (const slot of this.panels) {
      if (slot.told) continue;
      slot.told = true;
      slot.panel.describe?.();
    }
  }
}
