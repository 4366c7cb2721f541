import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { PostgresSettingStore } from '../../src/adapters/postgres/settings/setting-store.js';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { HttpMetrics } from '../../src/apps/server/http/metrics.js';
import { openInProcess } from '../../src/apps/server/in-process.js';
import { type StartOptions, startServer } from '../../src/apps/server/start.js';
import { Repeats } from '../../src/domain/decisions/repeats/repeats.js';
import { Erasures } from '../../src/domain/decisions/subjects/erasures.js';
import { Followers } from '../../src/domain/followers/index.js';
import { AdminLinks, ApiKeys } from '../../src/domain/identity/index.js';
import { JobRunner } from '../../src/domain/jobs/index.js';
import { CommitPipeline } from '../../src/domain/log/commit/pipeline.js';
import { SealedLog } from '../../src/domain/log/engine/sealed-log.js';
import { Producers } from '../../src/domain/producers/producers.js';
import { Settings } from '../../src/domain/settings/index.js';
import { TagIndex } from '../../src/domain/tag-index/index.js';
import { layCluster } from '../support/laid-cluster.js';
import { freePort } from '../support/postgres-process.js';
import { dataFolder } from './support/real.js';

/** Threads that are open; those of the source work in this thread, so only their closing can be seen. */
const threads = vi.hoisted(() => ({ open: 0 }));
const counted = <T extends { close(): Promise<void> }>(thread: T): T => {
  threads.open++;
  return {
    ...thread,
    async close() {
      threads.open--;
      await thread.close();
    },
  };
};
vi.mock('../../src/adapters/judging/index.js', async (original) => {
  const { openJudge } = await original<typeof import('../../src/adapters/judging/index.js')>();
  return { openJudge: () => counted(openJudge()) };
});
vi.mock('../../src/adapters/sealing/index.js', async (original) => {
  const { sealerFor } = await original<typeof import('../../src/adapters/sealing/index.js')>();
  return { sealerFor: (...args: Parameters<typeof sealerFor>) => counted(sealerFor(...args)) };
});

/** Timers of the service that are armed. */
const timers = new Set<object>();
const runtime = {
  ...nodeRuntime,
  after(ms: number, run: () => unknown) {
    const timer = nodeRuntime.after(ms, () => {
      timers.delete(timer);
      return run();
    });
    return known(timer);
  },
  every: (ms: number, run: () => unknown) => known(nodeRuntime.every(ms, run)),
};
function known(timer: { cancel(): void }) {
  timers.add(timer);
  return {
    cancel() {
      timers.delete(timer);
      timer.cancel();
    },
  };
}

/** What this process has open of sockets, servers and child processes. */
const handles = (): string[] =>
  process
    .getActiveResourcesInfo()
    .filter((kind) => /TCP|Pipe|Process|Worker/.test(kind))
    .sort();

const folder = dataFolder();
const dataDir = join(folder.dir, 'data');
const FAULT = new Error('cut short');
let options: StartOptions;
let before: string[];

// biome-ignore lint/suspicious/noExplicitAny: the methods of the steps have nothing in common.
type Method = (...args: any[]) => unknown;

/** Makes a step fail at the end of its n-th call: what it opens is open by then. */
function cutAfter(owner: object, method: string, n = 1): void {
  const methods = owner as Record<string, Method>;
  const real = methods[method]!;
  let calls = 0;
  vi.spyOn(methods, method).mockImplementation(function (this: unknown, ...args) {
    const result = real.apply(this, args);
    if (++calls !== n) return result;
    if (result instanceof Promise) return result.then(() => Promise.reject(FAULT));
    throw FAULT;
  });
}

/** The steps of a start in their order, after which something more is open. */
const STEPS: readonly (readonly [string, () => void])[] = [
  ['the settings are read', () => cutAfter(Settings.prototype, 'read')],
  ['the first log is open', () => cutAfter(CommitPipeline.prototype, 'open')],
  ['the second log is open', () => cutAfter(CommitPipeline.prototype, 'open', 2)],
  ['the index of tags is read', () => cutAfter(TagIndex.prototype, 'load')],
  ['the followers know where the logs end', () => cutAfter(Followers.prototype, 'open')],
  ['the ids that came again are read', () => cutAfter(Repeats.prototype, 'open')],
  ['the producers are read', () => cutAfter(Producers.prototype, 'open')],
  ['the checks have begun', () => cutAfter(SealedLog.prototype, 'start')],
  ['erasures were resumed', () => cutAfter(Erasures.prototype, 'resume')],
  ['changes of settings are listened to', () => cutAfter(Settings.prototype, 'onChange')],
  ['the jobs have begun', () => cutAfter(JobRunner.prototype, 'start')],
  ['the followers have begun', () => cutAfter(Followers.prototype, 'start')],
  ['the server is half built', () => cutAfter(HttpMetrics.prototype, 'add', 5)],
  ['the server listens', () => cutAfter(AdminLinks.prototype, 'anyAdmin')],
  ['the first administrator has a link', () => cutAfter(AdminLinks.prototype, 'makeAtStart')],
];

async function expectNothingLeft(): Promise<void> {
  expect(timers.size).toBe(0);
  expect(threads.open).toBe(0);
  expect(existsSync(join(dataDir, 'service.lock'))).toBe(false);
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  // What is closed is gone in one of the next turns of the event loop, a child process when the system has told its end.
  await vi.waitFor(() => expect(handles()).toEqual(before), 30_000);
}

beforeAll(async () => {
  before = handles();
  options = {
    dataDir,
    runtime,
    host: '127.0.0.1',
    port: await freePort(),
    version: '0.0.0-test',
    log: { level: 'silent', write: () => undefined },
  };
  await layCluster(dataDir);
  // A public log has a timer from the moment at which it is open.
  const { plane, close } = await startServer(options);
  await plane.store.settings.write('ledger.public', true);
  await close();
}, 60_000);
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => folder.remove());

describe('a start that fails', () => {
  it('is compared with a whole one, which leaves nothing open when it is closed', async () => {
    await expectNothingLeft();
  });

  it.each(STEPS)('once %s leaves nothing open', async (_step, cut) => {
    cut();
    await expect(startServer(options)).rejects.toBe(FAULT);
    await expectNothingLeft();
  });

  it('because the settings cannot be read leaves nothing open', async () => {
    vi.spyOn(PostgresSettingStore.prototype, 'load').mockRejectedValue(FAULT);
    await expect(startServer(options)).rejects.toBe(FAULT);
    await expectNothingLeft();
  });

  it('because the port is taken leaves nothing open, and names the port', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(options.port, '127.0.0.1', done));
    await expect(startServer(options)).rejects.toMatchObject({ code: 'USAGE', message: /another program uses it/ });
    await new Promise((done) => other.close(done));
    await expectNothingLeft();
  });

  it('without a socket leaves nothing open', async () => {
    cutAfter(ApiKeys.prototype, 'issueForProcess');
    await expect(openInProcess(options)).rejects.toBe(FAULT);
    await expectNothingLeft();
  });

  it('leaves a folder and a port on which the next one stands', async () => {
    const { url, close } = await startServer(options);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    await close();
    await expectNothingLeft();
  });
});
