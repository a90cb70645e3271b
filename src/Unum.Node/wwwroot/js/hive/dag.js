// Where each version of the history stands: one lane for each author, one column for each version, parents always before children and
// otherwise in the order given; edges from parents to children. Kahn's order; what names itself as its own ancestor is left out.

/**
 * `lanes` are the authors from top to bottom; the last lane takes everybody who is not named. Answers {places: Map(cid -> {version,
 * column, lane}), edges: [[parent, child]], heads: Set(cid)}. O(versions^2) comparisons at worst: a few hundred are drawn.
 */
export function layout(versions, lanes) {
  const known = new Map(versions.map(version => [version.cid, version])), order = [...known.keys()];
  const turn = new Map(order.map((cid, i) => [cid, i]));
  const children = new Map(order.map(cid => [cid, []])), waiting = new Map();
  for (const { cid, parents } of known.values()) {
    const here = [...new Set(parents)].filter(parent => known.has(parent));
    waiting.set(cid, here.length);
    for (const parent of here) children.get(parent).push(cid);
  }

  const places = new Map(), edges = [], heads = new Set(), ready = order.filter(cid => waiting.get(cid) === 0);
  while (ready.length > 0) {
    const next = ready.reduce((best, cid, i) => turn.get(cid) < turn.get(ready[best]) ? i : best, 0);
    const [cid] = ready.splice(next, 1), version = known.get(cid), found = lanes.indexOf(version.author);
    places.set(cid, { version, column: places.size, lane: found < 0 ? lanes.length - 1 : found });
    heads.add(cid);
    for (const child of children.get(cid)) {
      waiting.set(child, waiting.get(child) - 1);
      if (waiting.get(child) === 0) ready.push(child);
    }
    for (const parent of new Set(version.parents)) {
      if (!known.has(parent)) continue;
      edges.push([parent, cid]);
      heads.delete(parent);
    }
  }

  return { places, edges, heads };
}

/** The version and all its ancestors. */
export function ancestry(cid, places) {
  const found = new Set(), open = [cid];
  while (open.length > 0) {
    const next = open.pop();
    if (found.has(next) || !places.has(next)) continue;
    found.add(next);
    open.push(...places.get(next).version.parents);
  }
  return found;
}
