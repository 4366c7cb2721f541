import { TribuneError } from '../../../core/base/errors.js';
import type { KeyedMutex } from '../../../core/base/mutex.js';
import { printUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import type { EndSource } from '../../end-door/index.js';
import { GateDoor, type GateSource } from '../../gate-door/index.js';
import type { CommitPipeline } from '../../log/commit/index.js';
import type { IntegrityEvent, Runtime } from '../../log/ports/index.js';
import { contentOf, idOf, type Records, selectRecords } from '../../log/seal/index.js';
import type { IdFingerprints, IdIndex } from '../../recent-ids/index.js';
import type { RegistryView } from '../../registry/index.js';
import { RuleDoor, type RuleSource } from '../../rule-door/index.js';
import type { Conflict, IngestAnswer, IngestOptions, IngestResult, Rejection } from '../api/service-api.js';
import { commitExtras, type Request } from './commit-extras.js';
import { aboutKnown, type FollowUpDeps } from './follow-ups.js';
import { keyOf } from './id-statuses.js';
import type { IdempotentAnswers } from './idempotent-answers.js';
import { type EventSource, integrityEvent, type KnownId, lookUp } from './known-ids.js';
import {
  type ItemKind,
  type OtherContent,
  type ReadBody,
  type Repeat,
  readItemsInSlices,
  recordContent,
  rejection,
} from './read-items.js';

export interface IngestDeps extends FollowUpDeps {
  readonly runtime: Runtime;
  readonly pipeline: CommitPipeline;
  readonly index: IdIndex;
  readonly idempotentAnswers: IdempotentAnswers;
  readonly indexKey: Uint8Array;
  /** Fingerprints of ids for the table of ids. */
  readonly fingerprints: IdFingerprints;
  readonly registry: () => RegistryView | Promise<RegistryView>;
  /** The gates of deployments, which every decision passes whichever way it comes in. */
  readonly gates: GateSource;
  /** The rules that deployments decide by, which every automatic decision is held against. */
  readonly rules: RuleSource;
  /** The ends of systems, beyond which no decision of theirs is taken. */
  readonly ends: EndSource;
  /** Locks by decision. A label or attribute waits for what is being written or erased about the same decision, and for nothing else. */
  readonly turns: KeyedMutex;
}

/** An idempotency key is printable ASCII, as in a header. */
const KEY = /^[\x20-\x7e]{1,255}$/;

/** Handles one request, from its bytes to the answer after the commit. */
export async function ingest(
  deps: IngestDeps,
  kind: ItemKind,
  body: Uint8Array,
  options: IngestOptions,
): Promise<IngestResult> {
  const { idempotencyKey: key, source } = options;
  if (key === undefined) return append(deps, kind, body, { options, keyed: null });
  if (!KEY.test(key)) {
    throw new TribuneError('INVALID_ARGUMENT', 'the idempotency key is not usable', {
      remedy: 'Give 1 to 255 printable ASCII characters, such as a UUID.',
    });
  }
  const bodyDigest = deps.runtime.hmacSha256(deps.indexKey, body);
  const keyed = { scope: `${source} ${kind}`, key, bodyDigest };
  return deps.idempotentAnswers.once(keyed, () => append(deps, kind, body, { options, keyed }));
}

async function append(deps: IngestDeps, kind: ItemKind, body: Uint8Array, request: Request): Promise<IngestResult> {
  const { runtime, gates, rules, ends } = deps;
  const nowMs = runtime.nowMs();
  const [view, ruled, ended] = [await gates.current(), await rules.current(), await ends.current()];
  const options = {
    kind,
    form: request.options.form,
    nowMs,
    door: kind !== 'decision' || view.isEmpty ? null : new GateDoor(view, nowMs, gates.counts),
    rules: kind !== 'decision' || ruled.isEmpty ? null : new RuleDoor(ruled),
    ends: kind !== 'decision' || ended.size === 0 ? null : ended,
    registry: await deps.registry(),
    randomBytes: runtime.randomBytes,
    fingerprints: deps.fingerprints,
    triedOut: request.options.triedOut,
  };
  const read = await readItemsInSlices(body, options, runtime);
  if (kind === 'decision') return commit(deps, { ...NOTHING, ...read }, { request, bytes: body.length });
  const keys = keysOf(read.records);
  // From the look-up of a label until its commit no other request may look it up.
  return deps.turns.run(keys, async () => {
    const draft = { ...NOTHING, ...read, ...(await aboutKnown(deps, read, options.registry)) };
    return commit(deps, draft, { request, bytes: body.length });
  });
}

const keysOf = ({ ids, n }: Records): string[] => Array.from({ length: n }, (_, i) => keyOf(ids, i * UUID_BYTES));

async function commit(
  deps: IngestDeps,
  first: Draft,
  { request, bytes }: { readonly request: Request; readonly bytes: number },
): Promise<IngestResult> {
  const { runtime } = deps;
  for (let draft = first; ; ) {
    const answer = answerOf(draft);
    const { records } = draft;
    const integrityEvents = eventsOf(deps, draft, request);
    const idempotentAnswer = commitExtras(request, answer, runtime.nowMs());
    const isEmpty = records.n === 0 && integrityEvents.length === 0 && idempotentAnswer === null;
    if (isEmpty) return { answer, replayed: false };
    const result = await deps.pipeline.submit({ records, idempotentAnswer, integrityEvents, bytes });
    if (result.status === 'committed') return { answer, replayed: false };
    // Batches are read only because the pipeline found an id that may be in the log.
    draft = await lookUpAll(deps, draft, request);
  }
}

/** State of a request before its commit; it is made anew when its ids have to be looked up again. */
interface Draft {
  readonly records: Records;
  readonly duplicates: number;
  readonly conflicts: readonly Conflict[];
  readonly rejected: readonly Rejection[];
  readonly assigned: ReadBody['assigned'];
  readonly warnings: ReadBody['warnings'];
  /** Repetitions of the records to be appended, as far as known. */
  readonly repeats: readonly Repeat[];
  readonly integrityEvents: readonly IntegrityEvent[];
}

const NOTHING = { duplicates: 0, conflicts: [], integrityEvents: [] };

/**
 * Integrity events of a request, including those of repeats within the body. There the first record is not in the log yet, so its place is
 * unknown: -1.
 */
function eventsOf(deps: IngestDeps, { repeats, integrityEvents }: Draft, { options }: Request): IntegrityEvent[] {
  const source = eventSource(deps, options);
  const within = repeats
    .filter(({ isSame }) => !isSame)
    .map((other) => integrityEvent(other, { type: 'conflict', firstIndex: -1 }, source));
  return [...integrityEvents, ...within];
}

const eventSource = ({ runtime, indexKey }: IngestDeps, { source }: IngestOptions) =>
  ({ log: 'main', runtime, indexKey, source }) as const;

async function lookUpAll(deps: IngestDeps, draft: Draft, { options }: Request): Promise<Draft> {
  const { records } = draft;
  const { index, runtime } = deps;
  const batches = deps.batches();
  const fresh: number[] = [];
  const ruledOut = new Map<number, ReadonlySet<number>>();
  const found = new Judgement(draft, eventSource(deps, options));
  const repeats = byId(draft.repeats);
  for (let i = 0; i < records.n; i++) {
    const known = await lookUp(records, i, { index, batches, runtime });
    if (known.idStatus === 'new') {
      fresh.push(i);
      if (known.ruledOut.size > 0) ruledOut.set(i, known.ruledOut);
      continue;
    }
    const decision = idOf(records, i).slice();
    const id = printUuid(decision);
    const content = recordContent(contentOf(records, i), decision);
    // Further records of the same body under this id are compared with the log as well, as the first one of the body is not appended.
    for (const other of [{ line: records.lines[i]!, id, decision, content }, ...(repeats.get(id) ?? [])])
      found.judge(other, known);
    repeats.delete(id);
  }
  const { duplicates, conflicts, rejected, integrityEvents } = found;
  return {
    ...draft,
    records: selectRecords(records, fresh, ruledOut),
    repeats: [...repeats.values()].flat(),
    duplicates,
    conflicts,
    rejected,
    integrityEvents,
  };
}

function byId(repeats: readonly Repeat[]): Map<string, Repeat[]> {
  const found = new Map<string, Repeat[]>();
  for (const repeat of repeats) {
    const others = found.get(repeat.id);
    if (others === undefined) found.set(repeat.id, [repeat]);
    else others.push(repeat);
  }
  return found;
}

/** Judges records under ids that are in the log: each is a duplicate, a conflict or of an erased decision. */
class Judgement {
  duplicates: number;
  readonly conflicts: Conflict[];
  readonly rejected: Rejection[];
  readonly integrityEvents: IntegrityEvent[];
  readonly #source: EventSource;

  constructor({ duplicates, conflicts, rejected, integrityEvents }: Draft, source: EventSource) {
    this.duplicates = duplicates;
    this.conflicts = [...conflicts];
    this.rejected = [...rejected];
    this.integrityEvents = [...integrityEvents];
    this.#source = source;
  }

  judge({ line, id, ...other }: Conflict & OtherContent, { idStatus, content, firstIndex }: KnownId): void {
    if (idStatus !== 'erased' && other.content === content) {
      this.duplicates++;
      return;
    }
    const type = idStatus === 'erased' ? 'erased-id' : 'conflict';
    this.integrityEvents.push(integrityEvent(other, { type, firstIndex }, this.#source));
    if (type === 'conflict') this.conflicts.push({ line, id });
    else this.rejected.push(rejection(line, 'DECISION_ERASED', ERASED));
  }
}

const ERASED = 'the decision with this id was erased; it cannot be sent again';

const byLine = (a: { line: number }, b: { line: number }): number => a.line - b.line;

function answerOf({ records, duplicates, conflicts, rejected, repeats, assigned, warnings }: Draft): IngestAnswer {
  const others = repeats.filter(({ isSame }) => !isSame).map(({ line, id }) => ({ line, id }));
  return {
    accepted: records.n,
    duplicates: duplicates + repeats.length - others.length,
    conflicts: [...conflicts, ...others].sort(byLine),
    rejected: [...rejected].sort(byLine),
    ...(assigned.length === 0 ? {} : { assigned }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}
