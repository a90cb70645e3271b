// Where each version of the history stands: columns by depth (the longest way from a root), one lane for each author, edges from
// parents to children. Kahn's order, O(versions + parents); what names itself as its own ancestor is left out.

/**
 * `lanes` are the authors from top to bottom; the last lane takes everybody who is not named. Answers {places: Map(cid -> {version,
 * column, row, lane}), rows: rows of each lane, columns, edges: [[parent, child]], heads: Set(cid)}. Two versions of one author at
 * one depth stand in two rows of its lane.
 */
export function layout(versions, lanes) {
  const known = new Map(versions.map(version => [version.cid, version]));
  const children = new Map(), waiting = new Map(), heads = new Set(known.keys()), edges = [];
  for (const { cid, parents } of known.values()) {
    const here = [...new Set(parents)].filter(parent => known.has(parent));
    waiting.set(cid, here.length);
    for (const parent of here) {
      if (!children.has(parent)) children.set(parent, []);
      children.get(parent).push(cid);
    }
  }

  const depth = new Map(), ready = [...known.keys()].filter(cid => waiting.get(cid) === 0);
  for (const cid of ready) depth.set(cid, 0);
  for (let i = 0; i < ready.length; i++) {
    for (const child of children.get(ready[i]) ?? []) {
      depth.set(child, Math.max(depth.get(child) ?? 0, depth.get(ready[i]) + 1));
      waiting.set(child, waiting.get(child) - 1);
      if (waiting.get(child) === 0) ready.push(child);
      heads.delete(ready[i]);
      edges.push([ready[i], child]);
    }
  }

  const rows = lanes.map(() => 1), taken = new Map(), places = new Map();
  let columns = 0;
  for (const cid of ready) {
    const version = known.get(cid), column = depth.get(cid), found = lanes.indexOf(version.author), lane = found < 0 ? lanes.length - 1 : found;
    const cell = `${column} ${lane}`, row = taken.get(cell) ?? 0;
    taken.set(cell, row + 1);
    rows[lane] = Math.max(rows[lane], row + 1);
    columns = Math.max(columns, column + 1);
    places.set(cid, { version, column, row, lane });
  }

  for (const cid of heads) if (!places.has(cid)) heads.delete(cid);
  return { places, rows, columns, edges: edges.filter(([, child]) => places.has(child)), heads };
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
