import process from 'node:process';
import { TribuneError } from '../../../core/errors.js';
import type { Scope } from '../../../domain/identity/scopes.js';
import { type AppliedChange, applyDocument } from '../../server/apply-document.js';
import { openControlPlane } from '../../server/control-plane.js';
import type { CliContext } from '../context.js';
import { readTextFile } from '../io.js';
import { type OptionSpec, type ParsedArguments, text } from '../spec.js';
import { type ControlFile, readControlFile } from './control-file.js';
import { httpAdmin } from './http-admin.js';
import { readRootKey } from './root-key.js';

export interface KeyRequest {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly days: number | null;
}

/** What an administrator's command may do, wherever the service is. */
export interface AdminTarget {
  apply(document: unknown): Promise<readonly AppliedChange[]>;
  issueKey(request: KeyRequest): Promise<string>;
  close(): Promise<void>;
}

export const ADMIN_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  data: { type: 'string', value: 'DIR', help: 'data folder of the service, running or not' },
  database: { type: 'string', value: 'URL', help: 'its PostgreSQL, when not the embedded one' },
  'root-key-command': {
    type: 'string',
    value: 'CMD',
    help: 'prints the root key; else TRIBUNE_ROOT_KEY, else key files',
  },
  server: { type: 'string', value: 'URL', help: 'a running service, with an administrator key instead of --data' },
  'key-file': { type: 'string', value: 'FILE', help: 'the API key for --server; else TRIBUNE_API_KEY' },
};

const ACTOR = 'command line';

/** `--server URL`: over HTTP. `--data DIR`: through the service that runs there, or directly when none does. */
export async function openAdmin(args: ParsedArguments, context: CliContext): Promise<AdminTarget> {
  const server = text(args, 'server');
  const dataDir = text(args, 'data');
  if ((server === undefined) === (dataDir === undefined)) {
    throw new TribuneError('USAGE', 'give either --data DIR or --server URL', {
      remedy: '--data for the machine of the service, --server with an administrator key from elsewhere.',
    });
  }
  if (server !== undefined) return remote(server, await apiKey(text(args, 'key-file')));
  const running = readControlFile(dataDir!);
  if (running !== null && (await answers(running))) return remote(running.url, running.key);
  return local(args, dataDir!, context);
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

function remote(server: string, key: string): AdminTarget {
  const admin = httpAdmin(server, key);
  return {
    async apply(document) {
      return ((await admin.post('/v1/registry', document)) as { changes: AppliedChange[] }).changes;
    },
    async issueKey(request) {
      return ((await admin.post('/v1/keys', request)) as { key: string }).key;
    },
    close: async () => undefined,
  };
}

async function local(args: ParsedArguments, dataDir: string, context: CliContext): Promise<AdminTarget> {
  const databaseUrl = text(args, 'database');
  const rootKey = readRootKey(text(args, 'root-key-command'));
  const plane = await openControlPlane({
    dataDir,
    version: context.version,
    onNotice: () => undefined,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(rootKey === undefined ? {} : { rootKey }),
  });
  return {
    apply: (document) => applyDocument(document, ACTOR, plane.deps),
    async issueKey({ name, scopes, days }) {
      const { key, kept } = await plane.deps.identity.keys.issue({ name, scopes, days, createdBy: ACTOR });
      await plane.deps.service.record({
        type: 'key.created',
        payload: { key: kept.id, name, scopes: kept.scopes, by: ACTOR },
      });
      return key;
    },
    close: () => plane.close(),
  };
}
