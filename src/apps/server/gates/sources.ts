import { artifactTables } from '../../../adapters/postgres/artifacts/index.js';
import { incidentTables } from '../../../adapters/postgres/incidents/index.js';
import { lineageTables } from '../../../adapters/postgres/lineage/index.js';
import { oversightTables } from '../../../adapters/postgres/oversight/index.js';
import { stopTables } from '../../../adapters/postgres/stops/index.js';
import type {
  GateMoment,
  KINDS,
  KindName,
  SeenAnswering,
  SeenArtifact,
  SeenAudits,
  SeenDrill,
  SeenExplanation,
  SeenPerson,
  SeenPlan,
  SeenReaders,
} from '../../../domain/gates/kinds/index.js';
import type { Requirement } from '../../../domain/gates/model/index.js';
import { planFor, readinessOf } from '../../../domain/incidents/index.js';
import type { KeptRun } from '../../../domain/lineage/ports/index.js';
import type { ServiceContext } from '../../rooms/define/index.js';
import { lastDrills } from '../incidents/last-drills.js';
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

/** Looks evidence up in the rooms that hold it, as it was at a moment where it bears a date; plans, files of explanations and people are as they are now. */
export function gateSources({ store, seenRegistry, access }: ServiceContext): Sources {
  const drillOf = async ({ deployment, nowMs }: GateMoment): Promise<SeenDrill> => {
    const last = (await lastDrills(store.of(stopTables).stops, seenRegistry))({ kind: 'deployment', deployment });
    return last !== null && last.atMs <= nowMs ? last : null;
  };
  const versionIn = async ({ deployment, subject }: GateMoment) => {
    const { deployments, versions } = await seenRegistry.load();
    const model = deployments.find(({ id }) => id === deployment)?.model;
    return versions.find((one) => one.model === model && one.digest === subject.version) ?? null;
  };
  return {
    async audit({ of }, { deployment, nowMs }): Promise<SeenAudits> {
      const id = (of as string | undefined) ?? deployment;
      const { deployments } = await seenRegistry.load();
      const audits = await store.audits.list({ deployment: id, sight: 'persons', limit: MOST_AUDITS + 1 });
      const found = deployments.find((one) => one.id === id) ?? null;
      const then = audits.slice(0, MOST_AUDITS).filter(({ madeAtMs }) => madeAtMs <= nowMs);
      return { of: found, audits: then, isMore: audits.length > MOST_AUDITS };
    },
    async 'incident-plan'(_requirement, moment): Promise<SeenPlan> {
      const { deployment, nowMs } = moment;
      const scope = { kind: 'deployment', deployment } as const;
      const plan = await planFor(store.of(incidentTables).incidents, scope, await seenRegistry.load());
      const drill = await drillOf(moment);
      const readiness = readinessOf(plan, nowMs, drill);
      return { readiness, digest: plan?.digest ?? null, drill: drill?.id ?? null };
    },
    drill: (_requirement, moment) => drillOf(moment),
    async artifact(_requirement, { subject, nowMs }): Promise<SeenArtifact> {
      const [held] = await store.of(artifactTables).artifacts.artifactsAmong([subject.version]);
      return held !== undefined && held.storedAtMs <= nowMs ? held : null;
    },
    async 'training-record'(_requirement, { subject, nowMs }): Promise<readonly KeptRun[]> {
      const { lineage } = store.of(lineageTables);
      const { runs } = await lineage.runsOfVersion(subject.version, { after: null, limit: MOST_RUNS });
      return runs
        .filter(({ recordedAtMs }) => recordedAtMs <= nowMs)
        .map(({ hasDocument: _, ...run }) => ({ ...run, foreign: null }));
    },
    async explanation(_requirement, moment): Promise<SeenExplanation> {
      const explain = (await versionIn(moment))?.explain ?? null;
      if (explain === null) return { explain, held: [] };
      const wanted = [explain.background, explain.reasons, explain.constraints].filter((one) => one !== undefined);
      const held = await store.of(artifactTables).artifacts.artifactsAmong(wanted);
      return { explain, held: held.map(({ digest }) => digest) };
    },
    async answering(_requirement, { deployment }): Promise<SeenAnswering> {
      const { deployments, models, systems } = await seenRegistry.load();
      const model = deployments.find(({ id }) => id === deployment)?.model;
      const id = models.find((one) => one.id === model)?.system;
      const system = systems.find((one) => one.id === id);
      const personOf = async (name: string | undefined): Promise<SeenPerson | null> =>
        name === undefined || name === '' ? null : { name, account: await store.identity.accountByName(name) };
      return { owner: await personOf(system?.owner), deputy: await personOf(system?.deputy) };
    },
    async 'human-review'(): Promise<SeenReaders> {
      const accounts = await store.identity.accounts();
      const readers = accounts.filter(({ disabledAtMs, roles }) => disabledAtMs === null && readsBlind(access, roles));
      const trainings = await store.of(oversightTables).caseTrainings.all(MOST_TRAININGS);
      const trainedAt = new Map(trainings.map(({ reader, atMs }) => [reader, atMs]));
      return readers.map(({ id }) => ({ trainedAtMs: trainedAt.get(`account:${id}`) ?? null }));
    },
  };
}
