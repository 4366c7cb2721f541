import { expect, it } from 'vitest';
import { RecordFault } from '../../records/index.js';
import { RegistryView } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import { Contexts } from './contexts.js';

const V = `sha256:${'1'.repeat(64)}`;
const deployment = (id: string, model: string) => ({
  ...{ id, model, activations: [{ fromMs: 0, version: V, cutoff: 0.5, policyDigest: null }] },
});
const REGISTRY = new RegistryView({
  systems: [{ id: 'old' }, { id: 'new' }],
  models: [
    { id: 'm-old', system: 'old' },
    { id: 'm-new', system: 'new' },
  ],
  versions: [],
  deployments: [deployment('old/a', 'm-old'), deployment('old/b', 'm-old'), deployment('new/a', 'm-new')],
} as unknown as RegistrySnapshot);

const record = (of: string, decidedAtMs: number) => ({
  ...{ deployment: of, version: null, cutoff: null, decidedAtMs, route: 'automatic' as const, jurisdiction: null },
});

it('takes decisions of a system until its end, and none later, whatever came between', () => {
  const contexts = new Contexts(REGISTRY, null, new Map([['old', 100]]));
  const codeOf = (of: string, atMs: number): string => {
    try {
      return contexts.textFor(record(of, atMs)).length > 0 ? 'taken' : '';
    } catch (cause) {
      return (cause as RecordFault).code;
    }
  };
  const order: [string, number, string][] = [
    ['old/a', 99, 'taken'],
    ['old/a', 100, 'SYSTEM_ENDED'],
    ['old/a', 99, 'taken'],
    ['new/a', 500, 'taken'],
    ['old/b', 500, 'SYSTEM_ENDED'],
    // What was refused leaves no mark on the deployment that was looked up before it.
    ['new/a', 500, 'taken'],
    ['old/b', 0, 'taken'],
    ['old/b', 101, 'SYSTEM_ENDED'],
  ];
  for (const [of, atMs, code] of order) expect([of, atMs, codeOf(of, atMs)]).toEqual([of, atMs, code]);
  const retired = new Contexts(REGISTRY, null, new Map([['old', Number.NEGATIVE_INFINITY]]));
  expect(() => retired.textFor(record('old/a', 0))).toThrow(RecordFault);
});
