import process from 'node:process';
import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { AppliedChange } from '../../../domain/administration/index.js';
import type { RetentionReport } from '../../../domain/decisions/retention/index.js';
import type { Scope } from '../../../domain/identity/index.js';
import type { LogName } from '../../../domain/log/ports/index.js';
import type { PrintedKey } from '../../server/base/index.js';
import { openInProcess } from '../../server/index.js';
import type { CliContext } from '../frame/context.js';
import { readTextFile } from '../frame/io.js';
import { type OptionSpec, type ParsedArguments, text } from '../frame/spec.js';
import { type ControlFile, readControlFile } from './control-file.js';
import { DATABASE_OPTIONS, readDatabaseUrl } from './database-url.js';
import { adminOver, type HttpAdmin, httpAdmin } from './http-admin.js';
import { readRootKey } from './root-key.js';

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

/** Acts of an administrator's command, wherever the service is. */
export interface AdminTarget {
  apply(document: unknown): Promise<readonly AppliedChange[]>;
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
  const server = text(args, 'server');
  const dataDir = text(args, 'data');
  if ((server === undefined) === (dataDir === undefined)) {
    throw new TribuneError('USAGE', 'give either --data DIR or --server URL', {
      remedy: '--data for the machine of the service, --server with an administrator key from elsewhere.',
    });
  }
  if (server !== undefined) return adminTarget(httpAdmin(server, await apiKey(text(args, 'key-file'))), server);
  const running = readControlFile(dataDir!);
  if (running !== null && (await answers(running)))
    return adminTarget(httpAdmin(running.url, running.key), running.publicUrl);
  return inProcess(args, dataDir!, context);
}

const answers = async ({ url }: ControlFile): Promise<boolean> =>
  fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  );

export async function apiKey(file: string | undefined): Promise<string> {
  const key = file === undefined ? process.env.TRIBUNE_API_KEY : await readTextFile(file, 'key file', 'USAGE');
  if (key !== undefined && key.trim() !== '') return key.trim();
  throw new TribuneError('USAGE', 'no API key is given', { remedy: 'Set TRIBUNE_API_KEY or use --key-file FILE.' });
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
      return ((await admin.post('/v1/registry', document)) as { changes: AppliedChange[] }).changes;
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

/** While no service runs on the data folder, it is opened in this process and asked as it would be over the network. */
async function inProcess(args: ParsedArguments, dataDir: string, context: CliContext): Promise<AdminTarget> {
  const databaseUrl = readDatabaseUrl(args, context);
  const rootKey = readRootKey(text(args, 'root-key-command'));
  const service = await openInProcess({
    dataDir,
    version: context.version,
    onNotice: () => undefined,
    ...defined({ databaseUrl, rootKey }),
  });
  const admin = adminOver((request) => service.ask(request), service.localKey, dataDir);
  return adminTarget(admin, null, () => service.close());
}
