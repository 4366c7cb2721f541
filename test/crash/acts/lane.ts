import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, Left, Line, Task } from './lines.js';

/** A folder and a database that a scenario has to itself. */
export type Room = Pick<Task, 'name' | 'folder' | 'database' | 'url'>;

/** One death of a process within an act, and what was found afterwards. */
export interface Death {
  /** Number of the write before which it came. */
  readonly killAt: number;
  /** What the caller was told; null for nothing. */
  readonly asked: Asked | null;
  readonly seen: Extract<Line, { kind: 'seen' }>;
}

export interface Course {
  readonly name: string;
  /** The room of the next process; the same each time, or another for an act whose writes grow with what is there. */
  readonly room: () => Promise<Room>;
}

export interface Programs {
  readonly child: string;
  /** Loaded before the child. */
  readonly before: string;
  /** Number of connections to these databases. */
  readonly connections: (databases: readonly string[]) => Promise<number>;
}

const POLL_MS = 5;
/** An act with more writes is no act. */
const MOST_WRITES = 60;

/** What a process left in a room. */
interface Trace {
  readonly room: Room;
  readonly left: Left;
  readonly killAt: number;
  readonly asked: Asked | null;
}

/**
 * Kills a process before the first write of each of some acts, its successor before the second, and so on until all have been answered.
 * Each process first looks at what the one before left behind.
 *
 * @returns the deaths of each scenario, the last of them after its answer
 */
export async function deathsOf(courses: readonly Course[], programs: Programs): Promise<Map<string, readonly Death[]>> {
  const deaths = new Map(courses.map(({ name }) => [name, [] as Death[]]));
  let open: { course: Course; trace: Trace | null }[] = courses.map((course) => ({ course, trace: null }));
  while (open.length > 0) {
    const planned = await Promise.all(
      open.map(async ({ course, trace }) => ({ course, ...(await plan(course, trace)) })),
    );
    const said = await life(
      planned.flatMap(({ tasks }) => tasks),
      programs,
    );
    open = [];
    for (const { course, looksAt, acts } of planned) {
      if (looksAt !== null) deaths.get(course.name)!.push(deathOf(looksAt, said.get(looksAt.room.database) ?? []));
      if (acts !== null) open.push({ course, trace: traceOf(acts, said.get(acts.database) ?? []) });
    }
  }
  return deaths;
}

/** What the next process does for a scenario: it looks at the trace, and acts unless the act was answered. */
async function plan({ room }: Course, trace: Trace | null) {
  const killAt = (trace?.killAt ?? 0) + 1;
  if (killAt > MOST_WRITES) throw new Error(`${trace!.room.name}: still writing after ${MOST_WRITES} writes`);
  const looking: Task | null = trace && { ...trace.room, killAt: 0, left: trace.left };
  if (trace?.asked) return { tasks: [looking!], looksAt: trace, acts: null };
  const next: Task = { ...(await room()), killAt, left: null };
  if (looking === null) return { tasks: [next], looksAt: null, acts: next };
  const isSame = next.database === looking.database;
  return { tasks: isSame ? [{ ...next, left: looking.left }] : [looking, next], looksAt: trace, acts: next };
}

const lineOf = <Kind extends Line['kind']>(lines: readonly Line[], kind: Kind): Extract<Line, { kind: Kind }> | null =>
  lines.find((line): line is Extract<Line, { kind: Kind }> => line.kind === kind) ?? null;

function deathOf({ room, killAt, asked }: Trace, lines: readonly Line[]): Death {
  const seen = lineOf(lines, 'seen');
  if (seen === null) throw new Error(`${room.name}: nobody looked after the death before write ${killAt}`);
  return { killAt, asked, seen };
}

function traceOf({ killAt, left: _, ...room }: Task, lines: readonly Line[]): Trace {
  const left = lineOf(lines, 'before');
  if (left === null) throw new Error(`${room.name}: the process ended before the act`);
  return { room, left, killAt, asked: lineOf(lines, 'asked') };
}

/** One process, from its start to its death; gives what it says by database. */
async function life(
  tasks: readonly Task[],
  { child: program, before, connections }: Programs,
): Promise<Map<string, Line[]>> {
  const words = ['--import', before, program, JSON.stringify(tasks)];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let problems = '';
  child.stderr.on('data', (chunk: Buffer) => {
    problems += chunk.toString('utf8');
  });
  const said = new Map<string, Line[]>();
  const lines = createInterface({ input: child.stdout });
  const drained = once(lines, 'close');
  lines.on('line', (text) => {
    const { database, ...line } = JSON.parse(text) as Line & { database: string };
    said.set(database, [...(said.get(database) ?? []), line as Line]);
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  await drained;
  const isMeant = tasks.some(({ killAt }) => killAt > 0) ? signal === 'SIGKILL' : code === 0;
  if (!isMeant || problems !== '') throw new Error(`a process ended with ${signal ?? code}: ${problems}`);
  // PostgreSQL rolls back what was open and frees the lock of the writer when it learns of the death.
  while ((await connections(tasks.map(({ database }) => database))) > 0) await sleep(POLL_MS);
  return said;
}
