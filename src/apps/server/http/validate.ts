import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import { readJson } from './body.js';
import { nearField } from './near-field.js';
import { demandWholeTexts } from './whole-text.js';

/** Reads the body by a schema. Throws `BODY_INVALID`, which names the first wrong field and never quotes a value. */
export async function readBody<T>(request: FastifyRequest, schema: z.ZodType<T>): Promise<T> {
  const sent = await readJson(request);
  demandWholeTexts(sent);
  const result = schema.safeParse(sent);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.');
  const remedy = `${nearField(schema, issue)}See /openapi.json for the fields.`;
  throw new TribuneError('BODY_INVALID', `${where}: ${issue?.message ?? 'not as described'}`, { remedy });
}
