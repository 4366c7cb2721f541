import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeRuntime } from '../../adapters/runtime/index.js';
import { TribuneError } from '../../core/base/errors.js';
import { VERSION } from '../../core/base/version.js';
import { SCOPE_NAMES, type Scope } from '../../domain/identity/index.js';
import type { RunningServer } from '../server/index.js';
import { type RunningClock, runningClock } from './running-clock.js';

/** Body of `POST /v1/registry`. */
export type TestRegistry = { readonly [kind in 'systems' | 'models' | 'versions' | 'deployments']?: readonly object[] };

export interface TestServiceOptions {
  /** Systems, models, versions and deployments that are registered at the start. */
  readonly registry?: TestRegistry;
  /** The time at which the service starts, in milliseconds since 1970; default: now. */
  readonly startMs?: number;
  /** Data folder that is kept after the stop, so that a second service can start on it; default: a temporary one, removed at the stop. */
  readonly folder?: string;
  /** Receives the lines of the service's log; default: they are dropped. */
  readonly log?: (line: string) => void;
}

export interface TestService {
  /** Address of the service, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly keys: {
    /** Key that may send decisions, labels and attributes. */
    readonly write: string;
    /** Key that may read decisions, receipts, the registry and the ledger. */
    readonly read: string;
    /** Key with every scope. */
    readonly all: string;
  };
  /** Makes a key with these scopes and no others. */
  key(...scopes: Scope[]): Promise<string>;
  /** Clock of the service: it runs, and `advance` moves it ahead. */
  readonly clock: RunningClock;
  /** Stops the service and its database and removes the temporary folder. */
  stop(): Promise<void>;
}

const WRITES: readonly Scope[] = ['decisions:write', 'labels:write', 'attributes:write'];
const READS: readonly Scope[] = ['decisions:read', 'receipts:read', 'registry:read', 'ledger:read'];

/**
 * Starts the real service over HTTP, with its own embedded PostgreSQL in a temporary folder, on a free port of this machine. It serves to
 * test programs that send decisions.
 *
 * @example
 * const service = await startTestService({ registry });
 * await fetch(`${service.url}/v1/decisions`, { method: 'POST', headers: { authorization: `Bearer ${service.keys.write}` }, body });
 * await service.clock.advance(86_400_000); // a day later
 * await service.stop();
 * @throws TribuneError REGISTRY_INVALID and whatever else refuses the registry; STORE_UNAVAILABLE where PostgreSQL cannot start
 */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'tribune-test-')));
  const forget = async (): Promise<void> => {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  };
  const clock = runningClock(options.startMs);
  // The server is loaded only by those who start it, because everything else in this module is small.
  const { startServer } = await import('../server/index.js');
  let server: RunningServer | null = null;
  try {
    server = await startServer({
      dataDir: join(folder, 'data'),
      host: '127.0.0.1',
      port: 0,
      version: VERSION,
      log: { level: options.log === undefined ? 'silent' : 'debug', write: options.log ?? (() => undefined) },
      runtime: { ...nodeRuntime, ...clock },
    });
    const started = server;
    const { keys } = started.plane.deps.identity;
    const key = async (...scopes: Scope[]): Promise<string> =>
      (await keys.issue({ name: 'test', scopes, createdBy: 'tribune/testing' })).key;
    const all = await key(...SCOPE_NAMES);
    if (options.registry !== undefined) await register(started.url, all, options.registry);
    return {
      url: started.url,
      keys: { write: await key(...WRITES), read: await key(...READS), all },
      key,
      clock,
      stop: () => started.close().finally(forget),
    };
  } catch (cause) {
    await server?.close().catch(() => undefined);
    await forget();
    throw cause;
  }
}

async function register(url: string, key: string, registry: TestRegistry): Promise<void> {
  const answer = await fetch(`${url}/v1/registry`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(registry),
  });
  if (answer.ok) return;
  const { message, remedy } = (await answer.json()) as { readonly message: string; readonly remedy?: string };
  throw new TribuneError('REGISTRY_INVALID', message, { remedy: remedy ?? 'Mend options.registry.' });
}
