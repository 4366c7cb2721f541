import { artifactTables } from '../../../adapters/postgres/artifacts/index.js';
import { incidentTables } from '../../../adapters/postgres/incidents/index.js';
import { lineageTables } from '../../../adapters/postgres/lineage/index.js';
import { oversightTables } from '../../../adapters/postgres/oversight/index.js';
import { stopTables } from '../../../adapters/postgres/stops/index.js';
import { isWhole, registeredFor } from '../../../domain/gates/index.js';
import type {
  GateMoment,
  KINDS,
  KindName,
  SeenAnswering,
  SeenArtifact,
  SeenAudits,
  SeenControls,
  SeenDocuments,
  SeenDrills,
  SeenExplanation,
  SeenPerson,
  SeenPlan,
  SeenReaders,
} from '../../../domain/gates/kinds/index.js';
import type { Requirement } from '../../../domain/gates/model/index.js';
import { planFor, readinessOf } from '../../../domain/incidents/index.js';
import type { KeptRun } from '../../../domain/lineage/ports/index.js';
import type { ServiceContext } from '../../rooms/define/index.js';
import { drillsThatHeld } from '../incidents/last-drills.js';
import { readsBlind } from '../oversight/blind.js';

/** Newest audits of a deployment that are looked through. */
const MOST_AUDITS = 50;
/** Newest training runs of a version that are looked through. */
const MOST_RUNS = 20;
/** Most trainings of readers that are read. */
const MOST_TRAININGS = 10_000;

type SeenBy<Kind> = Kind extends { readonly judge: (demand: never, seen: infer Seen, moment: GateMoment) => unknown }
  ? Seen
  : never;

/** Where the evidence of each kind is looked up, by its name; the compiler misses a kind that is not here. What gates store themselves is left out. */
export type Sources = {
  readonly [Name in Exclude<KindName, 'attestation'>]: (
    requirement: Requirement,
    moment: GateMoment,
  ) => Promise<SeenBy<(typeof KINDS)[Name]>>;
};

/** Evidence of whole records of a system, which rooms make that are opened after gates are made. */
export interface LateSources {
  /** Makes what reads controls; what is the same for many gates is read once. */
  controls(): (moment: GateMoment) => Promise<SeenControls>;
  documents(): (kinds: readonly string[], moment: GateMoment) => Promise<SeenDocuments>;
}

/** Reads once what many gates look at. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | null = null;
  return () => (known ??= read());
}

/** Reads once for each key what a look at many days or many requirements asks for again and again. */
function onceBy<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const found = known.get(key) ?? read(key);
    known.set(key, found);
    return found;
  };
}

/**
 * Looks evidence up in the rooms that hold it, as it was at a moment where it bears a date; plans, files of explanations and people are as they are now.
 * Everything is read once, so that sources are made anew for each look at gates.
 */
export function gateSources(
  { store, seenRegistry: registry, access }: ServiceContext,
  late: () => LateSources,
): Sources {
  const seenRegistry = { load: once(() => registry.load()) };
  const heldDrills = once(() => drillsThatHeld(store.of(stopTables).stops, seenRegistry));
  const drillsOf = async ({ deployment, nowMs }: GateMoment): Promise<SeenDrills> => {
    const { drillsOf: of, isMore } = await heldDrills();
    return { drills: of({ kind: 'deployment', deployment }).filter(({ atMs }) => atMs <= nowMs), isMore };
  };
  const readers = once(async (): Promise<SeenReaders> => {
    const accounts = (await store.identity.accounts()).filter(isWhole);
    const reading = accounts.filter(({ disabledAtMs, roles }) => disabledAtMs === null && readsBlind(access, roles));
    const trainings = await store.of(oversightTables).caseTrainings.all(MOST_TRAININGS);
    const trainedAt = new Map(trainings.map(({ reader, atMs }) => [reader, atMs]));
    return reading.map(({ id }) => ({ trainedAtMs: trainedAt.get(`account:${id}`) ?? null }));
  });
  const registered = async ({ deployment, subject }: GateMoment) =>
    registeredFor(await seenRegistry.load(), deployment, subject.version);
  const auditsOf = onceBy((deployment) => store.audits.list({ deployment, sight: 'persons', limit: MOST_AUDITS + 1 }));
  const planOf = onceBy(async (deployment) =>
    planFor(store.of(incidentTables).incidents, { kind: 'deployment', deployment }, await seenRegistry.load()),
  );
  const artifactOf = onceBy(async (digest) => (await store.of(artifactTables).artifacts.artifactsAmong([digest]))[0]);
  const runsOf = onceBy((version) =>
    store.of(lineageTables).lineage.runsOfVersion(version, { after: null, limit: MOST_RUNS }),
  );
  const controls = once(async () => late().controls());
  const documents = once(async () => late().documents());
  const accountOf = onceBy((name) => store.identity.accountByName(name));
  return {
    async audit({ of }, { deployment, nowMs }): Promise<SeenAudits> {
      const id = (of as string | undefined) ?? deployment;
      const { deployments } = await seenRegistry.load();
      const audits = await auditsOf(id);
      const found = deployments.find((one) => one.id === id) ?? null;
      const then = audits.slice(0, MOST_AUDITS).filter(({ madeAtMs }) => madeAtMs <= nowMs);
      return { of: found, audits: then, isMore: audits.length > MOST_AUDITS };
    },
    async 'incident-plan'(_requirement, moment): Promise<SeenPlan> {
      const { deployment, nowMs } = moment;
      const plan = await planOf(deployment);
      const [drill = null] = (await drillsOf(moment)).drills;
      return { readiness: readinessOf(plan, nowMs, drill), digest: plan?.digest ?? null };
    },
    drill: (_requirement, moment) => drillsOf(moment),
    async artifact(_requirement, { subject, nowMs }): Promise<SeenArtifact> {
      const held = await artifactOf(subject.version);
      return held !== undefined && held.storedAtMs <= nowMs ? held : null;
    },
    async 'training-record'(_requirement, { subject, nowMs }): Promise<readonly KeptRun[]> {
      const { runs } = await runsOf(subject.version);
      return runs
        .filter(({ recordedAtMs }) => recordedAtMs <= nowMs)
        .map(({ hasDocument: _, ...run }) => ({ ...run, foreign: null }));
    },
    async explanation(_requirement, moment): Promise<SeenExplanation> {
      const explain = (await registered(moment)).version?.explain ?? null;
      if (explain === null) return { explain, held: [] };
      const wanted = [explain.background, explain.reasons, explain.constraints].filter((one) => one !== undefined);
      const held = await Promise.all(wanted.map((digest) => artifactOf(digest)));
      return { explain, held: held.flatMap((one) => one?.digest ?? []) };
    },
    async answering(_requirement, moment): Promise<SeenAnswering> {
      const { system } = await registered(moment);
      const personOf = async (name: string | undefined): Promise<SeenPerson | null> =>
        name === undefined || name === '' ? null : { name, account: await accountOf(name) };
      return { owner: await personOf(system?.owner), deputy: await personOf(system?.deputy) };
    },
    'human-review': readers,
    control: async (_requirement, moment) => (await controls())(moment),
    documents: async ({ documents: kinds }, moment) => (await documents())(kinds as readonly string[], moment),
  };
}
