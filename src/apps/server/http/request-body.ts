import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readBody } from './validate.js';

/** The body of a request: its description, and how it is read before the handler. */
export interface BodySpec<T> {
  readonly schema: z.ZodType;
  /** Content types of the body; JSON by default. */
  readonly types?: readonly string[];
  /** True where a request without a body is valid, too. */
  readonly isOptional?: true;
  /** True where the handler gets the body in pieces as they come, and reads them to their end. It is not decompressed. */
  readonly isStreamed?: true;
  /** Greatest number of bytes as sent; by default the bound of small bodies. */
  readonly limit?: number;
  /** Reads the body. It is absent where the handler reads the bytes itself, line by line or in more than one form. */
  readonly read?: (request: FastifyRequest) => Promise<T>;
}

interface BodyOptions {
  readonly limit?: number;
}

/** A JSON body, validated by its schema. */
export const jsonBody = <T>(schema: z.ZodType<T>, options: BodyOptions = {}): BodySpec<T> => ({
  schema,
  read: (request) => readBody(request, schema),
  ...options,
});

/** A JSON body that may be left out; then every member of it counts as left out. */
export const optionalBody = <T extends object>(
  schema: z.ZodType<T>,
  options: BodyOptions = {},
): BodySpec<Partial<T>> => ({
  schema,
  isOptional: true,
  read: async (request) => (request.headers['content-type'] === undefined ? {} : readBody(request, schema)),
  ...options,
});

/** A body of bytes that the handler gets in pieces, because it is too large to be held in memory. */
export const streamBody = (
  options: BodyOptions & { readonly types: readonly string[] },
): BodySpec<AsyncIterable<Uint8Array>> => ({
  schema: z.string().meta({ format: 'binary' }),
  isStreamed: true,
  read: async ({ body }) => (body as AsyncIterable<Uint8Array> | undefined) ?? nothing(),
  ...options,
});

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** A body that the handler reads itself. `schema` serves the description only. */
export const ownBody = (
  schema: z.ZodType,
  options: BodyOptions & { readonly types?: readonly string[] } = {},
): BodySpec<undefined> => ({ schema, ...options });
