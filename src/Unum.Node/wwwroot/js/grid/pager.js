// Level of detail by region: what fits into the budget is loaded whole; of what does not, every n-th block in Morton order,
// which spreads the part shown evenly over the space. The first request counts the box's blocks, so that "N of M" is exact.
//
// For a budget of B blocks: 1 + B / PAGE requests one after another, whatever the grid holds.

const PAGE = 10_000;

export class Pager {
  constructor(api, store, onProgress) {
    this.api = api;
    this.store = store;
    this.onProgress = onProgress;
    this.turn = 0;
    this.aborter = null;
  }

  /**
   * Loads [low, high] (both inclusive) with at most `budget` blocks; a newer load ends an older one.
   * Answers {every, total}: one of `every` blocks was loaded, `total` are there; null when it was overtaken.
   * Blocks of that region that it did not see are forgotten.
   */
  async load(low, high, budget) {
    this.aborter?.abort();
    const aborter = this.aborter = new AbortController(), { signal } = aborter;
    const turn = ++this.turn;
    const [x0, y0, z0] = low, [x1, y1, z1] = high;
    const box = { x0, y0, z0, x1, y1, z1 };
    try {
      const { total } = await this.api.get('/region', { ...box, limit: 1, count: true }, { signal });
      const every = Math.max(1, Math.ceil(total / budget));
      for (let after = null, loaded = 0; total > 0;) {
        const page = await this.api.get('/region', { ...box, limit: PAGE, every: every > 1 ? every : null, after }, { signal });
        for (const block of page.blocks) if (this.store.put(block, turn)) loaded++;
        this.onProgress(loaded);
        after = page.next;
        if (!after || loaded >= budget) break;
      }
      if (signal.aborted) return null;
      this.store.sweep(i => this.store.turn[i] === turn || !this.store.inside(i, low, high));
      return { every, total };
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      if (this.aborter === aborter) this.aborter = null;
    }
  }
}
