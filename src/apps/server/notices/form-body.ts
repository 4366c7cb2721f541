import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import type { BodySpec } from '../http/request-body.js';

const URLENCODED = 'application/x-www-form-urlencoded';
/** Fields of one form at most: a page has one for each input of a decision, and no record that is taken has as many. */
const MOST_FIELDS = 20_000;

/** Fields of a form by their names; of a name that comes twice the first counts. */
export type FormFields = ReadonlyMap<string, string>;

/** A form as browsers send it without a script. */
export const formBody = (limit: number): BodySpec<FormFields> => ({
  schema: z.string(),
  types: [URLENCODED],
  limit,
  read: readForm,
});

/** Most characters of a name that an error repeats. */
const MOST_SHOWN = 80;
const shown = (name: string): string => JSON.stringify(name.slice(0, MOST_SHOWN));

/** Bytes of a form of a type as they came. No browser sends one in an encoding, and what could swell in one is not decoded. */
export function formBytes(request: FastifyRequest, wanted: string): Uint8Array<ArrayBuffer> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  const isPlain = (request.headers['content-encoding'] ?? 'identity') === 'identity';
  if (type !== wanted || !isPlain)
    throw new TribuneError('MEDIA_UNSUPPORTED', 'this address takes the forms of its own pages', {
      remedy: 'Open the page in a browser.',
    });
  return request.body instanceof Uint8Array ? (request.body as Uint8Array<ArrayBuffer>) : new Uint8Array();
}

async function readForm(request: FastifyRequest): Promise<FormFields> {
  const text = new TextDecoder().decode(formBytes(request, URLENCODED));
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
