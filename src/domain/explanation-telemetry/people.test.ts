import { expect, it } from 'vitest';
import { nodeRuntime } from '../../adapters/runtime/index.js';
import type { RegistryView } from '../registry/index.js';
import { PeopleReader } from './people.js';
import type { TelemetryDeps, Wanted } from './ports.js';

const IN_SPAN = 100;
/** Decisions of which nothing can be read: how many are drawn is all that is asked. */
const reading = {
  drawn: async ({ count }: { readonly count: number }) => ({
    of: IN_SPAN,
    ids: Array.from({ length: Math.min(count, IN_SPAN) }, (_, i) => `d${i}`),
  }),
  async *materials() {},
};
const store = { basis: async () => null, explanationsOf: async () => [], answersOf: async () => [] };
const deps = { reading, store, crypto: nodeRuntime } as unknown as TelemetryDeps;

it.each([
  [1, 1],
  [70, 70],
  [71, 100],
  [99, 100],
  [100, 100],
  [5000, 100],
])(
  'a sample of %i of 100 is one of %i: one that leaves out a few would tell of those few beside the whole',
  async (sample, drawn) => {
    const wanted = { deployment: 'm/prod', fromMs: 0, toMs: 1, sample, by: null } as Wanted;
    const { coverage } = await new PeopleReader(deps).read(wanted, {} as RegistryView);
    expect(coverage).toMatchObject({ of: 100, drawn });
  },
);
