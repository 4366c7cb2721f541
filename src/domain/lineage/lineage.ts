import { type Acts, defineAct } from '../acts/index.js';
import type { RegistrySnapshot } from '../registry/ports.js';
import { MOST_RUNS, MOST_SETS } from './base/bounds.js';
import { otherRun, unknownData, unknownModel, unknownRun } from './base/errors.js';
import { dataId, digestOfValue } from './data-id.js';
import { lineageRead, lineageRecorded } from './events/index.js';
import type {
  DataQuery,
  DataSet,
  KeptRun,
  KnownData,
  LineageStore,
  RunPage,
  SubjectPlace,
  TrainingRun,
} from './ports/index.js';
import { type Served, servedBy } from './served.js';
import { countsGroups, type ModelShares, sharesOfVersions } from './shares.js';

const recordRun = defineAct('lineage.record', { enters: [lineageRecorded] });
const readPerson = defineAct('lineage.read', { enters: [lineageRead] });

/** The acts of lineage. */
export const lineageActs = [recordRun, readPerson] as const;

/** A run as it is told: with the subjects that stand in its data sets, where whoever tells says so. */
export interface ToldRun extends TrainingRun {
  /** References of subjects by the place of the data set in `data`. */
  readonly subjects: readonly (readonly string[])[];
}

export interface LineageDeps {
  readonly store: LineageStore;
  readonly acts: Acts<{ readonly lineage: LineageStore }>;
  readonly registry: () => Promise<RegistrySnapshot>;
  readonly nowMs: () => number;
}

/** A version with where it served. */
export interface VersionFacts {
  readonly version: string;
  /** Model and label, where the version is registered. */
  readonly registered: readonly { readonly model: string; readonly label: string }[];
  readonly served: readonly Served[];
}

/** A version with the runs that made it and where it served. */
export interface VersionLineage extends VersionFacts, RunPage {}

/** A data set with runs that read it, and the versions that came of these. */
export interface DataLineage extends RunPage {
  readonly id: string;
  readonly set: DataSet;
  readonly versions: readonly VersionFacts[];
}

/** Data sets in which a subject stands. */
export interface SubjectLineage {
  readonly data: readonly DataLineage[];
  /** Number of all of them. */
  readonly total: number;
  /** The data set after which the next page begins; null on the last. */
  readonly next: string | null;
}

/** What training runs told of code and data, and both ways from there: to the versions that served, and back from them. */
export class Lineage {
  readonly #deps: LineageDeps;

  constructor(deps: LineageDeps) {
    this.#deps = deps;
  }

  /**
   * Keeps an account of a run, with an entry. The same account again changes nothing.
   *
   * @returns whether it is new
   * @throws TribuneError `lineage.other-run`
   */
  async record({ subjects, ...run }: ToldRun, by: string): Promise<'recorded' | 'held'> {
    const document = digestOfValue(run);
    const sets = run.data.map((set) => ({ id: dataId(set), set }));
    return this.#deps.acts.run(recordRun, async (tx) => {
      const places = placesOf(sets, subjects);
      const known = await tx.lineage.run(run.id);
      if (known !== null) {
        const { recordedAtMs: _at, by: _by, ...told } = known;
        if (digestOfValue(told) !== document)
          throw otherRun(`a run ${run.id} was told with other content`, { remedy: 'Tell it under another id.' });
        const lost = places.length - (await tx.lineage.knownSubjects(places));
        if (lost === 0) return 'held';
        throw otherRun(`the run ${run.id} was told before, and ${lost} of its subjects are not kept with its data`, {
          remedy:
            'They were not told then, or were erased since. Where they stand in the data, tell them in a run of another id.',
        });
      }
      const distinct = [...new Map(sets.map((each) => [each.id, each])).values()];
      await tx.lineage.insertRun({ ...run, recordedAtMs: this.#deps.nowMs(), by }, distinct);
      await tx.lineage.insertSubjects(places);
      const { id, source, versions } = run;
      const data = distinct.map((each) => each.id);
      const count = new Set(places.map(({ subject }) => subject)).size;
      tx.enter(lineageRecorded({ by, run: id, source, document, versions: [...versions], data, subjects: count }));
      return 'recorded';
    });
  }

  /** @throws TribuneError `lineage.unknown-run` */
  async run(id: string): Promise<KeptRun> {
    const run = await this.#deps.store.run(id);
    if (run === null) throw unknownRun(`no training run ${id} was told`, { remedy: 'Check the id; it is a UUID.' });
    return run;
  }

  /**
   * @param after a run: those that were told before it
   * @throws TribuneError `lineage.unknown-run`
   */
  async ofVersion(version: string, after: string | null = null): Promise<VersionLineage> {
    if (after !== null) await this.run(after);
    const page = await this.#deps.store.runsOfVersion(version, { after, limit: MOST_RUNS });
    return { ...this.#facts(version, await this.#deps.registry()), ...page };
  }

  /**
   * @param after a run: those that were told before it, and the versions that came of these
   * @throws TribuneError `lineage.unknown-data`, `lineage.unknown-run`
   */
  async ofData(id: string, after: string | null = null): Promise<DataLineage> {
    const before = after === null ? [] : [await this.run(after)];
    const { runs, next } = await this.#deps.store.runsOfData(id, { after, limit: MOST_RUNS });
    const set = [...runs, ...before].flatMap((run) => run.data).find((each) => dataId(each) === id);
    if (set === undefined)
      throw unknownData(`no training run names the data set ${id}`, {
        remedy: 'GET /v1/lineage/data lists those that are named.',
      });
    const registry = await this.#deps.registry();
    const versions = [...new Set(runs.flatMap((run) => run.versions))];
    const { namespace, name, version, digest } = set;
    return {
      id,
      set: { namespace, name, version, digest },
      runs,
      next,
      versions: versions.map((each) => this.#facts(each, registry)),
    };
  }

  /**
   * Shares of groups in what the newest versions of a model learned from, by what the newest run of each says.
   *
   * @param fall by how much a share has to have fallen, 0..1
   * @throws TribuneError `lineage.unknown-model`
   */
  async sharesOf(model: string, fall: number): Promise<ModelShares> {
    const { versions } = await this.#deps.registry();
    const own = versions.filter((one) => one.model === model).slice(-MOST_RUNS);
    if (own.length === 0)
      throw unknownModel(`no version of a model ${JSON.stringify(model)} is registered`, {
        remedy: 'GET /v1/registry/names finds models by a part of their name.',
      });
    const runs = [];
    for (const { digest, label } of own) {
      const page = await this.#deps.store.runsOfVersion(digest, { after: null, limit: MOST_RUNS });
      runs.push({ version: digest, label, run: page.runs.find(countsGroups) ?? null });
    }
    return sharesOfVersions(runs, fall);
  }

  data(query: DataQuery): Promise<KnownData[]> {
    return this.#deps.store.data(query);
  }

  /**
   * The data sets in which a subject stands, as far as it was told, and what came of them, a page at a time.
   *
   * @param after a data set: those behind it
   */
  async ofSubject(
    { subject, after }: { readonly subject: string; readonly after: string | null },
    { actor, purpose }: { readonly actor: string; readonly purpose: string },
  ): Promise<SubjectLineage> {
    const { ids, total } = await this.#deps.store.dataOfSubject(subject, { after, limit: MOST_SETS + 1 });
    const shown = ids.slice(0, MOST_SETS);
    await this.#deps.acts.run(readPerson, async (tx) => tx.enter(lineageRead({ actor, purpose, data: shown.length })));
    const data: DataLineage[] = [];
    for (const id of shown) data.push(await this.ofData(id));
    return { data, total, next: ids.length > MOST_SETS ? shown.at(-1)! : null };
  }

  #facts(version: string, registry: RegistrySnapshot): VersionFacts {
    const registered = registry.versions.flatMap(({ digest, model, label }) =>
      digest === version ? [{ model, label }] : [],
    );
    return { version, registered, served: servedBy(version, registry.deployments) };
  }
}

/** Which subject stands in which data set, each once. */
function placesOf(sets: readonly { readonly id: string }[], subjects: ToldRun['subjects']): SubjectPlace[] {
  const distinct = new Map<string, Set<string>>();
  subjects.forEach((list, i) => {
    const { id } = sets[i]!;
    distinct.set(id, new Set([...(distinct.get(id) ?? []), ...list]));
  });
  return [...distinct].flatMap(([data, all]) => Array.from(all, (subject) => ({ data, subject })));
}
