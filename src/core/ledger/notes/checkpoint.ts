import { encodeBase64, encodeHex } from '../../base/bytes.js';
import { demand, quote } from '../base/fail.js';
import { MAX_EXTENSION_LINES } from '../base/limits.js';
import { decodeBase64 } from '../bytes/base64.js';
import { demandHash } from '../bytes/bytes.js';
import { parseDecimal } from '../bytes/decimal.js';
import { EMPTY_ROOT_HEX } from '../merkle/hasher.js';
import { demandSize } from '../merkle/ranges.js';
import { demandNoControls } from './note.js';

/** The head of a log: its origin, its number of entries, and the root over them (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Opaque further lines, which the standard discourages. */
  readonly extensions: readonly string[];
}

const REMEDY = 'A checkpoint is three lines: origin, size in decimal, root in base64 (C2SP tlog-checkpoint).';

function demandCheckpoint({ origin, size, root, extensions }: Checkpoint): void {
  demandSize(size, 'the size of the checkpoint');
  demandHash(root, 'the root of the checkpoint');
  for (const line of [origin, ...extensions]) {
    demandNoControls(line, 'the checkpoint');
    demand(line !== '' && !line.includes('\n'), 'the checkpoint has an empty line', REMEDY);
  }
  const few = extensions.length <= MAX_EXTENSION_LINES;
  demand(
    few,
    `the checkpoint has ${extensions.length} extension lines`,
    `At most ${MAX_EXTENSION_LINES} are accepted.`,
  );
  const emptyRoot = size > 0 || encodeHex(root) === EMPTY_ROOT_HEX;
  demand(emptyRoot, 'the checkpoint of an empty log has a root other than SHA-256 of nothing', REMEDY);
}

/** Text of a checkpoint, to be signed as a note. Throws `LEDGER_INVALID` for values that cannot form a checkpoint. */
export function printCheckpoint(checkpoint: Checkpoint): string {
  demandCheckpoint(checkpoint);
  const { origin, size, root, extensions } = checkpoint;
  return [origin, String(size), encodeBase64(root), ...extensions, ''].join('\n');
}

/** Reads the text of a checkpoint note (with its last newline, without signatures), strictly. Throws `LEDGER_INVALID`. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  const closed = lines.pop() === '' && lines.length >= 3;
  demand(closed, `not a checkpoint: ${quote(text)}`, REMEDY);
  const [origin, size, root, ...extensions] = lines as [string, string, string, ...string[]];
  const checkpoint = {
    origin,
    size: parseDecimal(size, 'the size of the checkpoint'),
    root: decodeBase64(root, 'the root of the checkpoint'),
    extensions,
  };
  demandCheckpoint(checkpoint);
  return checkpoint;
}
