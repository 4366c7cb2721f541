import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openFiles } from '../../../src/adapters/dataset/index.js';
import { sha256Digest } from '../../../src/apps/cli/frame/io.js';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import { type RunningServer, startServer } from '../../../src/apps/server/start.js';
import { tallyToJson } from '../../../src/core/fairness/index.js';
import { parsePolicy } from '../../../src/core/policy/index.js';
import { dataFolder } from '../../decisions/support/store.js';
import { layCluster } from '../../support/laid-cluster.js';
import { compasPeople, csvOf, decisionOf, type Person, registry } from './compas-stream.js';

/** A database is started and 25,000 records go through HTTP; other suites run beside it. */
export const SETUP_LIMIT_MS = 300_000;
export const DECIDED = '2026-11-20T10:20:00.000Z';

export interface Answer {
  tally: unknown;
  log: Record<string, unknown>;
  read: Record<string, unknown>;
}

export const numberOf = ({ subject }: Person): number => Number(subject.slice('case-'.length));

/**
 * A running service with the people of the COMPAS sample on record. Every 10th person's truth is not known; every 7th label was wrong at
 * first and corrected later; race comes with the decision, sex with or after it, age always after it.
 */
export async function recordedPeople() {
  const folder = dataFolder();
  const files = mkdtempSync(join(tmpdir(), 'tribune-csv-'));
  const people = compasPeople();
  /** Those of whom the truth became known after all. */
  const late: Person[] = [];
  const known = (person: Person): 0 | 1 | null =>
    numberOf(person) % 10 === 0 && !late.includes(person) ? null : person.reoffended;
  await layCluster(folder.path);
  const server: RunningServer = await startServer({
    dataDir: folder.path,
    host: '127.0.0.1',
    port: 0,
    version: '0.0.0-test',
    log: { level: 'silent', write: () => undefined },
  });

  async function post(path: string, body: unknown, type = 'application/json'): Promise<Response> {
    return fetch(new URL(path, server.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${server.localKey}`, 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  async function send(path: string, records: readonly object[]): Promise<void> {
    for (let i = 0; i < records.length; i += 1000) {
      const part = records.slice(i, i + 1000);
      const answer = await post(path, part.map((one) => JSON.stringify(one)).join('\n'), 'application/x-ndjson');
      expect(await answer.json()).toMatchObject({ accepted: part.length, rejected: [] });
    }
  }

  /** The tally of a file of the same rows under the same policy, as `tribune tally` prints it. */
  async function fileTally(text: string, rows: readonly Person[]): Promise<unknown> {
    const path = join(files, 'people.csv');
    writeFileSync(path, csvOf(rows, known));
    const { policy } = parsePolicy(text, { file: 'policy.yaml' });
    const plan = { policy, policyDigest: sha256Digest(text), scores: true };
    return tallyToJson((await openFiles([path]).tally(plan)).tally);
  }

  async function audited(text: string, more: object = {}): Promise<Answer> {
    const answer = await post('/v1/audits', { deployment: 'compas/prod', policy: text, ...more });
    const body = await answer.json();
    expect(answer.status, JSON.stringify(body)).toBe(200);
    return body as Answer;
  }

  async function close(): Promise<void> {
    await server.close();
    folder.remove();
    rmSync(files, { recursive: true, force: true });
  }

  await applyDocument({ ...registry }, 'test', server.plane.deps);
  // Race comes with the decision, sex with or after it, age always after it.
  await send(
    '/v1/decisions',
    people.map((one) =>
      decisionOf(one, numberOf(one) % 2 === 0 ? { race: one.race, sex: one.sex } : { race: one.race }, DECIDED),
    ),
  );
  const knownAt = '2026-11-21T00:00:00Z';
  const labels = (label: (one: Person) => 0 | 1, which: (one: Person) => boolean): object[] =>
    people
      .filter((one) => known(one) !== null && which(one))
      .map((one) => ({ decision: one.id, label: label(one), knownAt }));
  // Every 7th label is wrong at first and corrected afterwards.
  await send(
    '/v1/labels',
    labels(
      (one) => (numberOf(one) % 7 === 0 ? ((1 - one.reoffended) as 0 | 1) : one.reoffended),
      () => true,
    ),
  );
  await send(
    '/v1/labels',
    labels(
      (one) => one.reoffended,
      (one) => numberOf(one) % 7 === 0,
    ),
  );
  await send(
    '/v1/attributes',
    people.map((one) => ({
      decision: one.id,
      attributes: numberOf(one) % 2 === 0 ? { age_cat: one.age } : { sex: one.sex, age_cat: one.age },
    })),
  );
  const other = { ...people[0]!, id: '0193f7c2-6a55-7d1e-9f10-ffffffffffff', subject: 'other' };
  await send('/v1/decisions', [{ ...decisionOf(other, undefined, DECIDED), deployment: 'compas/shadow' }]);
  return { folder, files, people, late, known, server, post, send, fileTally, audited, close };
}
