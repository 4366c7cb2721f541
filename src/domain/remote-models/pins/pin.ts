import { z } from 'zod';
import { parseJson } from './pin-json.js';

/** Largest pin, in bytes: it is an address, names and a digest. */
export const MOST_PIN_BYTES = 65_536;
/** Most inputs of a model that is pinned. */
const MOST_INPUTS = 10_000;
/** Longest name of an input, in characters. */
const LONGEST_NAME = 500;
/** What a pin begins with. It is looked for before anything is parsed. */
const MARK = /^\s*\{\s*"tribune"\s*:\s*"remote-model\//;
/** Number of the first bytes by which a pin is known. */
export const MARK_BYTES = 200;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits');
const name = z.string().min(1).max(LONGEST_NAME);

/** A request and an answer of a server that speaks JSON of its own. Headers are no part of it: they hold secrets, which stand in `tribune.yaml`. */
const http = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  request: z.unknown(),
  scores: z.string().max(LONGEST_NAME).default(''),
  acceptsMissing: z.boolean().default(false),
});

const form = z
  .strictObject({
    tribune: z.literal('remote-model/v1'),
    endpoint: z.string().max(2048).optional(),
    http: http.optional(),
    inputs: z.array(name).min(1).max(MOST_INPUTS),
    texts: z.array(name).max(MOST_INPUTS).default([]),
    output: z.int().min(0).max(10_000).optional(),
    tolerance: z.number().min(0).max(1e6).default(0),
    canaries: digest,
  })
  .refine((pin) => (pin.endpoint === undefined) !== (pin.http === undefined), 'expected either endpoint or http')
  .refine(({ inputs }) => new Set(inputs).size === inputs.length, 'inputs: a name stands twice')
  .refine(({ inputs, texts }) => texts.every((one) => inputs.includes(one)), 'texts: names no input');

/** Where a pinned model answers: an address with its protocol, or a request of its own. */
export type Endpoint =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'http'; readonly template: z.output<typeof http> };

/** A version whose model is behind a network: where it answers, what it is asked, and by which canaries it is known again. */
export interface Pin {
  readonly endpoint: Endpoint;
  /** Names of the inputs, in the order of the model. */
  readonly inputs: readonly string[];
  /** Those of them that are texts; the others are numbers. */
  readonly texts: readonly string[];
  /** The score that is meant, of several; null for the only one. */
  readonly output: number | null;
  /** Greatest difference of scores that counts as none; 0 means to the bit. */
  readonly tolerance: number;
  /** Digest of the canaries, which are kept and erased by themselves. */
  readonly canaries: string;
}

/** Whether bytes are a pin, by how they begin. Whether it can be read is told by `readPin`. */
export const isPin = (bytes: Uint8Array): boolean => MARK.test(new TextDecoder().decode(bytes.subarray(0, MARK_BYTES)));

/**
 * Reads a pin. Throws MODEL_INVALID.
 *
 * @example
 * readPin(utf8('{"tribune":"remote-model/v1","endpoint":"oip+https://scorer.example/v2/models/credit","inputs":["age"],"canaries":"sha256:..."}'));
 */
export function readPin(bytes: Uint8Array, where: string): Pin {
  const {
    endpoint,
    http: template,
    inputs,
    texts,
    output = null,
    tolerance,
    canaries,
  } = parseJson(form, bytes, {
    where,
    what: 'a pinned endpoint',
    mostBytes: MOST_PIN_BYTES,
  });
  return {
    endpoint: endpoint === undefined ? { kind: 'http', template: template! } : { kind: 'address', address: endpoint },
    ...{ inputs, texts, output, tolerance, canaries },
  };
}

/** Prints a pin, byte for byte the same for the same pin: its digest is the version. */
export function printPin({ endpoint, inputs, texts, output, tolerance, canaries }: Pin): string {
  const pin = {
    tribune: 'remote-model/v1',
    ...(endpoint.kind === 'address' ? { endpoint: endpoint.address } : { http: endpoint.template }),
    inputs,
    ...(texts.length === 0 ? {} : { texts }),
    ...(output === null ? {} : { output }),
    tolerance,
    canaries,
  };
  return `${JSON.stringify(pin, null, 2)}\n`;
}
