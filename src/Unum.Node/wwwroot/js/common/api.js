// The REST side: every call goes to this page's own server, and every failure says what the server said (problem+json).

const MOST_RETRIES = 3;
const LONGEST_PAUSE = 5_000;   // ms

/** What went wrong, in the server's words: `message` is its detail, or its title, or the status. */
export class ApiError extends Error {
  constructor(status, problem) {
    const words = [problem?.detail, problem?.title].find(text => typeof text === 'string' && text.trim() !== '');
    super(words ?? (status === 0 ? 'The server does not answer.' : `The server answered ${status}.`));
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem ?? null;
  }
}

/** Calls of one instance; null means the server's own default. */
export class Api {
  constructor() {
    this.instance = null;
  }

  get(path, query = {}, options = {}) { return this.call('GET', path, query, undefined, options); }
  post(path, body = {}, options = {}) { return this.call('POST', path, {}, body, options); }
  delete(path, query = {}, options = {}) { return this.call('DELETE', path, query, undefined, options); }

  /** The answer's JSON (null when it has none). `options`: signal, headers, and `seen(response)` for its headers. */
  async call(method, path, query, body, { signal, headers = {}, seen, everywhere = false } = {}) {
    for (let attempt = 0; ; attempt++) {
      const response = await this.send(method, path, query, body, signal, { Accept: 'application/json', ...headers }, everywhere);
      const busy = response.status === 429 && method === 'GET' && attempt < MOST_RETRIES;
      if (busy) {
        await pause(retryAfter(response, attempt), signal);
        continue;
      }
      if (!response.ok) throw await failure(response);
      seen?.(response);
      const text = await response.text();
      return text === '' ? null : JSON.parse(text);
    }
  }

  /** A POST answered line by line: `hear(object)` for each, and the last one is the answer. */
  async stream(path, body, hear, signal) {
    const response = await this.send('POST', path, {}, body, signal, { Accept: 'application/x-ndjson' }, false);
    if (!response.ok) throw await failure(response);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '', last = null;
    const take = line => {
      if (line.trim() === '') return;
      last = JSON.parse(line);
      if (typeof last.status === 'number' && last.status >= 400) throw new ApiError(last.status, last);
      hear(last);
    };
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const line of lines) take(line);
    }
    take(rest);
    return last;
  }

  async send(method, path, query, body, signal, headers, everywhere) {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined) search.set(name, String(value));
    if (this.instance !== null && !everywhere) search.set('instance_id', this.instance);
    const bytes = body instanceof Uint8Array;
    const address = search.size === 0 ? path : `${path}?${search}`;
    try {
      return await fetch(address, {
        method, signal, headers: body === undefined ? headers : { 'Content-Type': bytes ? 'application/octet-stream' : 'application/json', ...headers },
        body: body === undefined || bytes ? body : JSON.stringify(body),
      });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new ApiError(0, null);
    }
  }
}

async function failure(response) {
  let problem = null;
  try {
    problem = await response.json();
  } catch { /* Not JSON: the status must do. */ }
  return new ApiError(response.status, problem);
}

function retryAfter(response, attempt) {
  const seconds = Number(response.headers.get('Retry-After'));
  return Math.min(LONGEST_PAUSE, Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 200 * 2 ** attempt);
}

function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}
