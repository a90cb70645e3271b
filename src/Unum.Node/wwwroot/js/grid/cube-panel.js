// A cube: its drawing, its state machine, text to one mind, a question to all nine.

import { setText } from '../format.js';
import { $, attempt, el, fault, onSubmit, options, visible } from '../common/dom.js';
import { CubePicture, NINE } from './cube-picture.js';

const PATH = ['Idle', 'Starting', 'Execute', 'Completing', 'Complete'];

export class CubePanel {
  constructor(page) {
    this.page = page;
    this.cubes = [];
    this.id = null;
    this.turn = 0;
    this.fault = $('cube-fault');
    this.picture = new CubePicture(vertex => {
      $('vertex-text').elements.vertex.value = vertex;
      this.picture.choose(vertex);
      $('vertex-text').elements.text.focus();
    });
    for (const select of document.querySelectorAll('#vertex-text select, #connect select[name="source"], #connect select[name="target"]')) options(select, NINE.map(name => [name, name]));
    $('connect').elements.target.value = 'SWD';
    $('cube-choice').addEventListener('change', event => this.open(event.target.value));
    $('cube-new').addEventListener('click', () => attempt($('cube-new'), this.fault, () => this.create()));
    $('vertex-text').elements.vertex.addEventListener('change', event => this.picture.choose(event.target.value));
    const place = $('think-fault');
    onSubmit($('think'), place, ({ query }) => this.think(query));
    onSubmit($('vertex-text'), place, ({ vertex, text }) => this.process(vertex, text));
    onSubmit($('connect'), place, fields => this.connect(fields));
    for (const event of ['thinking', 'answered', 'vote', 'state', 'connected']) page.socket.on(event, message => this.hear(event, message));
  }

  /** Reads which cubes there are; keeps the chosen one. */
  async refresh() {
    const { cubes } = await this.page.api.get('/cubes', {}, { everywhere: true });
    this.cubes = cubes;
    options($('cube-choice'), cubes.map(cube => [cube.cube_id, cube.cube_id]), this.id ?? undefined);
    options($('connect').elements.target_cube, [['', 'this cube'], ...cubes.filter(cube => cube.cube_id !== this.id).map(cube => [cube.cube_id, cube.cube_id])]);
    $('cube-choice').disabled = cubes.length === 0;
    $('cube-empty').hidden = cubes.length > 0;
    if (!cubes.some(cube => cube.cube_id === this.id)) await this.open(cubes[0]?.cube_id ?? null);
    else await this.read();
  }

  async create() {
    const made = await this.page.api.post('/cubes', {}, { everywhere: true });
    this.id = made.cube_id;
    await this.refresh();
    await this.open(made.cube_id);
  }

  async open(id) {
    this.id = id;
    this.page.socket.want('cube', id === null ? null : { action: 'subscribe', topic: 'cube', cube_id: id });
    $('cube').hidden = id === null;
    $('consensus').hidden = $('answers').hidden = true;
    for (const button of document.querySelectorAll('.think-panel button')) button.disabled = id === null;
    if (id === null) {
      setText($('cube-state'), '');
      return;
    }
    $('cube-choice').value = id;
    await this.read();
  }

  async read() {
    const turn = ++this.turn;
    const cube = await this.page.api.get(`/cubes/${encodeURIComponent(this.id)}`, {}, { everywhere: true });
    if (turn !== this.turn) return;
    this.cube = cube;
    this.picture.show(cube);
    this.showMachine(cube.state, cube.possible ?? cube.commands ?? []);
    const kappa = cube.kappa ?? cube['κ'];
    setText($('cube-state'), [kappa === undefined ? null : `κ ${kappa.toFixed(3)}`, cube.requests === undefined ? null : `${cube.requests} requests`,
      cube.bytes === undefined ? null : `${(cube.bytes / 1024).toFixed(0)} KB`].filter(Boolean).join(' · '));
  }

  showMachine(state, possible) {
    const steps = PATH.includes(state) ? PATH : [...PATH, state];
    $('machine').replaceChildren(
      el('ol', { class: 'states', 'aria-label': `PackML state: ${state}` }, steps.map(step => el('li', { 'aria-current': step === state ? 'step' : null, class: PATH.includes(step) ? null : 'aside' }, step))),
      el('p', { class: 'buttons' }, possible.map(command => el('button', { type: 'button', 'data-command': command, onclick: event => attempt(event.currentTarget, this.fault, () => this.command(command)) }, command))));
  }

  async command(command) {
    const answer = await this.page.api.post(`/cubes/${encodeURIComponent(this.id)}/command`, { command }, { everywhere: true });
    if (answer?.state) this.showMachine(answer.state, answer.possible ?? []);
    await this.read();
    $('machine').querySelector('button')?.focus();
  }

  async process(vertex, text) {
    const id = this.id;
    this.picture.tell('thinking', vertex);
    const answer = await this.page.api.post(`/cubes/${encodeURIComponent(id)}/process`, { vertex, text }, { everywhere: true });
    if (id !== this.id) return;
    $('consensus').hidden = true;
    const rows = [{ vertex, text: answer.result, surprise: answer.surprise, kappa: answer.kappa ?? answer['κ'] }];
    for (const echo of answer.echoes ?? []) rows.push({ vertex: echo.cube_id === id ? echo.vertex : `${echo.cube_id} ${echo.vertex}`, text: null, hop: echo.hop, surprise: echo.surprise, kappa: echo.kappa });
    this.showRows(rows);
    setText($('think-field'), `${vertex} answered; ${rows.length - 1} others heard it`);
    await this.read();
  }

  async think(query) {
    const id = this.id;
    setText($('think-field'), 'thinking…');
    let answer;
    try {
      answer = await this.page.api.post(`/cubes/${encodeURIComponent(id)}/collective_think`, { query }, { everywhere: true });
    } catch (error) {
      setText($('think-field'), '');
      throw error;
    }
    if (id !== this.id) return;
    const { consensus } = answer, field = answer.kappa_field ?? answer['κ_field'];
    setText($('think-field'), Number.isFinite(field) ? `kappa field κ ${field.toFixed(3)}` : '');
    const figure = (name, value, what) => value === undefined || value === null ? null : el('div', {}, el('dt', {}, name), el('dd', {}, value), what ? el('dd', { class: 'sub' }, what) : null);
    $('consensus').replaceChildren(
      el('p', { class: 'eyebrow' }, 'Together they say'),
      el('p', { class: 'consensus-text' }, visible(consensus.text) || '(nothing)'),
      el('dl', { class: 'figures' },
        figure('Probability', consensus.probability?.toFixed(3), 'of each byte, mean'),
        figure('Agreement', consensus.agreement === undefined ? null : `${Math.round(consensus.agreement * 100)} %`, 'would have said it too'),
        figure('Disagreement', consensus.disagreement?.toFixed(2), 'bits, 0 to 3.17'),
        figure('Surprise', consensus.query_surprise?.toFixed(2), 'bits per byte of the question')));
    $('consensus').hidden = false;
    this.showRows(Object.entries(answer.vertices).map(([vertex, v]) => ({ vertex, text: v.text, surprise: v.surprise, kappa: v.kappa ?? v['κ'], weight: v.weight })));
    await this.read();
  }

  showRows(rows) {
    const heavy = Math.max(...rows.map(row => row.weight ?? 0), 1e-9);
    $('answers').hidden = false;
    $('answer-rows').replaceChildren(...rows.map(row => {
      const bar = row.weight === undefined ? null : el('span', { class: 'weight', title: `share in the answer: ${row.weight.toFixed(3)}` });
      bar?.style.setProperty('--value', String(Math.max(0, row.weight / heavy)));
      return el('tr', {}, el('th', { scope: 'row', class: 'vertex' }, row.vertex, bar), el('td', { class: 'said' }, row.text === null ? el('span', { class: 'empty' }, `heard it, ${row.hop === 1 ? 'one edge' : `${row.hop} edges`} away`) : visible(row.text) || el('span', { class: 'empty' }, 'nothing')),
        el('td', { class: 'end' }, Number.isFinite(row.surprise) ? row.surprise.toFixed(2) : '–'), el('td', { class: 'end' }, Number.isFinite(row.kappa) ? row.kappa.toFixed(3) : '–'));
    }));
  }

  async connect({ source, target, target_cube: other }) {
    await this.page.api.post(`/cubes/${encodeURIComponent(this.id)}/connect`, { source, target, ...(other ? { target_cube: other } : {}) }, { everywhere: true });
    await this.read();
  }

  hear(event, message) {
    if (message.cube_id && message.cube_id !== this.id) return;
    if (event === 'state') {
      this.readSoon();
    } else if (event === 'connected') {
      this.readSoon();
    } else {
      this.picture.tell(event, message.vertex, message.kappa ?? message['κ']);
    }
  }

  readSoon() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.read().catch(error => fault(this.fault, error)), 120);
  }
}
