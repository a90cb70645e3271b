// The page put together: what the connection hears goes into the state, and the painter draws from it.

import { CoherenceChart } from './coherence-chart.js';
import { Emergence } from './emergence.js';
import { EventList } from './event-list.js';
import { count, date, setText, time } from './format.js';
import { HeatMap } from './heat-map.js';
import { NodeList, SensorList } from './lists.js';
import { Live } from './live.js';
import { LockMatrix, TogetherList } from './lock-matrix.js';
import { Painter } from './painter.js';
import { PhaseCircle } from './phase-circle.js';
import { State } from './state.js';
import { bindThemeButton, onThemeChange } from './theme.js';
import { Timeline } from './timeline.js';

const TOLD = {
  connecting: 'Connecting…',
  live: 'Live',
  silent: 'Connected, but no beat comes',
  reconnecting: 'Connection lost, reconnecting…',
};

/** The line at the top: how large the mesh is and how it beats. */
class Vitals {
  constructor(state, live) {
    this.state = state;
    this.live = live;
    this.every = 500;
    this.element = document.querySelector('.masthead');
    this.line = document.getElementById('vitals');
    this.colophon = document.getElementById('colophon');
  }

  draw() {
    const { nodes, sensors, beatHz, speed, beat, at, nodeId, version } = this.state;
    if (beat === null && at === null) return;
    const live = sensors.filter(sensor => sensor.status === 'live').length;
    const parts = [count(nodes.length, 'node'), count(live, 'live sensor'), `${beatHz} beats a second`];
    if (speed !== 1) parts.push(`time runs ${Number(speed.toFixed(1))} times as fast`);
    setText(this.line, parts.join(' · '));
    setText(this.colophon, [`Unum ${version ?? ''}`.trim(), nodeId ? `seen from ${nodeId}` : null, beat === null ? null : `beat ${beat}`,
      `${date(at)}, ${time(at)}`, this.live.refused > 0 ? `${count(this.live.refused, 'message')} not understood` : null].filter(Boolean).join(' · '));
  }
}

function start() {
  const root = document.documentElement;
  const state = new State();
  let painter = null;
  const redraw = panel => painter?.invalidate(panel);

  const connectionText = document.getElementById('connection-text'), connection = document.getElementById('connection');
  const announcer = document.getElementById('announcer');
  const show = status => {
    root.dataset.connection = status;
    connection.dataset.state = status;
    setText(connectionText, TOLD[status]);
    setText(announcer, TOLD[status]);
  };

  const live = new Live(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`, message => {
    if (state.receive(message) === null) live.refused++;
    else painter.invalidate();
    live.beat = 1_000 / state.beatHz;
  }, show);

  bindThemeButton(document.getElementById('theme'));
  const chart = new CoherenceChart(state);
  painter = new Painter([
    new Vitals(state, live), new Emergence(state), new PhaseCircle(state, redraw), chart, new Timeline(state, redraw),
    new EventList(state, redraw), new HeatMap(state, redraw), new LockMatrix(state, redraw), new TogetherList(state),
    new NodeList(state), new SensorList(state),
  ]);
  onThemeChange(() => {
    chart.recolour();
    painter.invalidate();
  });
  // Canvases drawn before the typeface arrived are drawn again.
  document.fonts?.ready.then(() => {
    chart.recolour();
    painter.invalidate();
  });
  show('connecting');
  live.start();
}

start();
