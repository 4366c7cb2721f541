import fc from 'fast-check';
import { afterAll, describe, it } from 'vitest';
import { fileTargets } from './files.js';
import { httpTargets } from './http.js';
import { intakeTargets } from './intake.js';
import { recordTargets } from './records.js';
import type { Target } from './targets.js';

/**
 * Without a word some hundred inputs for each target, the same in every run, so that a change is judged by itself and not by
 * luck. `TRIBUNE_FUZZ_SECONDS=600 nice npx vitest run test/fuzz` shares ten minutes of new inputs among them and prints how
 * many inputs each got; `TRIBUNE_FUZZ_SEED` repeats a run.
 */
const seconds = Number(process.env.TRIBUNE_FUZZ_SECONDS ?? 0);
const seed = Number(process.env.TRIBUNE_FUZZ_SEED ?? (seconds > 0 ? Date.now() % 2 ** 31 : 575423332));
const FEW = 300;

const targets: Target[] = [...recordTargets, ...intakeTargets, ...fileTargets, ...httpTargets];
const shareMs = (seconds * 1000) / targets.length;
const counts: Record<string, number> = {};

afterAll(async () => {
  for (const { close } of targets) await close?.();
  if (seconds > 0) console.log({ seed, seconds, counts, all: Object.values(counts).reduce((a, b) => a + b, 0) });
});

describe(`whatever strangers send (seed ${seed})`, () => {
  it.each(targets)(
    '$name',
    async ({ name, input, check }) => {
      counts[name] = 0;
      const property = fc.asyncProperty(input, async (value) => {
        counts[name]!++;
        await check(value as never);
      });
      const many = {
        numRuns: Number.MAX_SAFE_INTEGER,
        interruptAfterTimeLimit: shareMs,
        markInterruptAsFailure: false,
      };
      await fc.assert(property, { seed, ...(seconds > 0 ? many : { numRuns: FEW }) });
    },
    180_000 + 2 * shareMs,
  );
});
