import type { LINEAGE_SOURCES } from '../events/index.js';

/** A data set as a training run names it. */
export interface DataSet {
  readonly namespace: string;
  readonly name: string;
  /** The word of its source for its state, such as a snapshot; null where none is told. */
  readonly version: string | null;
  /** SHA-256 of its bytes, where somebody made it; null elsewhere. */
  readonly digest: string | null;
}

/** What a run did with a data set. */
export interface DataUse extends DataSet {
  /** `training`, `validation`, or the word of whoever tells. */
  readonly role: string;
  readonly rows: number | null;
  /** How many of whom stand in it, by attribute and value; absent where nobody said. */
  readonly groups?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
}

export interface Code {
  readonly repository: string | null;
  readonly commit: string | null;
  readonly path: string | null;
  /** SHA-256 of the program that ran. */
  readonly digest: string | null;
}

/** An account of a training run. All of it is what somebody said. */
export interface TrainingRun {
  readonly id: string;
  readonly source: (typeof LINEAGE_SOURCES)[number];
  readonly name: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Digests of the versions that it made. */
  readonly versions: readonly string[];
  readonly code: Code | null;
  readonly data: readonly DataUse[];
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** What a document of another program holds beyond that, as it came: it is shown and never acted upon. */
  readonly foreign: unknown;
}

/** A run that is kept, with who told it and when. */
export interface KeptRun extends TrainingRun {
  readonly recordedAtMs: number;
  readonly by: string;
}

/** A data set that runs name, with how many do. */
export interface KnownData extends DataSet {
  /** SHA-256 of what names it: the digest of its bytes, or namespace, name and version. */
  readonly id: string;
  readonly runs: number;
}

export interface DataQuery {
  /** A name, or a part of one; null for all. */
  readonly name: string | null;
  /** Only what is called exactly so, by name, id or digest: among many names of which it is a part, a page may not have it. */
  readonly isWhole?: boolean;
  readonly after: string | null;
  readonly limit: number;
}

/** Which data sets of many are meant: so many after that one. */
export interface DataPageQuery {
  readonly after: string | null;
  readonly limit: number;
}

/** A subject in a data set, as a keyed hash: the service finds it again, and nobody reads it out of the database. */
export interface SubjectPlace {
  readonly data: string;
  readonly subject: string;
}

/** A run in a list: without the document of another program, of which a hundred would be 25 MB. */
export interface ListedRun extends Omit<KeptRun, 'foreign'> {
  /** Whether it was told by such a document, which the run itself has. */
  readonly hasDocument: boolean;
}

/** Some runs, newest first. */
export interface RunPage {
  readonly runs: ListedRun[];
  /** The run after which the next page begins; null on the last. */
  readonly next: string | null;
}

/** Which runs of many are meant: so many that were told before that one. */
export interface RunQuery {
  readonly after: string | null;
  readonly limit: number;
}

export interface LineageStore {
  insertRun(run: KeptRun, data: readonly { readonly id: string; readonly set: DataSet }[]): Promise<void>;
  insertSubjects(places: readonly SubjectPlace[]): Promise<void>;
  /** How many of these places are kept. */
  knownSubjects(places: readonly SubjectPlace[]): Promise<number>;
  run(id: string): Promise<KeptRun | null>;
  /** Runs that made a version. */
  runsOfVersion(version: string, query: RunQuery): Promise<RunPage>;
  runsOfData(id: string, query: RunQuery): Promise<RunPage>;
  data(query: DataQuery): Promise<KnownData[]>;
  /** Ids of the data sets in which a subject stands, as far as it was told, in their order, and how many there are. */
  dataOfSubject(subject: string, query: DataPageQuery): Promise<{ readonly ids: string[]; readonly total: number }>;
}
