// What the page knows of the mesh: the last beat, a window of past beats, and the events; all of it bounded.

import { instant, list, number, readEvent, readLocks, readNode, readOne, readPair, readSensor, text } from './reading.js';

const WINDOW = 600;       // beats kept for the chart
const SHORTEST = 100;     // beats that the chart spans at least
const EVENTS = 1_000;     // events kept
const TRACE = 120;        // readings kept per sensor for its sparkline
const TRACE_SECONDS = 60; // what a full sparkline spans

export class State {
  constructor() {
    this.version = null;
    this.nodeId = null;
    this.beatHz = 10;
    this.threshold = .75;
    this.beats = 0;           // beats received by this page
    this.beat = null;         // the server's own count
    this.speed = 1;
    this.at = null;           // time of the last beat, ms since 1970
    this.one = null;
    this.nodes = [];
    this.sensors = [];
    this.locks = null;
    this.together = null;
    this.events = [];         // oldest first
    this.eventKeys = new Set();
    this.eventsSeen = 0;      // grows with every event taken, so that views know when to look
    this.locksSeen = 0;
    this.togetherSeen = 0;
    this.world = 0;           // grows when the clock went back: another world began, nothing old belongs to it
    this.traces = new Map();  // sensor key -> its last readings
    this.clearSeries();
  }

  /** Takes one message of the server; returns its type when it was understood, else null. */
  receive(message) {
    if (message.type === 'hello') return this.hello(message);
    if (message.type === 'beat') return this.takeBeat(message);
    return null;
  }

  hello(message) {
    this.version = text(message.version);
    this.nodeId = text(message.node_id);
    const hz = number(message.beat_hz);
    if (hz > 0) this.beatHz = hz;
    const threshold = number(message.threshold);
    if (threshold > 0 && threshold <= 1) this.threshold = threshold;
    this.joinHistory(list(message.history, raw => {
      const at = instant(raw.time);
      return at === null ? null : { at, coherence: number(raw.coherence), order: number(raw.order), emerged: null };
    }) ?? []);
    this.takeEvents(message.events);
    this.recallEmergence();
    return 'hello';
  }

  takeBeat(message) {
    this.beats++;
    this.beat = number(message.beat);
    const speed = number(message.speed);
    this.speed = speed > 0 ? speed : 1;
    const told = instant(message.time);
    this.at = told ?? (this.at ?? Date.now()) + 1_000 / this.beatHz;
    this.one = readOne(message.one) ?? this.one;
    this.nodes = list(message.nodes, readNode) ?? this.nodes;
    this.sensors = list(message.sensors, readSensor) ?? this.sensors;
    this.append({ at: this.at, coherence: this.one?.coherence ?? null, order: this.one?.order ?? null, emerged: this.one?.emerged ?? null });
    if (this.one?.emerged && this.one.since !== null) this.fillEmergence(this.one.since, Infinity, true);
    this.trace();
    const locks = readLocks(message.locks);
    if (locks) {
      this.locks = locks;
      this.locksSeen++;
    }
    const together = list(message.together, readPair, 100);
    if (together) {
      this.together = together;
      this.togetherSeen++;
    }
    this.takeEvents(message.events);
    return 'beat';
  }

  /** From when to when the chart and the timeline show, in seconds; never less than 100 beats, so that a young mesh grows into it. */
  range() {
    const { time } = this.series;
    if (time.length === 0) return null;
    const last = time.at(-1), least = SHORTEST * (this.spacing > 0 ? this.spacing : 1 / this.beatHz);
    return [last - Math.max(last - time[0], least), last];
  }

  /**
   * Joins what the server remembers with what the page still shows. After a reconnection both may hold the same beats: the
   * server's are taken and only our older ones kept. A clock that went backwards means another world: ours is dropped.
   */
  joinHistory(points) {
    points.sort((a, b) => a.at - b.at);
    const { time } = this.series;
    const last = time.length > 0 ? time.at(-1) * 1_000 : -Infinity;
    if (points.length === 0) return;
    if (points.at(-1).at < last - 1_000) {
      this.beginWorld();
    } else {
      const keep = time.findIndex(t => t * 1_000 >= points[0].at);
      if (keep >= 0) for (const column of Object.values(this.series)) column.length = keep;
    }
    const steps = points.slice(1).map((point, i) => (point.at - points[i].at) / 1_000).sort((a, b) => a - b);
    if (steps.length > 0) this.spacing = steps[steps.length >> 1];
    for (const point of points) this.append(point);
  }

  /** The history does not say when THE ONE was there; the events do. */
  recallEmergence() {
    const turns = this.events.filter(event => event.kind === 'emerged' || event.kind === 'dissolved');
    turns.forEach((turn, i) => {
      if (i === 0) this.fillEmergence(-Infinity, turn.at, turn.kind === 'dissolved');
      if (i + 1 < turns.length) this.fillEmergence(turn.at, turns[i + 1].at, turn.kind === 'emerged');
    });
  }

  /** Sets what is not known yet in [from, to), in ms since 1970. */
  fillEmergence(from, to, value) {
    const { time, emerged } = this.series;
    for (let i = time.length - 1; i >= 0 && time[i] * 1_000 >= from; i--) {
      if (emerged[i] === null && time[i] * 1_000 < to) emerged[i] = value;
    }
  }

  append(point) {
    const { time } = this.series;
    const at = point.at / 1_000;
    if (time.length > 0) {
      const last = time.at(-1), step = at - last;
      if (step < -1) this.beginWorld();
      else if (step <= 0) return;   // the same beat twice, or one out of order
      else if (this.spacing > 0 && step > 8 * this.spacing) this.push(last + step / 2, null, null, null);   // the line is broken
      // A missed beat hardly changes what is typical; a beat that really became slower does, soon.
      this.spacing += this.spacing > 0 ? .05 * (Math.min(step, 8 * this.spacing) - this.spacing) : Math.max(0, step);
    }
    this.push(at, point.coherence, point.order, point.emerged);
    const over = this.series.time.length - WINDOW;
    if (over > 0) for (const column of Object.values(this.series)) column.splice(0, over);
  }

  push(at, coherence, order, emerged) {
    this.series.time.push(at);
    this.series.coherence.push(coherence);
    this.series.order.push(order);
    this.series.emerged.push(emerged);
  }

  clearSeries() {
    this.series = { time: [], coherence: [], order: [], emerged: [] };
    this.spacing = 0;   // typical seconds between beats, by the mesh's own clock
  }

  beginWorld() {
    this.world++;
    this.clearSeries();
    this.events = [];
    this.eventKeys.clear();
    this.traces.clear();
    this.locks = null;
    this.together = null;
  }

  takeEvents(raw) {
    for (const event of list(raw, readEvent, EVENTS) ?? []) {
      if (this.eventKeys.has(event.key)) continue;
      this.eventKeys.add(event.key);
      event.number = ++this.eventsSeen;
      this.events.push(event);
      // Mostly in order already; a late one is moved to its place.
      for (let i = this.events.length - 1; i > 0 && this.events[i - 1].at > event.at; i--) {
        [this.events[i - 1], this.events[i]] = [event, this.events[i - 1]];
      }
    }
    while (this.events.length > EVENTS) this.eventKeys.delete(this.events.shift().key);
  }

  /** Keeps each sensor's last minute, thinned to TRACE readings, and forgets sensors that are gone. */
  trace() {
    const every = Math.max(1, Math.round(TRACE_SECONDS * this.beatHz / TRACE));
    if (this.beats % every !== 0 && this.beats > 2) return;
    const here = new Set();
    for (const sensor of this.sensors) {
      here.add(sensor.key);
      let values = this.traces.get(sensor.key);
      if (!values) this.traces.set(sensor.key, values = []);
      values.push(sensor.status === 'live' ? sensor.value : null);
      if (values.length > TRACE) values.shift();
    }
    for (const key of this.traces.keys()) if (!here.has(key)) this.traces.delete(key);
  }
}
