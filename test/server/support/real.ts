import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import { type RunningServer, type StartOptions, startServer } from '../../../src/apps/server/start.js';
import type { Scope } from '../../../src/domain/identity/scopes.js';
import { layCluster } from '../../support/laid-cluster.js';
import { REGISTRY } from './compas.js';

export { ndjson, REGISTRY, record, VERSION } from './compas.js';

/** A folder of our own, closed to others. */
export function dataFolder(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'tribune-test-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** The whole service on a free port: real HTTP, real embedded PostgreSQL. */
export async function realServer(dir: string, options: Partial<StartOptions> = {}) {
  if (options.databaseUrl === undefined) await layCluster(options.dataDir ?? join(dir, 'data'));
  const lines: string[] = [];
  const log = { level: 'debug', write: (line: string) => lines.push(line) } as const;
  const server: RunningServer = await startServer({
    dataDir: join(dir, 'data'),
    host: '127.0.0.1',
    port: 0,
    version: '0.0.0-test',
    log,
    ...options,
  });
  await applyDocument(REGISTRY, 'test', server.plane.deps);
  const key = async (...scopes: Scope[]): Promise<string> =>
    (await server.plane.deps.identity.keys.issue({ name: 'test', scopes, createdBy: 'test' })).key;
  const call = (
    path: string,
    init: { key?: string; method?: string; body?: string | Uint8Array; headers?: Record<string, string> } = {},
  ) =>
    fetch(`${server.url}${path}`, {
      method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
      headers: { ...(init.key === undefined ? {} : { authorization: `Bearer ${init.key}` }), ...init.headers },
      ...(init.body === undefined ? {} : { body: init.body }),
    });
  return { server, lines, key, call };
}
