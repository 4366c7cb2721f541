import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { TribuneError } from '../../../core/errors.js';
import { readJson } from './body.js';

/** The body as a schema says. Throws `BODY_INVALID` that names the first field and never quotes a value. */
export async function readBody<T>(request: FastifyRequest, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse(await readJson(request));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.');
  const remedy = 'See /openapi.json for the fields.';
  throw new TribuneError('BODY_INVALID', `${where}: ${issue?.message ?? 'not as described'}`, { remedy });
}
