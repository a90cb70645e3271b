// The grid in three dimensions: two drawings of the same columns (boxes and points), a frame, the chosen block and its
// neighbours. Nothing is drawn unless something changed or a new block still flashes.

import * as THREE from '../../lib/three/three.module.min.js';
import { FLASH_SECONDS } from './block-store.js';
import { MODES, STEPS, colour, ramps } from './colours.js';
import { Orbit } from './orbit.js';
import { BOX_FRAGMENT, BOX_VERTEX, POINT_FRAGMENT, POINT_VERTEX } from './shaders.js';

const ANGLE = 45;            // degrees of view, vertical
const MOST_BOXES = 30_000;   // more than that are drawn as points
const LEAST_BOX = 3.5;       // px: smaller blocks are drawn as points
const UPLOAD_EVERY = 100;    // ms between two uploads of changed columns

export class GridScene {
  constructor(canvas, store, { onTap, onMove }) {
    this.canvas = canvas;
    this.store = store;
    this.onMove = onMove;
    this.renderer = new THREE.WebGLRenderer({ canvas, alpha: true, antialias: true, powerPreference: 'high-performance' });
    this.camera = new THREE.PerspectiveCamera(ANGLE, 1, .1, 5_000);
    this.camera.up.set(0, 0, 1);
    this.scene = new THREE.Scene();
    this.frame = 0;
    this.frames = 0;
    this.uploaded = -1;
    this.uploadedAt = -Infinity;
    this.dims = [1, 1, 1];
    this.buildBlocks();
    this.lines = new THREE.LineSegments(new THREE.BufferGeometry(), new THREE.LineBasicMaterial({ transparent: true, opacity: .9 }));
    this.sliceLines = new THREE.LineSegments(new THREE.BufferGeometry(), new THREE.LineBasicMaterial());
    this.mark = new THREE.LineSegments(new THREE.BufferGeometry(), new THREE.LineBasicMaterial({ depthTest: false }));
    this.mark.renderOrder = 2;
    for (const lines of [this.lines, this.sliceLines, this.mark]) {
      lines.frustumCulled = false;
      this.scene.add(lines);
    }
    this.orbit = new Orbit(canvas, () => { this.onMove(); this.request(); }, onTap);
    this.orbit.home = () => this.seeAll();
    this.recolour();
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement);
    document.addEventListener('visibilitychange', () => this.request());
    this.resize();
  }

  buildBlocks() {
    const { store } = this;
    this.uniforms = {
      uMode: { value: 0 }, uRange: { value: new THREE.Vector2(0, 1) }, uNow: { value: 0 }, uFlash: { value: FLASH_SECONDS },
      uLow: { value: new THREE.Vector3() }, uHigh: { value: new THREE.Vector3(1024, 1024, 1024) }, uPixels: { value: 1 }, uLeast: { value: 2 },
      uFlashColour: { value: new THREE.Vector3(1, 1, 1) }, uPaper: { value: new THREE.Vector3() }, uFog: { value: new THREE.Vector2(1, 2) },
      uRamp: { value: null },
    };
    const box = new THREE.BoxGeometry(1, 1, 1);
    this.boxGeometry = new THREE.InstancedBufferGeometry();
    this.boxGeometry.index = box.index;
    this.boxGeometry.setAttribute('position', box.getAttribute('position'));
    this.boxGeometry.setAttribute('normal', box.getAttribute('normal'));
    this.boxGeometry.setAttribute('at', dynamic(new THREE.InstancedBufferAttribute(store.at.subarray(0, 3 * MOST_BOXES), 3)));
    this.boxGeometry.setAttribute('data', dynamic(new THREE.InstancedBufferAttribute(store.data.subarray(0, 4 * MOST_BOXES), 4)));
    this.pointGeometry = new THREE.BufferGeometry();
    this.pointGeometry.setAttribute('position', dynamic(new THREE.BufferAttribute(store.at, 3)));
    this.pointGeometry.setAttribute('data', dynamic(new THREE.BufferAttribute(store.data, 4)));
    const { uniforms } = this;
    this.boxes = new THREE.Mesh(this.boxGeometry, new THREE.ShaderMaterial({ uniforms, vertexShader: BOX_VERTEX, fragmentShader: BOX_FRAGMENT }));
    this.points = new THREE.Points(this.pointGeometry, new THREE.ShaderMaterial({ uniforms, vertexShader: POINT_VERTEX, fragmentShader: POINT_FRAGMENT }));
    for (const drawn of [this.boxes, this.points]) {
      drawn.frustumCulled = false;
      this.scene.add(drawn);
    }
  }

  /** A grid of other dimensions. */
  resizeGrid(dims) {
    this.dims = dims;
    const high = dims.map(d => d - 1);
    this.lines.geometry.dispose();
    this.lines.geometry = edges([-.5, -.5, -.5], dims.map(d => d - .5));
    Object.assign(this.orbit, { low: [0, 0, 0], high, nearest: 3, farthest: 4 * Math.max(...dims) + 20 });
    this.slice([0, 0, 0], high);
    this.choose(null, []);
    this.seeAll();
  }

  seeAll() {
    const { orbit, dims } = this;
    orbit.target = dims.map(d => (d - 1) / 2);
    const aspect = Math.min(1.25, this.camera.aspect || 1);
    orbit.distance = Math.hypot(...dims) * 1.36 / Math.min(1, aspect);
    orbit.azimuth = -.95;
    orbit.height = .42;
    orbit.onChange();
  }

  /** Looks at one block from close by, keeping the direction. */
  lookAt(at) {
    this.orbit.target = [...at];
    this.orbit.distance = Math.min(this.orbit.distance, Math.max(14, Math.max(...this.dims) * .06));
    this.orbit.onChange();
  }

  slice(low, high) {
    this.uniforms.uLow.value.set(...low);
    this.uniforms.uHigh.value.set(...high);
    this.sliceLines.geometry.dispose();
    const whole = low.every((l, k) => l === 0 && high[k] === this.dims[k] - 1);
    this.sliceLines.geometry = whole ? new THREE.BufferGeometry() : edges(low.map(l => l - .5), high.map(h => h + .5));
    this.sliceLines.visible = !whole;
    this.request();
  }

  colourBy(mode, range) {
    this.uniforms.uMode.value = MODES.indexOf(mode);
    this.uniforms.uRange.value.set(...range);
    this.request();
  }

  /** Frames a block and draws a line to each of `others`; null takes the frame away. */
  choose(at, others) {
    this.mark.geometry.dispose();
    this.mark.visible = at !== null;
    if (at !== null) {
      const places = [...corners(at.map(c => c - .62), at.map(c => c + .62)), ...others.flatMap(other => [...at, ...other])];
      this.mark.geometry = lineGeometry(places);
    }
    this.request();
  }

  recolour() {
    const texture = new THREE.DataTexture(ramps(), STEPS, MODES.length, THREE.RGBAFormat);
    texture.minFilter = texture.magFilter = THREE.NearestFilter;
    texture.needsUpdate = true;
    this.uniforms.uRamp.value?.dispose();
    this.uniforms.uRamp.value = texture;
    this.uniforms.uPaper.value.set(...colour('--paper'));
    this.uniforms.uFlashColour.value.set(...colour('--flash'));
    this.lines.material.color.setRGB(...colour('--frame'), THREE.SRGBColorSpace);
    this.sliceLines.material.color.setRGB(...colour('--accent'), THREE.SRGBColorSpace);
    this.mark.material.color.setRGB(...colour('--ink'), THREE.SRGBColorSpace);
    this.request();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement;
    if (width === 0 || height === 0) return;
    this.renderer.setPixelRatio(Math.min(2, devicePixelRatio || 1));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.onMove();
    this.request();
  }

  request() {
    if (this.frame === 0 && !document.hidden) this.frame = requestAnimationFrame(now => this.draw(now));
  }

  draw(now) {
    this.frame = 0;
    this.frames++;
    const { store, orbit, camera, uniforms } = this;
    const eye = orbit.place();
    camera.position.set(...eye);
    camera.near = Math.max(.1, orbit.distance * .01);
    camera.far = orbit.distance + 2.5 * Math.hypot(...this.dims) + 10;
    camera.lookAt(...orbit.target);
    camera.updateProjectionMatrix();
    const pixels = this.renderer.domElement.height / (2 * Math.tan(ANGLE * Math.PI / 360));
    const asBoxes = store.count <= MOST_BOXES && pixels / orbit.distance >= LEAST_BOX;
    const waits = this.upload(now, asBoxes);
    this.boxes.visible = asBoxes;
    this.points.visible = !asBoxes;
    const span = Math.hypot(...this.dims);
    uniforms.uFog.value.set(Math.max(orbit.distance * .9, orbit.distance - span * .5), orbit.distance + span * .75);
    uniforms.uNow.value = store.now();
    uniforms.uPixels.value = pixels;
    uniforms.uLeast.value = Math.min(2, devicePixelRatio || 1) * (store.count > 20_000 ? 1.6 : store.count > 2_000 ? 2.5 : 4);
    this.renderer.render(this.scene, camera);
    this.afterDraw?.();
    if (store.now() < store.flashUntil) this.request();
    else if (waits) setTimeout(() => this.request(), UPLOAD_EVERY);
  }

  /** Sends changed columns to the card, not more often than it is worth; answers whether some still wait. */
  upload(now, asBoxes) {
    const { store } = this;
    const key = store.version * 2 + (asBoxes ? 1 : 0);
    if (key === this.uploaded) return false;
    if (now - this.uploadedAt < UPLOAD_EVERY) return true;
    this.uploaded = key;
    this.uploadedAt = now;
    const geometry = asBoxes ? this.boxGeometry : this.pointGeometry;
    for (const [name, size] of [[asBoxes ? 'at' : 'position', 3], ['data', 4]]) {
      const attribute = geometry.getAttribute(name);
      attribute.clearUpdateRanges();
      attribute.addUpdateRange(0, store.count * size);
      attribute.needsUpdate = true;
    }
    if (asBoxes) geometry.instanceCount = store.count;
    else geometry.setDrawRange(0, store.count);
    return false;
  }

  /** The place in the element where a point of the grid is seen: [x, y, whether before the camera]. */
  project(at) {
    const v = new THREE.Vector3(...at).project(this.camera);
    return [(v.x + 1) / 2 * this.canvas.clientWidth, (1 - v.y) / 2 * this.canvas.clientHeight, v.z < 1];
  }

  /** The block under a place of the element: the nearest that the ray hits, or passes within a few pixels when they are small. */
  pick(x, y) {
    const { store, camera } = this;
    const ray = new THREE.Vector3(x / this.canvas.clientWidth * 2 - 1, 1 - y / this.canvas.clientHeight * 2, .5).unproject(camera).sub(camera.position).normalize();
    const { x: ox, y: oy, z: oz } = camera.position;
    const slack = 5 * 2 * Math.tan(ANGLE * Math.PI / 360) / this.canvas.clientHeight;   // units a unit of distance: five pixels
    const low = this.uniforms.uLow.value, high = this.uniforms.uHigh.value;
    let best = -1, nearest = Infinity;
    for (let i = 0; i < store.count; i++) {
      const px = store.at[3 * i], py = store.at[3 * i + 1], pz = store.at[3 * i + 2];
      if (px < low.x || px > high.x || py < low.y || py > high.y || pz < low.z || pz > high.z) continue;
      const dx = px - ox, dy = py - oy, dz = pz - oz;
      const along = dx * ray.x + dy * ray.y + dz * ray.z;
      if (along <= 0) continue;
      const off = Math.sqrt(Math.max(0, dx * dx + dy * dy + dz * dz - along * along));
      const size = Math.max(.62, slack * along);
      if (off > size) continue;
      const score = along + off / size * Math.max(1, slack * along) * 2;
      if (score < nearest) [nearest, best] = [score, i];
    }
    return best < 0 ? null : [store.at[3 * best], store.at[3 * best + 1], store.at[3 * best + 2]];
  }
}

function dynamic(attribute) {
  attribute.setUsage(THREE.DynamicDrawUsage);
  return attribute;
}

/** The twelve edges of a box as pairs of points. */
function corners(low, high) {
  const places = [];
  for (let axis = 0; axis < 3; axis++) {
    const [a, b] = [(axis + 1) % 3, (axis + 2) % 3];
    for (const [p, q] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
      for (const end of [0, 1]) {
        const point = [0, 0, 0];
        point[axis] = end ? high[axis] : low[axis];
        point[a] = p ? high[a] : low[a];
        point[b] = q ? high[b] : low[b];
        places.push(...point);
      }
    }
  }
  return places;
}

function edges(low, high) { return lineGeometry(corners(low, high)); }

function lineGeometry(places) {
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', new THREE.Float32BufferAttribute(places, 3));
  return geometry;
}
