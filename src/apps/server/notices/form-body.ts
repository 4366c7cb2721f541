import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import { readBytes } from '../http/body.js';
import type { BodySpec } from '../http/request-body.js';

/** Fields of one form at most: a page has one for each input of a decision, and no record that is taken has as many. */
const MOST_FIELDS = 20_000;

/** Fields of a form by their names; of a name that comes twice the first counts. */
export type FormFields = ReadonlyMap<string, string>;

/** A form as browsers send it without a script. */
export const formBody = (limit: number): BodySpec<FormFields> => ({
  schema: z.string(),
  types: ['application/x-www-form-urlencoded'],
  limit,
  read: readForm,
});

/** Most characters of a name that an error repeats. */
const MOST_SHOWN = 80;
const shown = (name: string): string => JSON.stringify(name.slice(0, MOST_SHOWN));

async function readForm(request: FastifyRequest): Promise<FormFields> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    throw new TribuneError('MEDIA_UNSUPPORTED', 'this address takes the forms of its own pages', {
      remedy: 'Open the page in a browser.',
    });
  const text = new TextDecoder().decode(await readBytes(request));
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (!fields.has(name) && fields.size >= MOST_FIELDS)
      throw new TribuneError(
        'BODY_INVALID',
        `the form has more than ${MOST_FIELDS} fields: ${shown(name)} is one too many`,
        {
          remedy: 'Send the form of the page as it stands.',
        },
      );
    // Browsers send line breaks of a field as CR LF (URL, section 5.2; HTML, section 4.10.22).
    if (!fields.has(name)) fields.set(name, value.replaceAll('\r\n', '\n'));
  }
  return fields;
}
