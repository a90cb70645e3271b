// The blocks that the page holds: columns that go to the graphics card as they are, and an index by address.
//
// Purpose: up to `capacity` blocks; put, remove and look-up in constant time, no object per block.
// Layout: at[3i..] = x, y, z; data[4i..] = value, kappa, born, flashed, both times in seconds since `origin` (float32 has no
// room for milliseconds since 1970); turn[i] = the load that last saw it. A removed block's place is taken by the last one.

export const FLASH_SECONDS = 1.6;
const LONG_AGO = -1e6;

export class BlockStore {
  constructor(capacity) {
    this.capacity = capacity;
    this.origin = Date.now();
    this.at = new Float32Array(capacity * 3);
    this.data = new Float32Array(capacity * 4);
    this.turn = new Uint32Array(capacity);
    this.index = new Map();
    this.count = 0;
    this.version = 0;
    this.refused = 0;      // blocks that found no room
    this.flashUntil = 0;   // seconds since origin
  }

  /** Seconds since `origin`. */
  now() { return (Date.now() - this.origin) / 1_000; }

  has([x, y, z]) { return this.index.has(key(x, y, z)); }

  /** Puts one block as the server wrote it; answers whether this turn had not seen it yet. Without room it is refused. */
  put(block, turn, flash = false) {
    const [x, y, z] = block.coordinate;
    const address = key(x, y, z);
    let i = this.index.get(address);
    const seen = i !== undefined && this.turn[i] === turn;
    if (i === undefined) {
      if (this.count === this.capacity) {
        this.refused++;
        return false;
      }
      i = this.count++;
      this.index.set(address, i);
      this.at.set([x, y, z], 3 * i);
      this.data[4 * i + 3] = LONG_AGO;
    }
    const d = 4 * i;
    this.data[d] = block.value ?? 0;
    this.data[d + 1] = block.kappa ?? block['κ'] ?? .6;
    if (block.timestamp !== undefined && block.timestamp !== null) this.data[d + 2] = (instant(block.timestamp) - this.origin) / 1_000;
    if (flash) {
      this.data[d + 3] = this.now();
      this.flashUntil = this.now() + FLASH_SECONDS;
    }
    this.turn[i] = turn;
    this.version++;
    return !seen;
  }

  remove([x, y, z]) {
    const address = key(x, y, z);
    const i = this.index.get(address);
    if (i !== undefined) this.removeAt(i, address);
    return i !== undefined;
  }

  removeAt(i, address = this.keyAt(i)) {
    this.index.delete(address);
    const last = --this.count;
    if (i !== last) {
      this.index.set(this.keyAt(last), i);
      this.at.copyWithin(3 * i, 3 * last, 3 * last + 3);
      this.data.copyWithin(4 * i, 4 * last, 4 * last + 4);
      this.turn[i] = this.turn[last];
    }
    this.version++;
  }

  /** Forgets every block that `keep(i)` does not want. */
  sweep(keep) {
    for (let i = this.count - 1; i >= 0; i--) if (!keep(i)) this.removeAt(i);
  }

  clear() {
    this.index.clear();
    this.count = 0;
    this.refused = 0;
    this.version++;
  }

  keyAt(i) { return key(this.at[3 * i], this.at[3 * i + 1], this.at[3 * i + 2]); }
  inside(i, low, high) {
    const a = 3 * i;
    for (let k = 0; k < 3; k++) if (this.at[a + k] < low[k] || this.at[a + k] > high[k]) return false;
    return true;
  }

  /** Mean kappa of the blocks held; null when there is none. */
  meanKappa() {
    let sum = 0;
    for (let i = 0; i < this.count; i++) sum += this.data[4 * i + 1];
    return this.count === 0 ? null : sum / this.count;
  }

  /** Least and greatest value held; null when there is none. */
  valueRange() {
    let low = Infinity, high = -Infinity;
    for (let i = 0; i < this.count; i++) {
      const value = this.data[4 * i];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return this.count === 0 ? null : [low, high];
  }
}

/** Milliseconds since 1970 from Unix seconds, milliseconds or an ISO date. */
export function instant(timestamp) {
  if (typeof timestamp !== 'number') return Date.parse(timestamp);
  return timestamp < 1e11 ? timestamp * 1_000 : timestamp;
}

function key(x, y, z) { return x + y * 1024 + z * 1048576; }
