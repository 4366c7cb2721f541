import type { Store } from '../../../src/adapters/postgres/open-store.js';
import { nodeRuntime } from '../../../src/adapters/runtime/node-runtime.js';
import { type ClockedRuntime, clockedRuntime as standingClock } from '../../../src/apps/testing/clock.js';
import {
  type DecisionServices,
  openDecisionService,
  type ServiceOptions,
} from '../../../src/domain/decisions/service.js';
import { applyRegistry } from '../../../src/domain/registry/apply.js';
import type { RegistryDocument } from '../../../src/domain/registry/types.js';

export const version = `sha256:${'ab'.repeat(32)}`;

export const registryDocument: RegistryDocument = {
  systems: [
    {
      id: 'compas',
      purpose: 'risk of reoffending',
      domain: 'justice',
      jurisdictions: ['US-FL'],
      favourableOutcome: 0,
      owner: 'owner@example.org',
    },
  ],
  models: [{ id: 'compas', system: 'compas', description: 'COMPAS' }],
  versions: [{ model: 'compas', digest: version, label: '1' }],
  deployments: [{ id: 'compas/prod', model: 'compas', environment: 'prod', version, cutoff: 0.5 }],
};

/** Node's machine with a clock that stands until it is moved. */
export const clockedRuntime = (startMs: number = Date.UTC(2026, 10, 22, 12)): ClockedRuntime => standingClock(startMs);

export async function openTestService(store: Store, options: Partial<ServiceOptions> = {}): Promise<DecisionServices> {
  await applyRegistry(store.registry, registryDocument, 0);
  return openDecisionService({
    stores: store,
    registry: store.registry,
    signers: store.signers,
    runtime: nodeRuntime,
    onProblem: (cause) => console.error(cause),
    ...options,
  });
}

let counter = 0;

/** A UUID that no other call gives. */
export function newId(): string {
  counter++;
  return `0193f7c2-6a55-7d1e-9f10-${counter.toString(16).padStart(12, '0')}`;
}

export function record(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: newId(),
    deployment: 'compas/prod',
    subject: 'case-4711',
    decidedAt: '2026-11-22T10:00:00.000Z',
    inputs: { age: 31, priors_count: 2 },
    score: 0.7,
    outcome: 1,
    route: 'automatic',
    attributes: { race: 'Caucasian', sex: 'Male' },
    ...more,
  };
}

export const ndjson = (records: readonly unknown[]): Uint8Array =>
  new TextEncoder().encode(records.map((item) => JSON.stringify(item)).join('\n'));

export const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

export const sender = { form: 'ndjson', source: 'key-1' } as const;
export const reader = { actor: 'auditor@example.org', purpose: 'test' };
export const all = { payload: true, attributes: true };
