// What the hive's server says, read without trust: a field that is missing or of another type becomes null, lists are bounded.

import { list, number, text } from '../reading.js';

const MOST_VERSIONS = 5_000;
const LONGEST_ANSWER = 4_000;   // characters of an expert's answer

const strings = (x, most = 64) => Array.isArray(x) ? x.slice(0, most).map(text).filter(one => one !== null) : [];
const counted = x => number(x) ?? (Array.isArray(x) ? x.length : null);

/** Milliseconds since 1970 of an ISO time, of seconds or of milliseconds; null when it is none of them. */
export function when(x) {
  if (typeof x === 'string') return number(Date.parse(x));
  const value = number(x);
  return value === null || value <= 0 ? null : value > 1e11 ? value : value * 1_000;
}

export function readStatus(raw) {
  const refused = Object.entries(raw?.refused ?? {}).map(([reason, n]) => ({ reason, count: number(n) ?? 0 })).filter(({ count }) => count > 0);
  return {
    id: text(raw?.instance), frame: text(raw?.frame), basin: text(raw?.basin), tier: text(raw?.tier), coordinator: text(raw?.coordinator),
    deltas: counted(raw?.deltas), modes: counted(raw?.modes), bytes: number(raw?.state_bytes), peers: counted(raw?.peers),
    folder: text(raw?.folder), held: number(raw?.held), concepts: list(raw?.concepts, one => text(one.id) === null ? null : { id: text(one.id), name: text(one.name) }) ?? [],
    refused: refused.sort((a, b) => b.count - a.count),
    authors: list(raw?.authors, one => text(one.author) === null ? null : {
      author: text(one.author), trust: number(one.trust), established: one.established === true, equivocates: one.equivocates === true,
      deltas: number(one.deltas) ?? number(one.accepted) ?? 0, accepted: number(one.accepted) ?? 0, refused: number(one.refused) ?? 0,
    }) ?? [],
    forks: list(raw?.forks, one => text(one.name) === null ? null : { name: text(one.name), fitness: number(one.fitness), canonical: one.canonical === true }) ?? [],
  };
}

export const readDelta = raw => text(raw.cid) === null ? null : {
  cid: text(raw.cid), author: text(raw.author), lamport: number(raw.lamport), modes: counted(raw.modes), bytes: number(raw.bytes), at: when(raw.accepted_at),
};

export const readRefusal = raw => ({ reason: text(raw.reason) ?? 'unknown', words: text(raw.detail), author: text(raw.author), at: when(raw.time) });

export function readHistory(raw) {
  return list(raw?.nodes, one => text(one.cid) === null ? null : {
    cid: text(one.cid), parents: strings(one.parents), author: text(one.author) ?? 'unknown', lamport: number(one.lamport),
    deltas: counted(one.deltas) ?? 0, names: strings(one.deltas), at: when(one.time),
  }, MOST_VERSIONS) ?? [];
}

export function readTable(raw) {
  return {
    id: text(raw?.id), address: text(raw?.address), specialisations: strings(raw?.specialisations), records: number(raw?.records),
    contacts: list(raw?.table, one => text(one.id) === null ? null : { id: text(one.id), address: text(one.address), bucket: number(one.bucket), seen: number(one.seen_seconds) }) ?? [],
    tallies: ['received', 'sent', 'bytes_sent', 'malformed', 'limited', 'dropped', 'unreachable'].map(name => [name, number(raw?.[name])]).filter(([, value]) => value !== null),
  };
}

/** What the experts said, and who was silent. */
export function readAnswers(raw) {
  return {
    found: number(raw?.found),
    answers: list(raw?.answers, one => ({
      node: text(one.node), specialisation: text(one.specialisation), score: number(one.score), surprise: number(one.surprise), milliseconds: number(one.milliseconds),
      said: typeof one.text === 'string' ? one.text.slice(0, LONGEST_ANSWER) : null,
    })) ?? [],
    silent: list(raw?.failures, one => ({ node: text(one.node), reason: text(one.reason) })) ?? [],
  };
}

export function readRecognised(raw) {
  return {
    concept: text(raw?.concept), score: number(raw?.score),
    ranking: list(raw?.ranking, one => text(one.concept) === null ? null : { concept: text(one.concept), score: number(one.score) }, 64) ?? [],
  };
}
