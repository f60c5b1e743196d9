// Knows how to cut a stream of bytes into lines of text. Chunks and lines do not line up:
// a chunk may hold half a line, three lines, or half a character.
// Does not know what a line means.

/** Yields each line without its line feed. A last line without one was cut off, and is not yielded. */
export async function* lines(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n');
    rest = parts.pop();
    yield* parts;
  }
}
