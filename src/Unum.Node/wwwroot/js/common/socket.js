// The live side: one WebSocket, reopened with growing pauses, that says again after every reopening what it wants to hear.

const FIRST_PAUSE = 400;      // ms
const LONGEST_PAUSE = 5_000;  // ms

/**
 * `on(event, listener)` for what the server says by itself ("changed", "thinking", "finalised", ...; "*" hears all);
 * `want(key, message)` keeps a subscription through reconnections; `onState` gets connecting, live or reconnecting.
 */
export class Socket {
  constructor(url, onState) {
    this.url = url;
    this.onState = onState;
    this.wanted = new Map();
    this.listeners = new Map();
    this.failures = 0;
    this.timer = 0;
    this.socket = null;
    this.refused = 0;
  }

  start() {
    this.open();
    const hurry = () => { if (this.timer) this.open(); };
    addEventListener('online', hurry);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) hurry(); });
  }

  on(event, listener) {
    const all = this.listeners.get(event) ?? [];
    all.push(listener);
    this.listeners.set(event, all);
  }

  /** Subscribes under a name of ours; a second call under the same name replaces the first, null ends it. */
  want(key, message) {
    const before = this.wanted.get(key);
    if (before && message && JSON.stringify(before) === JSON.stringify(message)) return;
    if (message) this.wanted.set(key, message);
    else this.wanted.delete(key);
    // The server keeps one subscription for each thing watched: only another thing has to be ended.
    if (before && (!message || watched(before) !== watched(message))) this.say({ action: 'unsubscribe', ...JSON.parse(watched(before)) });
    if (message) this.say(message);
  }

  say(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  open() {
    clearTimeout(this.timer);
    this.timer = 0;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.addEventListener('open', () => {
      if (socket !== this.socket) return;
      this.failures = 0;
      for (const message of this.wanted.values()) this.say(message);
      this.onState('live');
    });
    socket.addEventListener('message', event => { if (socket === this.socket) this.hear(event.data); });
    socket.addEventListener('close', () => { if (socket === this.socket) this.retry(); });
  }

  hear(data) {
    let message = null;
    try {
      message = typeof data === 'string' ? JSON.parse(data) : null;
    } catch { /* Counted below. */ }
    if (message === null || typeof message !== 'object') {
      this.refused++;
      return;
    }
    const kind = typeof message.event === 'string' ? message.event : message.error ? 'error' : 'answer';
    for (const listener of [...(this.listeners.get(kind) ?? []), ...(this.listeners.get('*') ?? [])]) listener(message, kind);
  }

  retry() {
    this.socket = null;
    this.onState('reconnecting');
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures++);
    this.timer = setTimeout(() => this.open(), pause * (.8 + Math.random() * .4));
  }
}

/** What a subscription watches, its box aside. */
function watched({ topic, cube_id, instance_id }) { return JSON.stringify({ topic, cube_id, instance_id }); }
