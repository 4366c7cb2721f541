import { Readable } from 'node:stream';
import { TribuneError } from '../../../core/base/errors.js';
import { type Artifacts, holdsPersons } from '../../../domain/artifacts/index.js';
import type { Artifact } from '../../../domain/artifacts/ports.js';
import { LARGEST_MODEL } from '../../../domain/model-store/index.js';
import { relationsToDigest } from '../../../domain/registry/index.js';
import type { ServerDeps, Slots } from '../base/index.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody, streamBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import type { ArtifactMetrics } from './metrics.js';
import { artifactCheck, artifactList, eraseBody, erasedArtifact, listQuery, putArtifact, putQuery } from './schemas.js';

export interface ArtifactRouteDeps extends Pick<ServerDeps, 'registry'> {
  readonly artifacts: Artifacts;
  readonly counts: ArtifactMetrics;
  /** Bounds how many bodies come in at once, and how many go out. */
  readonly incoming: Slots;
  readonly outgoing: Slots;
  /** Throws where the disk has no room for so many bytes. */
  readonly demandSpace: (bytes: number) => void;
  /** What to know of people to compare with. */
  readonly peopleWarnings: (artifact: Artifact) => Promise<readonly string[]>;
}

const route = routesOver<ArtifactRouteDeps>();

/** Longest time for which the bytes of an artifact are sent, ms: the largest takes as long at some 450 kB a second. */
const MAX_ANSWER_MS = 600_000;

/**
 * Routes for the bytes of models. Bytes are read and written in pieces, so that a large model takes no memory from decisions that are
 * recorded meanwhile.
 */
export const artifactRoutes: readonly Route<ArtifactRouteDeps>[] = [
  route({
    method: 'PUT',
    path: '/v1/artifacts/:sha256',
    action: 'artifact.store',
    summary: 'Store the bytes of a model, or what explains its decisions, under their SHA-256 in hexadecimal',
    query: putQuery,
    body: streamBody({ types: ['application/octet-stream'], limit: LARGEST_MODEL }),
    answer: putArtifact,
    status: 201,
    answerText: 'Stored: whole, durable, with an entry of the log.',
    also: [{ status: 200, text: 'The same bytes were held already.' }],
    errors: [
      'NOT_FOUND',
      'DIGEST_MISMATCH',
      'DATA_TOO_LARGE',
      'MODEL_INVALID',
      'BODY_LATE',
      'SERVICE_BUSY',
      'STORE_UNAVAILABLE',
    ],
    noStore: true,
    relation: relationOf,
    handle: (call, { artifacts, counts, incoming, demandSpace, peopleWarnings }) =>
      counted(counts, () =>
        incoming.run(async () => {
          demandPlain(call);
          demandSpace(announcedBytes(call));
          const { artifact, outcome } = await artifacts.put(digestOf(call), call.body, {
            by: call.actor,
            class: call.query.class,
          });
          counts.received.add(1, { outcome });
          if (outcome !== 'stored') call.reply.code(200);
          return { ...printArtifact(artifact), outcome, warnings: await peopleWarnings(artifact) };
        }),
      ),
  }),
  route({
    method: 'GET',
    path: '/v1/artifacts/:sha256',
    action: 'artifact.fetch',
    within: ['artifact.people'],
    summary:
      'The bytes of an artifact, hashed before they are sent; those that hold persons to fewer, and entered in the log of reads',
    headers: purposeHeader,
    answer: 'application/octet-stream',
    errors: ['NOT_FOUND', 'STORE_INVALID', 'SERVICE_BUSY', 'STORE_UNAVAILABLE'],
    noStore: true,
    relation: relationsToFetch,
    handle: (call, { artifacts, registry, counts, outgoing }) =>
      counted(counts, async () => {
        const digest = digestOf(call);
        const isPersonal = holdsPersons(await artifacts.find(digest), await registry.snapshot());
        if (isPersonal) await call.demand('artifact.people');
        const release = outgoing.take();
        try {
          const { size, pieces } = await artifacts.open(digest);
          if (isPersonal) await artifacts.given(digest, readerOf(call));
          call.reply.header('content-length', String(size)).header('etag', `"${digest}"`);
          return sending(pieces, release);
        } catch (cause) {
          release();
          throw cause;
        }
      }),
  }),
  route({
    method: 'POST',
    path: '/v1/artifacts/:sha256/erase',
    action: 'artifact.erase',
    summary:
      'Erase the bytes of an artifact, such as people that explanations compare with; the same bytes are not taken again',
    body: jsonBody(eraseBody),
    answer: erasedArtifact,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
    noStore: true,
    handle: async (call, { artifacts }) =>
      printArtifact(await artifacts.erase(digestOf(call), { basis: call.body.basis, by: call.actor })),
  }),
  route({
    method: 'GET',
    path: '/v1/artifacts',
    action: 'artifact.list',
    summary: 'The artifacts that are held',
    query: listQuery,
    answer: artifactList,
    errors: ['BODY_INVALID'],
    async handle({ query: { after, limit } }, { artifacts }) {
      const found = await artifacts.list({ after, limit: limit + 1 });
      const page = found.slice(0, limit);
      return {
        artifacts: page.flatMap(({ artifact }) => (artifact === null ? [] : [printArtifact(artifact)])),
        changed: page.flatMap(({ digest, artifact }) => (artifact === null ? [digest] : [])),
        next: found.length > limit ? page.at(-1)!.digest : null,
      };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/artifacts/check',
    action: 'artifact.check',
    summary: 'Hash every artifact now and name those that are changed or gone',
    answer: artifactCheck,
    errors: ['STORE_UNAVAILABLE'],
    noStore: true,
    async handle(_call, { artifacts }) {
      const { atMs, ...found } = await artifacts.check();
      return { at: new Date(atMs).toISOString(), ...found };
    },
  }),
];

function relationOf(call: Pick<Call, 'params' | 'caller'>, { registry }: ArtifactRouteDeps) {
  const owner = call.caller.kind === 'account' ? call.caller.name : null;
  return relationsToDigest(owner, digestOf(call), () => registry.snapshot());
}

/** How the caller stands to bytes that are to be fetched; nobody stands in any relation to what is not stored. */
async function relationsToFetch(call: Pick<Call, 'params' | 'caller'>, deps: ArtifactRouteDeps) {
  const { artifacts, registry } = deps;
  const owned = await relationOf(call, deps);
  const found = await artifacts.find(digestOf(call)).catch(nothingStored);
  const isOfPersons = found !== null && holdsPersons(found, await registry.snapshot());
  return isOfPersons ? [...owned, 'of-persons'] : owned;
}

function nothingStored(cause: unknown): null {
  if (cause instanceof TribuneError && cause.code === 'NOT_FOUND') return null;
  throw cause;
}

/** The digest that the address names: 64 hexadecimal digits, with or without `sha256:` before them. */
function digestOf({ params }: Pick<Call, 'params'>): string {
  const digits = /^(?:sha256:)?([0-9a-f]{64})$/.exec(params.sha256 ?? '')?.[1];
  if (digits !== undefined) return `sha256:${digits}`;
  throw new TribuneError('INVALID_ARGUMENT', 'the address names no SHA-256', {
    remedy: 'Give its 64 hexadecimal digits in small letters, as sha256sum prints them.',
  });
}

/** The digest is that of the bytes as they are sent. */
function demandPlain({ request }: Pick<Call, 'request'>): void {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding.trim().toLowerCase() === 'identity') return;
  throw new TribuneError('MEDIA_UNSUPPORTED', 'an artifact is taken as it is, without content-encoding', {
    remedy: 'Leave the header out; the digest is that of the bytes as they are sent.',
  });
}

const announcedBytes = ({ request }: Pick<Call, 'request'>): number => {
  const announced = Number(request.headers['content-length'] ?? LARGEST_MODEL);
  return Number.isFinite(announced) ? Math.min(announced, LARGEST_MODEL) : LARGEST_MODEL;
};

const printArtifact = ({ storedAtMs, erasedAtMs, ...rest }: Artifact): object => ({
  ...rest,
  storedAt: new Date(storedAtMs).toISOString(),
  erasedAt: erasedAtMs === null ? null : new Date(erasedAtMs).toISOString(),
});

async function counted<T>({ refused }: ArtifactMetrics, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    refused.add(1, { code: cause instanceof TribuneError ? cause.code : 'INTERNAL' });
    throw cause;
  }
}

/** A stream of the pieces, which gives its slot back when it ends, breaks off or takes too long. */
function sending(pieces: AsyncIterable<Uint8Array>, release: () => void): Readable {
  const stream = Readable.from(pieces, { objectMode: false });
  const timer = setTimeout(() => stream.destroy(new Error('the receiver took too long')), MAX_ANSWER_MS);
  timer.unref();
  stream.once('close', () => {
    clearTimeout(timer);
    release();
  });
  return stream;
}
