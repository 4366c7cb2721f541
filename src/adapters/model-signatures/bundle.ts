import { z } from 'zod';
import { encodeHex } from '../../core/base/bytes.js';
import { TribuneError } from '../../core/base/errors.js';

/** What a signature of OpenSSF model signing says of the files of a model. */
export interface ModelManifest {
  /** Name and SHA-256 (hexadecimal) of each file; `.` where the model is one file. */
  readonly resources: readonly { readonly name: string; readonly digest: string }[];
  /** Files that whoever signed left out. */
  readonly ignored: readonly string[];
  /** SHA-256 over the digests of the files, in their order. */
  readonly root: string;
}

/** A bundle before anything of it is believed. */
export interface SignedBundle {
  readonly signature: Uint8Array;
  /** The bytes that are signed: type and payload, each with its length (DSSE v1). */
  readonly signed: Uint8Array;
  readonly payload: Uint8Array;
}

const PAYLOAD = 'application/vnd.in-toto+json';
const PREDICATE = 'https://model_signing/signature/v1.0';
/** Most files of a model, ours: sharded weights are some hundreds. */
const MOST_FILES = 10_000;
/** Most characters of a bundle: ten thousand files with their names. */
const MOST_BUNDLE: number = 8 * 1024 * 1024;

const bundleShape = z.object({
  mediaType: z.string().startsWith('application/vnd.dev.sigstore.bundle'),
  verificationMaterial: z.record(z.string(), z.unknown()),
  dsseEnvelope: z.object({
    payload: z.base64(),
    payloadType: z.literal(PAYLOAD),
    signatures: z.array(z.object({ sig: z.base64() })).length(1),
  }),
});

const hex = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 of 64 hexadecimal digits');
const statementShape = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.array(z.object({ digest: z.object({ sha256: hex }) })).length(1),
  predicateType: z.literal(PREDICATE),
  predicate: z.object({
    serialization: z.object({
      method: z.literal('files'),
      hash_type: z.literal('sha256'),
      allow_symlinks: z.literal(false),
      ignore_paths: z.array(z.string()).max(MOST_FILES).default([]),
    }),
    resources: z
      .array(z.object({ name: z.string().min(1).max(4096), digest: hex, algorithm: z.literal('sha256') }))
      .min(1)
      .max(MOST_FILES),
  }),
});

/**
 * Reads a bundle of OpenSSF model signing 1.0 that a key signed.
 *
 * @throws TribuneError MODEL_INVALID for what is no such bundle, or was signed with a certificate or without a key of one's own
 */
export function readBundle(text: string): SignedBundle {
  const { verificationMaterial, dsseEnvelope } = shaped(bundleShape, parsed(text, 'the signature'), 'the signature');
  if (!Object.hasOwn(verificationMaterial, 'publicKey'))
    throw wrong(`the model was signed by the method ${Object.keys(verificationMaterial).join(', ').slice(0, 80)}`, {
      remedy: 'Only signatures with a key are checked here; check others with model_signing verify.',
    });
  const payload = Buffer.from(dsseEnvelope.payload, 'base64');
  const head = `DSSEv1 ${PAYLOAD.length} ${PAYLOAD} ${payload.length} `;
  const signed = Buffer.concat([Buffer.from(head), payload]);
  return { signature: Buffer.from(dsseEnvelope.signatures[0]!.sig, 'base64'), signed, payload };
}

/**
 * The manifest in a payload whose signature was checked.
 *
 * @param sha256 hashes bytes to 32 bytes
 * @throws TribuneError MODEL_INVALID for another statement, a name that leads out of the model, or a root that is not that of the files
 */
export function readManifest(payload: Uint8Array, sha256: (bytes: Uint8Array) => Uint8Array): ModelManifest {
  const text = new TextDecoder('utf-8').decode(payload);
  const { subject, predicate } = shaped(statementShape, parsed(text, 'the statement'), 'the statement');
  const names = predicate.resources.map(({ name }) => name);
  const bad = names.find((name) => !isInside(name)) ?? names.find((name, at) => names.indexOf(name) < at);
  if (bad !== undefined)
    throw wrong(`the manifest names the file ${JSON.stringify(bad.slice(0, 80))}, which cannot be`);
  const bytes = predicate.resources.flatMap(({ digest }) => [...Buffer.from(digest, 'hex')]);
  const root = encodeHex(sha256(new Uint8Array(bytes)));
  if (root !== subject[0]!.digest.sha256)
    throw wrong('the root of the manifest is not that of the files that it names');
  return { resources: predicate.resources, ignored: predicate.serialization.ignore_paths, root };
}

/** Whether a name stays within the model, whatever it is joined to. */
const isInside = (name: string): boolean =>
  name === '.' ||
  (!name.startsWith('/') &&
    !/[\\\0]/.test(name) &&
    name.split('/').every((part) => part !== '' && part !== '.' && part !== '..'));

function parsed(text: string, what: string): unknown {
  if (text.length > MOST_BUNDLE) throw wrong(`${what} has more than ${MOST_BUNDLE} characters`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrong(`${what} is no JSON`, { cause });
  }
}

function shaped<T extends z.ZodType>(shape: T, value: unknown, what: string): z.output<T> {
  const found = shape.safeParse(value);
  if (found.success) return found.data;
  const { path, message } = found.error.issues[0]!;
  throw wrong(`${what} is none of OpenSSF model signing 1.0: ${path.join('.') || 'the whole'}: ${message}`);
}

const wrong = (message: string, more: { readonly remedy?: string; readonly cause?: unknown } = {}): TribuneError =>
  new TribuneError('MODEL_INVALID', message, {
    remedy: 'Ask whoever signed the model for its signature anew.',
    ...more,
  });
