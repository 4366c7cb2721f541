import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import { readBytes } from '../http/body.js';
import type { BodySpec } from '../http/request-body.js';

/** Fields of one form at most. */
const MOST_FIELDS = 1000;

/** Fields of a form by their names; of a name that comes twice the first counts. */
export type FormFields = ReadonlyMap<string, string>;

/** A form as browsers send it without a script. */
export const formBody = (limit: number): BodySpec<FormFields> => ({
  schema: z.string(),
  types: ['application/x-www-form-urlencoded'],
  limit,
  read: readForm,
});

async function readForm(request: FastifyRequest): Promise<FormFields> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    throw new TribuneError('MEDIA_UNSUPPORTED', 'this address takes the forms of its own pages', {
      remedy: 'Open the page in a browser.',
    });
  const text = new TextDecoder().decode(await readBytes(request));
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.size >= MOST_FIELDS) break;
    // Browsers send line breaks of a field as CR LF (URL, section 5.2; HTML, section 4.10.22).
    if (!fields.has(name)) fields.set(name, value.replaceAll('\r\n', '\n'));
  }
  return fields;
}
