// The table that every peer sends (messages.tsv), and the options that the scripts here share:
// SCRIPT [URL] [--deflate] [--ca FILE] [--cert FILE --key FILE].
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    deflate: { type: 'boolean', default: false }, // compression must be agreed on; else it must not
    ca: { type: 'string' }, // the certificate to trust, for wss
    cert: { type: 'string' },
    key: { type: 'string' },
  },
});

/** Each row: name, isText, payload, and the parts in which it is sent. */
export const messages = readFileSync(new URL('messages.tsv', import.meta.url), 'utf8')
  .split('\n').filter((line) => line && !line.startsWith('#')).map((line) => {
    const [name, kind, unit, times, fragments] = line.split('\t');
    const isText = kind === 'text';
    const payload = Buffer.from(unit.repeat(Number(times)), isText ? 'utf8' : 'hex');
    const length = Math.ceil(payload.length / fragments);
    const parts = Array.from({ length: Number(fragments) },
      (_, i) => payload.subarray(i * length, (i + 1) * length));
    return { name, isText, payload, parts };
  });

/** Codes that anyone may send; 1005 stands for a Close frame without one. */
export const codes = [1000, 1001, 1003, 1011, 3000, 4999, 1005];

/** The extensions that a connection must have. */
export const rightExtensions = (extensions) =>
  String(extensions).includes('permessage-deflate') === options.deflate;
