// Does the acts of a lane side by side, each over a control plane of its own, and is killed when each stands before its deadly write. What
// the process before left behind is looked at first. Says on its output what it saw and did, a line of JSON each; see `lines.ts`.
import { writeSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import './deadly-statements.js';
import { openControlPlane } from '../../../src/apps/server/control-plane.js';
import { scenarioConfiguration } from './configuration.js';
import { entryTypes } from './entry-types.js';
import type { Asked, Line, Seen, Task } from './lines.js';
import { answered, countWrites, isUnderWay, mayWrite, sharePlaces } from './places.js';
import type { Plane } from './scenario.js';
import { SCENARIOS } from './scenarios.js';

const tasks = JSON.parse(process.argv[2]!) as readonly Task[];
const say = ({ database }: Task, line: Line): void => void writeSync(1, `${JSON.stringify({ database, ...line })}\n`);

const LOOK_EVERY_MS = 2;

sharePlaces(tasks);

/** Read once for all of them. */
const configuration = scenarioConfiguration();

/** A control plane over what stands, as after a start. No checkpoint is signed but by the act: its writes are those of the act. */
const open = async (task: Task): Promise<Plane> =>
  openControlPlane({
    dataDir: task.folder,
    databaseUrl: task.url,
    version: '0.0.0-test',
    configuration: await configuration,
    service: { publishIntervalMs: 1e9, epochMs: 0, ledger: { checkIntervalMs: 0 } },
  });

async function look(plane: Plane, { name, left }: Task): Promise<Seen> {
  const changed = await SCENARIOS[name]!.changed(plane, left!.world);
  const told = (await entryTypes(plane.store)).slice(left!.entries);
  const waiting = (await plane.store.outbox.pending()).map(({ type }) => type);
  return { changed, told, waiting };
}

/** Looks at what the process before left, asks for the same again, and holds the whole log against what is signed. */
async function examine(plane: Plane, task: Task): Promise<void> {
  const after = await look(plane, task);
  const asked = await ask(plane, task.name, task.left!.world);
  const again = await look(plane, task);
  await plane.deps.log.publish();
  await plane.deps.log.verify();
  say(task, { kind: 'seen', after, asked, again });
}

const ask = (plane: Plane, name: string, world: unknown): Promise<Asked> =>
  SCENARIOS[name]!.act(plane, world).then(
    () => ({ answered: true }),
    (cause: { code?: string; message: string }) => ({ answered: false, why: cause.code ?? cause.message }),
  );

async function act(plane: Plane, at: number, world: unknown): Promise<void> {
  const task = tasks[at]!;
  countWrites(at);
  const asked = await ask(plane, task.name, world);
  // The answer is the last of the writes.
  if (!mayWrite(at)) return;
  say(task, { kind: 'asked', ...asked });
  answered(at);
}

async function prepare(plane: Plane, task: Task): Promise<unknown> {
  const world = await SCENARIOS[task.name]!.before(plane, task.killAt);
  await plane.deps.log.flush();
  say(task, { kind: 'before', world, entries: (await entryTypes(plane.store)).length });
  return world;
}

const planes = await Promise.all(tasks.map(open));
await Promise.all(tasks.map((task, at) => (task.left === null ? null : examine(planes[at]!, task))));
const acting = [...tasks.keys()].filter((at) => tasks[at]!.killAt > 0);
if (acting.length === 0) {
  await Promise.all(planes.map((plane) => plane.close()));
  process.exit(0);
}
const worlds = await Promise.all(tasks.map((task, at) => (task.killAt > 0 ? prepare(planes[at]!, task) : null)));
for (const at of tasks.keys()) if (tasks[at]!.killAt === 0) answered(at);
const isLast = (at: number): boolean => SCENARIOS[tasks[at]!.name]!.isLast === true;
const first = acting.filter((at) => !isLast(at));
for (const at of first) void act(planes[at]!, at, worlds[at]);
while (first.some(isUnderWay)) await sleep(LOOK_EVERY_MS);
for (const at of acting.filter(isLast)) void act(planes[at]!, at, worlds[at]);
