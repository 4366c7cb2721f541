import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import { type RunningServer, type StartOptions, startServer } from '../../../src/apps/server/start.js';
import type { Scope } from '../../../src/domain/identity/scopes.js';

export const VERSION = `sha256:${'1'.repeat(64)}`;

export const REGISTRY = {
  systems: [{ id: 'compas', purpose: 'risk', domain: 'justice', favourableOutcome: 0, owner: 'judge@example.org' }],
  models: [{ id: 'compas', system: 'compas' }],
  versions: [{ model: 'compas', digest: VERSION }],
  deployments: [{ id: 'compas/prod', version: VERSION, cutoff: 0.5 }],
};

/** A folder of our own, closed to others. */
export function dataFolder(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'tribune-test-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** The whole service on a free port: real HTTP, real embedded PostgreSQL. */
export async function realServer(dir: string, options: Partial<StartOptions> = {}) {
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

export const record = (fields: object = {}): Record<string, unknown> => ({
  id: crypto.randomUUID(),
  deployment: 'compas/prod',
  subject: 'case-4711',
  decidedAt: '2026-11-22T10:00:00.000Z',
  inputs: { age: 31, priors_count: 2 },
  score: 0.7,
  outcome: 1,
  route: 'automatic',
  ...fields,
});

export const ndjson = (...records: object[]): string => records.map((r) => `${JSON.stringify(r)}\n`).join('');
