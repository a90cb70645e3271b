// The connection: one WebSocket, reopened with growing pauses for as long as the page lives.

const FIRST_PAUSE = 400;      // ms
const LONGEST_PAUSE = 5_000;  // ms
const SILENCE = 6_000;        // ms without a message until an open socket counts as silent, at the least
const BEATS_MISSED = 5;       // and so many beats, where the mesh beats slowly
const GIVE_UP = 2.5;          // times that silence until a silent socket is replaced

/**
 * Messages of the server as they come, through restarts, sleeps and lost networks.
 * `onMessage` gets each message that is a JSON object (anything else is counted in `refused` and dropped);
 * `onState` gets connecting, live, silent (open, but nothing comes) or reconnecting.
 */
export class Live {
  constructor(url, onMessage, onState) {
    this.url = url;
    this.onMessage = onMessage;
    this.onState = onState;
    this.refused = 0;
    this.state = 'connecting';
    this.failures = 0;
    this.heardAt = 0;
    this.beat = 100;   // ms between two beats, set by who knows it
    this.timer = 0;
  }

  start() {
    this.open();
    setInterval(() => this.watch(), 1_000);
    const hurry = () => { if (this.timer) this.open(); };
    addEventListener('online', hurry);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) hurry(); });
  }

  open() {
    clearTimeout(this.timer);
    this.timer = 0;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.heardAt = performance.now();
    socket.addEventListener('message', event => { if (socket === this.socket) this.hear(event.data); });
    socket.addEventListener('close', () => { if (socket === this.socket) this.retry(); });
  }

  hear(data) {
    this.heardAt = performance.now();
    let message = null;
    try {
      message = typeof data === 'string' ? JSON.parse(data) : null;
    } catch { /* Not JSON: refused below. */ }
    if (message === null || typeof message !== 'object' || Array.isArray(message)) {
      this.refused++;
      return;
    }
    this.failures = 0;
    this.become('live');
    this.onMessage(message);
  }

  retry() {
    this.socket = null;
    this.become('reconnecting');
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures++);
    // A little spread, so that many pages do not knock at the same moment.
    this.timer = setTimeout(() => this.open(), pause * (.8 + Math.random() * .4));
  }

  watch() {
    if (!this.socket) return;
    const quiet = performance.now() - this.heardAt, silence = Math.max(SILENCE, BEATS_MISSED * this.beat);
    if (quiet > GIVE_UP * silence) {
      const dead = this.socket;
      this.retry();
      dead.close();
    } else if (quiet > silence && this.state === 'live') {
      this.become('silent');
    }
  }

  become(state) {
    if (state === this.state) return;
    this.state = state;
    this.onState(state);
  }
}
