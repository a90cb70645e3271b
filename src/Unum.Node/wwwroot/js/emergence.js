// The verdict: has the mesh become one, why or why not in plain words, and both numbers side by side.

import { NONE, count, date, setText, span, time, unit } from './format.js';

const LEAST_NODES = 2;

export class Emergence {
  constructor(state) {
    this.state = state;
    this.every = 100;
    this.element = document.querySelector('.emergence');
    this.announcer = document.getElementById('announcer');
    this.emerged = null;
    for (const name of ['statement', 'reason', 'reason-detail', 'fact-nodes', 'fact-identity', 'fact-since', 'display']) {
      this[name] = document.getElementById(name);
    }
    this.ours = gauge('gauge-order');
    this.mission = gauge('gauge-coherence');
  }

  draw() {
    const { one, threshold, at } = this.state;
    if (!one) return;
    if (one.emerged !== this.emerged) this.turn(one.emerged);
    setText(this.reason, explain(one, threshold));
    setText(this['reason-detail'], !one.emerged && one.reason ? `Measured: ${one.reason}` : '');
    this.ours.show(one.order, threshold, one.emerged, one.emerged ? `above ${bare(threshold)}, with several nodes, and lasting` : `it takes more than ${bare(threshold)}, several nodes, and to last`);
    this.mission.show(one.coherence, threshold, one.missionEmerged, one.missionEmerged ? `the average is above ${bare(threshold)}` : `the average must exceed ${bare(threshold)}`);
    setText(this['fact-nodes'], one.effectiveNodes === null ? NONE : `${one.effectiveNodes.toFixed(1)} of ${this.state.nodes.length}`);
    setText(this['fact-identity'], one.identity ? polar(one.identity) : 'none');
    this.display.style.backgroundColor = one.colour ?? '';
    setText(this['fact-since'], since(one, at));
  }

  turn(emerged) {
    const first = this.emerged === null;
    this.emerged = emerged;
    document.documentElement.dataset.emerged = String(emerged);
    document.title = emerged ? '● One · Unum' : 'Unum';
    setText(this.statement, emerged ? 'THE ONE has emerged' : 'Not yet one');
    if (!first) setText(this.announcer, emerged ? 'THE ONE has emerged.' : 'THE ONE has dissolved.');
  }
}

/** Why it is as it is, in words for someone who has not read the mathematics. */
export function explain(one, threshold) {
  const must = bare(threshold);
  // Near the threshold two digits would read as equal.
  const short = x => x.toFixed(Math.abs(x - threshold) < .01 ? 3 : 2);
  const aside = !one.emerged && one.missionEmerged ? ' By the mission’s number alone it would already count.' : '';
  if (one.emerged) return 'The nodes are steady, they point the same way, and it has lasted.';
  if (one.coherence === null || one.order === null) return 'There is not enough to judge yet.';
  if (one.coherence <= threshold) return `The nodes are not steady enough on their own: coherence is ${short(one.coherence)} and must exceed ${must}.`;
  if (one.effectiveNodes !== null && one.effectiveNodes < LEAST_NODES) {
    return `One alone is not many: ${count(Number(one.effectiveNodes.toFixed(1)), 'node counts', 'nodes count')}, and it takes at least ${LEAST_NODES}.${aside}`;
  }
  if (one.order <= threshold) return `Each node is steady, but they point different ways: order is ${short(one.order)} and must exceed ${must}.${aside}`;
  return `They point the same way now; it must last before it counts.${aside}`;
}

function gauge(id) {
  const element = document.getElementById(id);
  const number = element.querySelector('[data-role="number"]');
  const opinion = element.querySelector('[data-role="opinion"]');
  const meter = element.querySelector('.meter');
  return {
    show(value, threshold, emerged, rule) {
      const verdict = emerged ? 'Emerged' : 'Not yet';
      setText(number, unit(value));
      setText(opinion, `${verdict}: ${rule}`);
      meter.style.setProperty('--value', String(Math.max(0, Math.min(1, value ?? 0))));
      meter.style.setProperty('--threshold', String(threshold));
      meter.setAttribute('aria-valuenow', String(Number((value ?? 0).toFixed(3))));
      meter.setAttribute('aria-valuetext', `${unit(value)}, threshold ${bare(threshold)}: ${verdict}`);
    },
  };
}

function since(one, at) {
  if (!one.emerged || one.since === null) return NONE;
  const lasted = at === null ? null : Math.floor((at - one.since) / 1_000);
  if (lasted === null || lasted < 0) return time(one.since);
  return lasted >= 86_400 ? date(one.since) : `${time(one.since)} · ${span(lasted)}`;
}

function polar(z) {
  const degrees = Math.round(Math.atan2(z.im, z.re) * 180 / Math.PI);
  return `${Math.hypot(z.re, z.im).toFixed(2)} at ${degrees < 0 ? degrees + 360 : degrees}°`;
}

const bare = x => String(Number(x.toFixed(3)));
