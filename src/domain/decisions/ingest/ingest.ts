import { TribuneError } from '../../../core/errors.js';
import type { RegistryView } from '../../registry/view.js';
import type { IdIndex } from '../commit/id-index.js';
import type { IdPrints } from '../commit/id-prints.js';
import type { CommitPipeline } from '../commit/pipeline.js';
import type { IntegrityEvent, Machine } from '../ports.js';
import { printUuid } from '../record/uuid.js';
import { contentOf, idOf, type Records, selectRecords } from '../seal/records.js';
import type { IngestAnswer, IngestOptions, IngestResult, Rejection } from '../service-api.js';
import type { KeptAnswers } from './kept-answers.js';
import { keptWith, type Request } from './kept-with.js';
import { integrityEvent, lookUp } from './known-ids.js';
import { aboutKnown, type LaterTools, type Turns } from './later-items.js';
import { type ItemKind, type ReadBody, readItems, recordContent, rejection } from './read-items.js';

export interface IngestTools extends LaterTools {
  readonly machine: Machine;
  readonly pipeline: CommitPipeline;
  readonly index: IdIndex;
  readonly kept: KeptAnswers;
  readonly indexKey: Uint8Array;
  /** For tables of ids. */
  readonly prints: IdPrints;
  readonly registry: () => RegistryView;
  /** Requests with labels go one after the other. */
  readonly labelTurns: Turns;
}

/** Printable ASCII, as in a header. */
const KEY = /^[\x20-\x7e]{1,255}$/;

/** One request, from its bytes to the answer after the commit. */
export async function ingest(
  tools: IngestTools,
  kind: ItemKind,
  body: Uint8Array,
  options: IngestOptions,
): Promise<IngestResult> {
  const { idempotencyKey: key, source } = options;
  if (key === undefined) return run(tools, kind, body, { options, keyed: null });
  if (!KEY.test(key)) {
    throw new TribuneError('INVALID_ARGUMENT', 'the idempotency key is not usable', {
      remedy: 'Give 1 to 255 printable ASCII characters, such as a UUID.',
    });
  }
  const bodyDigest = tools.machine.hmacSha256(tools.indexKey, body);
  const keyed = { scope: `${source} ${kind}`, key, bodyDigest };
  return tools.kept.once(keyed, () => run(tools, kind, body, { options, keyed }));
}

function run(tools: IngestTools, kind: ItemKind, body: Uint8Array, request: Request): Promise<IngestResult> {
  const work = () => append(tools, kind, body, request);
  return kind === 'label' ? tools.labelTurns.take(work) : work();
}

async function append(tools: IngestTools, kind: ItemKind, body: Uint8Array, request: Request): Promise<IngestResult> {
  const { machine } = tools;
  const read = readItems(body, {
    kind,
    form: request.options.form,
    nowMs: machine.nowMs(),
    registry: tools.registry(),
    randomBytes: machine.randomBytes,
    prints: tools.prints,
  });
  let draft: Draft =
    kind === 'decision' ? firstDraft(tools, read, request) : { ...NOTHING, ...(await aboutKnown(tools, read)) };
  for (;;) {
    const answer = answerOf(draft);
    const { records, integrityEvents } = draft;
    const keptAnswer = keptWith(request, answer, machine.nowMs());
    const isEmpty = records.n === 0 && integrityEvents.length === 0 && keptAnswer === null;
    if (isEmpty) return { answer, replayed: false };
    const result = await tools.pipeline.submit({ records, keptAnswer, integrityEvents, bytes: body.length });
    if (result.status === 'committed') return { answer, replayed: false };
    // The pipeline found an id it may know: only then are batches read.
    draft = await lookUpAll(tools, draft, request);
  }
}

/** Where a request stands before its commit; made anew when its ids have to be looked up again. */
interface Draft {
  readonly records: Records;
  readonly duplicates: number;
  readonly conflicts: readonly { readonly line: number; readonly id: string }[];
  readonly rejected: readonly Rejection[];
  readonly assigned: ReadBody['assigned'];
  readonly integrityEvents: readonly IntegrityEvent[];
}

const NOTHING = { conflicts: [], assigned: [], integrityEvents: [] };

function firstDraft(tools: IngestTools, read: ReadBody, { options }: Request): Draft {
  // The first of the two is not in the log yet, so its place is not known: -1.
  const integrityEvents = read.conflicts.map((other) =>
    integrityEvent(other, { type: 'conflict', firstIndex: -1 }, eventSource(tools, options)),
  );
  return { ...read, conflicts: read.conflicts.map(({ line, id }) => ({ line, id })), integrityEvents };
}

const eventSource = ({ machine, indexKey }: IngestTools, { source }: IngestOptions) =>
  ({ log: 'main', machine, indexKey, source }) as const;

async function lookUpAll(tools: IngestTools, draft: Draft, { options }: Request): Promise<Draft> {
  const { records } = draft;
  const { index, machine } = tools;
  const batches = tools.batches();
  const fresh: number[] = [];
  const cleared = new Map<number, ReadonlySet<number>>();
  let { duplicates } = draft;
  const conflicts = [...draft.conflicts];
  const rejected = [...draft.rejected];
  const integrityEvents = [...draft.integrityEvents];
  for (let i = 0; i < records.n; i++) {
    const known = await lookUp(records, i, { index, batches, machine });
    if (known.standing === 'new') {
      fresh.push(i);
      if (known.cleared.size > 0) cleared.set(i, known.cleared);
    } else if (known.standing === 'duplicate') {
      duplicates++;
    } else {
      const { standing, firstIndex } = known;
      const [line, decision] = [records.lines[i]!, idOf(records, i).slice()];
      const type = standing === 'conflict' ? 'conflict' : 'erased-id';
      const other = { decision, content: recordContent(contentOf(records, i), decision) };
      integrityEvents.push(integrityEvent(other, { type, firstIndex }, eventSource(tools, options)));
      if (standing === 'conflict') conflicts.push({ line, id: printUuid(decision) });
      else
        rejected.push(
          rejection(line, 'DECISION_ERASED', 'the decision with this id was erased; it cannot be sent again'),
        );
    }
  }
  return {
    ...draft,
    records: selectRecords(records, fresh, cleared),
    duplicates,
    conflicts,
    rejected,
    integrityEvents,
  };
}

const byLine = (a: { line: number }, b: { line: number }): number => a.line - b.line;

function answerOf({ records, duplicates, conflicts, rejected, assigned }: Draft): IngestAnswer {
  return {
    accepted: records.n,
    duplicates,
    conflicts: [...conflicts].sort(byLine),
    rejected: [...rejected].sort(byLine),
    ...(assigned.length === 0 ? {} : { assigned }),
  };
}
