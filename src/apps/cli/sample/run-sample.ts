import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { counted } from '../../../core/base/counted.js';
import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { createDecisionClient } from '../../client/index.js';
import type { RunningServer } from '../../server/index.js';
import type { CliContext } from '../frame/context.js';
import { httpAdmin } from '../service/http-admin.js';
import { type Progress as Line, progressTo } from '../terminal/progress.js';
import { tryOut, versionFor } from './canary.js';
import { DOCUMENTED_FROM, type GovernanceOptions, playGovernance } from './governance.js';
import { savePlan } from './incident-plan.js';
import { DEPLOYMENT, type Person, samplePeople } from './people.js';
import { CASES_FROM, type CasesOptions, playCases } from './play-cases.js';
import { DAYS, LABEL_DELAY, type Progress, type ReplayOptions, replay } from './replay.js';
import { onRecord, type Service } from './resume.js';
import { beganAt, commandsToTry, storeKey, storeReceipt } from './sample-files.js';
import { stopElsewhere } from './stop.js';

/** Folder of the sample, relative to the compiled file and to the source alike. */
const FOLDER = new URL('../../../../examples/compas/', import.meta.url);
/** Interval of the lines of progress without a terminal, ms. */
const QUIET_MS = 10_000;
/** Interval at which the line is redrawn on a terminal, ms. */
const REDRAW_MS = 250;

export interface SampleOptions {
  readonly dataDir: string;
  readonly perSecond: number;
  /** Number of people of the stream that are sent; by default all. */
  readonly limit: number;
  /** Folder into which the service writes messages to people; null where it tells nobody. */
  readonly outbox: string | null;
}

/** Registers the sample with a running service, shows commands to try, and replays it until all is on record or it is stopped. */
export async function runSample(
  server: RunningServer,
  options: SampleOptions,
  { context, signal }: { context: CliContext; signal: AbortSignal },
): Promise<void> {
  const service = { url: server.url, key: server.localKey };
  const all = samplePeople(readFileSync(new URL('people.csv', FOLDER), 'utf8'));
  const people = all.slice(0, options.limit);
  await register(service);
  await savePlan(service, readFileSync(new URL('incident-plan.yaml', FOLDER), 'utf8'));
  await watch(service);
  await storeKey(service, options.dataDir);
  const from = await onRecord(service, people);
  context.out(intro(people.length, from, options.perSecond));
  const line = progressTo(context, false);
  const { dataDir } = options;
  const showing = showCommands({ server, service, first: people[0]!, dataDir, signal }, line, context);
  const beganMs = beganAt(dataDir, Date.now());
  const stepMs = (DAYS * DAY_MS) / all.length;
  const decidedAt = (place: number): Date => new Date(Math.round(beganMs - DAYS * DAY_MS + place * stepMs));
  await stopElsewhere(service, { context, signal });
  const tried = await tryOut(service, { context, signal });
  const stream = { people, decidedAt, from, perSecond: options.perSecond, signal };
  const arms = { versionFor: (person: Person) => versionFor(tried, person) };
  const filling =
    people.length < CASES_FROM
      ? null
      : fillCases({ server, service, people, signal }, { line, context, outbox: options.outbox });
  const documented =
    people.length < DOCUMENTED_FROM ? null : document({ server, service, people, signal }, line, context);
  const done = await send(service, { ...stream, ...arms }, { context, line }).finally(() => tried.close());
  await showing;
  await filling;
  await documented;
  if (done.labels === people.length) {
    context.out(
      `All ${number(people.length)} decisions and their labels are on record. The service goes on; Ctrl-C stops it.\n`,
    );
  }
}

/** Fills the pages of cases beside the stream, which goes on whatever becomes of them. */
async function fillCases(
  options: Omit<CasesOptions, 'onLeft' | 'isTold'>,
  { line, context, outbox }: { readonly line: Line; readonly context: CliContext; readonly outbox: string | null },
): Promise<void> {
  try {
    const onLeft = (why: string): void => context.err(`a case of the sample is not played on: ${why}\n`);
    const letter = await playCases({ ...options, isTold: outbox !== null, onLeft });
    if (letter === null) return;
    line.done();
    context.out(
      `Cases are at ${options.service.url}/console/cases: appeals in every state, read by readers of the sample. A letter's link, which opens once:\n  ${letter.link}\n`,
    );
    if (outbox !== null) context.out(`What one person was told, as mail files that go to nobody:\n  ${outbox}\n`);
  } catch (cause) {
    if (!options.signal.aborted) context.err(`the cases of the sample are not whole: ${(cause as Error).message}\n`);
  }
}

/** Has people answer for the sample beside the stream, which goes on whatever becomes of it. */
async function document(
  options: Omit<GovernanceOptions, 'source' | 'policy' | 'onSigned'>,
  line: Line,
  context: CliContext,
): Promise<void> {
  const read = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');
  try {
    const made = await playGovernance({
      ...options,
      ...{ source: read('governance.yaml'), policy: read('policy.yaml') },
      onSigned() {
        line.done();
        context.out(
          `The sample is documented, and two people signed for it: ${options.service.url}/console/gates. One field is left open on purpose: ${options.service.url}/console leads to it.\n`,
        );
      },
    });
    if (made === 'cut short')
      context.out(
        'An earlier start was cut short while the sample was documented. For all of it begin anew in a folder of its own: --data DIR.\n',
      );
  } catch (cause) {
    if (!options.signal.aborted) context.err(`the sample is not documented as a whole: ${(cause as Error).message}\n`);
  }
}

/**
 * Registers the sample. Throws `USAGE` for a data folder that holds something else, because the sample is never mixed with real decisions.
 */
async function register(service: Service): Promise<void> {
  const document = parse(readFileSync(new URL('registry.yaml', FOLDER), 'utf8')) as { systems: { id: string }[] };
  const answer = await fetch(`${service.url}/v1/registry`, { headers: { authorization: `Bearer ${service.key}` } });
  const { systems = [] } = (await answer.json()) as { systems?: { id: string }[] };
  const other = systems.find(({ id }) => document.systems.every((own) => own.id !== id));
  if (other !== undefined) {
    throw new TribuneError('USAGE', `the data folder holds the system ${other.id}, which is not of the sample`, {
      remedy: 'Give the sample a folder of its own: --data DIR. Your own service: tribune serve.',
    });
  }
  await httpAdmin(service.url, service.key).post('/v1/registry', document);
}

/** Has the stream watched; after a restart it is already, and nothing begins anew. */
async function watch(service: Service): Promise<void> {
  const policy = readFileSync(new URL('monitor.yaml', FOLDER), 'utf8');
  await httpAdmin(service.url, service.key).post('/v1/monitor/watches', { deployment: DEPLOYMENT, policy });
}

function intro(n: number, from: Progress, perSecond: number): string {
  const lines = [
    `Sample: ${number(n)} people scored by COMPAS, made from counts (examples/compas), in a drawn but fixed order.`,
    from.decisions === 0
      ? `They come as a live stream of ${number(perSecond)} decisions a second, told as made over the last ${DAYS} days, each label ${LABEL_DELAY} decisions later,\nand are watched by examples/compas/monitor.yaml: the first alarm comes after some 1,650 of them, and opens an incident.`
      : `On record from before: ${told(from)}; the stream goes on there.`,
  ];
  return `${lines.join('\n')}\n`;
}

interface Shown {
  readonly server: RunningServer;
  readonly service: Service;
  readonly first: Person;
  readonly dataDir: string;
  readonly signal: AbortSignal;
}

/** Shows the commands as soon as the first decision has its receipt. */
async function showCommands(
  { server, service, first, ...where }: Shown,
  line: Line,
  context: CliContext,
): Promise<void> {
  const files = await storeReceipt(service, first, where);
  line.done();
  if (files === null) return;
  const known = { ...files, dataDir: where.dataDir };
  context.out(commandsToTry(server.url, server.plane.deps.log.verifierKey('main'), known));
}

async function send(
  service: Service,
  stream: Omit<ReplayOptions, 'onProgress'>,
  { context, line }: { context: CliContext; line: Line },
): Promise<Progress> {
  let refused = 0;
  const client = createDecisionClient({
    ...service,
    // One request at a time keeps the order, so that the records are a beginning of the stream.
    inFlight: 1,
    onOutcome({ error }) {
      if (error !== undefined && refused++ === 0)
        context.err(`a record of the sample is not stored: ${error.message}\n`);
    },
  });
  let nextAtMs = 0;
  const everyMs = context.errIsTerminal ? REDRAW_MS : QUIET_MS;
  const onProgress = (now: Progress): void => {
    if (performance.now() < nextAtMs) return;
    nextAtMs = performance.now() + everyMs;
    line.report(`replaying: ${told(now)} of ${number(stream.people.length)}`);
  };
  const done = await replay(client, { ...stream, onProgress });
  line.done();
  context.err(`replayed: ${told(done)}\n`);
  return done;
}

const number = (n: number): string => n.toLocaleString('en');
const told = ({ decisions, labels }: Progress): string =>
  `${counted(number(decisions), 'decision')}, ${counted(number(labels), 'label')}`;
