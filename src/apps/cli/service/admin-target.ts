import { TribuneError } from '../../../core/base/errors.js';
import type { AppliedChange } from '../../../domain/administration/index.js';
import type { Scope } from '../../../domain/identity/index.js';
import type { LogName } from '../../../domain/log/ports/index.js';
import type { RetentionReport } from '../../../domain/retention/index.js';
import type { PrintedKey } from '../../server/base/index.js';
import type { CliContext } from '../frame/context.js';
import type { OptionSpec, ParsedArguments } from '../frame/spec.js';
import { openConnection } from './connection.js';
import { DATABASE_OPTIONS } from './database-url.js';
import type { HttpAdmin } from './http-admin.js';

export interface KeyRequest {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly days: number | null;
}

export interface KeyChange {
  readonly log: LogName;
  readonly overlapDays?: number;
}

/** Purpose of a one-time link; by default it makes an administrator. */
export interface LinkRequest {
  readonly roles?: readonly string[];
  /** Name of an account whose password is reset. */
  readonly account?: string;
}

/** Result of a change of a log's signing key. */
export interface KeyChanged {
  readonly log: LogName;
  readonly oldKey: string;
  readonly newKey: string;
  readonly fromSize: number;
  readonly statement: string;
  /** Time at which the old key stops signing, RFC 3339. */
  readonly retiresAt: string;
}

/** What applying a document changed. */
export interface Applied {
  readonly changes: readonly AppliedChange[];
  /** Digests of versions registered now whose bytes are not held; older services do not say. */
  readonly artifactsNotHeld?: readonly string[];
}

/** Acts of an administrator's command, wherever the service is. */
export interface AdminTarget {
  apply(document: unknown): Promise<Applied>;
  issueKey(request: KeyRequest): Promise<string>;
  /** Erases decisions past their time, or only counts them. */
  retention(erase: boolean): Promise<RetentionReport>;
  listKeys(): Promise<readonly PrintedKey[]>;
  /** Makes a key's successor; the old key works for this many days more, by default 7. */
  rotateKey(id: string, overlapDays?: number): Promise<string>;
  revokeKey(id: string): Promise<void>;
  /** Token and address of a one-time link that makes an account or sets a password; only on the machine of the service. */
  makeLink(purpose: LinkRequest): Promise<string>;
  /** Hands a log over to a new signing key. */
  rotateLedgerKey(request: KeyChange): Promise<KeyChanged>;
  close(): Promise<void>;
}

export const ADMIN_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  data: { type: 'string', value: 'DIR', help: 'data folder of the service, running or not' },
  ...DATABASE_OPTIONS,
  'root-key-command': {
    type: 'string',
    value: 'CMD',
    help: 'prints the root key; else TRIBUNE_ROOT_KEY, else key files',
  },
  server: { type: 'string', value: 'URL', help: 'a running service, with an administrator key instead of --data' },
  'key-file': { type: 'string', value: 'FILE', help: 'the API key for --server; else TRIBUNE_API_KEY' },
};

/** Opens the target: `--server URL` over HTTP, `--data DIR` through the service that runs there, or directly when none does. */
export async function openAdmin(args: ParsedArguments, context: CliContext): Promise<AdminTarget> {
  const { admin, publicUrl, close } = await openConnection(args, context);
  return adminTarget(admin, publicUrl, close);
}

/** The commands of an administrator over the HTTP contract. `publicUrl` is where people open the service; null where none runs. */
function adminTarget(
  admin: HttpAdmin,
  publicUrl: string | null,
  close: () => Promise<void> = async () => {},
): AdminTarget {
  const keyAt = (id: string): string => `/v1/keys/${encodeURIComponent(id)}`;
  return {
    async apply(document) {
      return (await admin.post('/v1/registry', document)) as Applied;
    },
    async issueKey(request) {
      return ((await admin.post('/v1/keys', request)) as { key: string }).key;
    },
    async retention(erase) {
      const answer = erase ? admin.post('/v1/retention', {}) : admin.get('/v1/retention');
      return (await answer) as RetentionReport;
    },
    async listKeys() {
      return ((await admin.get('/v1/keys')) as { keys: PrintedKey[] }).keys;
    },
    async rotateKey(id, overlapDays) {
      const body = overlapDays === undefined ? {} : { overlapDays };
      return ((await admin.post(`${keyAt(id)}/rotate`, body)) as { key: string }).key;
    },
    async revokeKey(id) {
      await admin.delete(keyAt(id));
    },
    async makeLink(purpose) {
      if (publicUrl === null) {
        throw new TribuneError('USAGE', 'no service runs on this data folder, so a link would lead nowhere', {
          remedy: 'Start it: tribune serve gives a link while there is no administrator.',
        });
      }
      const { token } = (await admin.post('/v1/setup/link', purpose)) as { token: string };
      return `${publicUrl}/setup#${token}`;
    },
    async rotateLedgerKey(request) {
      return (await admin.post('/v1/ledger/keys', request)) as KeyChanged;
    },
    close,
  };
}
