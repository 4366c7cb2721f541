import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of a minute and more. They start first, so that none of them runs alone at the end while a core has nothing to do. */
const LONG = ['test/crash/acts.test.ts', 'test/crash/crash.test.ts', 'test/package/pack.test.ts'];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((file) => moduleId.endsWith(file));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

const timeouts = { testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    globalSetup: ['test/support/announce-shared.ts'],
    sequence: { sequencer: LongFirst },
    projects: [
      // Tests beside the source change nothing of their process, so they share one and import the source once.
      { test: { ...timeouts, name: 'source', include: ['src/**/*.test.ts'], isolate: false } },
      { test: { ...timeouts, name: 'process', include: ['test/**/*.test.ts'] } },
    ],
  },
});
