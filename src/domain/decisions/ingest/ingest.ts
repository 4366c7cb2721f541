import { TribuneError } from '../../../core/errors.js';
import type { RegistryView } from '../../registry/view.js';
import type { IdIndex } from '../commit/id-index.js';
import type { CommitPipeline } from '../commit/pipeline.js';
import type { IntegrityEvent, Machine } from '../ports.js';
import type { BatchReader } from '../read/batches.js';
import type { Item } from '../seal/item.js';
import type { IngestAnswer, IngestOptions, IngestResult, Rejection } from '../service-api.js';
import type { KeptAnswers, KeyedRequest } from './kept-answers.js';
import { integrityEvent, lookUp } from './known-ids.js';
import { type ItemKind, type ReadBody, readItems, rejection } from './read-items.js';

export interface IngestTools {
  readonly machine: Machine;
  readonly pipeline: CommitPipeline;
  readonly index: IdIndex;
  readonly kept: KeptAnswers;
  readonly indexKey: Uint8Array;
  readonly registry: () => RegistryView;
  readonly batches: () => BatchReader;
  /** Whether a decision exists and may be spoken about, for labels and later attributes. */
  readonly standing: (id: Uint8Array) => Promise<'known' | 'unknown' | 'erased'>;
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

interface Request {
  readonly options: IngestOptions;
  readonly keyed: KeyedRequest | null;
}

async function run(tools: IngestTools, kind: ItemKind, body: Uint8Array, request: Request): Promise<IngestResult> {
  const { machine } = tools;
  const read = readItems(body, {
    kind,
    form: request.options.form,
    nowMs: machine.nowMs(),
    registry: tools.registry(),
    randomBytes: machine.randomBytes,
  });
  let draft = kind === 'decision' ? firstDraft(tools, read, request) : await aboutKnown(tools, read);
  for (;;) {
    if (kind === 'decision') draft = await lookUpAll(tools, draft, request);
    const answer = answerOf(draft);
    const { items, integrityEvents } = draft;
    const keptAnswer =
      request.keyed === null
        ? null
        : { ...request.keyed, answer: JSON.stringify(answer), receivedAtMs: machine.nowMs() };
    const isEmpty = items.length === 0 && integrityEvents.length === 0 && keptAnswer === null;
    if (isEmpty) return { answer, replayed: false };
    const result = await tools.pipeline.submit({ items, keptAnswer, integrityEvents, bytes: body.length });
    if (result.status === 'committed') return { answer, replayed: false };
  }
}

/** Where a request stands before its commit; made anew when its ids have to be looked up again. */
interface Draft {
  readonly items: readonly Item[];
  readonly duplicates: number;
  readonly conflicts: readonly { readonly line: number; readonly id: string }[];
  readonly rejected: readonly Rejection[];
  readonly assigned: ReadBody['assigned'];
  readonly integrityEvents: readonly IntegrityEvent[];
}

function firstDraft(tools: IngestTools, read: ReadBody, { options }: Request): Draft {
  // The first of the two is not in the log yet, so its place is not known: -1.
  const integrityEvents = read.conflicts.map(({ item }) =>
    integrityEvent(item, { type: 'conflict', firstIndex: -1 }, eventSource(tools, options)),
  );
  return { ...read, conflicts: read.conflicts.map(({ line, id }) => ({ line, id })), integrityEvents };
}

const eventSource = ({ machine, indexKey }: IngestTools, { source }: IngestOptions) =>
  ({ log: 'main', machine, indexKey, source }) as const;

async function lookUpAll(tools: IngestTools, draft: Draft, { options }: Request): Promise<Draft> {
  const isFresh = ({ id, cleared }: Item): boolean => tools.index.candidates(id).every((seq) => cleared.has(seq));
  if (draft.items.every(isFresh)) return draft;
  const batches = tools.batches();
  const items: Item[] = [];
  let { duplicates } = draft;
  const conflicts = [...draft.conflicts];
  const rejected = [...draft.rejected];
  const integrityEvents = [...draft.integrityEvents];
  for (const item of draft.items) {
    const { standing, firstIndex, cleared } = await lookUp(item, {
      index: tools.index,
      batches,
      machine: tools.machine,
    });
    if (standing === 'new') {
      items.push(cleared.size === 0 ? item : { ...item, cleared });
    } else if (standing === 'duplicate') {
      duplicates++;
    } else {
      const type = standing === 'conflict' ? 'conflict' : 'erased-id';
      integrityEvents.push(integrityEvent(item, { type, firstIndex }, eventSource(tools, options)));
      if (standing === 'conflict') conflicts.push({ line: item.line, id: item.idText });
      else
        rejected.push(
          rejection(item.line, 'DECISION_ERASED', 'the decision with this id was erased; it cannot be sent again'),
        );
    }
  }
  return { ...draft, items, duplicates, conflicts, rejected, integrityEvents };
}

/** Labels and later attributes need a decision to speak about. */
async function aboutKnown(tools: IngestTools, read: ReadBody): Promise<Draft> {
  const rejected = [...read.rejected];
  const items: Item[] = [];
  for (const item of read.items) {
    const standing = await tools.standing(item.id);
    if (standing === 'known') items.push(item);
    else if (standing === 'erased') rejected.push(rejection(item.line, 'DECISION_ERASED', 'the decision was erased'));
    else rejected.push(rejection(item.line, 'DECISION_UNKNOWN', 'no decision has this id; send the decision first'));
  }
  return { items, duplicates: 0, conflicts: [], rejected, assigned: [], integrityEvents: [] };
}

const byLine = (a: { line: number }, b: { line: number }): number => a.line - b.line;

function answerOf({ items, duplicates, conflicts, rejected, assigned }: Draft): IngestAnswer {
  return {
    accepted: items.length,
    duplicates,
    conflicts: [...conflicts].sort(byLine),
    rejected: [...rejected].sort(byLine),
    ...(assigned.length === 0 ? {} : { assigned }),
  };
}
