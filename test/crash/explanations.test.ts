import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { createGenerator } from '../../src/core/stats/index.js';
import { dataFolder } from '../decisions/support/store.js';
import { joinedProgram } from '../support/joined-program.js';
import { layCluster } from '../support/laid-cluster.js';

/** Times that the service is killed; TRIBUNE_LONG=1 does it 24 times. */
const ROUNDS = process.env.TRIBUNE_LONG === undefined ? 2 : 24;
const seed = Number(process.env.TRIBUNE_CRASH_SEED ?? 20261130);
/** Longest load before the kill, ms; the moment is drawn evenly below. */
const LOAD_MS = 1500;

const folder = dataFolder();
afterAll(() => folder.remove());

interface Seen {
  readonly acknowledged: Set<string>;
  /** Digests that were given of each decision. */
  readonly given: Map<string, Set<string>>;
  readonly problems: string[];
}

/** What the child says at the end. */
interface Stands {
  readonly issued: readonly (readonly [decision: string, digest: string])[];
  readonly given: Readonly<Record<string, string>>;
  readonly aside: number;
}

interface Running {
  readonly child: ChildProcess;
  readonly drained: Promise<unknown>;
  /** Resolves at its first acknowledgement. */
  readonly ready: Promise<void>;
  readonly last: () => string;
  readonly postgres: () => number;
}

function start(program: string, mode: string, { acknowledged, given, problems }: Seen): Running {
  const child = spawn(process.execPath, [program, folder.path, mode], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr!.on('data', (chunk: Buffer) => problems.push(chunk.toString('utf8')));
  const lines = createInterface({ input: child.stdout! });
  const drained = once(lines, 'close');
  let [last, postgres] = ['', 0];
  const ready = new Promise<void>((done, fail) => {
    lines.on('line', (line) => {
      last = line;
      const [kind, name = '', digest = ''] = line.split(' ');
      if (kind === 'P') postgres = Number(name);
      else if (kind === 'G') given.set(name, (given.get(name) ?? new Set()).add(digest));
      else if (kind === 'E') problems.push(line);
      if (kind !== 'A') return;
      for (const id of name.split(',')) acknowledged.add(id);
      done();
    });
    child.once('exit', (code) => fail(new Error(`the service ended by itself (${code}): ${problems.join('\n')}`)));
  });
  ready.catch(() => undefined);
  return { child, drained, ready, last: () => last, postgres: () => postgres };
}

it(
  `no explanation is lost or issued twice where the service is killed ${ROUNDS} times while its queue explains`,
  async () => {
    await layCluster(folder.path);
    const program = await joinedProgram('crash/explanations-child.mjs');
    const seen: Seen = { acknowledged: new Set(), given: new Map(), problems: [] };
    const generator = createGenerator(seed);
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const running = start(program.path, round === 0 ? 'first' : 'load', seen);
        await running.ready;
        await sleep(generator.nextUniform() * LOAD_MS);
        // Every second time the database dies with it.
        if (round % 2 === 1 && running.postgres() > 0) process.kill(running.postgres(), 'SIGKILL');
        running.child.kill('SIGKILL');
        await running.drained;
      }
      const last = start(program.path, 'examine', seen);
      await last.drained;
      expect(seen.problems).toEqual([]);
      const { issued, given, aside } = JSON.parse(last.last()) as Stands;
      const digestOf = new Map(issued);
      if (ROUNDS > 2)
        console.log({
          rounds: ROUNDS,
          decisions: seen.acknowledged.size,
          issued: issued.length,
          given: seen.given.size,
        });
      expect(aside).toBe(0);
      expect(seen.acknowledged.size).toBeGreaterThan(0);
      // One entry for each explanation, and what is kept is what it tells of.
      expect(digestOf.size).toBe(issued.length);
      expect(given).toEqual(Object.fromEntries(issued));
      expect([...seen.acknowledged].filter((id) => !digestOf.has(id))).toEqual([]);
      // What somebody was given before a kill is what stands.
      for (const [id, digests] of seen.given) expect([...digests]).toEqual([digestOf.get(id)]);
    } finally {
      program.remove();
    }
  },
  120_000 + ROUNDS * 60_000,
);
