// Knows how to ask the server once with fetch, and how to tell the three endings apart:
// an answer, a refusal (4xx: do not try again), a loss (no answer, 5xx: try again later).
// Does not know what is asked, nor when to try again.

/** The server understood and said no. Trying again would not help. */
export class Refused extends Error {
  constructor(status, sentence) {
    super(`refused ${status}: ${sentence}`);
  }
}

/** No answer, or the connection ended. Trying again may help. */
export class Lost extends Error {}

/** Waits for the head of the answer. Throws Refused or Lost; an abort by `signal` throws AbortError. */
export async function ask(url, signal, options = {}) {
  let response;
  try {
    response = await fetch(url, { cache: 'no-store', ...options, signal });
  } catch (error) {
    throw asLoss(error, signal, 'the server does not answer');
  }
  if (response.ok) return response;
  const sentence = await response.text().then((text) => text.trim().slice(0, 200), () => '');
  if (response.status >= 400 && response.status < 500) {
    throw new Refused(response.status, sentence || response.statusText);
  }
  throw new Lost(`the server answered ${response.status}`);
}

/** Asks, and reads the whole answer as JSON. `patience` is in seconds. */
export async function askJson(url, signal, patience) {
  const both = AbortSignal.any([signal, AbortSignal.timeout(patience * 1000)]);
  try {
    const response = await ask(url, both);
    return await response.json();
  } catch (error) {
    if (error instanceof SyntaxError) throw new Lost('the answer was not JSON');
    if (error instanceof Refused || error instanceof Lost) throw error;
    throw asLoss(error, signal, 'the answer broke off');
  }
}

/** fetch and its readers throw TypeError when the network fails, TimeoutError when patience ends. */
export function asLoss(error, signal, words) {
  if (signal?.aborted && error?.name === 'AbortError') return error;
  if (error?.name === 'TimeoutError') return new Lost('the server took too long');
  if (error instanceof TypeError) return new Lost(words);
  return error;
}
