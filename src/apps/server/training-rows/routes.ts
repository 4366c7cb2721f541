import { Readable } from 'node:stream';
import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import { readTime } from '../../../core/base/time.js';
import type { AskedOfRows, RowsRequest, TrainingPart } from '../../../domain/training-rows/index.js';
import type { ServerDeps, Slots } from '../base/index.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { digest, time, uuid, wholeNumberText } from '../http/schemas.js';

/** A reaction as its row has it, as far as it is read here. */
interface Requested {
  readonly id: string;
  readonly deployment: string;
  readonly does: string;
  readonly rows?:
    | (Pick<RowsRequest, 'seed' | 'validation' | 'groups'> & {
        readonly from: string;
        readonly to: string;
        readonly recordedBefore: string;
      })
    | null
    | undefined;
}

interface TrainingRowsRouteDeps extends Pick<ServerDeps, 'trainingRows' | 'nowMs'> {
  readonly requestOf: (id: string) => Promise<Requested | null>;
  /** Bounds how many read at once. */
  readonly slots: Slots;
}

const route = routesOver<TrainingRowsRouteDeps>();

const NDJSON = 'application/x-ndjson';
const FROM = '/v1/reactions/:id/rows';

const asked = {
  knownAt: time.optional().meta({
    description:
      'Labels and attributes that were recorded before this time count, RFC 3339 with zone; those recorded before the request, unless given. A later time finds the labels that have come since.',
  }),
  inputs: z.enum(['true', 'false']).default('false').meta({
    description: 'Whether the rows have the recorded inputs themselves; their digest they have in any case.',
  }),
};

const file = z.object({
  rows: z.int(),
  digest: digest.meta({ description: 'SHA-256 of the file, as `sha256sum` gives it.' }),
});

const summary = z
  .object({
    request: uuid,
    deployment: z.string(),
    does: z.string(),
    from: time,
    to: time,
    recordedBefore: time.meta({ description: 'Decisions recorded at this time or later are none of the rows.' }),
    knownAt: time,
    seed: z.string().meta({
      description:
        'Drawn with the request, and held by its entry. A subject is of `validation` where the first six bytes of SHA-256 over seed, line feed and subject, as a share of all such numbers, lie below `validation`.',
    }),
    validation: z.number(),
    groups: z.array(z.string()),
    files: z.object({ training: file, validation: file }),
    unlabelled: z.int().meta({ description: 'Decisions of the window that have no label yet: in neither file.' }),
    erased: z.int().meta({
      description:
        'Erased decisions of the deployment that were received since the window began: at most these were of it, as when they were decided went with them.',
    }),
    cells: z
      .array(
        z.object({
          part: z.enum(['training', 'validation']),
          attribute: z.string(),
          value: z.string().nullable(),
          label: z.string(),
          rows: z.int(),
        }),
      )
      .meta({ description: 'Rows by part, group and label, each attribute by itself.' }),
    rowsWithoutCell: z.int().meta({ description: 'Rows of values beyond the first 2,000 cells.' }),
  })
  .meta({ id: 'TrainingRows' });

/** Routes that give the rows of a request for a retraining or recalibration. */
export const trainingRowsRoutes: readonly Route<TrainingRowsRouteDeps>[] = [
  route({
    method: 'GET',
    path: FROM,
    action: 'training.rows',
    within: ['decision.attributes'],
    summary: 'What the rows of a request for a training come to: counts by group, and the digest of either file',
    headers: purposeHeader,
    query: z.strictObject(asked),
    answer: summary,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'DATA_EMPTY', 'SERVICE_BUSY', 'STORE_INVALID', 'STORE_UNAVAILABLE'],
    async handle(call, deps) {
      const { id, does, rows, request, askedOf } = await requestedBy(call, deps);
      await call.demand('decision.attributes');
      const release = deps.slots.take(call.actor);
      try {
        const found = await deps.trainingRows.summary(request, askedOf, readerOf(call));
        const knownAt = new Date(askedOf.knownAtMs).toISOString();
        return { request: id, deployment: request.deployment, does, ...rows, knownAt, ...found };
      } finally {
        release();
      }
    },
  }),
  ...(['training', 'validation'] as const).map((part) => fileRoute(part)),
];

function fileRoute(part: TrainingPart): Route<TrainingRowsRouteDeps> {
  const use = part === 'training' ? 'for a training' : 'that no training may use, to judge it on';
  return route({
    method: 'GET',
    path: `${FROM}/${part}`,
    action: 'training.rows',
    within: ['decision.attributes'],
    summary: `The rows of a request for a training ${use}, a JSON object a line, in the order of the log; every reading is in the log of reads`,
    headers: purposeHeader,
    query: z.strictObject({
      ...asked,
      after: wholeNumberText(0, Number.MAX_SAFE_INTEGER)
        .optional()
        .meta({ description: '`entry` of the last row that you have, to go on where an answer broke off.' }),
    }),
    answer: NDJSON,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'DATA_EMPTY', 'SERVICE_BUSY', 'STORE_INVALID', 'STORE_UNAVAILABLE'],
    async handle(call, deps) {
      const { request, askedOf } = await requestedBy(call, deps);
      await call.demand('decision.attributes');
      const release = deps.slots.take(call.actor);
      const after = call.query.after ?? -1;
      const lines = Readable.from(deps.trainingRows.lines(request, askedOf, { part, after }, readerOf(call)));
      // Whoever goes away gives the place back, and so does a reading that fails.
      lines.once('close', release);
      return call.reply.type(NDJSON).send(lines);
    },
  });
}

type AskedQuery = { readonly knownAt?: string | undefined; readonly inputs: 'true' | 'false' };

async function requestedBy(
  { params, query }: Pick<Call<unknown, AskedQuery>, 'params' | 'query'>,
  { requestOf, nowMs }: TrainingRowsRouteDeps,
) {
  const id = params.id!;
  const found = uuid.safeParse(id).success ? await requestOf(id) : null;
  if (found === null)
    throw new TribuneError('NOT_FOUND', 'there is no such reaction', { remedy: 'GET /v1/reactions lists them.' });
  if (found.rows === null || found.rows === undefined)
    throw new TribuneError(
      'NOT_FOUND',
      `this reaction (${found.does}) asks for no training, or did before requests had rows`,
      {
        remedy: 'Only recalibrate and retrain have rows: GET /v1/reactions tells by `rows` which.',
      },
    );
  const { from, to, recordedBefore, ...split } = found.rows;
  const recordedBeforeMs = Date.parse(recordedBefore);
  const knownAtMs = query.knownAt === undefined ? recordedBeforeMs : readTime(query.knownAt)!;
  if (query.knownAt !== undefined && knownAtMs > nowMs())
    throw new TribuneError('BODY_INVALID', 'the query "knownAt" lies ahead, so that its rows would still change', {
      remedy: 'Give a time that is over.',
    });
  const request: RowsRequest = {
    ...{ deployment: found.deployment, fromMs: Date.parse(from), toMs: Date.parse(to), recordedBeforeMs },
    ...split,
  };
  const askedOf: AskedOfRows = { id, knownAtMs, inputs: query.inputs === 'true' };
  return { id, does: found.does, rows: { ...found.rows, groups: [...found.rows.groups] }, request, askedOf };
}
