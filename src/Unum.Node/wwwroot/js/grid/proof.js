// Checks a Merkle proof with the browser's own SHA-256, from the block up to the root; nothing of the server's verdict is used.
//
// The bytes that are hashed (docs/grid-ledger.md), little endian:
//   block  x y z i32, value f32, dims 3 x i32
//   brick  'B' links? count u16 | count x (index u16, kappa f32, block hash 32) | if links: n u16, n x (index u16, m u16, m x Morton u32)
//   node   'N' level present 0 | hashes of the children present, ascending
//   root   "unum grid root 1" | dims 3 x u32 | active blocks u64 | octree hash 32 | minds 32

const LEVELS = 7;
const ZERO = new Uint8Array(32);

/**
 * Verdict {good, why, active, value, hashes, path}: whether the proof shows what block `at` holds under the root that it
 * names; `path` is the way from the block to the root, [{what, hash, note}].
 */
export async function checkProof(proof, at) {
  const run = { hashes: 0, path: [] };
  const bad = why => ({ good: false, why, active: proof.active, value: proof.value, hashes: run.hashes, path: run.path });
  try {
    if (!globalThis.crypto?.subtle) return bad('this browser offers SHA-256 only over https or on localhost');
    if (!Array.isArray(proof.brick) || !Array.isArray(proof.steps)) return bad('the server sent no hash path');
    if (proof.coordinate.some((c, k) => c !== at[k])) return bad('it speaks of another block');
    const facts = { at, dims: proof.dimensions, blocks: proof.blocks, minds: bytesOf(proof.minds), brick: proof.brick,
      steps: proof.steps.map(step => ({ ...step, others: step.others.map(bytesOf) })) };
    const mine = indexOf(at), found = facts.brick.find(block => block.index === mine);
    if (facts.brick.some((block, i) => i > 0 && block.index <= facts.brick[i - 1].index)) return bad('its brick is not in order');
    if (Boolean(found) !== proof.active) return bad(found ? 'its brick holds the block, it says otherwise' : 'its brick does not hold the block');
    if (found && !Object.is(Math.fround(found.value), Math.fround(proof.value))) return bad('its brick holds another value');
    const octree = await climb(run, facts, found);
    if (typeof octree === 'string') return bad(octree);
    const root = hex(await rootHash(run, facts, octree));
    run.path.push({ what: 'Root', hash: root, note: `${facts.blocks} active blocks` });
    if (root !== proof.root.toLowerCase()) return bad('the hashes lead to another root');
    return { good: true, why: null, active: proof.active, value: proof.value, hashes: run.hashes, path: run.path };
  } catch (error) {
    return bad(`it cannot be read (${error.message})`);
  }
}

/** Sixteen digits, as the grid shows block hashes. */
export function shortHash(hash) { return hash.slice(0, 16); }

async function climb(run, facts, found) {
  let hash = ZERO;
  if (facts.brick.length > 0) {
    hash = await brickHash(run, facts, found);
    run.path.push({ what: 'Brick of 8³', hash: hex(hash), note: `${facts.brick.length} active` });
  }
  const code = brickCode(facts.at);
  let done = 0;
  for (const step of facts.steps) {
    const empty = hash === ZERO;
    if (step.level <= done || step.level > LEVELS || (!empty && step.level !== done + 1)) return 'its levels do not follow each other';
    const child = (code >> (3 * (step.level - 1))) & 7;
    const comes = ((step.present >> child) & 1) === 1;
    const others = bits(step.present) - (comes ? 1 : 0);
    if (comes === empty || step.others.length !== others || step.present === 0) return 'a node does not fit the way';
    const parts = [Uint8Array.of(0x4e, step.level, step.present, 0)];
    let other = 0;
    for (let c = 0; c < 8; c++) if ((step.present >> c) & 1) parts.push(c === child ? hash : step.others[other++]);
    hash = await sha256(run, join(parts));
    run.path.push({ what: `Node, level ${step.level}`, hash: hex(hash), note: `child ${child} of ${bits(step.present)}` });
    done = step.level;
  }
  return hash === ZERO || done === LEVELS ? hash : 'it ends below the root';
}

async function brickHash(run, facts, found) {
  const origin = facts.at.map(c => c & ~7), linked = facts.brick.filter(block => block.links.length > 0);
  const parts = [writer(4, view => {
    view.setUint8(0, 0x42);
    view.setUint8(1, linked.length > 0 ? 1 : 0);
    view.setUint16(2, facts.brick.length, true);
  })];
  for (const block of facts.brick) {
    const at = [origin[0] + (block.index & 7), origin[1] + ((block.index >> 3) & 7), origin[2] + (block.index >> 6)];
    const hash = await sha256(run, writer(28, view => {
      at.forEach((c, k) => view.setInt32(4 * k, c, true));
      view.setFloat32(12, block.value, true);
      facts.dims.forEach((d, k) => view.setInt32(16 + 4 * k, d, true));
    }));
    if (block === found) run.path.unshift({ what: 'Block', hash: hex(hash), note: `(${at.join(', ')})` });
    parts.push(writer(6, view => {
      view.setUint16(0, block.index, true);
      view.setFloat32(2, block.kappa, true);
    }), hash);
  }
  if (linked.length > 0) {
    parts.push(writer(2, view => view.setUint16(0, linked.length, true)));
    for (const { index, links } of linked) {
      parts.push(writer(4 + 4 * links.length, view => {
        view.setUint16(0, index, true);
        view.setUint16(2, links.length, true);
        links.forEach((code, i) => view.setUint32(4 + 4 * i, code, true));
      }));
    }
  }
  return sha256(run, join(parts));
}

function rootHash(run, facts, octree) {
  const head = writer(20, view => {
    facts.dims.forEach((d, k) => view.setUint32(4 * k, d, true));
    view.setBigUint64(12, BigInt(facts.blocks), true);
  });
  return sha256(run, join([new TextEncoder().encode('unum grid root 1'), head, octree, facts.minds]));
}

async function sha256(run, bytes) {
  run.hashes++;
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function indexOf([x, y, z]) { return (x & 7) + 8 * (y & 7) + 64 * (z & 7); }

/** Morton code of the brick that a block lies in: x, y, z from the lowest bit. */
function brickCode(at) {
  let code = 0;
  for (let bit = 0; bit < LEVELS; bit++) for (let k = 0; k < 3; k++) code |= ((at[k] >> (3 + bit)) & 1) << (3 * bit + k);
  return code;
}

function bits(mask) {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function writer(length, write) {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
}

function join(parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function bytesOf(text) {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error('a hash is not 64 hexadecimal digits');
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

function hex(bytes) { return Array.from(bytes, b => b.toString(16).padStart(2, '0')).join(''); }
