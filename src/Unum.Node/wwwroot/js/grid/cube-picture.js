// Nine nodes of a cube as a drawing: they light up as they think and vote. What happens faster than an eye follows is shown
// one after another.

import { $, svg } from '../common/dom.js';

export const CORNERS = ['NEU', 'NED', 'NWU', 'NWD', 'SEU', 'SED', 'SWU', 'SWD'];
export const NINE = [...CORNERS, 'CENTRAL'];
const HALF = 92, SHIFT_X = 44, SHIFT_Y = 36;
const APART = 70;        // ms between two events shown
const MOST_WAITING = 60;
const GLOWS = 1_100;     // ms

export class CubePicture {
  /** `onNode(vertex)` when one is clicked or chosen with the keyboard. */
  constructor(onNode) {
    this.root = $('cube-picture');
    this.nodes = new Map();
    this.edges = new Map();
    this.queue = [];
    this.timer = 0;
    this.glowing = new Map();
    this.edgeLayer = svg('g', { class: 'edges' });
    const nodeLayer = svg('g', { class: 'nodes' });
    // Far ones first, so that the near ones lie over them.
    for (const name of ['NWD', 'NED', 'NWU', 'NEU', 'CENTRAL', 'SWD', 'SED', 'SWU', 'SEU']) {
      const [x, y] = placeOf(name), central = name === 'CENTRAL';
      const kappa = svg('text', { class: 'node-kappa', y: 12, 'text-anchor': 'middle' }, '–');
      const node = svg('g', { class: 'node', transform: `translate(${x} ${y})`, tabindex: 0, role: 'button', 'aria-label': name, 'data-vertex': name },
        svg('circle', { class: 'halo', r: central ? 36 : 30 }), svg('circle', { class: 'disc', r: central ? 29 : 24 }),
        svg('text', { class: 'node-name', y: -1, 'text-anchor': 'middle' }, name), kappa);
      const choose = () => onNode(name);
      node.addEventListener('click', choose);
      node.addEventListener('keydown', event => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      });
      this.nodes.set(name, { node, kappa });
      nodeLayer.append(node);
    }
    this.root.append(this.edgeLayer, nodeLayer);
  }

  /** Edges and kappas as GET /cubes/{id} tells them. */
  show(cube) {
    const wanted = new Map();
    const outside = new Map();
    for (const { source, target, target_cube: other } of cube.edges ?? []) {
      if (other && other !== cube.cube_id) outside.set(source, [...(outside.get(source) ?? []), `${other} ${target}`]);
      else wanted.set(edgeKey(source, target), [source, target]);
    }
    for (const [key, line] of this.edges) {
      if (wanted.has(key)) continue;
      line.remove();
      this.edges.delete(key);
    }
    for (const [key, [a, b]] of wanted) {
      if (this.edges.has(key)) continue;
      const [x1, y1] = placeOf(a), [x2, y2] = placeOf(b);
      const kind = a === 'CENTRAL' || b === 'CENTRAL' ? 'spoke' : isCubeEdge(a, b) ? 'edge' : 'edge custom';
      const line = svg('line', { x1, y1, x2, y2, class: kind });
      this.edges.set(key, line);
      this.edgeLayer.append(line);
    }
    for (const name of NINE) {
      const { node, kappa } = this.nodes.get(name), state = cube.vertices?.[name];
      const value = state?.kappa ?? state?.['κ'];
      kappa.textContent = value === undefined ? '–' : `κ ${value.toFixed(3)}`;
      const far = outside.get(name);
      node.classList.toggle('bridged', Boolean(far));
      node.setAttribute('aria-label', `${name}, kappa ${value?.toFixed(3) ?? 'unknown'}, ${state?.connections ?? 0} connections${far ? `, joined to ${far.join(' and ')}` : ''}`);
    }
  }

  choose(name) {
    for (const [other, { node }] of this.nodes) node.classList.toggle('chosen', other === name);
  }

  /** thinking, answered or vote of a vertex; shown in turn. */
  tell(kind, vertex, kappa) {
    if (!this.nodes.has(vertex)) return;
    if (this.queue.length >= MOST_WAITING) this.queue.shift();
    this.queue.push({ kind, vertex, kappa });
    if (this.timer === 0) this.next();
  }

  next() {
    this.timer = 0;
    const what = this.queue.shift();
    if (!what) return;
    const { node, kappa } = this.nodes.get(what.vertex);
    const state = what.kind === 'vote' ? 'voted' : 'thinking';
    node.classList.remove('thinking', 'voted');
    node.classList.add(state);
    if (Number.isFinite(what.kappa)) kappa.textContent = `κ ${what.kappa.toFixed(3)}`;
    for (const [key, line] of this.edges) if (key.split('|').includes(what.vertex)) this.glow(line, state === 'voted' ? 'voted' : 'lit', GLOWS / 2);
    clearTimeout(this.glowing.get(node));
    this.glowing.set(node, setTimeout(() => node.classList.remove('thinking', 'voted'), GLOWS));
    this.timer = setTimeout(() => this.next(), APART);
  }

  glow(line, name, ms) {
    clearTimeout(this.glowing.get(line));
    line.classList.add(name);
    this.glowing.set(line, setTimeout(() => line.classList.remove('lit', 'voted'), ms));
  }
}

/** North lies behind, east to the right, up above: the mission's drawing. */
function placeOf(name) {
  if (name === 'CENTRAL') return [0, 0];
  const far = name[0] === 'N' ? 1 : -1;
  return [(name[1] === 'E' ? HALF : -HALF) + far * SHIFT_X, (name[2] === 'U' ? -HALF : HALF) - far * SHIFT_Y];
}

function isCubeEdge(a, b) { return [0, 1, 2].filter(k => a[k] !== b[k]).length === 1; }
function edgeKey(a, b) { return [a, b].sort().join('|'); }
