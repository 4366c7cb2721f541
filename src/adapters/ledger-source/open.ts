import { TribuneError } from '../../core/base/errors.js';
import type { ReadTile } from '../../core/ledger/index.js';
import { openFolder } from './folder.js';
import { type HttpLogOptions, openHttp } from './http.js';
import { LogUnreadable } from './unreadable.js';

/** A log to be read: its place, and access to its files by path. */
export interface LogSource {
  readonly where: string;
  readonly read: ReadTile;
  /** The file `checkpoint`, read once so that everything is judged against the same head. */
  readonly checkpoint: Uint8Array;
}

const ADDRESS = /^https?:\/\//i;

/**
 * Opens a log by the address of its prefix or by a folder that holds a copy. Throws `LogUnreadable` when it cannot be reached or has no
 * checkpoint; the verifier judges the content of its files.
 *
 * @example
 * const { read, checkpoint } = await openLog('http://127.0.0.1:8080/ledger/main');
 */
export async function openLog(where: string, options: HttpLogOptions = {}): Promise<LogSource> {
  const read = ADDRESS.test(where) ? openHttp(addressOf(where), options) : await openFolder(where);
  const checkpoint = await read('checkpoint');
  if (checkpoint !== null) return { where, read, checkpoint };
  throw new LogUnreadable(
    new TribuneError('DATA_NOT_FOUND', `${where} has no file \`checkpoint\``, {
      remedy: 'Name the prefix of a log, such as http://127.0.0.1:8080/ledger/main, or a folder with a copy of one.',
    }),
  );
}

function addressOf(where: string): URL {
  const url = URL.canParse(where) ? new URL(where) : null;
  if (url !== null && url.search === '' && url.hash === '' && url.username === '') return url;
  throw new LogUnreadable(
    new TribuneError('USAGE', `${where} is not the address of a log`, {
      remedy: 'An address has no user, query or fragment; keys go into --api-key-file.',
    }),
  );
}
