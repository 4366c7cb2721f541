import { DAY_MS } from '../../core/base/durations.js';
import { printUuid } from '../../core/base/uuid.js';
import type { Reader } from '../decisions/api/index.js';
import type { DecisionHistory } from '../decisions/history/index.js';
import { mergeAttributes } from '../decisions/read/index.js';
import type { Log } from '../log/api/index.js';
import type { OpenedBatch } from '../log/seal/index.js';
import { trainingRowsRead, trainingRowsSealed } from './events/index.js';
import { GroupCounts, type TrainingCell } from './group-counts.js';
import { attributesAt, labelAt, rowOf, type SaidLater, type TrainingRow, windowDecisions } from './row.js';
import { PARTS, type RowsRequest, type TrainingPart } from './split.js';

/** Batches that are opened at once: a few thousand records. */
const BATCHES_AT_ONCE = 16;
/** Batches of labels that are kept open: labels come in nearly the order of their decisions, so that the next rows ask for the same ones. */
const KEPT_OPEN = 32;
/** How far the clock of the service may have been set back, and clocks of senders run ahead, as far as the ends of the walk rely on it. */
const SLACK_MS = DAY_MS;

/** What is asked of the rows of a request. */
export interface AskedOfRows {
  /** The id of the request, for the log of reads. */
  readonly id: string;
  /** Labels and attributes recorded at this time or later do not count, ms since 1970. */
  readonly knownAtMs: number;
  /** Whether the rows have the inputs themselves, and not only their digest. */
  readonly inputs: boolean;
}

/** What one file comes to. */
export interface FileSummary {
  readonly rows: number;
  /** SHA-256 of the file. */
  readonly digest: string;
}

/** What the two files of a request come to. */
export interface RowsSummary {
  readonly files: Readonly<Record<TrainingPart, FileSummary>>;
  /** Decisions of the window without a label. */
  readonly unlabelled: number;
  /** Erased decisions of the deployment that may have been of the window: those received since it began. */
  readonly erased: number;
  readonly cells: readonly TrainingCell[];
  /** Rows that no cell tells, because there are too many different values. */
  readonly rowsWithoutCell: number;
}

export interface TrainingRowsDeps {
  readonly history: Pick<DecisionHistory, 'head' | 'opened' | 'nextSeq' | 'refsOf' | 'repeats'>;
  readonly log: Pick<Log, 'record'>;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  /** Begins a SHA-256 that is fed in pieces; `digest` gives it as text. */
  readonly newDigest: () => { update(text: string): void; digest(): string };
}

interface Page {
  readonly rows: readonly TrainingRow[];
  readonly unlabelled: number;
  readonly erased: number;
}

/**
 * The rows of requests for a retraining or recalibration, made from the log each time they are asked for: nothing of a person is kept beside it, so that an erasure reaches them. They
 * come in the order of the log, and the same request gives the same bytes until somebody is erased. Memory does not grow with the window.
 */
export class TrainingRows {
  readonly #deps: TrainingRowsDeps;

  constructor(deps: TrainingRowsDeps) {
    this.#deps = deps;
  }

  /** Reads all rows once, and gives what the files come to. The log of reads keeps it, without what is told by group. */
  async summary(request: RowsRequest, asked: AskedOfRows, reader: Reader): Promise<RowsSummary> {
    const digests = { training: this.#deps.newDigest(), validation: this.#deps.newDigest() };
    const rows = { training: 0, validation: 0 };
    const counts = new GroupCounts();
    let [unlabelled, erased] = [0, 0];
    for await (const page of this.#pages(request, asked, { after: -1, parts: PARTS })) {
      unlabelled += page.unlabelled;
      erased += page.erased;
      for (const row of page.rows) {
        digests[row.part].update(row.line);
        rows[row.part] += 1;
        counts.add(row);
      }
    }
    const fileOf = (part: TrainingPart): FileSummary => ({ rows: rows[part], digest: digests[part].digest() });
    const files = { training: fileOf('training'), validation: fileOf('validation') };
    await this.#deps.log.record(
      trainingRowsSealed({ ...noteOf(request, asked, reader), ...files, unlabelled, erased }),
    );
    return { files, unlabelled, erased, ...counts.told() };
  }

  /**
   * The lines of one file, some at a time.
   *
   * @param after index of the entry of the last row that the caller has; -1 for all
   */
  async *lines(
    request: RowsRequest,
    asked: AskedOfRows,
    { part, after }: { readonly part: TrainingPart; readonly after: number },
    reader: Reader,
  ): AsyncGenerator<string> {
    const from = after < 0 ? null : after;
    // It is noted before the first row is given, as whoever has that much may break off.
    await this.#deps.log.record(trainingRowsRead({ ...noteOf(request, asked, reader), part, after: from }));
    for await (const { rows } of this.#pages(request, asked, { after, parts: [part] }))
      if (rows.length > 0) yield rows.map(({ line }) => line).join('');
  }

  async *#pages(
    request: RowsRequest,
    asked: AskedOfRows,
    { after, parts }: { readonly after: number; readonly parts: readonly TrainingPart[] },
  ): AsyncGenerator<Page> {
    const { history, sha256 } = this.#deps;
    const said = new SaidOf(history, asked.knownAtMs);
    const { size } = await history.head();
    await history.repeats?.findUpTo(size);
    const end = await history.nextSeq();
    let seq = await firstFrom(history, end, ({ batch }) =>
      after < 0 ? batch.receivedAtMs >= request.fromMs - SLACK_MS : batch.firstIndex + batch.n > after + 1,
    );
    for (; seq < end; seq += BATCHES_AT_ONCE) {
      const batches = await history.opened(seq, Math.min(BATCHES_AT_ONCE, end - seq));
      for (const opened of batches) {
        const { kind, firstIndex, n, receivedAtMs } = opened.batch;
        if (receivedAtMs >= request.recordedBeforeMs + SLACK_MS) return;
        if (kind !== 'decision' || receivedAtMs >= request.recordedBeforeMs) continue;
        const repeats = await this.#repeatsIn(firstIndex, n);
        const { decisions, erased } = windowDecisions(opened, request, { repeats, sha256 });
        const wanted = decisions.filter(({ index, part }) => index > after && parts.includes(part));
        const later = await said.of(wanted.map(({ id }) => id));
        const labelled = wanted.flatMap((one) => {
          const found = later.get(printUuid(one.id));
          return found === undefined || found.labelIndex < 0 || found.label === null ? [] : [{ one, found }];
        });
        const { groups } = request;
        const rows = labelled.map(({ one, found }) => rowOf(one, found, { groups, inputs: asked.inputs, sha256 }));
        yield { rows, unlabelled: wanted.length - rows.length, erased };
      }
    }
  }

  async #repeatsIn(firstIndex: number, n: number): Promise<ReadonlySet<number>> {
    const { repeats } = this.#deps.history;
    if (repeats === null) return NONE;
    return new Set((await repeats.between(firstIndex, firstIndex + n)).map(({ index }) => index));
  }
}

const NONE: ReadonlySet<number> = new Set();

const noteOf = ({ deployment }: RowsRequest, { id, knownAtMs, inputs }: AskedOfRows, { actor, purpose }: Reader) => ({
  ...{ actor, purpose, request: id, deployment, knownAt: new Date(knownAtMs).toISOString(), inputs },
});

type History = TrainingRowsDeps['history'];

/** The first batch for which something is so that is so for all later ones; `end` where there is none. */
async function firstFrom(history: History, end: number, isSo: (opened: OpenedBatch) => boolean): Promise<number> {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [opened] = await history.opened(middle, 1);
    if (opened === undefined || isSo(opened)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Looks up what was said of decisions after them. */
class SaidOf {
  readonly #history: History;
  readonly #knownAtMs: number;
  /** Opened batches by number, the one asked for last at the end. */
  readonly #open = new Map<number, OpenedBatch>();

  constructor(history: History, knownAtMs: number) {
    this.#history = history;
    this.#knownAtMs = knownAtMs;
  }

  async of(ids: readonly Uint8Array[]): Promise<ReadonlyMap<string, SaidLater>> {
    const found = new Map<string, SaidLater>();
    if (ids.length === 0) return found;
    // In the order of the log, so that what was said last is read last.
    const refs = (await this.#history.refsOf(ids)).toSorted((a, b) => a.seq - b.seq || a.position - b.position);
    for (const { decision, kind, seq, position } of refs) {
      const opened = await this.#opened(seq);
      if (opened === null || opened.batch.receivedAtMs >= this.#knownAtMs) continue;
      const id = printUuid(decision);
      const before = found.get(id) ?? { labelIndex: -1, label: null, attributes: {} };
      found.set(id, before);
      before.attributes = mergeAttributes(before.attributes, attributesAt(opened, position));
      const label = kind === 'label' ? labelAt(opened, position) : undefined;
      if (label !== undefined) Object.assign(before, { label, labelIndex: opened.batch.firstIndex + position });
    }
    return found;
  }

  async #opened(seq: number): Promise<OpenedBatch | null> {
    const known = this.#open.get(seq);
    const opened = known ?? (await this.#history.opened(seq, 1))[0];
    if (opened === undefined) return null;
    this.#open.delete(seq);
    this.#open.set(seq, opened);
    const [oldest] = this.#open.keys();
    if (this.#open.size > KEPT_OPEN) this.#open.delete(oldest!);
    return opened;
  }
}
