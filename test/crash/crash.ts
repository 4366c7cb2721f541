import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import {
  keysOnlyPolicy,
  openCheckpoint,
  parseVerifierKey,
  TileReader,
  treeHasher,
  verifyLog,
} from '../../src/core/ledger/index.js';
import { openTestService } from '../decisions/support/service.js';
import { openTestStore } from '../decisions/support/store.js';
import { joinedProgram } from '../support/joined-program.js';
import { nodeCrypto } from '../support/ledger-crypto.js';

export type Victim = 'service' | 'postgres' | 'both';

/** What the outside saw: the only truth that counts. */
interface Seen {
  readonly sent: Set<string>;
  readonly acknowledged: Set<string>;
  readonly checkpoints: Set<string>;
  readonly problems: string[];
}

export interface CrashReport {
  readonly acknowledgedRecords: number;
  readonly lost: number;
  readonly double: number;
  readonly retractedHeads: number;
  readonly heads: number;
  readonly entries: number;
  readonly verdict: string;
  readonly slowestRestartMs: number;
  readonly problems: readonly string[];
}

/** Requests under way at once in `child.mjs`. */
const WORKERS = 8;
const POLL_MS = 10;
/** Longest load before the kill; the moment is drawn evenly below. */
const LOAD_MS = 1500;
/** After PostgreSQL alone was killed the service must acknowledge again by itself, at the latest after this. */
const RECOVERY_LIMIT_MS = 15_000;

/** Kills a service under load, once a round, and looks afterwards whether anything that was acknowledged or signed is gone. */
export async function crashRounds(
  dataDir: string,
  victims: readonly Victim[],
  random: () => number,
): Promise<CrashReport> {
  const program = await joinedProgram('crash/child.mjs');
  const seen: Seen = { sent: new Set(), acknowledged: new Set(), checkpoints: new Set(), problems: [] };
  let slowestRestartMs = 0;
  try {
    for (const [round, victim] of victims.entries()) {
      const started = performance.now();
      const child = startChild(program.path, { dataDir, round, seen });
      await child.ready;
      if (round > 0) slowestRestartMs = Math.max(slowestRestartMs, performance.now() - started);
      await sleep(random() * LOAD_MS);
      await kill(child, victim, seen);
    }
  } finally {
    program.remove();
  }
  return { ...(await examine(dataDir, seen)), slowestRestartMs: Math.round(slowestRestartMs) };
}

interface Child {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  readonly drained: Promise<unknown>;
  /** Lines of acknowledgement so far. */
  acknowledged: number;
  postgres: number;
}

function startChild(program: string, { dataDir, round, seen }: { dataDir: string; round: number; seen: Seen }): Child {
  const again = [...seen.sent].filter((batch) => !seen.acknowledged.has(batch)).join(',');
  const child = spawn(process.execPath, [program, dataDir, String(round), again], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (chunk: Buffer) => seen.problems.push(chunk.toString('utf8')));
  const lines = createInterface({ input: child.stdout });
  const drained = once(lines, 'close');
  const result: Child = { process: child, postgres: 0, acknowledged: 0, drained, ready: Promise.resolve() };
  const ready = new Promise<void>((done, fail) => {
    lines.on('line', (line) => {
      const [kind, name = ''] = line.split(' ');
      if (kind === 'P') result.postgres = Number(name);
      else if (kind === 'B') seen.sent.add(name);
      else if (kind === 'A') seen.acknowledged.add(name);
      else if (kind === 'H') seen.checkpoints.add(Buffer.from(name, 'base64').toString('utf8'));
      else seen.problems.push(line);
      if (kind !== 'A') return;
      result.acknowledged++;
      done();
    });
    child.once('exit', (code) => fail(new Error(`the service ended by itself (${code}): ${seen.problems.join('\n')}`)));
  });
  ready.catch(() => undefined);
  return Object.assign(result, { ready });
}

async function kill(child: Child, victim: Victim, seen: Seen): Promise<void> {
  if (victim !== 'service') process.kill(child.postgres, 'SIGKILL');
  if (victim === 'postgres') await untilRecovered(child, seen);
  child.process.kill('SIGKILL');
  await child.drained;
}

/** What was on its way when PostgreSQL died may still be told: more acknowledgements than there are workers prove that it is back. */
async function untilRecovered(child: Child, seen: Seen): Promise<void> {
  const wanted = child.acknowledged + 4 * WORKERS;
  const until = performance.now() + RECOVERY_LIMIT_MS;
  while (child.acknowledged < wanted) {
    if (performance.now() > until) {
      seen.problems.push(`no acknowledgement for ${RECOVERY_LIMIT_MS} ms after PostgreSQL was killed`);
      return;
    }
    await sleep(POLL_MS);
  }
}

function idsOf(batch: string): string[] {
  return Array.from({ length: Number(batch.split(':')[1]) }, (_, i) => {
    const hex = createHash('sha256').update(`${batch}/${i}`).digest('hex');
    return `${hex.slice(0, 12)}4${hex.slice(13, 16)}a${hex.slice(17, 32)}`;
  });
}

async function examine(dataDir: string, seen: Seen): Promise<Omit<CrashReport, 'slowestRestartMs'>> {
  const store = await openTestStore(dataDir);
  const service = await openTestService(store);
  try {
    await service.log.publish();
    await service.log.verify();
    const stored = new Map<string, number>();
    for (let seq = 0; ; seq++) {
      const batch = await store.decisions.read('main', seq);
      if (batch === null) break;
      if (batch.kind !== 'decision') continue;
      for (let i = 0; i < batch.n; i++) {
        const id = Buffer.from(batch.ids.subarray(16 * i, 16 * i + 16)).toString('hex');
        stored.set(id, (stored.get(id) ?? 0) + 1);
      }
    }
    const acknowledged = [...seen.acknowledged].flatMap(idsOf);
    const policy = keysOnlyPolicy([parseVerifierKey(service.log.verifierKey('main'))]);
    const read = (path: string) => service.log.file('main', path);
    const { overall } = await verifyLog({ read, trust: policy, crypto: nodeCrypto });
    const head = service.log.checkpoint('main')!;
    const reader = new TileReader(treeHasher(nodeRuntime.sha256), read, head);
    let retractedHeads = 0;
    for (const note of seen.checkpoints) {
      const { checkpoint } = await openCheckpoint(note, policy, nodeCrypto);
      const isPrefix =
        checkpoint.size <= head.size && Buffer.compare(await reader.rootAt(checkpoint.size), checkpoint.root) === 0;
      if (!isPrefix) retractedHeads++;
    }
    return {
      acknowledgedRecords: acknowledged.length,
      lost: acknowledged.filter((id) => !stored.has(id)).length,
      double: [...stored.values()].filter((count) => count > 1).length,
      retractedHeads,
      heads: seen.checkpoints.size,
      entries: head.size,
      verdict: overall,
      problems: seen.problems,
    };
  } finally {
    await service.close();
    await store.close();
  }
}
