import { existsSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of a minute and more. They start first, so that none of them runs alone at the end while a core has nothing to do. */
const LONG = [
  'test/crash/acts.test.ts',
  'test/crash/erasure.test.ts',
  'test/server/stop-without-database.test.ts',
  'test/decisions/database-administrator.test.ts',
  'test/crash/crash.test.ts',
  'test/crash/monitor.test.ts',
  'test/package/installed.test.ts',
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((file) => moduleId.endsWith(file));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** Tests that leave their process as they found it, so that they can share one and import the source once. */
const TOGETHER = 'test/{client,data-audit,dataset,e2e,golden,intake,stats,truth}/**/*.test.ts';
/** Tests that each start services of their own and close them: they share a process as well, which loads the service once, as it was built. */
const SERVICES = 'test/{controls,decisions,docs,model-store,monitor,server}/**/*.test.ts';
/** Tests beside the source that signal their own process: what other tests left listening there would end it. */
const ALONE = ['src/adapters/dataset/engine/spill.test.ts', 'src/adapters/trainer-command/run-command.test.ts'];

const ROOT = import.meta.dirname;
const SOURCE = resolve(ROOT, 'src') + sep;
const BUILT = resolve(ROOT, 'dist') + sep;

/**
 * `npm test` builds first and then tests what was built: a process loads two thousand built modules in a third of the time that it takes to
 * have them translated, and tests with a process of their own load them again for each file. Vitest alone tests the source as it stands.
 */
const builtInPlaceOfSource: Plugin = {
  name: 'built-in-place-of-source',
  enforce: 'pre',
  resolveId(wanted, importer) {
    if (importer === undefined || !wanted.startsWith('.')) return;
    const path = resolve(dirname(importer), wanted);
    if (!path.startsWith(SOURCE)) return;
    const built = BUILT + path.slice(SOURCE.length);
    return existsSync(built) ? built : undefined;
  },
};

const common = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  setupFiles: ['test/support/seeded.ts'],
  // What is waited for comes when a busy machine gets to it; a second is no proof that it does not.
  expect: { poll: { timeout: 30_000 } },
};

export default defineConfig(({ mode }) => ({
  test: {
    // Services that start, stop and recover wait as often as they work: four files at once keep two cores busy.
    maxWorkers: 5,
    globalSetup: ['test/support/announce-shared.ts', 'test/support/in-memory.ts'],
    sequence: { sequencer: LongFirst },
    projects: [
      {
        plugins: mode === 'built' ? [builtInPlaceOfSource] : [],
        test: {
          ...common,
          server: { deps: { external: [/\/dist\//] } },
          name: 'shared process',
          include: ['src/**/*.test.ts', TOGETHER],
          exclude: [...configDefaults.exclude, ...ALONE],
          isolate: false,
        },
      },
      {
        plugins: mode === 'built' ? [builtInPlaceOfSource] : [],
        test: {
          ...common,
          server: { deps: { external: [/\/dist\//] } },
          name: 'own process',
          include: ['test/**/*.test.ts', ...ALONE],
          exclude: [...configDefaults.exclude, TOGETHER, SERVICES],
        },
      },
      {
        plugins: mode === 'built' ? [builtInPlaceOfSource] : [],
        test: {
          ...common,
          server: { deps: { external: [/\/dist\//] } },
          name: 'services',
          include: [SERVICES],
          isolate: false,
        },
      },
    ],
  },
}));
