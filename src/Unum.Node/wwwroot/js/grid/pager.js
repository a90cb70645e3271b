// Level of detail by region: what fits is loaded whole; what does not is asked for in ever smaller cells, so that the part
// shown is spread evenly over the space instead of being the first corner of it.
//
// A load takes a region and a budget of blocks. One request with the probe's limit says whether the region is complete. Cells
// that are not are halved along every axis longer than one block, level by level, for as long as the cells of the next level
// could each still get MIN_SHARE blocks; the last level's cells share what is left of the budget. Requests for a budget B:
// at most 8/7 x 8 B / MIN_SHARE, in practice (flat and sparse grids) a few hundred; PARALLEL at a time.

const PROBE = 256;
const PAGE = 2_000;
const MIN_SHARE = 160;
const PARALLEL = 4;
const PATIENCE = 8_000;   // ms after which a slow server is not asked for more detail

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
   * Answers {complete, loaded}, or null when it was overtaken. Blocks of that region that are gone are forgotten.
   */
  async load(low, high, budget) {
    this.aborter?.abort();
    const aborter = this.aborter = new AbortController();
    const turn = ++this.turn;
    const { signal } = aborter;
    const run = { turn, signal, loaded: 0, budget, complete: true, until: performance.now() + PATIENCE };
    try {
      let cells = [{ low, high }], limit = Math.min(PROBE, budget);
      for (let level = 0; cells.length > 0; level++) {
        const open = [];
        await inParallel(cells, run, async cell => {
          if (!await this.page(run, cell, limit)) open.push(cell);
          this.onProgress(run.loaded, level);
        });
        const children = open.flatMap(split);
        const left = budget - run.loaded;
        if (performance.now() > run.until) {
          run.complete = false;
          break;
        }
        if (open.length === 0) break;
        if (children.length === 0 || left / children.length < MIN_SHARE) {
          run.complete = await this.spread(run, open, left);
          break;
        }
        cells = children;
        limit = Math.max(1, Math.min(PROBE, Math.floor(left / children.length)));
      }
      this.store.sweep(i => this.store.turn[i] === turn || !this.store.inside(i, low, high));
      return { complete: run.complete, loaded: run.loaded };
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      if (this.aborter === aborter) this.aborter = null;
    }
  }

  /** Gives the open cells equal shares of what is left; answers whether all of them became complete. */
  async spread(run, cells, left) {
    let open = cells.length;
    await inParallel(cells, run, async cell => {
      let share = Math.floor((run.budget - run.loaded) / Math.max(1, open--));
      while (cell.next && share > 0) share -= await this.more(run, cell, Math.min(PAGE, share));
      this.onProgress(run.loaded, -1);
    });
    return cells.every(cell => !cell.next);
  }

  async page(run, cell, limit) {
    await this.more(run, cell, limit);
    return !cell.next;
  }

  async more(run, cell, limit) {
    const [x0, y0, z0] = cell.low, [x1, y1, z1] = cell.high;
    const answer = await this.api.get('/region', { x0, y0, z0, x1, y1, z1, limit, after: cell.next }, { signal: run.signal });
    if (run.signal.aborted) throw run.signal.reason;
    for (const block of answer.blocks) if (this.store.put(block, run.turn)) run.loaded++;
    cell.next = answer.next ?? null;
    return Math.max(1, answer.blocks.length);
  }
}

/** Halves of a cell along every axis longer than one block: 8, 4, 2 or none. */
export function split({ low, high }) {
  const halves = low.map((l, k) => {
    if (high[k] <= l) return [[l, l]];
    const middle = (l + high[k]) >> 1;
    return [[l, middle], [middle + 1, high[k]]];
  });
  const cells = [];
  for (const [z0, z1] of halves[2]) {
    for (const [y0, y1] of halves[1]) {
      for (const [x0, x1] of halves[0]) cells.push({ low: [x0, y0, z0], high: [x1, y1, z1] });
    }
  }
  return cells.length > 1 ? cells : [];
}

/** Items in turn, PARALLEL at a time, until all are done or the run's time is over. */
async function inParallel(items, run, work) {
  let next = 0;
  const worker = async () => { while (next < items.length && performance.now() < run.until) await work(items[next++]); };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker));
}
