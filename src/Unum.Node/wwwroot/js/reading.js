// What the server says, read without trust: missing fields, NaN, wrong types and unknown kinds become null or are left out.

const MOST_ROWS = 2_000;   // nodes or sensors of one message that are looked at
const MOST_LAGS = 128;
const LONGEST_TEXT = 300;

export const number = x => typeof x === 'number' && Number.isFinite(x) ? x : null;

export function text(x) {
  return typeof x === 'string' ? x.slice(0, LONGEST_TEXT) : typeof x === 'number' ? String(x) : null;
}

/** Milliseconds since 1970 of an ISO time, or null. */
export function instant(x) {
  return typeof x === 'string' ? number(Date.parse(x)) : null;
}

export function complex(z) {
  const re = number(z?.real), im = number(z?.imag);
  return re === null || im === null ? null : { re, im };
}

export function list(x, read, most = MOST_ROWS) {
  if (!Array.isArray(x)) return null;
  const rows = [];
  for (const item of x.slice(0, most)) {
    const row = item !== null && typeof item === 'object' ? read(item) : null;
    if (row) rows.push(row);
  }
  return rows;
}

export function readNode(raw) {
  const id = text(raw.id);
  return id === null ? null : {
    key: `n:${id}`, id, class: text(raw.class), phase: complex(raw.phase), coherence: number(raw.coherence), weight: number(raw.weight),
    age: number(raw.age_ms), status: text(raw.status) ?? 'unknown', reason: text(raw.reason), local: raw.local === true,
    surprise: number(raw.surprise),
  };
}

export function readSensor(raw) {
  const id = text(raw.id);
  if (id === null) return null;
  const node = text(raw.node);
  const values = Array.isArray(raw.lag_coherence) ? raw.lag_coherence : [];
  const cells = [];
  if (Array.isArray(raw.lags)) {
    raw.lags.slice(0, MOST_LAGS).forEach((lag, i) => {
      if (number(lag) > 0) cells.push({ lag, value: number(values[i]) });
    });
  }
  return {
    key: `s:${node ?? ''}/${id}`, id, node, kind: text(raw.kind), unit: text(raw.unit), status: text(raw.status) ?? 'unknown',
    reason: text(raw.reason), value: number(raw.value), phase: complex(raw.phase), coherence: number(raw.coherence),
    anomaly: number(raw.anomaly), cells,
  };
}

export function readOne(raw) {
  if (raw === null || typeof raw !== 'object') return null;
  return {
    phase: complex(raw.phase), coherence: number(raw.coherence), order: number(raw.order), effectiveNodes: number(raw.effective_nodes),
    emerged: raw.emerged === true, missionEmerged: raw.mission_emerged === true, identity: complex(raw.identity),
    since: instant(raw.since), reason: text(raw.reason), colour: colour(raw.colour),
  };
}

export function readEvent(raw) {
  const at = instant(raw.time), kind = text(raw.kind);
  if (at === null || kind === null) return null;
  const subject = text(raw.subject), lag = number(raw.lag);
  return {
    key: `${at}|${kind}|${subject ?? ''}|${lag ?? ''}|${text(raw.text) ?? ''}`, at, kind, subject, lag, strength: number(raw.strength),
    text: text(raw.text) ?? [subject, kind.replaceAll('_', ' ')].filter(Boolean).join(': '),
  };
}

/** {ids, plv} with a square matrix, or null. */
export function readLocks(raw) {
  if (raw === null || typeof raw !== 'object' || !Array.isArray(raw.ids) || !Array.isArray(raw.plv)) return null;
  const ids = raw.ids.slice(0, 400).map(id => text(id) ?? '?');
  const plv = ids.map((_, i) => ids.map((__, j) => number(raw.plv[i]?.[j])));
  return ids.length > 0 ? { ids, plv } : null;
}

export function readPair(raw) {
  const a = text(raw.a), b = text(raw.b);
  return a === null || b === null ? null : { a, b, lag: number(raw.lag), strength: number(raw.strength) };
}

/** #rrggbb, or null for anything else: it goes into a style. */
function colour(raw) {
  return typeof raw === 'string' && /^#[0-9a-f]{6}$/i.test(raw) ? raw : null;
}
